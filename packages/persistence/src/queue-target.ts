import type { QoS, SubscriptionMatch } from './packet.ts';
import type { Session } from './session-table.ts';

/** How one session gets one message. */
export type QueueTarget = {
  readonly session: Session;
  readonly qos: QoS;
  readonly retain: boolean;
  /** The subscription identifiers of all subscriptions that matched (MQTT 5 §3.3.4). */
  readonly identifiers: readonly number[];
  /** How many subscriptions matched: Aedes delivers, and lets go of, the message once for each. */
  readonly copies: number;
};

/**
 * A session's matching subscriptions as one target: the highest QoS of them, never above the message's own (MQTT 3.1.1 §3.8.4), and the
 * retain flag only for a subscription that asked for it as published (MQTT 5 §3.3.1.3).
 */
export function toTarget(
  session: Session,
  matches: readonly SubscriptionMatch[],
  message: { readonly qos: QoS; readonly retain: boolean },
): QueueTarget {
  let qos: QoS = 0;
  let retain = false;
  const identifiers: number[] = [];
  for (const match of matches) {
    const granted = match.qos ?? message.qos;
    if (granted > qos) qos = granted;
    // Without a topic the message was addressed to the client itself (Aedes' client.publish), not to a subscription.
    if (message.retain && (match.rap === true || match.topic === undefined)) retain = true;
    const identifier =
      match.topic === undefined ? undefined : session.subscriptions.get(match.topic)?.subscriptionIdentifier;
    if (identifier !== undefined) identifiers.push(identifier);
  }
  return { session, qos: qos < message.qos ? qos : message.qos, retain, identifiers, copies: matches.length };
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
