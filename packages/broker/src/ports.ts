// What the broker needs from the rest of the process. The composition root satisfies these interfaces.

/** What a client showed in CONNECT; the password is bytes and may be anything. */
export type Login = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly remoteAddress: string;
};

/** `busy`: not checked, since too many wait already. */
export type LoginOutcome =
  | { readonly outcome: 'accepted'; readonly superuser: boolean }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'banned' }
  | { readonly outcome: 'busy' };

/** Decides who may connect; it is not asked about anonymous clients. */
export interface Authenticator {
  authenticate(login: Login): Promise<LoginOutcome>;
}

/** Who a client is, from CONNACK to the end of its connection. */
export type ClientIdentity = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly superuser: boolean;
};

/** Decides who may publish and subscribe to what; asked for every message of an MQTT client, so it must be quick. */
export interface TopicGuard {
  mayPublish(client: ClientIdentity, topic: string): boolean;
  maySubscribe(client: ClientIdentity, filter: string): boolean;
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
  | 'will-not-allowed'
  | 'no-credentials'
  | 'bad-credentials'
  | 'banned'
  | 'busy'
  | 'client-id-of-another-user'
  | 'authenticator-failed'
  | 'too-many-connections'
  | 'bytes-before-connect'
  | 'connect-timeout'
  | 'protocol-error';

/** Why a message did not reach a client. */
export type DropReason = 'slow-client';

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
  | { readonly kind: 'message-dropped'; readonly clientId: string; readonly reason: DropReason }
  /** The persistence or the emitter failed where nobody waits for the answer; what was to be stored may be lost. */
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'client-cut'; readonly clientId: string; readonly reason: CutReason };

/** Why an established connection was cut by the broker. */
export type CutReason = 'slow-client' | 'stalled' | 'malformed-packet' | 'too-many-unfinished-publishes';
