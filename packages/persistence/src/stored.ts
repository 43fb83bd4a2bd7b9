import type { Delivery, SubscriptionOptions, Will } from '@ocpp-broker/mqtt';

/** A session as it is stored. */
export type StoredSession = {
  readonly clientId: string;
  /** Whose it is: the user name that began it; null for an anonymous client. */
  readonly username: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Session Expiry Interval; 0xFFFFFFFF: never. */
  readonly expirySeconds: number;
  /** Milliseconds since 1970; null while its client is connected. */
  readonly disconnectedAt: number | null;
  /** By filter as it was sent, `$share/…` too. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionOptions>;
};

/** One delivery in the queue of a session. `seq` grows over all sessions; in one process it is never used again. */
export type QueuedDelivery = Delivery & {
  readonly seq: number;
  /** The packet id under which it was sent; undefined: not sent yet. */
  readonly messageId: number | undefined;
  /** PUBREC has come: only PUBREL is to be sent; the message is empty then. */
  readonly isReleased: boolean;
};

/** A will that was stored with its client's CONNECT. */
export type StoredWill = { readonly clientId: string; readonly will: Will };

/** What the store holds now. */
export type StoreStats = {
  readonly sessions: number;
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  readonly retainedMessages: number;
  readonly retainedBytes: number;
  readonly wills: number;
};
