import type { MessageProperties } from '@ocpp-broker/mqtt';

// MQTT 5 properties as bytes: per value its identifier (MQTT 5 §2.2.2.2), then a number, or a length and bytes. Lengths and numbers are
// variable byte integers without MQTT's limit of four bytes, so that nothing is refused here that the wire would take.
// A topic alias is not among them: it belongs to one connection (§3.3.2.3.4).

const PAYLOAD_FORMAT = 0x01;
const EXPIRY = 0x02;
const CONTENT_TYPE = 0x03;
const RESPONSE_TOPIC = 0x08;
const CORRELATION = 0x09;
const SUBSCRIPTION = 0x0b;
const WILL_DELAY = 0x18;
const USER = 0x26;

/** All that a publish, a delivery or a will has besides topic, payload and flags. */
export type StoredProperties = {
  readonly properties?: MessageProperties | undefined;
  /** Subscription identifiers of a delivery. */
  readonly identifiers?: readonly number[] | undefined;
  /** Message Expiry Interval as it was sent. */
  readonly expirySeconds?: number | undefined;
  /** Will Delay Interval. */
  readonly delaySeconds?: number | undefined;
};

/** Properties as bytes; null when there is nothing to keep. */
export function encodeProperties({
  properties = {},
  identifiers = [],
  expirySeconds,
  delaySeconds,
}: StoredProperties): Buffer | null {
  const chunks: Buffer[] = [];
  if (properties.payloadFormatIndicator !== undefined) {
    pushInteger(chunks, PAYLOAD_FORMAT, properties.payloadFormatIndicator);
  }
  if (expirySeconds !== undefined) pushInteger(chunks, EXPIRY, expirySeconds);
  if (properties.contentType !== undefined) pushBytes(chunks, CONTENT_TYPE, Buffer.from(properties.contentType));
  if (properties.responseTopic !== undefined) pushBytes(chunks, RESPONSE_TOPIC, Buffer.from(properties.responseTopic));
  if (properties.correlationData !== undefined) pushBytes(chunks, CORRELATION, properties.correlationData);
  for (const identifier of identifiers) pushInteger(chunks, SUBSCRIPTION, identifier);
  if (delaySeconds !== undefined) pushInteger(chunks, WILL_DELAY, delaySeconds);
  for (const [name, value] of properties.userProperties ?? []) {
    pushBytes(chunks, USER, Buffer.from(name));
    const bytes = Buffer.from(value);
    chunks.push(integer(bytes.length), bytes);
  }
  return chunks.length === 0 ? null : Buffer.concat(chunks);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The inverse of `encodeProperties`; throws a RangeError for bytes that it did not make. */
export function decodeProperties(bytes: Buffer): StoredProperties & { readonly identifiers: readonly number[] } {
  const reader = { bytes, position: 0 };
  const properties: Writable<MessageProperties> = {};
  const user: [string, string][] = [];
  const identifiers: number[] = [];
  const found: Writable<StoredProperties> = {};
  while (reader.position < bytes.length) {
    const identifier = readInteger(reader);
    if (identifier === PAYLOAD_FORMAT) properties.payloadFormatIndicator = readInteger(reader) === 1 ? 1 : 0;
    else if (identifier === EXPIRY) found.expirySeconds = readInteger(reader);
    else if (identifier === CONTENT_TYPE) properties.contentType = readBytes(reader).toString();
    else if (identifier === RESPONSE_TOPIC) properties.responseTopic = readBytes(reader).toString();
    else if (identifier === CORRELATION) properties.correlationData = Buffer.from(readBytes(reader));
    else if (identifier === SUBSCRIPTION) identifiers.push(readInteger(reader));
    else if (identifier === WILL_DELAY) found.delaySeconds = readInteger(reader);
    else if (identifier === USER) user.push([readBytes(reader).toString(), readBytes(reader).toString()]);
    else throw new RangeError(`stored property ${identifier} is unknown`);
  }
  if (user.length > 0) properties.userProperties = user;
  if (Object.keys(properties).length > 0) found.properties = properties;
  return { ...found, identifiers };
}

function pushInteger(chunks: Buffer[], identifier: number, value: number): void {
  chunks.push(integer(identifier), integer(value));
}

function pushBytes(chunks: Buffer[], identifier: number, bytes: Buffer): void {
  chunks.push(integer(identifier), integer(bytes.length), bytes);
}

function integer(value: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.min(Math.max(0, Math.trunc(value)), Number.MAX_SAFE_INTEGER) || 0;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

type Reader = { readonly bytes: Buffer; position: number };

function readInteger(reader: Reader): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = reader.bytes[reader.position++];
    if (byte === undefined) throw new RangeError('stored properties are cut short');
    value += (byte % 0x80) * factor;
    if (byte < 0x80) return value;
    factor *= 0x80;
  }
}

function readBytes(reader: Reader): Buffer {
  const length = readInteger(reader);
  const start = reader.position;
  reader.position += length;
  if (reader.position > reader.bytes.length) throw new RangeError('stored properties are cut short');
  return reader.bytes.subarray(start, reader.position);
}
