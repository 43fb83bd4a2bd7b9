/** Aborts its signal after some time, unless it is called off. `AbortSignal.timeout` cannot be, and outlives its request. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
  }

  /** Aborted once the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The time will never be over. */
  cancel(): void {
    clearTimeout(this.#timer);
  }
}
