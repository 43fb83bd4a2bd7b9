import type { Carrier } from '../carrier.ts';

/**
 * A publisher waits so long, once, for a client that does not keep up; then it is left to the limits of slow clients.
 * It is what one bad client can cost the others.
 */
export const publisherPatienceMs = 25;

/** A connection on which nothing at all moved for so long, with bytes waiting, is dead. */
export const stalledAfterMs = 60_000;

/**
 * What happens while a client does not take its bytes as fast as they come. A subscriber that is merely a little
 * slower than its publishers holds them back, so that nothing is lost; one that is frozen must not stop them.
 */
export class Congestion {
  readonly #carrier: Carrier;
  readonly #stalled: () => void;
  #waiting: (() => void)[] = [];
  #state: 'clear' | 'holding' | 'given-up' = 'clear';
  #patience: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #sentBefore = 0;

  constructor(carrier: Carrier, stalled: () => void) {
    this.#carrier = carrier;
    this.#stalled = stalled;
  }

  /** Calls `done` when the client has caught up, or when it was waited for long enough. */
  hold(done: () => void): void {
    if (this.#state === 'given-up') {
      done();
      return;
    }
    this.#waiting.push(done);
    if (this.#state === 'holding') return;
    this.#state = 'holding';
    this.#patience = setTimeout(this.#giveUp, publisherPatienceMs);
    this.#sentBefore = this.#carrier.bytesSent();
    this.#watch ??= setTimeout(this.#checkProgress, stalledAfterMs);
  }

  /** The client has taken everything. */
  drained(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.#watch);
    this.#watch = undefined;
    this.#state = 'clear';
    this.#release();
  }

  readonly #giveUp = (): void => {
    this.#state = 'given-up';
    this.#release();
  };

  readonly #checkProgress = (): void => {
    const sent = this.#carrier.bytesSent();
    if (sent === this.#sentBefore) {
      this.#watch = undefined;
      this.#stalled();
      return;
    }
    this.#sentBefore = sent;
    this.#watch = setTimeout(this.#checkProgress, stalledAfterMs);
  };

  #release(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const done of waiting) done();
  }
}
