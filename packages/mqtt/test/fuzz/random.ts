/** A sequence of pseudo-random numbers that is the same for the same seed (xorshift of 32 bits). */
export class Random {
  #state: number;

  constructor(seed: number) {
    // A state of 0 would stay 0 for ever; the odd factor spreads small seeds over all bits.
    this.#state = Math.imul(seed + 1, 0x9e37_79b1) | 1;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % bound;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
