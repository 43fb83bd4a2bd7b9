import { ApiError, type ServerEvent } from '@ocpp-broker/api-client';
import { fieldsOf } from './fields.ts';
import { type Frame, framesMax } from './frame-rows.ts';
import { isAbort, problemOf } from './problem.ts';

/** What is known of a live view. */
export type FollowState = {
  /** `waiting`: it broke off, and is begun again soon. */
  readonly status: 'connecting' | 'live' | 'waiting';
  /** The newest frames, the oldest of them first. */
  readonly frames: readonly Frame[];
  /** How many came in all. */
  readonly total: number;
  /** How many came faster than they were read, and are not here. */
  readonly missed: number;
  /** Why it broke off. */
  readonly problem: ApiError | null;
};

/** What a follower is made of. */
export type FollowerOptions = {
  /** Begins the stream; `onOpen` is called once nothing is missed any more. */
  readonly events: (signal: AbortSignal, onOpen: () => void) => AsyncIterable<ServerEvent>;
  /** The stream has begun: what was before it may be loaded now. */
  readonly onOpen: () => void;
  readonly onChange: (state: FollowState) => void;
  /** Calls back once; the function that is returned calls it off. */
  readonly after: (ms: number, callback: () => void) => () => void;
};

// A person sees no difference, and a page that is drawn for each of a thousand frames shows none.
const drawMs = 100;
const firstWaitMs = 2_000;
const longestWaitMs = 30_000;

/** Follows frames until it is stopped; a stream that breaks off is begun again, after a wait that grows. */
export class FrameFollower {
  readonly #options: FollowerOptions;
  readonly #abort = new AbortController();
  #state: FollowState = { status: 'connecting', frames: [], total: 0, missed: 0, problem: null };
  #waitMs = firstWaitMs;
  #callOffDrawing: (() => void) | null = null;
  #callOffWaiting: (() => void) | null = null;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Begins. */
  start(): void {
    void this.#follow();
  }

  /** Ends it for good; no change is told any more. */
  stop(): void {
    this.#abort.abort();
    this.#callOffDrawing?.();
    this.#callOffWaiting?.();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    try {
      for await (const event of this.#options.events(signal, () => this.#opened())) this.#take(event);
      this.#brokeOff(new ApiError(null, 'STREAM_ENDED', 'The server ended the stream'));
    } catch (error) {
      if (!isAbort(error)) this.#brokeOff(problemOf(error));
    }
  }

  #opened(): void {
    this.#waitMs = firstWaitMs;
    this.#become({ status: 'live', problem: null });
    this.#options.onOpen();
  }

  #take({ event, data }: ServerEvent): void {
    const { frames, total, missed } = this.#state;
    if (event === 'frame') {
      const frame = JSON.parse(data) as Frame;
      this.#state = { ...this.#state, frames: [...frames.slice(1 - framesMax), frame], total: total + 1 };
    } else if (event === 'dropped') {
      const { count } = fieldsOf(JSON.parse(data));
      this.#state = { ...this.#state, missed: missed + (typeof count === 'number' ? count : 0) };
    }
    this.#callOffDrawing ??= this.#options.after(drawMs, () => this.#become({}));
  }

  #brokeOff(problem: ApiError): void {
    if (this.#abort.signal.aborted) return;
    this.#callOffWaiting = this.#options.after(this.#waitMs, () => {
      this.#become({ status: 'connecting' });
      void this.#follow();
    });
    this.#waitMs = Math.min(2 * this.#waitMs, longestWaitMs);
    this.#become({ status: 'waiting', problem });
  }

  #become(changed: Partial<FollowState>): void {
    if (this.#abort.signal.aborted) return;
    this.#callOffDrawing?.();
    this.#callOffDrawing = null;
    this.#state = { ...this.#state, ...changed };
    this.#options.onChange(this.#state);
  }
}
