import type { SubscriptionOptions } from '../message.ts';
import { type Recipient, recipientOf, wishOf } from './routing.ts';
import { SharedGroup } from './shared-group.ts';
import type { SharedFilter } from './topic-filter.ts';

/** All subscriptions to one ordinary filter: subscribers of their own, and the groups that share it. */
export class FilterSubscriptions<Subscriber extends object> {
  readonly #recipients = new Map<Subscriber, Recipient<Subscriber>>();
  // Most filters have none.
  #groups: Map<string, SharedGroup<Subscriber>> | undefined;
  #recipientList: readonly Recipient<Subscriber>[] | undefined;
  #groupList: readonly SharedGroup<Subscriber>[] | undefined;

  get isEmpty(): boolean {
    return this.#recipients.size === 0 && this.#groups === undefined;
  }

  /** The same list until a subscription changes, and never changed afterwards. */
  get recipients(): readonly Recipient<Subscriber>[] {
    this.#recipientList ??= [...this.#recipients.values()];
    return this.#recipientList;
  }

  /** As with the recipients; a group itself is live. */
  get groups(): readonly SharedGroup<Subscriber>[] {
    this.#groupList ??= this.#groups === undefined ? noGroups : [...this.#groups.values()];
    return this.#groupList;
  }

  /** True if there was no such subscription; one that is there gets the new options. */
  set(subscriber: Subscriber, options: SubscriptionOptions): boolean {
    const isNew = !this.#recipients.has(subscriber);
    this.#recipients.set(subscriber, recipientOf(subscriber, options));
    this.#recipientList = undefined;
    return isNew;
  }

  delete(subscriber: Subscriber): boolean {
    this.#recipientList = undefined;
    return this.#recipients.delete(subscriber);
  }

  setShared(share: string, shared: SharedFilter, subscriber: Subscriber, options: SubscriptionOptions): boolean {
    this.#groups ??= new Map();
    let group = this.#groups.get(shared.group);
    if (group === undefined) {
      group = new SharedGroup(share, shared);
      this.#groups.set(shared.group, group);
      this.#groupList = undefined;
    }
    return group.set(subscriber, wishOf(options));
  }

  deleteShared(group: string, subscriber: Subscriber): boolean {
    const found = this.#groups?.get(group);
    if (found === undefined || !found.delete(subscriber)) return false;
    if (found.size === 0) {
      this.#groups?.delete(group);
      this.#groupList = undefined;
      if (this.#groups?.size === 0) this.#groups = undefined;
    }
    return true;
  }
}

const noGroups: readonly never[] = Object.freeze([]);
