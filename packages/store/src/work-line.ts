/** What `WorkLine.run` resolves to instead of a result when the line is full or closed. */
export const LINE_FULL: unique symbol = Symbol('the line is full');

type Waiting = { readonly start: () => void; readonly giveUp: () => void };

/** Runs asynchronous work, at most `runningMax` pieces at once and at most `waitingMax` in line behind them, first come first served. */
export class WorkLine {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #closed = false;

  constructor(limits: { readonly runningMax: number; readonly waitingMax: number }) {
    this.#runningMax = limits.runningMax;
    this.#waitingMax = limits.waitingMax;
  }

  /** Resolves to the result of `work`, or to LINE_FULL when it never started. */
  async run<T>(work: () => Promise<T>): Promise<T | typeof LINE_FULL> {
    if (!(await this.#enter())) return LINE_FULL;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.start();
    }
  }

  /** Turns away whoever still waits; what runs comes to its end. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.giveUp();
  }

  #enter(): Promise<boolean> | boolean {
    if (this.#closed) return false;
    if (this.#running < this.#runningMax) {
      this.#running++;
      return true;
    }
    if (this.#waiting.length >= this.#waitingMax) return false;
    return new Promise<boolean>((resolve) => {
      this.#waiting.push({
        // Counted here, not after the promise resolves: a newcomer in between must not take the same place.
        start: () => {
          this.#running++;
          resolve(true);
        },
        giveUp: () => resolve(false),
      });
    });
  }
}
