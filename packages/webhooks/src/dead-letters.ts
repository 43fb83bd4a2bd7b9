import type { Database } from 'better-sqlite3';
import type { EventQueue, QueuedEvent } from './event-queue.ts';
import type { TurnWrites } from './turn-writes.ts';
import { WebhookError } from './webhook-error.ts';
import type { EventBounds } from './webhook-options.ts';

/** An event that was given up; `eventText` is its JSON text. Times are milliseconds since 1970. */
export type DeadLetter = {
  readonly id: number;
  readonly at: number;
  /** For an operator, such as `answered 400` or `too old`. */
  readonly reason: string;
  /** Requests that it was in. */
  readonly attempts: number;
  readonly eventText: string;
};

/** Which part of a list: `page` from 1, `limit` rows a page (1 to 1,000). */
export type Paging = { readonly page: number; readonly limit: number };

/** A part of a list, oldest first, and how many rows the whole has. */
export type Page<T> = { readonly data: readonly T[]; readonly count: number };

/** Why events are given up. */
export type Burial = { readonly at: number; readonly reason: string; readonly attempts: number };

const PAGE_ROWS_MAX = 1_000;

type Sum = { readonly events: number; readonly bytes: number };
type Size = { readonly id: number; readonly bytes: number };

/** The events of all hooks that were given up, each hook's bounded. */
export class DeadLetters {
  readonly #database: Database;
  readonly #writes: TurnWrites;
  readonly #queue: EventQueue;
  readonly #bury;
  readonly #unqueue;
  readonly #sum;
  readonly #page;
  readonly #sizes;
  readonly #chosenSizes;
  readonly #requeue;
  readonly #delete;

  constructor(database: Database, writes: TurnWrites, queue: EventQueue) {
    this.#database = database;
    this.#writes = writes;
    this.#queue = queue;
    this.#bury = database.prepare<[number, string, number, number, number, number]>(
      `INSERT INTO dead (hook_id, died_at, reason, attempts, bytes, body)
       SELECT hook_id, ?, ?, ?, bytes, body FROM queued WHERE hook_id = ? AND seq BETWEEN ? AND ? ORDER BY seq`,
    );
    this.#unqueue = database.prepare<[number, number, number]>(
      'DELETE FROM queued WHERE hook_id = ? AND seq BETWEEN ? AND ?',
    );
    this.#sum = database.prepare<[number], Sum>(
      'SELECT count(*) AS events, coalesce(sum(bytes), 0) AS bytes FROM dead WHERE hook_id = ?',
    );
    this.#page = database.prepare<[number, number, number], DeadLetter>(
      `SELECT id, died_at AS at, reason, attempts, body AS eventText FROM dead WHERE hook_id = ?
       ORDER BY id LIMIT ? OFFSET ?`,
    );
    this.#sizes = database.prepare<[number], Size>('SELECT id, bytes FROM dead WHERE hook_id = ? ORDER BY id');
    this.#chosenSizes = database.prepare<[number, string], Size>(
      'SELECT id, bytes FROM dead WHERE hook_id = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id',
    );
    this.#requeue = database.prepare<[number, number, number]>(
      `INSERT INTO queued (seq, hook_id, queued_at, bytes, body)
       SELECT ?, hook_id, ?, bytes, body FROM dead WHERE id = ?`,
    );
    this.#delete = database.prepare<[number]>('DELETE FROM dead WHERE id = ?');
  }

  /**
   * Moves events from the queue here at the end of this turn; `events` are all that wait between the first and the last of them. `done` is
   * told how many there are now, and how many had to make room.
   */
  bury(
    hookId: number,
    events: readonly QueuedEvent[],
    { at, reason, attempts }: Burial,
    bounds: EventBounds,
    done: (count: number, dropped: number) => void,
  ): void {
    const first = events.at(0)?.seq ?? 0;
    const last = events.at(-1)?.seq ?? 0;
    let count = 0;
    let dropped = 0;
    this.#writes.add(
      () => {
        this.#bury.run(at, reason, attempts, hookId, first, last);
        this.#unqueue.run(hookId, first, last);
        dropped = this.#makeRoom(hookId, bounds);
        count = this.count(hookId);
      },
      () => done(count, dropped),
    );
  }

  /** How many a hook has. */
  count(hookId: number): number {
    return this.#sum.get(hookId)?.events ?? 0;
  }

  /** Throws a WebhookError on a page that cannot be. */
  list(hookId: number, { page, limit }: Paging): Page<DeadLetter> {
    const offset = (page - 1) * limit;
    const isUsable =
      Number.isSafeInteger(page) &&
      page >= 1 &&
      Number.isSafeInteger(limit) &&
      limit >= 1 &&
      limit <= PAGE_ROWS_MAX &&
      Number.isSafeInteger(offset);
    if (!isUsable) {
      throw new WebhookError('webhook_invalid_value', `page has to be from 1 on, limit from 1 to ${PAGE_ROWS_MAX}`);
    }
    return { data: this.#page.all(hookId, limit, offset), count: this.count(hookId) };
  }

  /** Puts letters (all, without `ids`) at the end of the queue, as many as `room` has room for. Nothing may wait to be written. */
  requeue(hookId: number, ids: readonly number[] | undefined, room: EventBounds, now: number): Sum {
    return this.#database
      .transaction(() => {
        const sum = { events: 0, bytes: 0 };
        for (const { id, bytes } of this.#find(hookId, ids)) {
          if (sum.events + 1 > room.eventsMax || sum.bytes + bytes > room.bytesMax) break;
          this.#requeue.run(this.#queue.takeSeqs(1), now, id);
          this.#delete.run(id);
          sum.events++;
          sum.bytes += bytes;
        }
        return sum;
      })
      .immediate();
  }

  /** Forgets letters (all, without `ids`); returns how many. */
  drop(hookId: number, ids: readonly number[] | undefined): number {
    return this.#database
      .transaction(() => {
        const found = this.#find(hookId, ids);
        for (const { id } of found) this.#delete.run(id);
        return found.length;
      })
      .immediate();
  }

  #find(hookId: number, ids: readonly number[] | undefined): readonly Size[] {
    return ids === undefined ? this.#sizes.all(hookId) : this.#chosenSizes.all(hookId, JSON.stringify(ids));
  }

  #makeRoom(hookId: number, bounds: EventBounds): number {
    let { events, bytes } = this.#sum.get(hookId) ?? { events: 0, bytes: 0 };
    if (events <= bounds.eventsMax && bytes <= bounds.bytesMax) return 0;
    const leaving: number[] = [];
    for (const oldest of this.#sizes.iterate(hookId)) {
      if (events <= bounds.eventsMax && bytes <= bounds.bytesMax) break;
      leaving.push(oldest.id);
      events--;
      bytes -= oldest.bytes;
    }
    for (const id of leaving) this.#delete.run(id);
    return leaving.length;
  }
}
