/** The bounds of the store. What does not fit is dropped and told, never kept in part. */
export type PersistenceLimits = {
  /** Sessions that outlive their connection. */
  readonly sessionsMax: number;
  readonly subscriptionsPerSessionMax: number;
  /** Messages that wait for one session or are on their way to it. */
  readonly queuedMessagesPerSessionMax: number;
  /** Bytes (topic, payload, properties) of the messages of one session. */
  readonly queuedBytesPerSessionMax: number;
  /** Bytes of the messages of all sessions. */
  readonly queuedBytesMax: number;
  readonly retainedMessagesMax: number;
  /** Bytes (topic, payload, properties) of all retained messages. */
  readonly retainedBytesMax: number;
  /** QoS 2 packet ids that one client has published and not yet released. */
  readonly inboundMessagesPerClientMax: number;
  readonly inboundBytesPerClientMax: number;
  readonly willsMax: number;
};

const MEBIBYTE = 1024 * 1024;

/**
 * Fit for 10,000 clients: every client may have a session and a will, with as much again for those that went away; a back end that
 * is off for ten minutes while 10,000 charge points send one message a minute misses none.
 */
export const defaultLimits: PersistenceLimits = Object.freeze({
  sessionsMax: 20_000,
  subscriptionsPerSessionMax: 1_000,
  queuedMessagesPerSessionMax: 100_000,
  queuedBytesPerSessionMax: 64 * MEBIBYTE,
  queuedBytesMax: 1024 * MEBIBYTE,
  retainedMessagesMax: 100_000,
  retainedBytesMax: 256 * MEBIBYTE,
  inboundMessagesPerClientMax: 10_000,
  inboundBytesPerClientMax: 16 * MEBIBYTE,
  willsMax: 20_000,
});

/** Why something was dropped: the limit that it met, or `expired` for a message past its Message Expiry Interval. */
export type DropReason =
  | 'sessions'
  | 'subscriptions'
  | 'queued_messages'
  | 'queued_bytes'
  | 'queued_bytes_total'
  | 'retained_messages'
  | 'retained_bytes'
  | 'inbound_messages'
  | 'inbound_bytes'
  | 'wills'
  | 'expired';

/** One thing that was not stored, or no longer is. `topic` is the filter where a subscription was refused. */
export type Drop = { readonly clientId?: string; readonly topic: string; readonly reason: DropReason };

/** What `createSqlitePersistence` takes. */
export type PersistenceOptions = {
  /** The database file, the persistence's own; made when absent, in a folder that exists. */
  readonly path: string;
  /** Milliseconds since 1970; decides which messages have expired. Default `Date.now`. */
  readonly now?: () => number;
  /** Bounds that differ from `defaultLimits`. */
  readonly limits?: Partial<PersistenceLimits>;
  /** Told of every drop, at once; it must not throw. */
  readonly onDropped?: (drop: Drop) => void;
};
