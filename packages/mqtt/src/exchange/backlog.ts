import type { Delivery } from '../message.ts';
import { publishBytes } from '../wire/publish-encoder.ts';
import type { DurableQueue } from './durable-queue.ts';
import { WaitingList } from './waiting-list.ts';

/** A delivery that waits for its turn. */
export type Waiting = {
  readonly delivery: Delivery;
  /** Its place in the durable queue; undefined when there is none. */
  readonly seq: number | undefined;
  /** The packet id that it was sent under on an earlier connection. */
  readonly messageId: number | undefined;
  readonly isReleased: boolean;
  /** Of its PUBLISH packet. */
  readonly bytes: number;
};

/** What may wait in memory; a single delivery always may. */
export type BacklogLimits = { readonly waitingMax: number; readonly waitingBytesMax: number };

/** Deliveries that a look into the durable queue brings: few at first, since nobody knows how large they are. */
const readFirst = 8;
const readMax = 64;

/** What waits for one client: the front of it in memory, the rest in the durable queue if there is one. */
export class Backlog {
  readonly #limits: BacklogLimits;
  readonly #queue: DurableQueue | undefined;
  readonly #waiting = new WaitingList<Waiting>();
  /** The newest delivery of the durable queue that is in memory or was. */
  #lastSeq = 0;
  /** The durable queue holds, or may hold, deliveries after `#lastSeq`. */
  #isBehind: boolean;
  /** The same, found out while it was being read. */
  #isLeftBehind = false;
  #readLimit = readFirst;
  #isDrained = false;

  constructor(limits: BacklogLimits, queue: DurableQueue | undefined) {
    this.#limits = limits;
    this.#queue = queue;
    this.#isBehind = queue !== undefined;
  }

  /** Deliveries in memory. */
  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#waiting.bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0 && !this.#isBehind;
  }

  /** Puts a delivery at the end; false: there is no room and no durable queue. */
  add(delivery: Delivery, seq?: number): boolean {
    if (seq === undefined) return this.#keep(fresh(delivery, seq));
    // The durable queue may have shown it already.
    if (seq > this.#lastSeq && (this.#isBehind || !this.#keep(fresh(delivery, seq)))) this.lookAgain();
    return true;
  }

  /** The durable queue may hold more than was added. */
  lookAgain(): void {
    if (this.#queue === undefined || this.#isDrained) return;
    this.#isBehind = true;
    this.#isLeftBehind = true;
  }

  /** Takes the oldest. */
  next(): Waiting | undefined {
    while (this.#queue !== undefined && this.#isBehind && this.#waiting.size === 0) this.#read(this.#queue);
    return this.#waiting.shift();
  }

  /** Takes all that is in memory, in order, and is done. */
  drain(): readonly Waiting[] {
    const all: Waiting[] = [];
    for (let one = this.#waiting.shift(); one !== undefined; one = this.#waiting.shift()) all.push(one);
    this.#isBehind = false;
    this.#isDrained = true;
    return all;
  }

  #read(queue: DurableQueue): void {
    const limit = Math.min(this.#readLimit, Math.max(1, this.#limits.waitingMax));
    this.#isLeftBehind = false;
    const found = queue.read(this.#lastSeq, limit);
    if (this.#isDrained) return;
    let kept = 0;
    for (const delivery of found) {
      const { seq, messageId, isReleased } = delivery;
      if (!this.#keep({ delivery, seq, messageId, isReleased, bytes: bytesOf(delivery) })) break;
      kept += 1;
    }
    this.#isBehind = found.length === limit || kept < found.length || this.#isLeftBehind;
    // Large ones are not to be read over and over and thrown away.
    this.#readLimit = kept < found.length ? kept : Math.min(readMax, 2 * this.#readLimit);
  }

  #keep(waiting: Waiting): boolean {
    const { waitingMax, waitingBytesMax } = this.#limits;
    const { size, bytes } = this.#waiting;
    if (size > 0 && (size >= waitingMax || bytes + waiting.bytes > waitingBytesMax)) return false;
    if (waiting.seq !== undefined) this.#lastSeq = waiting.seq;
    this.#waiting.push(waiting);
    return true;
  }
}

function fresh(delivery: Delivery, seq: number | undefined): Waiting {
  return { delivery, seq, messageId: undefined, isReleased: false, bytes: bytesOf(delivery) };
}

function bytesOf(delivery: Delivery): number {
  return publishBytes(delivery, { version: 5 });
}
