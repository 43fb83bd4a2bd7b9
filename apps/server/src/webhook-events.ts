// What happens, as webhooks tell it. It is asked first whether anybody wants to know, so that nothing is made for nobody.

import type { Broker, BrokerEvent } from '@ocpp-broker/broker';
import { maskedText, type ObservedMessage, type ObservedPeer } from '@ocpp-broker/gateway';
import type { EventKind, Webhooks } from '@ocpp-broker/webhooks';
import type { PartialObserver } from './observers.ts';
import { shownUsername } from './shown-username.ts';

type Hooks = Pick<Webhooks, 'wants' | 'emit'>;
type Message = ObservedMessage['message'];

const kinds = {
  Call: 'call',
  Send: 'send',
  CallResult: 'result',
  CallError: 'error',
  CallResultError: 'error',
} as const satisfies Record<Message['kind'], EventKind>;

/** Tells of charge points and their messages. */
export function chargePointEvents(webhooks: Hooks): PartialObserver {
  return {
    connected: (peer) => {
      if (!webhooks.wants('chargepoint.connected')) return;
      webhooks.emit({ kind: 'chargepoint.connected', identity: peer.identity, fields: factsOf(peer) });
    },
    disconnected: (peer, { code, reason, durationMs, isReplaced }) => {
      if (!webhooks.wants('chargepoint.disconnected')) return;
      const end = { code, reason, duration_ms: durationMs, replaced: isReplaced };
      webhooks.emit({
        kind: 'chargepoint.disconnected',
        identity: peer.identity,
        fields: { ...factsOf(peer), ...end },
      });
    },
    message: ({ identity, version, direction, message, action }) => {
      const kind = kinds[message.kind];
      if (!webhooks.wants(kind, action ?? undefined)) return;
      webhooks.emit({
        kind,
        identity,
        ...(action === null ? {} : { action }),
        direction,
        fields: { version, unique_id: message.uniqueId, ...errorOf(message) },
        ...payloadOf(message, direction),
      });
    },
  };
}

/** Tells of MQTT clients. */
export function clientEvents(webhooks: Hooks, clients: () => Pick<Broker, 'client'>): (event: BrokerEvent) => void {
  return (event) => {
    if (event.kind !== 'connected' && event.kind !== 'disconnected') return;
    const kind = event.kind === 'connected' ? 'client.connected' : 'client.disconnected';
    if (!webhooks.wants(kind)) return;
    const { clientId: identity, listenerId: listener } = event;
    if (event.kind === 'disconnected') {
      webhooks.emit({ kind, identity, fields: { listener, reason_code: event.reasonCode } });
      return;
    }
    const client = clients().client(identity);
    const username = shownUsername(client?.username ?? null);
    webhooks.emit({ kind, identity, fields: { listener, username, ip_address: client?.ipAddress ?? null } });
  };
}

function factsOf({ username, version, listenerId, remoteAddress }: ObservedPeer) {
  return { version, username: shownUsername(username), listener: listenerId, ip_address: remoteAddress };
}

function errorOf(message: Message) {
  if (message.kind !== 'CallError' && message.kind !== 'CallResultError') return {};
  return {
    error_code: message.errorCode,
    error_description: message.errorDescription,
    error_details: JSON.parse(message.errorDetailsText) as unknown,
  };
}

/**
 * The payload as it was written. What goes to a charge point, and what it answers, may hold its key: that is masked, with everything else
 * as it was.
 */
function payloadOf(message: Message, direction: ObservedMessage['direction']): { readonly payloadText?: string } {
  if (!('payloadText' in message)) return {};
  const { payloadText } = message;
  if (direction === 'upstream' && message.kind !== 'CallResult') return { payloadText };
  return { payloadText: maskedText(payloadText, { isIdTagMasked: false }) };
}
