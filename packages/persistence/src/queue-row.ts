// How rows of the queue are read. Two habits of SQLite explain how that is written, here and where the queue is searched. The planner knows
// no statistics, so the index is named. And SQLite is built with STAT4: a bound parameter that it could estimate rows with (in a comparison
// of ranges, or as LIMIT) makes it prepare the statement anew for every call, at ten times the cost; `? + 0` is none of its business.

/** One queued message, in the order of `rowColumns`. */
export type QueuedRow = readonly [
  seq: number,
  messageId: number | null,
  flags: number,
  expiresAt: number | null,
  enqueuedAt: number | null,
  bytes: number,
  bodyId: number | null,
  brokerId: string | null,
  brokerCounter: number | null,
  publisher: string | null,
  share: string | null,
  topic: string,
  properties: Buffer | null,
  payload: Buffer | string | null,
];

/** The columns of a `QueuedRow`. */
export const rowColumns = `seq, message_id, flags, expires_at, enqueued_at, bytes, body_id, broker_id, broker_counter, publisher, share,
  topic, properties, payload`;

/** What is counted of a queued message, in the order of `sizeColumns`. */
export type Size = readonly [seq: number, sessionId: number, bytes: number, bodyId: number | null, flags: number];

/** The columns of a `Size`. */
export const sizeColumns = 'seq, session_id, bytes, body_id, flags';
