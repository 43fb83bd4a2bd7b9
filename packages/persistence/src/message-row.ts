import type { BrokerPacket, QoS, StoredMessage } from './packet.ts';
import { decodeProperties, encodeProperties } from './properties.ts';

/** The columns that every stored message has, whichever table it is in. */
export type MessageRow = {
  readonly topic: string;
  /** Text stays text and bytes stay bytes; null once only the packet id matters. */
  readonly payload: Buffer | string | null;
  /** QoS in the two low bits, then retain, then pubrel: see `flagsOf`. */
  readonly flags: number;
  readonly properties: Buffer | null;
  readonly expires_at: number | null;
  readonly broker_id: string | null;
  readonly broker_counter: number | null;
};

const RETAIN = 0b0100;
const PUBREL = 0b1000;

/** The flags of a row that only stands for a PUBREL still to be answered. */
export const pubrelFlags = PUBREL;

/** QoS and retain as one small number. */
export function flagsOf(qos: QoS, retain: boolean): number {
  return qos | (retain ? RETAIN : 0);
}

/** True when the row is all that is left of a QoS 2 message: its packet id. */
export function isPubrel(flags: number): boolean {
  return (flags & PUBREL) !== 0;
}

/** A packet as columns; throws a TypeError before anything is written when it is no message. */
export function toRow(packet: BrokerPacket): MessageRow {
  const { topic, payload } = packet;
  if (typeof topic !== 'string') throw new TypeError('a message needs a topic');
  return {
    topic,
    payload: toPayload(payload),
    flags: flagsOf(packet.qos ?? 0, packet.retain ?? false),
    properties: encodeProperties(packet.properties),
    expires_at: packet.messageExpiry ?? null,
    broker_id: packet.brokerId ?? null,
    broker_counter: packet.brokerCounter ?? null,
  };
}

/** The bytes that a message is counted with: topic, payload, properties. */
export function bytesOf(row: MessageRow): number {
  const payload = row.payload ?? '';
  return Buffer.byteLength(row.topic) + Buffer.byteLength(payload) + (row.properties?.length ?? 0);
}

/** Columns as the publish that they were made from. */
export function toMessage(row: MessageRow): StoredMessage {
  return {
    cmd: 'publish',
    topic: row.topic,
    payload: row.payload ?? Buffer.alloc(0),
    qos: (row.flags & 0b11) as QoS,
    retain: (row.flags & RETAIN) !== 0,
    ...(row.broker_id !== null && { brokerId: row.broker_id }),
    ...(row.broker_counter !== null && { brokerCounter: row.broker_counter }),
    ...(row.properties !== null && { properties: decodeProperties(row.properties) }),
    ...(row.expires_at !== null && { messageExpiry: row.expires_at }),
  };
}

function toPayload(payload: Uint8Array | string | undefined): Buffer | string {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload;
  if (payload === undefined) return Buffer.alloc(0);
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  throw new TypeError('a payload is bytes or text');
}
