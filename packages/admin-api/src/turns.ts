import { busy } from './errors.ts';

/** Work that may wait for its turn; each is one request, so that there are never many. */
const WAITING_MAX = 32;

/** Does one thing after the other. */
export class Turns {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Does the work when all that came before is done, also if that failed. Rejects with 503 when too much waits. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= WAITING_MAX) throw busy('Too much is being changed at once');
    this.#waiting += 1;
    const done = this.#tail.then(work, work);
    this.#tail = done;
    try {
      return await done;
    } finally {
      this.#waiting -= 1;
    }
  }
}
