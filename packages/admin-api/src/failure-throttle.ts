import { networkOf } from './caller-address.ts';
import type { Clock } from './ports.ts';

/** The bounds of a throttle. */
export type ThrottleOptions = {
  readonly failuresMax: number;
  readonly windowMs: number;
  readonly addressesMax: number;
};

type Window = { readonly endsAt: number; count: number };

/**
 * Counts failures by address (IPv6: by its /64) in fixed windows that begin with the first one. An attempt that may fail is counted
 * before it is made and uncounted when it succeeds, so that many at once cannot slip through.
 */
export class FailureThrottle {
  #options: ThrottleOptions;
  readonly #clock: Clock;
  /** The oldest window first, since all are equally long. */
  readonly #windows = new Map<string, Window>();

  constructor(options: ThrottleOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The number of addresses in memory. */
  get size(): number {
    return this.#windows.size;
  }

  /** New bounds; a window that has begun keeps its end. */
  reconfigure(options: ThrottleOptions): void {
    this.#options = options;
  }

  /** How long an address still has to wait, in milliseconds; 0 when it may try. */
  blockedForMs(address: string): number {
    const now = this.#clock.now();
    const window = this.#windows.get(networkOf(address));
    if (window === undefined || window.endsAt <= now || window.count < this.#options.failuresMax) return 0;
    return window.endsAt - now;
  }

  /** Counts an attempt. */
  count(address: string): void {
    const now = this.#clock.now();
    this.#forgetPast(now);
    const network = networkOf(address);
    const window = this.#windows.get(network);
    if (window !== undefined) {
      window.count += 1;
      return;
    }
    if (this.#windows.size >= this.#options.addressesMax) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    this.#windows.set(network, { endsAt: now + this.#options.windowMs, count: 1 });
  }

  /** Takes one attempt back: it succeeded. Earlier failures stay. */
  uncount(address: string): void {
    const network = networkOf(address);
    const window = this.#windows.get(network);
    if (window === undefined) return;
    window.count -= 1;
    if (window.count <= 0) this.#windows.delete(network);
  }

  #forgetPast(now: number): void {
    for (const [address, window] of this.#windows) {
      if (window.endsAt > now) return;
      this.#windows.delete(address);
    }
  }
}
