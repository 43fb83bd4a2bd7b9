import { addressGroup } from './ip-address.ts';
import { RatePerKey } from './rate-per-key.ts';

/** Events a second of one address, and how many addresses are remembered at a time. */
export type AddressRatesOptions = { readonly perSecond: number; readonly addressesMax: number };

/** A rate for each address; the addresses of an IPv6 /64 share one. */
export class AddressRates {
  readonly #rates: RatePerKey;

  constructor({ perSecond, addressesMax }: AddressRatesOptions) {
    this.#rates = new RatePerKey({ perSecond, keysMax: addressesMax });
  }

  /** Addresses (or networks) that are remembered; above `addressesMax` the one unused for longest is forgotten. */
  get size(): number {
    return this.#rates.size;
  }

  /** Takes one event; false when the address has too many. `now` in milliseconds. */
  take(address: string, now: number): boolean {
    return this.#rates.take(addressGroup(address), now);
  }
}
