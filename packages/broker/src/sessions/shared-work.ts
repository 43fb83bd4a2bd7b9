import { type Delivery, parseShared, type SharedGroup, type SubscriptionTree } from '@ocpp-broker/mqtt';
import type { BrokerContext } from '../context.ts';
import type { Publishing, Subscriber } from '../messages/publishing.ts';
import type { Session } from './session.ts';

/** Deliveries of an absent session that are looked at in one turn of the event loop. */
const perTurn = 200;

/**
 * What the members of a shared subscription owe each other (MQTT 5 §4.8.2): a message that one of them has not got,
 * because its connection was lost or its session has ended, goes to another that is connected. One of QoS 2 that was
 * sent already stays with the one it was sent to.
 */
export class SharedWork {
  readonly #context: BrokerContext;
  readonly #tree: SubscriptionTree<Subscriber>;
  readonly #publishing: Publishing;
  /** Sessions whose queue is being handed over. */
  readonly #underWay = new Set<Session>();

  constructor(context: BrokerContext, tree: SubscriptionTree<Subscriber>, publishing: Publishing) {
    this.#context = context;
    this.#tree = tree;
    this.#publishing = publishing;
  }

  /** A connection was lost; `left` is what it had in memory alone. */
  lost(session: Session, left: readonly Delivery[]): void {
    for (const delivery of left) this.#giveToAnother(delivery, true);
    if (session.isStored && session.disconnectedAt !== null && sharesOf(session).length > 0) this.#handOver(session);
  }

  /** A stored session ends now, with all that waits for it. */
  ending(session: Session): void {
    if (sharesOf(session).length === 0) return;
    let afterSeq = 0;
    for (;;) {
      const step = this.#step(session, afterSeq, true);
      if (step === undefined) return;
      afterSeq = step;
    }
  }

  /** A member has come: it helps with what waits for members that are away. */
  takeFromAbsent(share: string): void {
    const group = this.#tree.group(share);
    for (const { subscriber } of group?.members ?? []) {
      if (subscriber.kind === 'session' && subscriber.outlet === undefined) this.#handOver(subscriber);
    }
  }

  /** Hands over what a session that is away has queued of shared subscriptions, a part in each turn. */
  #handOver(session: Session): void {
    if (this.#underWay.has(session)) return;
    this.#underWay.add(session);
    const goOn = (afterSeq: number): void => {
      // It is back, and will have them itself.
      const next = session.outlet === undefined ? this.#step(session, afterSeq, false) : undefined;
      if (next === undefined) this.#underWay.delete(session);
      else setImmediate(goOn, next);
    };
    setImmediate(goOn, 0);
  }

  /** The place to go on from; undefined at the end. */
  #step(session: Session, afterSeq: number, isEnding: boolean): number | undefined {
    const { store } = this.#context;
    const found = store.read(session.clientId, afterSeq, perTurn);
    for (const delivery of found) {
      const wasSent = delivery.messageId !== undefined;
      if (delivery.share === undefined || delivery.isReleased || (wasSent && delivery.qos === 2)) continue;
      if (this.#giveToAnother(delivery, isEnding)) store.done(session.clientId, delivery.seq);
    }
    return found.length < perTurn ? undefined : found.at(-1)?.seq;
  }

  #giveToAnother(delivery: Delivery, isAwayEnough: boolean): boolean {
    const group: SharedGroup<Subscriber> | undefined =
      delivery.share === undefined ? undefined : this.#tree.group(delivery.share);
    return group !== undefined && this.#publishing.giveToAnother(group, delivery, isAwayEnough);
  }
}

function sharesOf(session: Session): readonly string[] {
  return [...session.subscriptions.keys()].filter((filter) => parseShared(filter) !== undefined);
}
