import QlobberSub from 'qlobber/aedes/qlobber-sub.js';
import type { Subscription, SubscriptionMatch } from './packet.ts';

/** Which sessions want a topic: the subscriptions above QoS 0, in memory. */
export class SubscriptionIndex {
  // `sport/+` matches `sport/` too (MQTT 3.1.1 §4.7.1.3), which qlobber does only when told.
  readonly #trie = new QlobberSub({ separator: '/', wildcard_one: '+', wildcard_some: '#', match_empty_levels: true });

  /** How many subscriptions are held. */
  get count(): number {
    return this.#trie.subscriptionsCount;
  }

  /** Holds a subscription, in place of the client's earlier one with the same filter. */
  add(clientId: string, { topic, qos, rh, rap, nl }: Subscription): void {
    this.#trie.add(topic, { clientId, topic, qos, rh, rap, nl });
  }

  remove(clientId: string, filter: string): void {
    this.#trie.remove(filter, { clientId, topic: filter });
  }

  /** Every subscription that a topic matches; a client with overlapping filters comes once for each. */
  matching(topic: string): readonly SubscriptionMatch[] {
    const matches = this.#trie.match(topic);
    if (!topic.startsWith('$')) return matches;
    // A filter that begins with a wildcard does not match a topic that begins with $ (MQTT 3.1.1 §4.7.2).
    return matches.filter((match) => !/^[+#]/.test(match.topic));
  }

  clear(): void {
    this.#trie.clear();
  }
}
