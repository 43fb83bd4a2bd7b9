/** The bounds of the store. What does not fit is refused as a whole; the newest message is the one that goes. */
export type StoreLimits = {
  /** Messages that wait for one session or are on their way to it. */
  readonly queuedMessagesPerSessionMax: number;
  /** Bytes (topic, payload, properties) of the messages of one session. */
  readonly queuedBytesPerSessionMax: number;
  /** Bytes of the messages of all sessions; a payload that several sessions share counts once. */
  readonly queuedBytesMax: number;
  /** A message that waited longer counts as expired; 0: it may wait for ever. */
  readonly queuedAgeMaxMs: number;
  readonly retainedMessagesMax: number;
  /** Bytes (topic, payload, properties) of all retained messages. */
  readonly retainedBytesMax: number;
};

const MEBIBYTE = 1024 * 1024;

/** Fit for 10,000 clients: a back end that is off for ten minutes while 1,000 charge points send one message a minute misses none. */
export const defaultLimits: StoreLimits = Object.freeze({
  queuedMessagesPerSessionMax: 10_000,
  queuedBytesPerSessionMax: 64 * MEBIBYTE,
  queuedBytesMax: 1024 * MEBIBYTE,
  queuedAgeMaxMs: 0,
  retainedMessagesMax: 100_000,
  retainedBytesMax: 256 * MEBIBYTE,
});

/** Why something was not stored: the limit that it met, or `expired` for a message past its time. */
export type StoreDropReason =
  | 'queued_messages'
  | 'queued_bytes'
  | 'queued_bytes_total'
  | 'retained_messages'
  | 'retained_bytes'
  | 'expired';

/** A message that is no longer stored, or was not. `clientId` is whose queue it was in; a retained message has none. */
export type Drop = { readonly clientId?: string; readonly topic: string; readonly reason: StoreDropReason };

/** What a commit survives: the death of the process, or a power cut as well (one `fsync` per turn of the event loop). */
export type Synchronous = 'normal' | 'full';

/** What `createMessageStore` takes. */
export type MessageStoreOptions = {
  /** The database file, the store's own; made when absent, in a folder that exists. `:memory:` keeps all in memory. */
  readonly path: string;
  /** Default `normal`. */
  readonly synchronous?: Synchronous;
  /** Whole milliseconds since 1970; decides what has expired. Default `Date.now`. */
  readonly now?: () => number;
  /** Bounds that differ from `defaultLimits`. */
  readonly limits?: Partial<StoreLimits>;
  /** Told at once of every drop that no return value tells of: messages that expired while they waited. It must not throw. */
  readonly onDropped?: (drop: Drop) => void;
  /** Told after each commit how long it took, in milliseconds. It must not throw. */
  readonly onCommitted?: (durationMs: number) => void;
};
