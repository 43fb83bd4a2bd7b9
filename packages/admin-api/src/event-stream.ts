import { Readable } from 'node:stream';

/** What may wait in front of one slow reader. */
export type EventStreamBounds = { readonly eventsMax: number; readonly bytesMax: number };

// The socket has a buffer of its own; more would only be more to wait for when the reader catches up.
const CHUNK_BYTES = 16_384;

/**
 * Server-sent events to one reader, as the body of an answer. A reader that is slower than the events misses some, and is told
 * how many by an event `dropped` in their place; nobody ever waits for it.
 */
export class EventStream extends Readable {
  readonly #bounds: EventStreamBounds;
  readonly #queue: string[] = [];
  #queuedBytes = 0;
  #missed = 0;
  #isWanted = false;
  #isOver = false;

  constructor(bounds: EventStreamBounds) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#bounds = bounds;
  }

  /** Whether the reader has taken everything so far. */
  get isIdle(): boolean {
    return this.#isWanted && this.#queue.length === 0;
  }

  /** Events, and their bytes, that wait for the reader. */
  get waiting(): { readonly events: number; readonly bytes: number } {
    return { events: this.#queue.length, bytes: this.#queuedBytes };
  }

  /** Sends an event; `data` is text without line breaks, such as JSON. */
  event(name: string, data: string): void {
    if (this.destroyed || this.#isOver) return;
    const text = printEvent(name, data);
    const { eventsMax, bytesMax } = this.#bounds;
    const bytes = Buffer.byteLength(text);
    if (this.#queue.length >= eventsMax || this.#queuedBytes + bytes > bytesMax) {
      this.#missed += 1;
      return;
    }
    this.#tellMissed();
    this.#enqueue(text, bytes);
    this.#flush();
  }

  /** Sends a comment, which keeps proxies and readers from giving the connection up; to a busy reader it is not needed. */
  comment(text: string): void {
    if (!this.destroyed && !this.#isOver && this.isIdle) this.#isWanted = this.push(`: ${text}\n\n`);
  }

  /** Says how long a reader waits before it comes back. */
  retryAfter(ms: number): void {
    const text = `retry: ${ms}\n\n`;
    this.#enqueue(text, Buffer.byteLength(text));
    this.#flush();
  }

  /** Ends the answer as soon as the reader has taken what the socket was given; what still waits here goes with it. */
  end(): void {
    if (this.destroyed || this.#isOver) return;
    this.#isOver = true;
    this.push(null);
  }

  override _read(): void {
    this.#isWanted = !this.#isOver;
    this.#flush();
  }

  #flush(): void {
    while (this.#isWanted) {
      if (this.#queue.length === 0) this.#tellMissed();
      const text = this.#queue.shift();
      if (text === undefined) return;
      this.#queuedBytes -= Buffer.byteLength(text);
      this.#isWanted = this.push(text);
    }
  }

  #tellMissed(): void {
    if (this.#missed === 0) return;
    const text = printEvent('dropped', JSON.stringify({ count: this.#missed }));
    this.#missed = 0;
    this.#enqueue(text, Buffer.byteLength(text));
  }

  #enqueue(text: string, bytes: number): void {
    this.#queue.push(text);
    this.#queuedBytes += bytes;
  }
}

function printEvent(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
