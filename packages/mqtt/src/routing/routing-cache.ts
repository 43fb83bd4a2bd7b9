import type { Routing } from './routing.ts';

/**
 * Routings by topic, those that were asked for last. Two maps take turns: when the younger is full it becomes the
 * older, and what the older held and nobody asked for meanwhile is forgotten. Both together never hold more than
 * `bytesMax`, as `routingBytes` estimates them.
 */
export class RoutingCache<Subscriber extends object> {
  readonly #mapBytesMax: number;
  #young = new Map<string, Routing<Subscriber>>();
  #old = new Map<string, Routing<Subscriber>>();
  #youngBytes = 0;

  constructor(bytesMax: number) {
    this.#mapBytesMax = bytesMax / 2;
  }

  /** Topics that it holds. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(topic: string): Routing<Subscriber> | undefined {
    const young = this.#young.get(topic);
    if (young !== undefined) return young;
    const old = this.#old.get(topic);
    if (old === undefined) return undefined;
    this.#old.delete(topic);
    this.set(topic, old);
    return old;
  }

  /** Keeps the routing of a topic that it does not hold, unless it would fill one of the maps alone. */
  set(topic: string, routing: Routing<Subscriber>): void {
    const bytes = routingBytes(topic, routing);
    if (bytes > this.#mapBytesMax) return;
    if (this.#youngBytes + bytes > this.#mapBytesMax) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(topic, routing);
    this.#youngBytes += bytes;
  }

  delete(topic: string): void {
    const young = this.#young.get(topic);
    if (young === undefined) {
      this.#old.delete(topic);
      return;
    }
    this.#young.delete(topic);
    this.#youngBytes -= routingBytes(topic, young);
  }

  clear(): void {
    // Clearing makes a new table even of an empty map.
    if (this.#old.size > 0) this.#old.clear();
    if (this.#young.size > 0) this.#young.clear();
    this.#youngBytes = 0;
  }
}

/**
 * About what a kept routing takes, rather too much than too little: the topic in UTF-16, places in map and lists, and
 * for each recipient the object that merging several subscriptions may have made.
 */
export function routingBytes<Subscriber extends object>(topic: string, routing: Routing<Subscriber>): number {
  let bytes = 200 + topic.length * 2 + routing.groups.length * 8;
  for (const { wish } of routing.recipients) {
    bytes += 48;
    if (wish.identifiers.length > 0) bytes += 2 * (96 + wish.identifiers.length * 8);
  }
  return bytes;
}
