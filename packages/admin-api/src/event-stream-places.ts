import { EventStream, type EventStreamBounds } from './event-stream.ts';

/** The bounds of all streams together. */
export type EventStreamOptions = EventStreamBounds & {
  readonly streamsMax: number;
  /** How often a comment is sent, and it is asked whether the reader may still read. */
  readonly heartbeatMs: number;
};

/** Asked again and again while a stream is open. */
export type StillAllowed = () => boolean | Promise<boolean>;

type Place = { readonly stream: EventStream; readonly stillAllowed: StillAllowed; beatsStalled: number };

// Two minutes with the usual heartbeat: whoever has not read for so long holds the place of somebody who would.
const STALLED_BEATS_MAX = 8;
const RETRY_MS = 5_000;

/** The streams that are open, as many as there are places. */
export class EventStreams {
  readonly #options: EventStreamOptions;
  readonly #places = new Set<Place>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#places.size;
  }

  /** A stream, or undefined when there is no place left. It gives its place back when it ends, however that is. */
  open(stillAllowed: StillAllowed): EventStream | undefined {
    if (this.#isClosed || this.#places.size >= this.#options.streamsMax) return undefined;
    const stream = new EventStream(this.#options);
    const place: Place = { stream, stillAllowed, beatsStalled: 0 };
    this.#places.add(place);
    stream.once('close', () => this.#leave(place));
    stream.retryAfter(RETRY_MS);
    this.#timer ??= setInterval(() => this.#beat(), this.#options.heartbeatMs);
    return stream;
  }

  /** Ends all streams; none is opened any more. */
  close(): void {
    this.#isClosed = true;
    for (const { stream } of this.#places) stream.end();
  }

  #leave(place: Place): void {
    this.#places.delete(place);
    if (this.#places.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    for (const place of this.#places) void this.#check(place);
  }

  async #check(place: Place): Promise<void> {
    const { stream } = place;
    place.beatsStalled = stream.isIdle ? 0 : place.beatsStalled + 1;
    if (place.beatsStalled >= STALLED_BEATS_MAX) stream.destroy();
    else if (await isAllowed(place)) stream.comment('still here');
    else stream.end();
  }
}

/** Who cannot be asked for does not read on: it is a matter of access. */
async function isAllowed({ stillAllowed }: Place): Promise<boolean> {
  try {
    return await stillAllowed();
  } catch {
    return false;
  }
}
