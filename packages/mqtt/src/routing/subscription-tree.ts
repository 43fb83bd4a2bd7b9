import type { SubscriptionOptions } from '../message.ts';
import { FilterSubscriptions } from './filter-subscriptions.ts';
import { FilterTree } from './filter-tree.ts';
import { mergeRecipients, type Recipient, type Routing } from './routing.ts';
import { RoutingCache } from './routing-cache.ts';
import type { SharedGroup } from './shared-group.ts';
import { hasWildcard, parseShared } from './topic-filter.ts';

/** What the routings that are kept for later messages may take, unless the owner says otherwise: 30,000 topics and more. */
export const cachedRoutingBytesMax = 16 * 1024 * 1024;

/**
 * Who is subscribed to what. Filters are valid ones (`isSubscriptionFilter`), `$share/<group>/<filter>` too; topics
 * are valid names. A subscriber is known by its identity as an object. The routing of a topic is kept until a
 * subscription changes that could alter it: a filter without wildcards concerns one topic, any other one all of them.
 */
export class SubscriptionTree<Subscriber extends object> {
  // Most filters have no wildcard (`ocpp/cs/<id>`): they are found with one look and need no levels.
  readonly #exact = new Map<string, FilterSubscriptions<Subscriber>>();
  readonly #wild = new FilterTree<FilterSubscriptions<Subscriber>>();
  readonly #cache: RoutingCache<Subscriber>;
  #size = 0;
  #sharedSize = 0;

  constructor(options: { readonly cachedRoutingBytesMax?: number } = {}) {
    this.#cache = new RoutingCache(options.cachedRoutingBytesMax ?? cachedRoutingBytesMax);
  }

  /** Subscriptions: pairs of a filter and a subscriber. */
  get size(): number {
    return this.#size;
  }

  /** Of these, the shared ones. */
  get sharedSize(): number {
    return this.#sharedSize;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** What it holds in memory: all of it is 0 when it is empty. */
  get footprint(): { readonly filters: number; readonly levels: number; readonly cachedTopics: number } {
    return {
      filters: this.#exact.size + this.#wild.size,
      levels: this.#wild.levels,
      cachedTopics: this.#cache.size,
    };
  }

  /** Subscribes, or replaces the options of a subscription that is there (MQTT-3.8.4-3); true if it is new. */
  set(filter: string, subscriber: Subscriber, options: SubscriptionOptions): boolean {
    const shared = parseShared(filter);
    const plain = shared?.filter ?? filter;
    let found = this.#get(plain);
    if (found === undefined) {
      found = new FilterSubscriptions();
      this.#put(plain, found);
    }
    const groups = found.groups;
    const isNew =
      shared === undefined ? found.set(subscriber, options) : found.setShared(filter, shared, subscriber, options);
    if (isNew) this.#size += 1;
    if (isNew && shared !== undefined) this.#sharedSize += 1;
    if (shared === undefined || found.groups !== groups) this.#forgetRoutings(plain);
    return isNew;
  }

  /** Unsubscribes; false if there was no such subscription. */
  delete(filter: string, subscriber: Subscriber): boolean {
    const shared = parseShared(filter);
    const plain = shared?.filter ?? filter;
    const found = this.#get(plain);
    if (found === undefined) return false;
    const groups = found.groups;
    const wasThere = shared === undefined ? found.delete(subscriber) : found.deleteShared(shared.group, subscriber);
    if (!wasThere) return false;
    this.#size -= 1;
    if (shared !== undefined) this.#sharedSize -= 1;
    if (found.isEmpty) this.#drop(plain);
    if (shared === undefined || found.groups !== groups) this.#forgetRoutings(plain);
    return true;
  }

  /** Who gets the messages of a topic. */
  match(topic: string): Routing<Subscriber> {
    const cached = this.#cache.get(topic);
    if (cached !== undefined) return cached;
    const found: FilterSubscriptions<Subscriber>[] = [];
    const exact = this.#exact.get(topic);
    if (exact !== undefined) found.push(exact);
    this.#wild.collect(topic, found);
    const routing = routingOf(found);
    this.#cache.set(topic, routing);
    return routing;
  }

  /** Whether any subscription meets the topic, a shared one or the publisher's own too. */
  hasMatch(topic: string): boolean {
    const routing = this.match(topic);
    return routing.recipients.length > 0 || routing.groups.length > 0;
  }

  /** The group of a whole shared filter (`$share/<group>/<filter>`); undefined while it has no member. */
  group(share: string): SharedGroup<Subscriber> | undefined {
    const plain = parseShared(share)?.filter;
    if (plain === undefined) return undefined;
    return this.#get(plain)?.groups.find((group) => group.share === share);
  }

  #get(filter: string): FilterSubscriptions<Subscriber> | undefined {
    return hasWildcard(filter) ? this.#wild.get(filter) : this.#exact.get(filter);
  }

  #put(filter: string, subscriptions: FilterSubscriptions<Subscriber>): void {
    if (hasWildcard(filter)) this.#wild.set(filter, subscriptions);
    else this.#exact.set(filter, subscriptions);
  }

  #drop(filter: string): void {
    if (hasWildcard(filter)) this.#wild.delete(filter);
    else this.#exact.delete(filter);
  }

  #forgetRoutings(filter: string): void {
    if (hasWildcard(filter)) this.#cache.clear();
    else this.#cache.delete(filter);
  }
}

function routingOf<Subscriber extends object>(found: readonly FilterSubscriptions<Subscriber>[]): Routing<Subscriber> {
  const [first, second] = found;
  if (first === undefined) return nobody;
  if (second === undefined) return { recipients: first.recipients, groups: first.groups };
  const bySubscriber = new Map<Subscriber, Recipient<Subscriber>>();
  const groups = [];
  for (const subscriptions of found) {
    for (const recipient of subscriptions.recipients) {
      const same = bySubscriber.get(recipient.subscriber);
      bySubscriber.set(recipient.subscriber, same === undefined ? recipient : mergeRecipients(same, recipient));
    }
    for (const group of subscriptions.groups) groups.push(group);
  }
  return { recipients: [...bySubscriber.values()], groups };
}

const nobody: Routing<never> = Object.freeze({ recipients: Object.freeze([]), groups: Object.freeze([]) });
