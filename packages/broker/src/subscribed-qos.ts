import type { HeldSubscription } from './aedes-internals.ts';
import { topicMatches } from './topic-filter.ts';

type QoS = 0 | 1 | 2;

/**
 * With which QoS a client wants a topic: the highest of its subscriptions that match (MQTT 3.1.1 §3.3.5, §3.8.4).
 * Aedes looks at the subscription that is spelled like the topic, so that one with a wildcard would be served with
 * the publisher's QoS. Nearly every client subscribes with one QoS throughout, which is answered without matching.
 */
export class SubscribedQos {
  readonly #subscriptions: () => Record<string, HeldSubscription>;
  #unfinishedChanges = 0;
  #uniform: QoS | 'mixed' | undefined;

  constructor(subscriptions: () => Record<string, HeldSubscription>) {
    this.#subscriptions = subscriptions;
  }

  /** A SUBSCRIBE or UNSUBSCRIBE came in; until it is carried out nothing is remembered. */
  changeBegins(): void {
    this.#unfinishedChanges += 1;
    this.#uniform = undefined;
  }

  changeEnds(): void {
    this.#unfinishedChanges = Math.max(0, this.#unfinishedChanges - 1);
    this.#uniform = undefined;
  }

  /** Whether a topic may be wanted with QoS 0 by one subscription and with more by another. */
  get isMixed(): boolean {
    return this.#read() === 'mixed';
  }

  /** The highest QoS that any matching subscription asks for; 0 if none matches. */
  of(topic: string): QoS {
    const uniform = this.#read();
    if (uniform !== 'mixed') return uniform;
    const subscriptions = this.#subscriptions();
    let highest: QoS = 0;
    for (const filter in subscriptions) {
      const qos = subscriptions[filter]?.qos ?? 0;
      if (qos > highest && topicMatches(filter, topic)) highest = qos;
    }
    return highest;
  }

  #read(): QoS | 'mixed' {
    if (this.#uniform !== undefined) return this.#uniform;
    const found = uniformQos(this.#subscriptions());
    if (this.#unfinishedChanges === 0) this.#uniform = found;
    return found;
  }
}

function uniformQos(subscriptions: Record<string, HeldSubscription>): QoS | 'mixed' {
  let uniform: QoS | undefined;
  for (const filter in subscriptions) {
    const qos = subscriptions[filter]?.qos ?? 0;
    if (uniform !== undefined && qos !== uniform) return 'mixed';
    uniform = qos;
  }
  return uniform ?? 0;
}
