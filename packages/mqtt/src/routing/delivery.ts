import type { Delivery, Message, QoS } from '../message.ts';
import type { Wish } from './routing.ts';

/**
 * A message on its way to somebody who was subscribed when it was published. It is sent as not retained unless the
 * subscriber wants to see the publisher's flag (MQTT 5 §3.3.1.3). `share` is the whole filter of a shared subscription.
 */
export function liveDelivery(message: Message, wish: Wish, share?: string): Delivery {
  return {
    message,
    qos: lowerQos(message.qos, wish.qos),
    retain: message.retain && wish.retainAsPublished,
    identifiers: wish.identifiers,
    share,
  };
}

/** A message that was kept for its topic, on its way to somebody who subscribed just now (MQTT 3.1.1 MQTT-3.3.1-8). */
export function retainedDelivery(message: Message, wish: Wish): Delivery {
  return {
    message,
    qos: lowerQos(message.qos, wish.qos),
    retain: true,
    identifiers: wish.identifiers,
    share: undefined,
  };
}

function lowerQos(one: QoS, other: QoS): QoS {
  if (one < other) return one;
  return other;
}
