import { type BrokerNumber, flagsOf, type MessageRow, qosOf, retainOf } from '../message-row.ts';
import { decodeProperties, encodeProperties } from '../properties.ts';
import type { RetainedRow } from '../retained.ts';
import type { WillRow } from '../wills.ts';
import type { BrokerPacket, StoredMessage, StoredWill, WillPacket } from './packet.ts';
import { fromPacketProperties, toPacketProperties } from './packet-properties.ts';

/** What a message of Aedes is stored as. */
export type PacketRow = MessageRow & BrokerNumber;

/** A packet as columns; throws a TypeError before anything is written when it is no message. */
export function toPacketRow(packet: BrokerPacket): PacketRow {
  const { topic, payload, qos = 0, retain = false } = packet;
  if (typeof topic !== 'string') throw new TypeError('a message needs a topic');
  return {
    topic,
    payload: toPayload(payload),
    flags: flagsOf(qos, retain, { qos, retain }),
    properties: encodeProperties(fromPacketProperties(packet.properties)),
    expires_at: packet.messageExpiry ?? null,
    publisher: null,
    broker_id: packet.brokerId ?? null,
    broker_counter: packet.brokerCounter ?? null,
  };
}

/** Columns as the publish that they were made from. */
export function toStoredMessage(row: PacketRow): StoredMessage {
  return {
    cmd: 'publish',
    topic: row.topic,
    payload: row.payload ?? Buffer.alloc(0),
    qos: qosOf(row.flags),
    retain: retainOf(row.flags),
    ...(row.broker_id !== null && { brokerId: row.broker_id }),
    ...(row.broker_counter !== null && { brokerCounter: row.broker_counter }),
    ...(row.properties !== null && { properties: toPacketProperties(decodeProperties(row.properties)) }),
    ...(row.expires_at !== null && { messageExpiry: row.expires_at }),
  };
}

const known = new Set([
  ...['cmd', 'topic', 'payload', 'qos', 'retain', 'dup', 'messageId', 'length', 'clientId', 'nl'],
  ...['brokerId', 'brokerCounter', 'properties', 'messageExpiry'],
]);

/** A retained packet as columns. Fields that MQTT does not know come from publishers inside the process; they come back as well. */
export function toRetainedRow(packet: BrokerPacket): RetainedRow {
  const fields = Object.entries(packet).filter(([name]) => !known.has(name));
  return { ...toPacketRow(packet), extra: fields.length === 0 ? null : JSON.stringify(Object.fromEntries(fields)) };
}

/** The inverse. */
export function fromRetainedRow(row: RetainedRow): StoredMessage {
  return { ...(row.extra === null ? undefined : JSON.parse(row.extra)), ...toStoredMessage(row) };
}

/** A will as columns. */
export function toWillRow(clientId: string, brokerId: string, will: WillPacket): WillRow {
  return { ...toPacketRow(will), client_id: clientId, broker_id: brokerId };
}

/** The inverse. */
export function fromWillRow(row: WillRow): StoredWill {
  const columns = { ...row, expires_at: null, publisher: null, broker_counter: null };
  const { topic, payload, qos, retain, properties } = toStoredMessage(columns);
  const { client_id: clientId, broker_id: brokerId } = row;
  return { clientId, brokerId, topic, payload, qos, retain, ...(properties !== undefined && { properties }) };
}

function toPayload(payload: Uint8Array | string | undefined): Buffer | string {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload;
  if (payload === undefined) return Buffer.alloc(0);
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  throw new TypeError('a payload is bytes or text');
}
