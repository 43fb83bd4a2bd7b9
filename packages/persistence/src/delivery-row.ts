import type { Delivery, Message, MessageProperties, Will } from '@ocpp-broker/mqtt';
import { decodedProperties, flagsOf, isPubrel, type MessageRow, qosOf, retainOf, toMessage } from './message-row.ts';
import { encodeProperties } from './properties.ts';
import type { QueueEntry } from './queue.ts';
import type { QueuedRow } from './queue-row.ts';
import type { RetainedRow } from './retained.ts';
import type { QueuedDelivery, StoredWill } from './stored.ts';
import type { WillRow } from './wills.ts';

/** A delivery as columns of the queue. */
export function encodeDelivery({ message, qos, retain, identifiers, share }: Delivery): QueueEntry {
  return {
    topic: message.topic,
    payload: message.payload,
    flags: flagsOf(qos, retain, message),
    properties: encoded(message.properties, identifiers),
    expires_at: toWhole(message.expiresAt),
    publisher: message.from ?? null,
    share: share ?? null,
    broker_id: null,
    broker_counter: null,
    copies: 1,
  };
}

const none: readonly number[] = [];

/** The inverse; the payload is given, since it may be kept elsewhere. */
export function toQueuedDelivery(row: QueuedRow, payload: MessageRow['payload']): QueuedDelivery {
  const [seq, message_id, flags, expires_at, , , , , , publisher, share, topic, properties] = row;
  const columns = { topic, payload, flags, properties, expires_at, publisher };
  const decoded = decodedProperties(columns);
  return {
    seq,
    messageId: message_id ?? undefined,
    isReleased: isPubrel(flags),
    message: toMessage(columns, decoded),
    qos: qosOf(flags),
    retain: retainOf(flags),
    identifiers: decoded?.identifiers ?? none,
    share: share ?? undefined,
  };
}

/** A retained message as columns. */
export function encodeRetained(message: Message): RetainedRow {
  return {
    topic: message.topic,
    payload: message.payload,
    flags: flagsOf(message.qos, message.retain, message),
    properties: encoded(message.properties, none),
    expires_at: toWhole(message.expiresAt),
    publisher: message.from ?? null,
    broker_id: null,
    broker_counter: null,
    extra: null,
  };
}

/** A will as columns. */
export function encodeWill(clientId: string, will: Will): WillRow {
  const { topic, payload, qos, retain, properties, delaySeconds, expirySeconds } = will;
  return {
    client_id: clientId,
    broker_id: '',
    flags: flagsOf(qos, retain, will),
    topic,
    payload,
    properties: encodeProperties({
      properties,
      expirySeconds,
      delaySeconds: delaySeconds === 0 ? undefined : delaySeconds,
    }),
  };
}

/** The inverse. */
export function toStoredWill(row: WillRow): StoredWill {
  const columns = { ...row, expires_at: null, publisher: null };
  const decoded = decodedProperties(columns);
  const { topic, payload, qos, retain, properties } = toMessage(columns, decoded);
  const { delaySeconds = 0, expirySeconds } = decoded ?? {};
  return { clientId: row.client_id, will: { topic, payload, qos, retain, delaySeconds, expirySeconds, properties } };
}

// A column of whole numbers refuses a fraction, and with it the whole turn.
function toWhole(at: number | undefined): number | null {
  return at === undefined ? null : Math.floor(at);
}

function encoded(properties: MessageProperties | undefined, identifiers: readonly number[]): Buffer | null {
  if (properties === undefined && identifiers.length === 0) return null;
  return encodeProperties({ properties, identifiers });
}
