import type { Delivery, Message, MqttVersion } from '../message.ts';
import {
  binaryBytes,
  packetBytes,
  stringBytes,
  variableIntegerBytes,
  writeBinary,
  writeString,
  writeUInt16,
  writeUInt32,
  writeVariableInteger,
} from './byte-writer.ts';

/** How a delivery goes to one client this time. */
export type PublishEncoding = {
  readonly version: MqttVersion;
  /** Needed with QoS 1 and 2. */
  readonly messageId?: number | undefined;
  readonly dup?: boolean | undefined;
  /** MQTT 5: what is left of the Message Expiry Interval. */
  readonly expirySeconds?: number | undefined;
  /** MQTT 5: the alias to set, or to use when `isAliasKnown`. */
  readonly topicAlias?: number | undefined;
  /** The client has the alias already: the topic is left out. */
  readonly isAliasKnown?: boolean | undefined;
};

/** The bytes that `encodePublish` would make, to be held against a client's Maximum Packet Size. */
export function publishBytes(delivery: Delivery, encoding: PublishEncoding): number {
  return packetBytes(remainingBytes(delivery, encoding, propertiesBytes(delivery, encoding)));
}

/**
 * A PUBLISH (§3.3) with its properties, of which MQTT 3 gets none. Throws a RangeError when the topic or a property is
 * longer than 65,535 bytes, which nothing is that came in a packet.
 */
export function encodePublish(delivery: Delivery, encoding: PublishEncoding): Buffer {
  const { message, qos, retain } = delivery;
  const propertyBytes = propertiesBytes(delivery, encoding);
  const remaining = remainingBytes(delivery, encoding, propertyBytes);
  const bytes = Buffer.allocUnsafe(packetBytes(remaining));
  bytes[0] = 0x30 | (encoding.dup === true ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  let at = writeString(bytes, topicOf(message, encoding), writeVariableInteger(bytes, remaining, 1));
  if (qos > 0) at = writeUInt16(bytes, encoding.messageId ?? 0, at);
  if (encoding.version === 5) {
    at = writeVariableInteger(bytes, propertyBytes, at);
    if (propertyBytes > 0) at = writeProperties(bytes, delivery, encoding, at);
  }
  message.payload.copy(bytes, at);
  return bytes;
}

type SharedBytes = { readonly bytes: Buffer; readonly expirySeconds: number | undefined };

/**
 * Encodes deliveries, and keeps the bytes of the last message's QoS 0 packets: subscribers of equal version, RETAIN
 * flag and remaining expiry share one Buffer, so a message to a thousand subscribers is written once.
 */
export class PublishEncoder {
  #message: Message | undefined;
  readonly #shared: (SharedBytes | undefined)[] = [undefined, undefined, undefined, undefined];

  encode(delivery: Delivery, encoding: PublishEncoding): Buffer {
    const isVersion5 = encoding.version === 5;
    const isOwn = isVersion5 && (delivery.identifiers.length > 0 || encoding.topicAlias !== undefined);
    if (delivery.qos > 0 || isOwn) return encodePublish(delivery, encoding);
    if (delivery.message !== this.#message) {
      this.#message = delivery.message;
      this.#shared.fill(undefined);
    }
    const place = (delivery.retain ? 1 : 0) + (isVersion5 ? 2 : 0);
    const expirySeconds = isVersion5 ? encoding.expirySeconds : undefined;
    const known = this.#shared[place];
    if (known !== undefined && known.expirySeconds === expirySeconds) return known.bytes;
    const bytes = encodePublish(delivery, encoding);
    this.#shared[place] = { bytes, expirySeconds };
    return bytes;
  }
}

function topicOf(message: Message, encoding: PublishEncoding): string {
  return encoding.isAliasKnown === true && encoding.version === 5 ? '' : message.topic;
}

function remainingBytes({ message, qos }: Delivery, encoding: PublishEncoding, propertyBytes: number): number {
  const lengthBytes = encoding.version === 5 ? variableIntegerBytes(propertyBytes) : 0;
  const topicBytes = stringBytes(topicOf(message, encoding));
  return topicBytes + (qos > 0 ? 2 : 0) + lengthBytes + propertyBytes + message.payload.length;
}

function propertiesBytes({ message, identifiers }: Delivery, encoding: PublishEncoding): number {
  if (encoding.version !== 5) return 0;
  let bytes = (encoding.expirySeconds === undefined ? 0 : 5) + (encoding.topicAlias === undefined ? 0 : 3);
  for (const identifier of identifiers) bytes += 1 + variableIntegerBytes(identifier);
  const { properties } = message;
  if (properties === undefined) return bytes;
  if (properties.payloadFormatIndicator !== undefined) bytes += 2;
  if (properties.contentType !== undefined) bytes += 1 + stringBytes(properties.contentType);
  if (properties.responseTopic !== undefined) bytes += 1 + stringBytes(properties.responseTopic);
  if (properties.correlationData !== undefined) bytes += 1 + binaryBytes(properties.correlationData);
  for (const [name, value] of properties.userProperties ?? []) bytes += 1 + stringBytes(name) + stringBytes(value);
  return bytes;
}

/** The identifiers are those of §3.3.2.3. */
function writeProperties(bytes: Buffer, { message, identifiers }: Delivery, encoding: PublishEncoding, from: number) {
  let at = from;
  const begin = (identifier: number) => {
    bytes[at] = identifier;
    return at + 1;
  };
  if (encoding.expirySeconds !== undefined) at = writeUInt32(bytes, encoding.expirySeconds, begin(0x02));
  if (encoding.topicAlias !== undefined) at = writeUInt16(bytes, encoding.topicAlias, begin(0x23));
  for (const identifier of identifiers) at = writeVariableInteger(bytes, identifier, begin(0x0b));
  const { properties } = message;
  if (properties === undefined) return at;
  if (properties.payloadFormatIndicator !== undefined) {
    bytes[begin(0x01)] = properties.payloadFormatIndicator;
    at += 2;
  }
  if (properties.contentType !== undefined) at = writeString(bytes, properties.contentType, begin(0x03));
  if (properties.responseTopic !== undefined) at = writeString(bytes, properties.responseTopic, begin(0x08));
  if (properties.correlationData !== undefined) at = writeBinary(bytes, properties.correlationData, begin(0x09));
  for (const [name, value] of properties.userProperties ?? [])
    at = writeString(bytes, value, writeString(bytes, name, begin(0x26)));
  return at;
}
