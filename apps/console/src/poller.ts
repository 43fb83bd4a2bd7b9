import type { ApiError } from '@ocpp-broker/api-client';
import { isAbort, problemOf } from './problem.ts';

/** What a poller needs of the browser. */
export interface PollerHost {
  /** Calls back once; the function that is returned calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** Whether nobody can see the page. */
  isHidden(): boolean;
  now(): number;
}

/** What is known of the thing that is loaded. After a failed refresh the last data stays, with the problem beside it. */
export type PollState<T> = {
  readonly data: T | null;
  readonly problem: ApiError | null;
  readonly isLoading: boolean;
  /** When the data came, in milliseconds since the epoch. */
  readonly loadedAt: number | null;
};

/** What a poller is made of. */
export type PollerOptions<T> = {
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly onChange: (state: PollState<T>) => void;
  readonly host: PollerHost;
  /** From an answer to the next request; null: load once. */
  readonly everyMs: number | null;
  /** What to show until the first answer. */
  readonly data: T | null;
};

/**
 * Loads something, and loads it again some time after each answer. It rests while the page is hidden or paused, has one request
 * out at most, and tells every change to `onChange` until it is stopped.
 */
export class Poller<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #onChange: (state: PollState<T>) => void;
  readonly #host: PollerHost;
  readonly #everyMs: number | null;
  #state: PollState<T>;
  #request: AbortController | null = null;
  #callOff: (() => void) | null = null;
  #isPaused = false;
  #isStopped = false;

  constructor({ load, onChange, host, everyMs, data }: PollerOptions<T>) {
    this.#load = load;
    this.#onChange = onChange;
    this.#host = host;
    this.#everyMs = everyMs;
    this.#state = { data, problem: null, isLoading: false, loadedAt: null };
  }

  /** Loads now; an answer that is still awaited is given up. */
  refresh(): void {
    if (this.#isStopped) return;
    this.#rest();
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#become({ ...this.#state, isLoading: true });
    this.#load(request.signal).then(
      (data) => {
        if (this.#request === request) this.#settle({ data, problem: null, loadedAt: this.#host.now() });
      },
      (error: unknown) => {
        if (this.#request === request && !isAbort(error)) this.#settle({ problem: problemOf(error) });
      },
    );
  }

  /** While it is paused only `refresh` loads. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#schedule();
  }

  /** To be called when the page is hidden or shown; what is out of date by then is loaded at once. */
  visibilityChanged(): void {
    if (this.#host.isHidden() || this.#isPaused || this.#everyMs === null || this.#request !== null) this.#schedule();
    else this.refresh();
  }

  /** Ends it for good; no change is told any more. */
  stop(): void {
    this.#isStopped = true;
    this.#rest();
    this.#request?.abort();
    this.#request = null;
  }

  #settle(outcome: Partial<PollState<T>>): void {
    this.#request = null;
    this.#become({ ...this.#state, ...outcome, isLoading: false });
    this.#schedule();
  }

  #become(state: PollState<T>): void {
    this.#state = state;
    this.#onChange(state);
  }

  #schedule(): void {
    this.#rest();
    if (this.#everyMs === null || this.#isStopped || this.#isPaused || this.#host.isHidden()) return;
    // The answer that is awaited sets the next time.
    if (this.#request !== null) return;
    this.#callOff = this.#host.after(this.#everyMs, () => this.refresh());
  }

  #rest(): void {
    this.#callOff?.();
    this.#callOff = null;
  }
}
