import { type Batch, newBatch } from './batch.ts';
import type { EventQueue, QueueUsage } from './event-queue.ts';
import type { EventBounds, WebhookOptions } from './webhook-options.ts';

/** A batch, or when the events that wait will be one; `never`: none wait. */
export type Cut = { readonly batch: Batch } | { readonly dueAt: number } | 'never';

/** What waits for one hook: counts all of it, and cuts what is in the store into batches. */
export class Backlog {
  readonly #queue: EventQueue;
  readonly #hookId: number;
  #events: number;
  #bytes: number;
  #uncutEvents: number;
  #uncutBytes: number;
  #oldestUncutAt: number;
  #cutUpTo = 0;

  constructor(queue: EventQueue, hookId: number) {
    const { events, bytes, oldestAt } = queue.usage(hookId);
    this.#queue = queue;
    this.#hookId = hookId;
    this.#events = this.#uncutEvents = events;
    this.#bytes = this.#uncutBytes = bytes;
    this.#oldestUncutAt = oldestAt;
  }

  /** All events that are neither taken nor given up, those of this turn and those under way too. */
  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What the queue has room for. */
  room({ eventsMax, bytesMax }: EventBounds): EventBounds {
    return { eventsMax: Math.max(0, eventsMax - this.#events), bytesMax: Math.max(0, bytesMax - this.#bytes) };
  }

  /** Stores an event at the end of this turn; `arrived` is due then. */
  add(now: number, bytes: number, body: string): void {
    this.#events++;
    this.#bytes += bytes;
    this.#queue.add(this.#hookId, now, bytes, body);
  }

  /** Counts events that came in another way; `arrived` is due then. */
  admit(events: number, bytes: number): void {
    this.#events += events;
    this.#bytes += bytes;
  }

  /** Events can be read from the store. */
  arrived({ events, bytes, oldestAt }: QueueUsage): void {
    if (this.#uncutEvents === 0) this.#oldestUncutAt = oldestAt;
    this.#uncutEvents += events;
    this.#uncutBytes += bytes;
  }

  /** The next batch, when it is full or its oldest event has waited long enough. */
  cut({ eventsMax, bytesMax, waitMs }: WebhookOptions['batch'], now: number): Cut {
    if (this.#uncutEvents === 0) return 'never';
    const isFull = this.#uncutEvents >= eventsMax || this.#uncutBytes >= bytesMax;
    // A clock that was put back would make it wait for as long.
    const dueAt = Math.min(this.#oldestUncutAt, now) + waitMs;
    if (!isFull && now < dueAt) return { dueAt };
    const { events, nextQueuedAt } = this.#queue.read(this.#hookId, this.#cutUpTo, eventsMax, bytesMax);
    const batch = newBatch(events);
    this.#cutUpTo = events.at(-1)?.seq ?? this.#cutUpTo;
    this.#uncutEvents -= events.length;
    this.#uncutBytes -= bytesOf(batch);
    this.#oldestUncutAt = nextQueuedAt ?? now;
    return { batch };
  }

  /** Counts events off that were taken or given up. */
  settled(events: Batch['events']): void {
    this.#events -= events.length;
    this.#bytes -= bytesOf({ events });
  }
}

function bytesOf({ events }: Pick<Batch, 'events'>): number {
  return events.reduce((sum, { bytes }) => sum + bytes, 0);
}
