import type { Wish } from './routing.ts';
import type { SharedFilter } from './topic-filter.ts';

/** One member of a shared subscription, and how it wants the messages. */
export type SharedMember<Subscriber extends object> = { readonly subscriber: Subscriber; readonly wish: Wish };

/** When a member can take a message: at once; after it comes back or has room again; not at all. */
export type Ability = 'now' | 'later' | 'never';

/** Those who share one subscription (MQTT 5 §4.8.2): each message goes to one of them, in turn. */
export class SharedGroup<Subscriber extends object> {
  /** The whole filter, `$share/<group>/<filter>`: it names the group. */
  readonly share: string;
  readonly group: string;
  /** The ordinary filter within. */
  readonly filter: string;
  readonly #members: SharedMember<Subscriber>[] = [];
  // Where the turn is in the list; at its end it is the first one's again.
  #turn = 0;

  constructor(share: string, shared: SharedFilter) {
    this.share = share;
    this.group = shared.group;
    this.filter = shared.filter;
  }

  get size(): number {
    return this.#members.length;
  }

  /** In the order of their turns: while no message has come, in order of joining. */
  get members(): readonly SharedMember<Subscriber>[] {
    return this.#members;
  }

  /**
   * Adds a member, or changes the wish of one that is there, which keeps its place; true if it is new. All others come
   * before a new one: else two who leave and join again after each message could keep it from everybody else.
   */
  set(subscriber: Subscriber, wish: Wish): boolean {
    const member = { subscriber, wish };
    const at = this.#indexOf(subscriber);
    if (at !== -1) {
      this.#members[at] = member;
      return false;
    }
    if (this.#turn === 0) this.#members.push(member);
    else {
      this.#members.splice(this.#turn, 0, member);
      this.#turn += 1;
    }
    return true;
  }

  /** Takes a member out; the turns of the others stay as they are. False if it was not there. */
  delete(subscriber: Subscriber): boolean {
    const at = this.#indexOf(subscriber);
    if (at === -1) return false;
    this.#members.splice(at, 1);
    if (at < this.#turn) this.#turn -= 1;
    return true;
  }

  /**
   * Whose turn it is: the next member that can take the message now, else the next that can later, else nobody. It asks
   * each member once at the most, and stops at the first `now`.
   */
  choose(isAble: (member: SharedMember<Subscriber>) => Ability): SharedMember<Subscriber> | undefined {
    const count = this.#members.length;
    let chosen: SharedMember<Subscriber> | undefined;
    let chosenAt = 0;
    for (let step = 0; step < count; step += 1) {
      const at = (this.#turn + step) % count;
      const member = this.#members[at];
      if (member === undefined) continue;
      const ability = isAble(member);
      if (ability === 'never' || (ability === 'later' && chosen !== undefined)) continue;
      chosen = member;
      chosenAt = at;
      if (ability === 'now') break;
    }
    if (chosen !== undefined) this.#turn = chosenAt + 1;
    return chosen;
  }

  #indexOf(subscriber: Subscriber): number {
    return this.#members.findIndex((member) => member.subscriber === subscriber);
  }
}
