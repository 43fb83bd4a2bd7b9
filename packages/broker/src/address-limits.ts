import { AddressCounts, AddressRates, type Clock } from '@ocpp-broker/net';
import type { ListenerRefusal } from './listener-options.ts';

/** What one address may do, an IPv6 address standing for its /64. */
export type AddressLimitOptions = {
  /** 0: no limit. */
  readonly connectionsPerAddressMax: number;
  /** 0: no limit. */
  readonly connectRatePerAddressPerSecond: number;
};

/** Addresses whose rate is remembered at a time; more than so many in a second gain nothing but a new burst each. */
export const ratedAddressesMax = 50_000;

/** Connections and their rate by address, over all listeners. */
export class AddressLimits {
  readonly #options: () => AddressLimitOptions;
  readonly #clock: Clock;
  readonly #counts = new AddressCounts();
  #rates = new AddressRates({ perSecond: 0, addressesMax: 0 });
  #perSecond = 0;

  /** The options are asked for each time, so they may change while connections stand. */
  constructor(options: () => AddressLimitOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Addresses that have connections. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts a new connection, which has to `leave` in the end; a refused one is not counted. */
  enter(address: string): ListenerRefusal | undefined {
    const { connectionsPerAddressMax: max, connectRatePerAddressPerSecond: perSecond } = this.#options();
    if (!this.#isSlowEnough(address, perSecond)) return 'connection-rate';
    return this.#counts.take(address, max === 0 ? Number.POSITIVE_INFINITY : max)
      ? undefined
      : 'too-many-connections-of-address';
  }

  leave(address: string): void {
    this.#counts.release(address);
  }

  #isSlowEnough(address: string, perSecond: number): boolean {
    if (perSecond !== this.#perSecond) {
      this.#perSecond = perSecond;
      this.#rates = new AddressRates({ perSecond, addressesMax: ratedAddressesMax });
    }
    return perSecond === 0 || this.#rates.take(address, this.#clock.now());
  }
}
