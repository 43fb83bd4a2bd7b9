// What the gateway needs from the rest of the process. The composition root satisfies these interfaces.

import type { OcppVersion, Registration } from '@ocpp-broker/ocpp';
import type { SecurityProfile } from './security-profile.ts';

/** A message for the broker. */
export type BusMessage = {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties?: { readonly correlationData: Buffer };
};

/** A message from the broker. */
export type BusDelivery = {
  readonly topic: string;
  readonly payload: Buffer;
  /** MQTT 5's, of those that matter here; the expiry is in seconds. */
  readonly properties?:
    | {
        readonly responseTopic?: string;
        readonly correlationData?: Buffer;
        readonly messageExpiryInterval?: number;
      }
    | undefined;
};

/** Publish and subscribe as the gateway sees the broker. */
export interface Bus {
  /** Publishes; `done` is called once, when the broker has taken the message or failed to. */
  publish(message: BusMessage, done: (error?: Error) => void): void;
  /** Delivers every message whose topic matches `filter` until the returned function is called. */
  subscribe(filter: string, deliver: (message: BusDelivery) => void): Promise<() => Promise<void>>;
}

/** Who wants to come in, whatever they can show for it. */
export type Stranger = {
  readonly identity: string;
  /** Of HTTP Basic; undefined where none was sent, or none that can be read. */
  readonly username: string | undefined;
  readonly remoteAddress: string;
};

/** What a charge point showed in its handshake. */
export type ChargePointLogin = Stranger & {
  /** The user whose password it is: the user name or, with `userIdType: 'clientid'`, the identity. */
  readonly userId: string;
  /** Byte by byte; it was never decoded as text. */
  readonly password: Buffer;
  /** Id of the listener that it came in by. */
  readonly listenerId: string;
};

/** What became of a login. */
export type Verification =
  /** `expiresAt`, in milliseconds since the epoch: when the connection is to be ended, as a token may say. */
  | { readonly outcome: 'accepted'; readonly expiresAt?: number | undefined }
  | { readonly outcome: 'refused' }
  /** Who it is was proven; the identity is not one of this user's. */
  | { readonly outcome: 'identity' }
  | { readonly outcome: 'banned' }
  /** Not tried; `retryAfterMs` where it is known when it will be. */
  | { readonly outcome: 'busy'; readonly retryAfterMs?: number | undefined }
  /** Nobody knows the user, but somebody who might could not be asked. */
  | { readonly outcome: 'unavailable' };

/** Who may come in. */
export interface CredentialStore {
  /** Whether there may be a user of this name. */
  has(userId: string): boolean | Promise<boolean>;
  /** Asked also where nobody has to log in, and once more when somebody is let in. */
  isBanned(stranger: Stranger): boolean;
  verify(login: ChargePointLogin): Promise<Verification>;
}

/** What is remembered of an identity beyond its connection. Times are milliseconds since the epoch. */
export type StoredRegistration = Registration & {
  readonly version: OcppVersion | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
  readonly lastBootAt: number | null;
  readonly lastSeenAt: number | null;
  readonly connected: boolean;
  /** The highest OCPP security profile that it ever used. */
  readonly securityProfile: SecurityProfile | null;
};

/** Where registrations are kept; they outlive the socket and the process. */
export interface RegistrationStore {
  get(identity: string): StoredRegistration | undefined | Promise<StoredRegistration | undefined>;
  put(identity: string, part: Partial<StoredRegistration>): void;
  /** Identities that were connected when the process last stopped without saying so. */
  connectedIdentities(): readonly string[];
}

/** A CALL that waits for its charge point, as it is stored. Times are milliseconds since the epoch. */
export type StoredCall = {
  readonly identity: string;
  readonly uniqueId: string;
  readonly action: string;
  readonly payloadText: string;
  readonly expiresAt: number;
  readonly replyTopic: string | null;
  readonly correlationData: Buffer | null;
  readonly queuedAt: number;
};

/** Where CALLs for absent charge points outlive the process. */
export interface WaitingCallStore {
  /** Stores a CALL and returns its key; `full` when there is no room for it. Times must be whole numbers. */
  add(call: StoredCall): number | 'full';
  remove(key: number): void;
  /** All of them, in the order in which they were added. */
  all(): readonly (StoredCall & { readonly key: number })[];
}

/** Structured logging, as pino has it. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  trace(fields: object, message: string): void;
  child(bindings: object): Logger;
}

/** Time, passed in so that tests need not wait. Times are milliseconds. */
export interface Clock {
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}
