import type { ReplyTo } from '@ocpp-broker/ocpp';
import type { Bus, BusMessage } from './ports.ts';

/** Publishes of one connection that may be unfinished before its socket is paused; it goes on at half of that. */
export const unfinishedPublishesMax = 64;

/** Who wants to know how long the bus takes; times are milliseconds. */
export type PublishTimer = { readonly now: () => number; readonly taken: (latencyMs: number) => void };

/** Hands a connection's publishes to the bus and tells when the bus cannot keep up. One callback serves all publishes, where nobody takes their time. */
export class Publisher {
  readonly #bus: Bus;
  readonly #congested: (isCongested: boolean) => void;
  readonly #failed: (error: Error) => void;
  readonly #timer: PublishTimer | undefined;
  #unfinished = 0;
  #isCongested = false;

  constructor(
    bus: Bus,
    onCongestion: (isCongested: boolean) => void,
    onError: (error: Error) => void,
    timer?: PublishTimer,
  ) {
    this.#bus = bus;
    this.#congested = onCongestion;
    this.#failed = onError;
    this.#timer = timer;
  }

  /** Whether the bus owes so much that the socket is paused. */
  get isCongested(): boolean {
    return this.#isCongested;
  }

  /** Publishes with QoS 2, as EMQX does: the subscriber's own QoS then decides. */
  publish(topic: string, payload: string): void {
    this.#begin();
    const done = this.#timer === undefined ? this.#done : this.#timed(this.#timer);
    this.#bus.publish({ topic, payload, qos: 2, retain: false }, done);
  }

  /** Publishes where a requester wants its answer (MQTT 5 §4.10), with the correlation data that it gave. */
  reply(replyTo: ReplyTo, payload: string): void {
    this.#begin();
    this.#bus.publish(replyMessage(replyTo, payload), this.#done);
  }

  #begin(): void {
    this.#unfinished += 1;
    if (this.#unfinished >= unfinishedPublishesMax && !this.#isCongested) {
      this.#isCongested = true;
      this.#congested(true);
    }
  }

  #timed({ now, taken }: PublishTimer): (error?: Error) => void {
    const begunAt = now();
    return (error) => {
      taken(now() - begunAt);
      this.#done(error);
    };
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

/** The message that answers a request of MQTT 5. */
export function replyMessage({ topic, correlationData }: ReplyTo, payload: string): BusMessage {
  const message = { topic, payload, qos: 2, retain: false } as const;
  if (correlationData === undefined) return message;
  return { ...message, properties: { correlationData: Buffer.from(correlationData) } };
}
