import type { SubscriptionOptions } from '@ocpp-broker/mqtt';
import type { Outlet } from '../messages/outlet.ts';

/** Seconds; a session with this expiry interval never ends by itself (MQTT 5 §3.1.2.11.2). */
export const neverExpires = 0xffff_ffff;

/** What is known of a client beyond its connection (MQTT 5 §4.1). */
export class Session {
  readonly kind = 'session';
  readonly clientId: string;
  /** Whose it is: nobody else may take it up. Null: an anonymous client's. */
  readonly username: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** By filter as it was sent, `$share/…` too. */
  readonly subscriptions = new Map<string, SubscriptionOptions>();
  /** Packet ids of its QoS 2 publishes that wait for PUBREL. */
  readonly awaitingRel = new Set<number>();
  /** Session Expiry Interval; 0: it ends with its connection. */
  expirySeconds: number;
  /** Milliseconds since 1970; null while its client is connected. */
  disconnectedAt: number | null = null;
  /** It is in the store, and what it is to get is queued there. */
  isStored: boolean;
  /** The way to its client while that is connected. */
  outlet: Outlet | undefined;

  constructor(facts: {
    readonly clientId: string;
    readonly username: string | null;
    readonly createdAt: number;
    readonly expirySeconds: number;
    readonly isStored: boolean;
  }) {
    this.clientId = facts.clientId;
    this.username = facts.username;
    this.createdAt = facts.createdAt;
    this.expirySeconds = facts.expirySeconds;
    this.isStored = facts.isStored;
  }

  /** Milliseconds since 1970; undefined while it does not run out. */
  get expiresAt(): number | undefined {
    if (this.disconnectedAt === null || this.expirySeconds === neverExpires) return undefined;
    return this.disconnectedAt + this.expirySeconds * 1000;
  }
}
