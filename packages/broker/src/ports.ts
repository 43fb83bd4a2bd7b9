// What the broker needs from the rest of the process. The composition root satisfies these interfaces.

import type { OutboxDropReason, QoS } from '@ocpp-broker/mqtt';
import type { ListenerRefusal } from './listener-options.ts';
import type { StoreDropReason } from './message-store.ts';

/** What a client showed in CONNECT; the password is bytes and may be anything. */
export type Login = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Id of the listener that it came in by. */
  readonly listenerId: string;
};

/** What an authenticator grants. */
export type Grant = {
  readonly superuser: boolean;
  /** The name that the client has from now on, where the one that it sent is not to be kept, such as a token. */
  readonly username?: string | undefined;
  /** Milliseconds since 1970 at which the connection is ended, as a token may say. */
  readonly expiresAt?: number | undefined;
  /** Handed back to the `TopicGuard` with the client; nothing to the broker. */
  readonly rights?: object | undefined;
};

/**
 * `busy`: not checked, since too many wait already. `unavailable`: it cannot be checked now. `client-id`: the user may not use this
 * client id.
 */
export type LoginOutcome =
  | ({ readonly outcome: 'accepted' } & Grant)
  | { readonly outcome: 'client-id' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'banned' }
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'unavailable' };

/** Decides who may connect; where anonymous clients are let in, it is asked about them too, without user name and password. */
export interface Authenticator {
  authenticate(login: Login): Promise<LoginOutcome>;
}

/** Who a client is, from CONNACK to the end of its connection. */
export type ClientIdentity = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly superuser: boolean;
  readonly remoteAddress: string;
  readonly rights?: object | undefined;
};

/** Decides who may publish, subscribe and receive what; asked for every message, so it must be quick. */
export interface TopicGuard {
  mayPublish(client: ClientIdentity, topic: string, qos: QoS, retain: boolean): boolean;
  /** `filter` is without `$share/<group>/`. */
  maySubscribe(client: ClientIdentity, filter: string, qos: QoS): boolean;
  /** Whether anything that the client may subscribe to could be denied to it in part; `mayReceive` is asked only then. */
  isNarrowed(client: ClientIdentity): boolean;
  mayReceive(client: ClientIdentity, topic: string): boolean;
}

/** Structured logging, as pino has it. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Why a socket or a CONNECT was turned away. */
export type RefusalReason =
  | 'client-id'
  | 'will-topic'
  | 'unsupported'
  | 'will-not-allowed'
  | 'no-credentials'
  | 'bad-credentials'
  | 'banned'
  | 'busy'
  | 'client-id-of-another-user'
  | 'authenticator-failed'
  | ListenerRefusal
  | 'too-many-sessions'
  | 'bytes-before-connect'
  | 'connect-timeout'
  | 'protocol-error';

/** Why a message did not reach a client, or was not kept. */
export type DropReason = 'slow-client' | 'not-allowed' | OutboxDropReason | StoreDropReason;

/** Something that happened, for metrics. */
export type BrokerEvent =
  | { readonly kind: 'connected'; readonly clientId: string; readonly listenerId: string }
  | {
      readonly kind: 'disconnected';
      readonly clientId: string;
      readonly listenerId: string;
      /** MQTT 5's reason code when the broker ended it, null otherwise. */
      readonly reasonCode: number | null;
    }
  | { readonly kind: 'connection-refused'; readonly reason: RefusalReason; readonly listenerId: string }
  | { readonly kind: 'publish-refused'; readonly clientId: string }
  | { readonly kind: 'subscribe-refused'; readonly clientId: string }
  /** `clientId` is empty for a retained message that is not kept. */
  | { readonly kind: 'message-dropped'; readonly clientId: string; readonly reason: DropReason }
  /** The persistence or the emitter failed where nobody waits for the answer; what was to be stored may be lost. */
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'client-cut'; readonly clientId: string; readonly reason: CutReason };

/** Why an established connection was cut by the broker. */
export type CutReason = 'slow-client' | 'stalled' | 'malformed-packet' | 'too-many-unfinished-publishes' | 'expired';
