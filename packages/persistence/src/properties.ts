import type { PacketProperties } from './packet.ts';

// MQTT 5 properties as bytes: per value its identifier (MQTT 5 §2.2.2.2), then a number, or a length and bytes. Lengths and numbers are
// variable byte integers without MQTT's limit of four bytes, so that nothing is refused here that the wire would take.
// A topic alias is not among them: it belongs to one connection (§3.3.2.3.4).

type Kind = 'boolean' | 'integer' | 'text' | 'binary' | 'pair';

const codes: readonly (readonly [name: string, identifier: number, kind: Kind])[] = [
  ['payloadFormatIndicator', 0x01, 'boolean'],
  ['messageExpiryInterval', 0x02, 'integer'],
  ['contentType', 0x03, 'text'],
  ['responseTopic', 0x08, 'text'],
  ['correlationData', 0x09, 'binary'],
  ['subscriptionIdentifier', 0x0b, 'integer'],
  ['willDelayInterval', 0x18, 'integer'],
  ['userProperties', 0x26, 'pair'],
];
const byName = new Map(codes.map(([name, identifier, kind]) => [name, { identifier, kind }]));
const byIdentifier = new Map(codes.map(([name, identifier, kind]) => [identifier, { name, kind }]));

/** The properties of a publish or a will as bytes; null when there is nothing to keep. */
export function encodeProperties(properties: PacketProperties | undefined): Buffer | null {
  if (properties === undefined) return null;
  const chunks: Buffer[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const code = byName.get(name);
    if (code === undefined || value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) pushValue(chunks, code.identifier, code.kind, one);
  }
  return chunks.length === 0 ? null : Buffer.concat(chunks);
}

/** The inverse of `encodeProperties`. A repeated property becomes an array; user properties have no prototype, as mqtt-packet's. */
export function decodeProperties(bytes: Buffer): PacketProperties {
  const properties: Record<string, unknown> = {};
  const reader = { bytes, position: 0 };
  while (reader.position < bytes.length) {
    const identifier = readInteger(reader);
    const code = byIdentifier.get(identifier);
    if (code === undefined) throw new RangeError(`stored property ${identifier} is unknown`);
    if (code.kind === 'pair') {
      const pairs = (properties[code.name] ?? Object.create(null)) as Record<string, unknown>;
      properties[code.name] = pairs;
      const name = readBytes(reader).toString();
      append(pairs, name, readBytes(reader).toString());
    } else {
      append(properties, code.name, readValue(reader, code.kind));
    }
  }
  return properties;
}

function pushValue(chunks: Buffer[], identifier: number, kind: Kind, value: unknown): void {
  switch (kind) {
    case 'boolean':
      chunks.push(integer(identifier), integer(value ? 1 : 0));
      return;
    case 'integer':
      chunks.push(integer(identifier), integer(Number(value)));
      return;
    case 'text':
      chunks.push(integer(identifier));
      pushBytes(chunks, Buffer.from(String(value)));
      return;
    case 'binary':
      chunks.push(integer(identifier));
      pushBytes(chunks, value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)));
      return;
    case 'pair':
      for (const [name, values] of Object.entries(value as Record<string, unknown>)) {
        for (const one of Array.isArray(values) ? values : [values]) {
          chunks.push(integer(identifier));
          pushBytes(chunks, Buffer.from(name));
          pushBytes(chunks, Buffer.from(String(one)));
        }
      }
  }
}

function pushBytes(chunks: Buffer[], bytes: Buffer): void {
  chunks.push(integer(bytes.length), bytes);
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
  return Buffer.from(reader.bytes.subarray(start, reader.position));
}

function readValue(reader: Reader, kind: 'boolean' | 'integer' | 'text' | 'binary'): unknown {
  switch (kind) {
    case 'boolean':
      return readInteger(reader) === 1;
    case 'integer':
      return readInteger(reader);
    case 'text':
      return readBytes(reader).toString();
    case 'binary':
      return readBytes(reader);
  }
}

function append(target: Record<string, unknown>, name: string, value: unknown): void {
  const present = target[name];
  if (present === undefined) target[name] = value;
  else if (Array.isArray(present)) present.push(value);
  else target[name] = [present, value];
}
