import { forgetOldest } from './forget-oldest.ts';

/** How failures are answered: from the `failuresMax`th on each makes the next attempt wait, twice as long as the one before. */
export type FailureLimits = {
  /** 0: none is ever made to wait. */
  readonly failuresMax: number;
  readonly firstWaitMs: number;
  readonly waitMaxMs: number;
  /** Keys that are remembered; beyond, those that failed longest ago are forgotten. */
  readonly entriesMax: number;
};

type Entry = { readonly failures: number; readonly at: number; readonly waitsUntil: number };

/** Failures per key, which fade: one is forgotten in each time of two longest waits. */
export class FailureCounts {
  #limits: FailureLimits;
  /** The one that failed longest ago comes first. */
  readonly #entries = new Map<string, Entry>();

  constructor(limits: FailureLimits) {
    this.#limits = limits;
  }

  /** For the failures to come; waits that have begun stay as they are. */
  reconfigure(limits: FailureLimits): void {
    this.#limits = limits;
    forgetOldest(this.#entries, limits.entriesMax);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether a key has failed, however long ago. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** How long a key has to wait, in milliseconds; 0: not at all. */
  waitMs(key: string, now: number): number {
    return Math.max(0, (this.#entries.get(key)?.waitsUntil ?? 0) - now);
  }

  /**
   * Counts a failure and returns the wait that follows from it. While the key waits none is counted: what began before is not to be held
   * against those who come after.
   */
  add(key: string, now: number): number {
    const { firstWaitMs, waitMaxMs, entriesMax } = this.#limits;
    const failuresMax = this.#limits.failuresMax || Number.POSITIVE_INFINITY;
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.waitsUntil > now) return entry.waitsUntil - now;
    const failures = this.#failures(entry, now) + 1;
    // Rounded, since a little of it has always faded already.
    const excess = Math.round(failures) - failuresMax;
    const waitMs = excess < 0 ? 0 : Math.min(waitMaxMs, firstWaitMs * 2 ** excess);
    this.#entries.delete(key);
    this.#entries.set(key, { failures, at: now, waitsUntil: now + waitMs });
    forgetOldest(this.#entries, entriesMax);
    return waitMs;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #failures(entry: Entry | undefined, now: number): number {
    if (entry === undefined) return 0;
    return Math.max(0, entry.failures - (now - entry.at) / (2 * this.#limits.waitMaxMs));
  }
}
