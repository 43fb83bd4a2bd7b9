import { addressGroup } from './ip-address.ts';

/**
 * How many of something, such as connections, each address has; the addresses of an IPv6 /64 are counted together. There are no more
 * entries than things that are counted.
 */
export class AddressCounts {
  readonly #counts = new Map<string, number>();

  /** Addresses (or networks) that have any. */
  get size(): number {
    return this.#counts.size;
  }

  of(address: string): number {
    return this.#counts.get(addressGroup(address)) ?? 0;
  }

  /** Counts one more; false, and nothing is counted, when the address has `max` already. */
  take(address: string, max: number): boolean {
    const group = addressGroup(address);
    const count = this.#counts.get(group) ?? 0;
    if (count >= max) return false;
    this.#counts.set(group, count + 1);
    return true;
  }

  /** Takes one back that was counted. */
  release(address: string): void {
    const group = addressGroup(address);
    const count = this.#counts.get(group) ?? 0;
    if (count > 1) this.#counts.set(group, count - 1);
    else this.#counts.delete(group);
  }
}
