import type { BrokerPacket } from './aedes-internals.ts';

/**
 * Writes PUBLISH packets of QoS 0 without properties. All subscribers of a message get the same bytes, so the last
 * message is kept and its bytes are shared: a message to a thousand subscribers is written once.
 */
export class PublishEncoder {
  #counter = -1;
  readonly #bytes: (Buffer | undefined)[] = [undefined, undefined, undefined, undefined];

  encode(packet: BrokerPacket, isVersion5: boolean): Buffer {
    if (packet.brokerCounter !== this.#counter) {
      this.#counter = packet.brokerCounter;
      this.#bytes.fill(undefined);
    }
    const kind = (packet.retain ? 1 : 0) + (isVersion5 ? 2 : 0);
    const known = this.#bytes[kind];
    if (known !== undefined) return known;
    const bytes = encodePublish(packet, isVersion5);
    this.#bytes[kind] = bytes;
    return bytes;
  }
}

/** What of a message is written. */
export type PublishContent = Pick<BrokerPacket, 'topic' | 'payload' | 'retain'>;

/** A PUBLISH (MQTT 5 §3.3, MQTT 3.1.1 §3.3), with a packet id if its QoS is 1 or 2, and of MQTT 5 with no properties. */
export function encodePublish(
  { topic, payload, retain }: PublishContent,
  isVersion5: boolean,
  qos: 0 | 1 | 2 = 0,
  messageId = 0,
): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const remaining = 2 + topicBytes + (qos > 0 ? 2 : 0) + (isVersion5 ? 1 : 0) + payload.length;
  const bytes = Buffer.allocUnsafe(1 + lengthBytes(remaining) + remaining);
  bytes[0] = 0x30 | (qos << 1) | (retain ? 1 : 0);
  let at = writeRemainingLength(bytes, remaining);
  at = writeUInt16(bytes, topicBytes, at);
  at += bytes.write(topic, at);
  if (qos > 0) at = writeUInt16(bytes, messageId, at);
  if (isVersion5) {
    bytes[at] = 0;
    at += 1;
  }
  payload.copy(bytes, at);
  return bytes;
}

function writeUInt16(bytes: Buffer, value: number, at: number): number {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 0xff;
  return at + 2;
}

function lengthBytes(remaining: number): number {
  if (remaining < 0x80) return 1;
  if (remaining < 0x4000) return 2;
  return remaining < 0x20_0000 ? 3 : 4;
}

function writeRemainingLength(bytes: Buffer, remaining: number): number {
  let rest = remaining;
  let at = 1;
  while (rest >= 0x80) {
    bytes[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
