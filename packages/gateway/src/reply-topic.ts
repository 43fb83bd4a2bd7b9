import type { CallOrigin, ReplyTo } from '@ocpp-broker/ocpp';
import type { BusDelivery } from './ports.ts';
import type { Topics } from './topics.ts';

/** How a message asks to be treated, or why it may not. */
export type OriginOfDelivery =
  | { readonly ok: true; readonly origin: CallOrigin }
  | { readonly ok: false; readonly description: string };

/**
 * Reads what MQTT 5 lets a publisher say besides the message: where it wants the answer (§4.10), and how long the message is good.
 * A response topic is published to by the gateway, past every rule of the broker, so it must not be one that the gateway itself
 * uses: nobody could otherwise tell the words of a charge point from those of a requester.
 */
export function originOf({ properties }: BusDelivery, topics: Topics, now: number): OriginOfDelivery {
  if (properties === undefined) return { ok: true, origin: {} };
  const { responseTopic, correlationData, messageExpiryInterval } = properties;
  const expiresAt = messageExpiryInterval === undefined ? undefined : now + messageExpiryInterval * 1_000;
  if (responseTopic === undefined) return { ok: true, origin: { expiresAt } };
  const problem = problemOf(responseTopic, topics);
  if (problem !== undefined) return { ok: false, description: `the response topic ${problem}` };
  const replyTo: ReplyTo = { topic: responseTopic, ...(correlationData === undefined ? {} : { correlationData }) };
  return { ok: true, origin: { replyTo, expiresAt } };
}

function problemOf(topic: string, topics: Topics): string | undefined {
  if (topic === '') return 'is empty';
  if (topic.startsWith('$')) return 'begins with $';
  if (/[+#]/.test(topic)) return 'has a wildcard';
  if (topic.includes('\u0000')) return 'has a null character';
  return topics.owns(topic) || topics.levelOf(topic) !== undefined ? 'is one of the gateway' : undefined;
}
