import type { Message, QoS } from '@ocpp-broker/mqtt';
import { decodeProperties } from './properties.ts';

/** The columns that every stored message has, whichever table it is in. */
export type MessageRow = {
  readonly topic: string;
  /** Bytes; text only where Aedes gave text; null once only the packet id matters. */
  readonly payload: Buffer | string | null;
  /** See `flagsOf`. */
  readonly flags: number;
  readonly properties: Buffer | null;
  readonly expires_at: number | null;
  /** The client id of its publisher. */
  readonly publisher: string | null;
};

/** What Aedes numbers its packets with; null for messages that did not come by its contract. */
export type BrokerNumber = { readonly broker_id: string | null; readonly broker_counter: number | null };

const RETAIN = 0b0100;
const PUBREL = 0b1000;
const MESSAGE_QOS_SHIFT = 4;
const MESSAGE_RETAIN = 0b100_0000;

/** The flags of a row that only stands for a PUBREL still to be answered; only QoS 2 has those. */
export const pubrelFlags = PUBREL | 2;

/**
 * As one small number: the QoS and the RETAIN flag that a message is delivered with, and those that it was published with.
 * Rows of the first schema say nothing of the latter.
 */
export function flagsOf(qos: QoS, retain: boolean, message: { readonly qos: QoS; readonly retain: boolean }): number {
  return qos | (retain ? RETAIN : 0) | (message.qos << MESSAGE_QOS_SHIFT) | (message.retain ? MESSAGE_RETAIN : 0);
}

/** True when the row is all that is left of a QoS 2 message: its packet id. */
export function isPubrel(flags: number): boolean {
  return (flags & PUBREL) !== 0;
}

export function qosOf(flags: number): QoS {
  return (flags & 0b11) as QoS;
}

export function retainOf(flags: number): boolean {
  return (flags & RETAIN) !== 0;
}

/** The QoS and the RETAIN flag that a message was published with. */
export function publishedWith(flags: number): { readonly qos: QoS; readonly retain: boolean } {
  const qos = Math.max((flags >> MESSAGE_QOS_SHIFT) & 0b11, qosOf(flags)) as QoS;
  return { qos, retain: (flags & (RETAIN | MESSAGE_RETAIN)) !== 0 };
}

/** The bytes that a message is counted with: topic, payload, properties. */
export function bytesOf({ topic, payload, properties }: Pick<MessageRow, 'topic' | 'payload' | 'properties'>): number {
  const body = typeof payload === 'string' ? Buffer.byteLength(payload) : (payload?.length ?? 0);
  return Buffer.byteLength(topic) + body + (properties?.length ?? 0);
}

/** Columns as the message that was published. */
export function toMessage(row: MessageRow, properties = decodedProperties(row)): Message {
  const { qos, retain } = publishedWith(row.flags);
  return {
    topic: row.topic,
    payload: toBuffer(row.payload),
    qos,
    retain,
    properties: properties?.properties,
    expiresAt: row.expires_at ?? undefined,
    from: row.publisher ?? undefined,
  };
}

/** What the column `properties` holds; undefined when it is empty. */
export function decodedProperties({ properties }: Pick<MessageRow, 'properties'>) {
  return properties === null ? undefined : decodeProperties(properties);
}

const empty = Buffer.alloc(0);

function toBuffer(payload: MessageRow['payload']): Buffer {
  if (payload === null) return empty;
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
