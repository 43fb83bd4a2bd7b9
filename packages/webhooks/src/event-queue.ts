import type { Database } from 'better-sqlite3';
import type { TurnWrites } from './turn-writes.ts';

/** An event that waits: where it stands, since when, and its JSON text. */
export type QueuedEvent = {
  readonly seq: number;
  readonly queuedAt: number;
  readonly bytes: number;
  readonly body: string;
};

/** The next events of a hook, and since when the one after them waits. */
export type QueuedPart = { readonly events: readonly QueuedEvent[]; readonly nextQueuedAt: number | undefined };

/** Events of one hook: how many, of how many bytes, the oldest waiting since when. */
export type QueueUsage = { readonly events: number; readonly bytes: number; readonly oldestAt: number };

type Arrival = { readonly hookId: number; readonly event: QueuedEvent };

/** The events of all hooks that wait to be sent, in the order in which they came. */
export class EventQueue {
  readonly #writes: TurnWrites;
  readonly #onCommitted: (hookId: number, arrived: QueueUsage) => void;
  readonly #insert;
  readonly #select;
  readonly #delete;
  readonly #usage;
  #nextSeq: number;
  #arrivals: Arrival[] = [];

  /** `onCommitted` tells what can be read from now on. */
  constructor(database: Database, writes: TurnWrites, onCommitted: (hookId: number, arrived: QueueUsage) => void) {
    this.#writes = writes;
    this.#onCommitted = onCommitted;
    this.#insert = database.prepare<[number, number, number, number, string]>(
      'INSERT INTO queued (seq, hook_id, queued_at, bytes, body) VALUES (?, ?, ?, ?, ?)',
    );
    this.#select = database.prepare<[number, number], QueuedEvent>(
      'SELECT seq, queued_at AS queuedAt, bytes, body FROM queued WHERE hook_id = ? AND seq > ? ORDER BY seq',
    );
    this.#delete = database.prepare<[number, number, number]>(
      'DELETE FROM queued WHERE hook_id = ? AND seq BETWEEN ? AND ?',
    );
    this.#usage = database.prepare<[number], { events: number; bytes: number; firstSeq: number | null }>(
      'SELECT count(*) AS events, coalesce(sum(bytes), 0) AS bytes, min(seq) AS firstSeq FROM queued WHERE hook_id = ?',
    );
    this.#nextSeq = Number(database.prepare('SELECT coalesce(max(seq), 0) + 1 FROM queued').pluck().get());
  }

  /** Stores an event at the end of this turn. */
  add(hookId: number, queuedAt: number, bytes: number, body: string): void {
    if (this.#arrivals.length === 0) {
      this.#writes.add(
        () => this.#insertArrivals(),
        () => this.#tellArrivals(),
      );
    }
    this.#arrivals.push({ hookId, event: { seq: this.takeSeqs(1), queuedAt, bytes, body } });
  }

  /** The first of `count` places at the end. */
  takeSeqs(count: number): number {
    const first = this.#nextSeq;
    this.#nextSeq += count;
    return first;
  }

  /** What waits for a hook after the place `seq`, and is committed: at least one event, if there is one, and no more than the bounds. */
  read(hookId: number, seq: number, eventsMax: number, bytesMax: number): QueuedPart {
    const events: QueuedEvent[] = [];
    let bytes = 0;
    for (const event of this.#select.iterate(hookId, seq)) {
      bytes += event.bytes;
      if (events.length > 0 && (events.length === eventsMax || bytes > bytesMax)) {
        return { events, nextQueuedAt: event.queuedAt };
      }
      events.push(event);
    }
    return { events, nextQueuedAt: undefined };
  }

  /** Forgets events that were taken, at the end of this turn. `events` are all that wait between the first and the last of them. */
  remove(hookId: number, events: readonly QueuedEvent[]): void {
    const first = events.at(0)?.seq ?? 0;
    const last = events.at(-1)?.seq ?? 0;
    this.#writes.add(() => this.#delete.run(hookId, first, last));
  }

  /** What is stored for a hook. */
  usage(hookId: number): QueueUsage {
    const { events = 0, bytes = 0 } = this.#usage.get(hookId) ?? {};
    return { events, bytes, oldestAt: this.read(hookId, 0, 1, 0).events[0]?.queuedAt ?? 0 };
  }

  #insertArrivals(): void {
    for (const { hookId, event } of this.#arrivals) {
      this.#insert.run(event.seq, hookId, event.queuedAt, event.bytes, event.body);
    }
  }

  #tellArrivals(): void {
    const arrived = new Map<number, QueueUsage>();
    for (const { hookId, event } of this.#arrivals) {
      const before = arrived.get(hookId) ?? { events: 0, bytes: 0, oldestAt: event.queuedAt };
      arrived.set(hookId, { ...before, events: before.events + 1, bytes: before.bytes + event.bytes });
    }
    this.#arrivals = [];
    for (const [hookId, usage] of arrived) this.#onCommitted(hookId, usage);
  }
}
