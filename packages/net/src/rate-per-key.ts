import { RateLimit } from './rate-limit.ts';

/** A rate, and for how many keys at a time it is remembered how much they have used of it. */
export type RatePerKeyOptions = { readonly perSecond: number; readonly keysMax: number };

/**
 * A `RateLimit` for each key. Above `keysMax` the one that was asked for longest ago is forgotten, which starts again with a full burst:
 * it has one by itself after a second (or after 1 / `perSecond` seconds, if that is longer), so nothing is lost while fewer than
 * `keysMax` keys come within that time.
 */
export class RatePerKey {
  readonly #options: RatePerKeyOptions;
  /** Longest unused first. */
  readonly #limits = new Map<string, RateLimit>();

  constructor(options: RatePerKeyOptions) {
    this.#options = options;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#limits.size;
  }

  /** Takes one event of a key; false when it has too many. `now` in milliseconds. */
  take(key: string, now: number): boolean {
    const limit = this.#limits.get(key) ?? new RateLimit(this.#options.perSecond, now);
    this.#limits.delete(key);
    this.#limits.set(key, limit);
    if (this.#limits.size > this.#options.keysMax) this.#forgetOldest();
    return limit.take(now);
  }

  #forgetOldest(): void {
    const [oldest] = this.#limits.keys();
    if (oldest !== undefined) this.#limits.delete(oldest);
  }
}
