import { flagsOf, qosOf, retainOf } from '../message-row.ts';
import { decodeProperties, encodeProperties } from '../properties.ts';
import type { QueueEntry } from '../queue.ts';
import type { QoS, Subscription, SubscriptionMatch } from './packet.ts';
import type { PacketRow } from './packet-row.ts';

/**
 * A message as one session gets it by its matching subscriptions: with the highest QoS of them, never above the message's own (MQTT 3.1.1
 * §3.8.4), the retain flag only for a subscription that asked for it as published (MQTT 5 §3.3.1.3), and the identifiers of them all
 * (§3.3.4).
 */
export function toEntry(
  row: PacketRow,
  matches: readonly SubscriptionMatch[],
  subscriptions: ReadonlyMap<string, Subscription>,
): QueueEntry {
  const message = { qos: qosOf(row.flags), retain: retainOf(row.flags) };
  let qos: QoS = 0;
  let retain = false;
  const identifiers: number[] = [];
  for (const match of matches) {
    const granted = match.qos ?? message.qos;
    if (granted > qos) qos = granted;
    // Without a topic the message was addressed to the client itself (Aedes' client.publish), not to a subscription.
    if (message.retain && (match.rap === true || match.topic === undefined)) retain = true;
    const identifier = match.topic === undefined ? undefined : subscriptions.get(match.topic)?.subscriptionIdentifier;
    if (identifier !== undefined) identifiers.push(identifier);
  }
  const flags = flagsOf(qos < message.qos ? qos : message.qos, retain, message);
  return {
    ...row,
    flags,
    properties: withIdentifiers(row.properties, identifiers),
    share: null,
    copies: matches.length,
  };
}

function withIdentifiers(properties: Buffer | null, identifiers: readonly number[]): Buffer | null {
  if (identifiers.length === 0) return properties;
  return encodeProperties({ ...(properties === null ? {} : decodeProperties(properties)), identifiers });
}

/** The matches of one message, by client. */
export function byClient(matches: readonly SubscriptionMatch[]): ReadonlyMap<string, readonly SubscriptionMatch[]> {
  const grouped = new Map<string, SubscriptionMatch[]>();
  for (const match of matches) {
    const present = grouped.get(match.clientId);
    if (present === undefined) grouped.set(match.clientId, [match]);
    else present.push(match);
  }
  return grouped;
}
