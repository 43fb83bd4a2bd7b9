import type { Bus } from './ports.ts';

/** Publishes of one connection that may be unfinished before its socket is paused; it goes on at half of that. */
export const unfinishedPublishesMax = 64;

/** Hands a connection's publishes to the bus and tells when the bus cannot keep up. One callback serves all publishes. */
export class Publisher {
  readonly #bus: Bus;
  readonly #congested: (isCongested: boolean) => void;
  readonly #failed: (error: Error) => void;
  #unfinished = 0;
  #isCongested = false;

  constructor(bus: Bus, onCongestion: (isCongested: boolean) => void, onError: (error: Error) => void) {
    this.#bus = bus;
    this.#congested = onCongestion;
    this.#failed = onError;
  }

  /** Whether the bus owes so much that the socket is paused. */
  get isCongested(): boolean {
    return this.#isCongested;
  }

  /** Publishes with QoS 2, as EMQX does: the subscriber's own QoS then decides. */
  publish(topic: string, payload: string): void {
    this.#unfinished += 1;
    if (this.#unfinished >= unfinishedPublishesMax && !this.#isCongested) {
      this.#isCongested = true;
      this.#congested(true);
    }
    this.#bus.publish({ topic, payload, qos: 2, retain: false }, this.#done);
  }

  readonly #done = (error?: Error): void => {
    this.#unfinished -= 1;
    if (error !== undefined && error !== null) this.#failed(error);
    if (this.#isCongested && this.#unfinished <= unfinishedPublishesMax / 2) {
      this.#isCongested = false;
      this.#congested(false);
    }
  };
}
