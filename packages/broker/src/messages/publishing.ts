import {
  type Delivery,
  liveDelivery,
  type Message,
  type Routing,
  type SharedGroup,
  type SharedMember,
  type SubscriptionTree,
} from '@ocpp-broker/mqtt';
import type { BrokerContext } from '../context.ts';
import type { Session } from '../sessions/session.ts';
import type { InternalSubscriber } from './internal-subscriptions.ts';
import type { Outlet } from './outlet.ts';

/** Whoever a message can go to. */
export type Subscriber = Session | InternalSubscriber;

/** What became of a publish. */
export type Published = {
  /** Nothing of it is stored, and nobody has it. */
  readonly error?: Error | undefined;
  /** Somebody is subscribed: a client, a session that is away, or the process itself. */
  readonly isWanted: boolean;
};

/** A message that is stored for one session, or needs no storing. */
type Target = { readonly session: Session; readonly delivery: Delivery; readonly seq: number | undefined };

/** A message that is ready to be handed out. */
type Ready = {
  readonly message: Message;
  readonly routing: Routing<Subscriber>;
  readonly targets: readonly Target[];
  readonly done: (published: Published) => void;
};

const none: readonly Target[] = [];

/**
 * The way of a message from whoever publishes it to all who want it: kept for its topic, queued for the sessions that
 * outlive their connections, and once that is on disk, handed out. Messages are handed out in the order in which they
 * were published, whether they needed storing or not.
 */
export class Publishing {
  readonly #context: BrokerContext;
  readonly #tree: SubscriptionTree<Subscriber>;
  readonly #ready: Ready[] = [];
  #isHandingOut = false;

  constructor(context: BrokerContext, tree: SubscriptionTree<Subscriber>) {
    this.#context = context;
    this.#tree = tree;
  }

  /** `done` is called once: the message is safe, and its subscribers have it or it waits for them. */
  publish(message: Message, done: (published: Published) => void): void {
    const routing = this.#tree.match(message.topic);
    if (message.retain) this.#keep(message);
    const isStored = message.qos > 0;
    const targets = isStored ? this.#store(message, routing) : none;
    // One of QoS 0 needs no disk, but must not overtake what was published before it.
    this.#context.store.afterCommit((error) => {
      if (error === undefined || !isStored) this.#handOut({ message, routing, targets, done });
      else done({ error, isWanted: true });
    });
  }

  /** Gives a shared subscription's message to another member, if need be to one that is away; false when there is none. */
  giveToAnother(group: SharedGroup<Subscriber>, delivery: Delivery, isAwayEnough: boolean): boolean {
    const chosen = chooseMember(group, isAwayEnough);
    if (chosen?.subscriber.kind !== 'session') return false;
    const session = chosen.subscriber;
    const again = liveDelivery(delivery.message, chosen.wish, group.share);
    const seq = this.#enqueue(session, again);
    if (seq === 'dropped') return true;
    this.#context.store.afterCommit((error) => {
      if (error === undefined) session.outlet?.deliver(again, seq);
    });
    return true;
  }

  #keep(message: Message): void {
    const reason = this.#context.store.putRetained(message);
    if (reason === undefined) return;
    const { topic } = message;
    this.#context.totals.droppedMessages += 1;
    this.#context.report({ kind: 'message-dropped', clientId: '', reason });
    this.#context.log.warn({ topic, reason }, 'retained message is not kept');
  }

  /** Puts the message into the queue of each session that needs it there, in the transaction of this turn. */
  #store(message: Message, { recipients, groups }: Routing<Subscriber>): readonly Target[] {
    const targets: Target[] = [];
    for (const { subscriber, wish, ownWish } of recipients) {
      if (subscriber.kind !== 'session') continue;
      const own = message.from === subscriber.clientId ? ownWish : wish;
      if (own !== undefined) this.#aim(targets, subscriber, liveDelivery(message, own));
    }
    for (const group of groups) {
      const chosen = chooseMember(group, true);
      if (chosen?.subscriber.kind !== 'session') continue;
      this.#aim(targets, chosen.subscriber, liveDelivery(message, chosen.wish, group.share));
    }
    return targets;
  }

  #aim(targets: Target[], session: Session, delivery: Delivery): void {
    const seq = this.#enqueue(session, delivery);
    if (seq !== 'dropped') targets.push({ session, delivery, seq });
  }

  #enqueue(session: Session, delivery: Delivery): number | undefined | 'dropped' {
    if (!session.isStored || delivery.qos === 0) return undefined;
    const seq = this.#context.store.enqueue(session.clientId, delivery);
    if (typeof seq === 'number') return seq;
    const { clientId } = session;
    this.#context.totals.droppedMessages += 1;
    this.#context.report({ kind: 'message-dropped', clientId, reason: seq });
    this.#context.log.debug({ clientId, topic: delivery.message.topic, reason: seq }, 'message dropped');
    return 'dropped';
  }

  /** One after the other: what is published from inside a delivery goes out when everybody has the message before it. */
  #handOut(ready: Ready): void {
    this.#ready.push(ready);
    if (this.#isHandingOut) return;
    this.#isHandingOut = true;
    try {
      // Grows while it is walked; a list is enough, since it is empty again when the outermost publish returns.
      for (let at = 0; at < this.#ready.length; at += 1) {
        const next = this.#ready[at];
        if (next !== undefined) this.#deliver(next);
      }
    } finally {
      this.#ready.length = 0;
      this.#isHandingOut = false;
    }
  }

  #deliver({ message, routing, targets, done }: Ready): void {
    const congested: Outlet[] = [];
    for (const { session, delivery, seq } of targets) give(session, delivery, seq, congested);
    for (const { subscriber, wish, ownWish } of routing.recipients) {
      if (subscriber.kind === 'internal') subscriber.deliver(message);
      else if (message.qos === 0) {
        const own = message.from === subscriber.clientId ? ownWish : wish;
        if (own !== undefined) give(subscriber, liveDelivery(message, own), undefined, congested);
      }
    }
    if (message.qos === 0) this.#shareOut(message, routing, congested);
    const isWanted = routing.recipients.length > 0 || routing.groups.length > 0;
    holdFor(congested, () => done({ isWanted }));
  }

  #shareOut(message: Message, { groups }: Routing<Subscriber>, congested: Outlet[]): void {
    for (const group of groups) {
      const chosen = chooseMember(group, false);
      if (chosen?.subscriber.kind !== 'session') continue;
      give(chosen.subscriber, liveDelivery(message, chosen.wish, group.share), undefined, congested);
    }
  }
}

function give(session: Session, delivery: Delivery, seq: number | undefined, congested: Outlet[]): void {
  const { outlet } = session;
  if (outlet === undefined) return;
  outlet.deliver(delivery, seq);
  if (outlet.isCongested) congested.push(outlet);
}

/** A member that is connected, if only one is; a session that is away comes last, since nobody knows for how long. */
function chooseMember(group: SharedGroup<Subscriber>, isAwayEnough: boolean): SharedMember<Subscriber> | undefined {
  return (
    group.choose(({ subscriber }) => abilityOf(subscriber, false)) ??
    (isAwayEnough ? group.choose(({ subscriber }) => abilityOf(subscriber, true)) : undefined)
  );
}

function abilityOf(subscriber: Subscriber, isAwayEnough: boolean): 'now' | 'later' | 'never' {
  if (subscriber.kind === 'internal') return 'never';
  if (subscriber.outlet !== undefined) return subscriber.outlet.isAble ? 'now' : 'later';
  return isAwayEnough && subscriber.isStored ? 'later' : 'never';
}

/** The publisher waits for the slowest of them, but not for long. */
function holdFor(congested: readonly Outlet[], done: () => void): void {
  let waiting = congested.length;
  if (waiting === 0) {
    done();
    return;
  }
  for (const outlet of congested) {
    outlet.hold(() => {
      waiting -= 1;
      if (waiting === 0) done();
    });
  }
}
