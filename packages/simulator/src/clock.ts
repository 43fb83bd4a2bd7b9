/** Time as the simulator sees it; a test passes its own. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Runs something once after a delay; the returned function prevents it. */
  after(delayMs: number, run: () => void): () => void;
}

/** Node overflows above this and fires at once; a date further off than these 24.8 days is met early. */
const delayMsMax = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), delayMsMax));
    return () => clearTimeout(timer);
  },
};

/** Timers by name: setting one again moves it, and all of them can be stopped at once. */
export class Timers {
  readonly #clock: Clock;
  readonly #cancels = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(name: string, delayMs: number, run: () => void): void {
    this.clear(name);
    const cancel = this.#clock.after(delayMs, () => {
      this.#cancels.delete(name);
      run();
    });
    this.#cancels.set(name, cancel);
  }

  clear(name: string): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  clearAll(): void {
    for (const name of [...this.#cancels.keys()]) this.clear(name);
  }
}

/** A time as OCPP writes it: RFC 3339 in UTC. */
export function timestamp(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
