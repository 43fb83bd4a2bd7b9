import { type RequestedSubscription, retainedDelivery, wishOf } from '@ocpp-broker/mqtt';
import type { BrokerContext } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import type { Outlet } from './outlet.ts';
import type { SystemTopics } from './system-topics.ts';

type Run = {
  readonly session: Session;
  /** Of the connection that subscribed. */
  readonly outlet: Outlet;
  readonly subscription: RequestedSubscription;
  readonly topics: readonly string[];
};

/** Retained messages that one subscriber is given in one turn of the event loop. */
const perTurn = 100;

/** Retained messages for those who subscribe (MQTT 5 §3.3.1.3, §3.8.4), a part in each turn, as fast as they are taken. */
export class RetainedMessages {
  readonly #context: BrokerContext;
  readonly #systemTopics: SystemTopics;
  /** By filter, those whose turn has not come: a client that asks over and over must not fill the memory with lists. */
  readonly #waiting = new WeakMap<Outlet, Map<string, RequestedSubscription>>();

  constructor(context: BrokerContext, systemTopics: SystemTopics) {
    this.#context = context;
    this.#systemTopics = systemTopics;
  }

  /** Sends what is kept under the filters, one after the other; for each subscription of its own, overlapping or not. */
  send(session: Session, subscriptions: readonly RequestedSubscription[]): void {
    const { outlet } = session;
    if (outlet === undefined) return;
    const before = this.#waiting.get(outlet);
    const waiting = before ?? new Map<string, RequestedSubscription>();
    for (const subscription of subscriptions) {
      waiting.set(subscription.filter, subscription);
      // A few dozen, of QoS 0.
      const wish = wishOf(subscription.options);
      for (const message of this.#systemTopics.matching(subscription.filter)) {
        outlet.deliver(retainedDelivery(message, wish));
      }
    }
    if (before !== undefined) return;
    this.#waiting.set(outlet, waiting);
    this.#sendNext(session, outlet);
  }

  #sendNext(session: Session, outlet: Outlet): void {
    for (const [filter, subscription] of this.#waiting.get(outlet) ?? []) {
      this.#waiting.get(outlet)?.delete(filter);
      const topics = this.#context.store.retainedTopics(filter);
      if (topics.length > 0 && !this.#sendSome({ session, outlet, subscription, topics }, 0)) return;
    }
    this.#waiting.delete(outlet);
  }

  /** True: all of them are sent. Otherwise it goes on by itself, with the next subscription at last. */
  #sendSome(run: Run, from: number): boolean {
    const { session, outlet, subscription, topics } = run;
    if (!this.#isStillWanted(session, subscription)) return true;
    let at = from;
    for (; at < topics.length && at < from + perTurn; at += 1) {
      if (!this.#canTake(session, subscription)) break;
      this.#sendOne(session, subscription, topics[at] ?? '');
    }
    if (at >= topics.length) return true;
    const goOn = () => {
      if (this.#sendSome(run, at)) this.#sendNext(session, outlet);
    };
    if (this.#canTake(session, subscription)) setImmediate(goOn);
    else session.outlet?.whenEased(goOn);
    return false;
  }

  /** Those of a stored session go to its queue, which has its own limits, even while it is away; others wait for acknowledgements. */
  #canTake({ isStored, outlet }: Session, { options }: RequestedSubscription): boolean {
    if (outlet === undefined) return isStored && options.qos > 0;
    return outlet.isWritable() && (options.qos === 0 || isStored || outlet.isAble);
  }

  #isStillWanted(session: Session, { filter, options }: RequestedSubscription): boolean {
    if (!session.subscriptions.has(filter)) return false;
    return session.outlet !== undefined || this.#canTake(session, { filter, options });
  }

  #sendOne(session: Session, subscription: RequestedSubscription, topic: string): void {
    const { store } = this.#context;
    const message = store.retained(topic);
    if (message === undefined) return;
    const delivery = retainedDelivery(message, wishOf(subscription.options));
    if (!session.isStored || delivery.qos === 0) {
      session.outlet?.deliver(delivery);
      return;
    }
    const seq = store.enqueue(session.clientId, delivery);
    if (typeof seq === 'number') {
      store.afterCommit((error) => {
        if (error === undefined) session.outlet?.deliver(delivery, seq);
      });
      return;
    }
    const { clientId } = session;
    this.#context.totals.droppedMessages += 1;
    this.#context.report({ kind: 'message-dropped', clientId, reason: seq });
    this.#context.log.debug({ clientId, topic, reason: seq }, 'message dropped');
  }
}
