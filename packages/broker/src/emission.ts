import type { BrokerPacket, MessageEmitter, Notify } from './aedes-internals.ts';
import { TopicIndex } from './topic-index.ts';

type Waiting = { readonly packet: BrokerPacket; readonly done: ((error?: Error) => void) | undefined };

/**
 * Stands between Aedes and its emitter. A message that is published from inside a delivery is emitted after the one
 * that is being delivered, so that all copies of a message reach a client in a row (the copy guard of deliveries
 * relies on it), nobody sees an answer before its question, and a chain of publishes cannot grow the stack.
 * It also counts who is subscribed.
 */
export class Emission implements MessageEmitter {
  readonly #inner: MessageEmitter;
  readonly #index = new TopicIndex();
  readonly #waiting: Waiting[] = [];
  #isEmitting = false;
  #isCounting = false;

  constructor(inner: MessageEmitter) {
    this.#inner = inner;
  }

  /** From now on subscriptions are those of clients; before, Aedes has made its own. */
  countFromNow(): void {
    this.#isCounting = true;
  }

  /** Subscriptions of connected clients. */
  get subscriptionsCount(): number {
    return this.#index.size;
  }

  hasSubscribers(topic: string): boolean {
    return this.#index.matches(topic);
  }

  on(topic: string, notify: Notify, done?: () => void): this {
    if (this.#isCounting) this.#index.add(topic);
    this.#inner.on(topic, notify, done);
    return this;
  }

  removeListener(topic: string, notify: Notify, done?: () => void): this {
    this.#index.remove(topic);
    this.#inner.removeListener(topic, notify, done);
    return this;
  }

  /** A subscription of this process, which `hasSubscribers` does not count. */
  onInternal(topic: string, notify: Notify, done: () => void): void {
    this.#inner.on(topic, notify, done);
  }

  removeInternal(topic: string, notify: Notify, done: () => void): void {
    this.#inner.removeListener(topic, notify, done);
  }

  emit(packet: BrokerPacket, done?: (error?: Error) => void): this {
    if (this.#isEmitting) {
      this.#waiting.push({ packet, done });
      return this;
    }
    this.#isEmitting = true;
    try {
      this.#inner.emit(packet, done);
      // Grows while it is walked; a list is enough, since it is empty again when the outermost publish returns.
      for (let at = 0; at < this.#waiting.length; at += 1) {
        const next = this.#waiting[at];
        if (next !== undefined) this.#inner.emit(next.packet, next.done);
      }
    } finally {
      this.#waiting.length = 0;
      this.#isEmitting = false;
    }
    return this;
  }

  close(done: () => void): this {
    this.#inner.close(done);
    return this;
  }
}
