import type { Clock } from './ports.ts';

/** Longest delay of one timer; Node fires at once when a delay does not fit 31 bits. */
const delayMsMax = 0x7fff_ffff;

/** One timer that is set to the next of many moments. Setting it later costs nothing: it fires early, finds nothing due, and is set again. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #cancel: (() => void) | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Makes sure that it rings no later than `at`; Infinity asks for nothing. */
  ringBy(at: number, now: number): void {
    if (at >= this.#at) return;
    this.#cancel?.();
    this.#at = at;
    this.#cancel = this.#clock.after(Math.min(Math.max(0, at - now), delayMsMax), this.#fire);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }

  readonly #fire = (): void => {
    this.#cancel = undefined;
    this.#at = Number.POSITIVE_INFINITY;
    this.#ring();
  };
}
