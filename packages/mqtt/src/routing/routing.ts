import type { QoS, SubscriptionOptions } from '../message.ts';
import type { SharedGroup } from './shared-group.ts';

/** How a subscriber wants one topic: what all of its subscriptions that match come to. */
export type Wish = {
  /** The highest of all (MQTT 3.1.1 §3.3.5, MQTT 5 §3.3.4). */
  readonly qos: QoS;
  /** Whether any asks for it. */
  readonly retainAsPublished: boolean;
  /** Of all; one that is used by several of them comes as often (MQTT 5 §3.3.4). */
  readonly identifiers: readonly number[];
};

/** One subscriber that a message goes to. */
export type Recipient<Subscriber extends object> = {
  readonly subscriber: Subscriber;
  readonly wish: Wish;
  /** Its wish when it is itself the publisher: without its no-local subscriptions. Undefined: it gets nothing then. */
  readonly ownWish: Wish | undefined;
};

/** Who gets the messages of one topic: a snapshot that later subscriptions do not change (its groups are live). */
export type Routing<Subscriber extends object> = {
  /** Each subscriber once. */
  readonly recipients: readonly Recipient<Subscriber>[];
  /** Each gives the message to one of its members. */
  readonly groups: readonly SharedGroup<Subscriber>[];
};

/** What one subscription wishes. */
export function wishOf(options: SubscriptionOptions): Wish {
  const { qos, retainAsPublished, identifier } = options;
  return identifier === undefined
    ? plainWish(qos, retainAsPublished)
    : { qos, retainAsPublished, identifiers: [identifier] };
}

/** The recipient that one subscription makes of its subscriber. */
export function recipientOf<Subscriber extends object>(
  subscriber: Subscriber,
  options: SubscriptionOptions,
): Recipient<Subscriber> {
  const wish = wishOf(options);
  return { subscriber, wish, ownWish: options.noLocal ? undefined : wish };
}

/** Joins what two sets of subscriptions of the same subscriber wish. */
export function mergeRecipients<Subscriber extends object>(
  one: Recipient<Subscriber>,
  other: Recipient<Subscriber>,
): Recipient<Subscriber> {
  const wish = mergeWishes(one.wish, other.wish);
  return { subscriber: one.subscriber, wish, ownWish: mergeOwn(one, other, wish) };
}

function mergeOwn<Subscriber extends object>(
  one: Recipient<Subscriber>,
  other: Recipient<Subscriber>,
  whole: Wish,
): Wish | undefined {
  if (one.ownWish === undefined) return other.ownWish;
  if (other.ownWish === undefined) return one.ownWish;
  if (one.ownWish === one.wish && other.ownWish === other.wish) return whole;
  return mergeWishes(one.ownWish, other.ownWish);
}

function mergeWishes(one: Wish, other: Wish): Wish {
  const qos = higherQos(one.qos, other.qos);
  const retainAsPublished = one.retainAsPublished || other.retainAsPublished;
  if (one.identifiers.length === 0 && other.identifiers.length === 0) return plainWish(qos, retainAsPublished);
  return { qos, retainAsPublished, identifiers: one.identifiers.concat(other.identifiers) };
}

function higherQos(one: QoS, other: QoS): QoS {
  if (one > other) return one;
  return other;
}

// Most subscriptions have no identifier: all of them share six wishes.
function plainWish(qos: QoS, retainAsPublished: boolean): Wish {
  return retainAsPublished ? plainAsPublished[qos] : plain[qos];
}

const none: readonly number[] = Object.freeze([]);
const plain: Readonly<Record<QoS, Wish>> = plainWishes(false);
const plainAsPublished: Readonly<Record<QoS, Wish>> = plainWishes(true);

function plainWishes(retainAsPublished: boolean): Readonly<Record<QoS, Wish>> {
  return {
    0: { qos: 0, retainAsPublished, identifiers: none },
    1: { qos: 1, retainAsPublished, identifiers: none },
    2: { qos: 2, retainAsPublished, identifiers: none },
  };
}
