import { isTopicFilter, type Message, type SubscriptionTree } from '@ocpp-broker/mqtt';
import { BrokerError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { Subscriber } from './publishing.ts';

/** A message as subscribers inside the process get it; it must not be changed. */
export type DeliveredMessage = {
  readonly topic: string;
  readonly payload: Buffer;
  /** As published. */
  readonly qos: 0 | 1 | 2;
  /** As published; retained messages are not sent again to those who subscribe later. */
  readonly retain: boolean;
  readonly properties?: {
    readonly responseTopic?: string;
    readonly correlationData?: Buffer;
    /** Seconds; what is left. */
    readonly messageExpiryInterval?: number;
  };
  /** The MQTT client that published it; left out for messages of this process. */
  readonly clientId?: string;
};

/** A part of this process that takes messages. */
export type InternalSubscriber = { readonly kind: 'internal'; readonly deliver: (message: Message) => void };

/** With the highest QoS and the retain flag as published. */
const everything = { qos: 2, noLocal: false, retainAsPublished: true, retainHandling: 2 } as const;

/** Subscribes the process itself. The publisher is not held back: `deliver` has to return at once. */
export function subscribeInternally(
  tree: SubscriptionTree<Subscriber>,
  filter: string,
  deliver: (message: DeliveredMessage) => void,
  surroundings: { readonly log: Logger; readonly now: () => number },
): () => void {
  if (!isTopicFilter(filter)) throw new BrokerError('TOPIC_FILTER_INVALID', `"${filter}" is no topic filter`);
  let isActive = true;
  const subscriber: InternalSubscriber = {
    kind: 'internal',
    deliver: (message) => {
      if (!isActive) return;
      try {
        deliver(deliveredMessage(message, surroundings.now()));
      } catch (error) {
        // Rising, it would take the message away from the subscribers behind this one.
        surroundings.log.error({ err: error, topic: message.topic }, 'a subscriber inside the process failed');
      }
    },
  };
  tree.set(filter, subscriber, everything);
  return () => {
    if (!isActive) return;
    isActive = false;
    tree.delete(filter, subscriber);
  };
}

function deliveredMessage(message: Message, now: number): DeliveredMessage {
  const { topic, payload, qos, retain, properties, expiresAt, from } = message;
  const plain = { topic, payload, qos, retain, ...(from === undefined ? {} : { clientId: from }) };
  if (properties === undefined && expiresAt === undefined) return plain;
  const { responseTopic, correlationData } = properties ?? {};
  return {
    ...plain,
    properties: {
      ...(responseTopic === undefined ? {} : { responseTopic }),
      ...(correlationData === undefined ? {} : { correlationData }),
      ...(expiresAt === undefined ? {} : { messageExpiryInterval: Math.max(1, Math.ceil((expiresAt - now) / 1000)) }),
    },
  };
}
