import { type QueuedRow, type Size, sizeColumns } from './queue-row.ts';
import type { Session } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

type Aging = readonly [...Size, topic: string, enqueuedAt: number];

const ROWS_PER_READ = 64;

/**
 * Which queued messages have waited too long, by their own Message Expiry Interval or by the limit on age. They are dropped when they are
 * met on the way to their session and when room is needed. A refused message must not cost a search each time, so each session knows
 * before which moment there is nothing to find.
 */
export class QueueExpiry {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #remove: (session: Session, row: Size) => void;
  #nowhereBefore = 0;

  /** `remove` takes a message out of the queue. */
  constructor(context: StoreContext, remove: (session: Session, row: Size) => void) {
    this.#context = context;
    this.#statements = prepare(context);
    this.#remove = remove;
  }

  /** True for a message that is not on its way and has waited too long. */
  isOver([, messageId, , expiresAt, enqueuedAt]: QueuedRow): boolean {
    if (messageId !== null) return false;
    const ageMax = this.#context.limits.queuedAgeMaxMs;
    if (expiresAt === null && ageMax === 0) return false;
    const now = this.#context.now();
    if (expiresAt !== null && expiresAt <= now) return true;
    return ageMax > 0 && enqueuedAt !== null && enqueuedAt + ageMax <= now;
  }

  /** A message came that expires at the earlier of these; null: not for that reason. */
  note(session: Session, expiresAt: number | null, agesAt: number | null): void {
    const from = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, agesAt ?? Number.POSITIVE_INFINITY);
    if (from < session.expiresFrom) session.expiresFrom = from;
    if (from < this.#nowhereBefore) this.#nowhereBefore = from;
  }

  /** What is known of the session is no longer certain. */
  forget(session: Session): void {
    session.expiresFrom = 0;
    this.#nowhereBefore = 0;
  }

  /** Drops what has expired in one session. */
  dropFrom(session: Session, now: number): void {
    if (session.queuedMessages === 0 || now < session.expiresFrom) return;
    for (const row of this.#statements.expired.all(session.id, now)) this.#drop(session, row);
    const oldest = this.#dropAged(session, now);
    const next = this.#statements.nextExpiry.get(session.id) ?? Number.POSITIVE_INFINITY;
    session.expiresFrom = Math.min(next, oldest);
    // What is undone has expired all the same.
    this.#context.commits.onUndo(() => this.forget(session));
  }

  /** Drops what has expired, session by session, until `isEnough`. */
  dropFromAll(sessions: Iterable<Session>, now: number, isEnough: () => boolean): void {
    if (now < this.#nowhereBefore) return;
    let next = Number.POSITIVE_INFINITY;
    for (const session of sessions) {
      this.dropFrom(session, now);
      if (isEnough()) return;
      if (session.queuedMessages > 0) next = Math.min(next, session.expiresFrom);
    }
    this.#nowhereBefore = next;
  }

  // They are in order of arrival, so that the first which is young enough ends the search.
  #dropAged(session: Session, now: number): number {
    const ageMax = this.#context.limits.queuedAgeMaxMs;
    if (ageMax === 0) return Number.POSITIVE_INFINITY;
    for (;;) {
      const rows = this.#statements.oldest.all(session.id, ROWS_PER_READ);
      for (const row of rows) {
        const agesAt = row[6] + ageMax;
        if (agesAt > now) return agesAt;
        this.#drop(session, row);
      }
      if (rows.length < ROWS_PER_READ) return Number.POSITIVE_INFINITY;
    }
  }

  #drop(session: Session, [seq, sessionId, bytes, bodyId, flags, topic]: Aging): void {
    this.#remove(session, [seq, sessionId, bytes, bodyId, flags]);
    this.#context.drop({ clientId: session.clientId, topic, reason: 'expired' });
  }
}

function prepare({ database }: StoreContext) {
  return {
    // A message that is on its way already is still owed to its receiver (MQTT 5 §3.3.2.3.3).
    expired: database
      .prepare<[sessionId: number, now: number], Aging>(
        `SELECT ${sizeColumns}, topic, 0 FROM queued INDEXED BY queued_by_expiry
         WHERE session_id = ? + 0 AND expires_at <= ? + 0 AND expires_at IS NOT NULL AND message_id IS NULL`,
      )
      .raw(),
    nextExpiry: database
      .prepare<[sessionId: number], number | null>(
        `SELECT min(expires_at) FROM queued INDEXED BY queued_by_expiry
         WHERE session_id = ? + 0 AND expires_at IS NOT NULL AND message_id IS NULL`,
      )
      .pluck(),
    oldest: database
      .prepare<[sessionId: number, limit: number], Aging>(
        `SELECT ${sizeColumns}, topic, enqueued_at FROM queued INDEXED BY queued_in_order
         WHERE session_id = ? + 0 AND message_id IS NULL AND enqueued_at IS NOT NULL ORDER BY seq LIMIT (? + 0)`,
      )
      .raw(),
  };
}
