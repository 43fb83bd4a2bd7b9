// The few MQTT packets that a load generator needs, in both versions of the protocol. A client library spends more on a message
// than the server that is measured, and would hide it; this reads and writes the bytes and nothing else.

/** The versions as CONNECT has them: 4 is MQTT 3.1.1. */
export type MqttVersion = 4 | 5;

/** A PUBLISH that arrived; `payload` is a view of the bytes that were read. `messageId` is 0 with QoS 0. */
export type ReceivedPublish = {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly messageId: number;
};

/** First nibble of a packet (MQTT 3.1.1 §2.2.1). */
export const packetTypes = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  subscribe: 8,
  suback: 9,
  disconnect: 14,
} as const;

/** CONNECT with a clean session, or with one that outlives the connection (§3.1). */
export function encodeConnect(
  version: MqttVersion,
  clientId: string,
  login: { readonly username: string; readonly password: string } | undefined,
  keepAliveSeconds: number,
  isPersistent = false,
): Buffer {
  const flags = (isPersistent ? 0 : 0x02) | (login === undefined ? 0 : 0xc0);
  return packet(packetTypes.connect << 4, [
    text('MQTT'),
    Buffer.from([version, flags, keepAliveSeconds >> 8, keepAliveSeconds & 0xff]),
    isPersistent && version === 5 ? neverExpires : noProperties(version),
    text(clientId),
    ...(login === undefined ? [] : [text(login.username), text(login.password)]),
  ]);
}

/** The properties of a CONNECT whose session lasts as long as the broker lets it (MQTT 5 §3.1.2.11.2). */
const neverExpires = Buffer.from([5, 0x11, 0xff, 0xff, 0xff, 0xff]);

/** SUBSCRIBE to one filter (§3.8). */
export function encodeSubscribe(version: MqttVersion, messageId: number, filter: string, qos: 0 | 1): Buffer {
  const head = Buffer.from([messageId >> 8, messageId & 0xff]);
  return packet((packetTypes.subscribe << 4) | 2, [head, noProperties(version), text(filter), Buffer.from([qos])]);
}

/** A PUBLISH as bytes. Its message id is written where `messageIdAt` says (undefined: QoS 0 has none), its payload begins at `payloadAt`. */
export type PreparedPublish = {
  readonly bytes: Buffer;
  readonly messageIdAt: number | undefined;
  readonly payloadAt: number;
};

/** PUBLISH (§3.3); `topic` is encoded by `text` once, since it is the same each time. */
export function preparePublish(version: MqttVersion, topic: Buffer, payload: string, qos: 0 | 1): PreparedPublish {
  const payloadBytes = Buffer.byteLength(payload);
  const length = topic.length + (qos === 0 ? 0 : 2) + (version === 5 ? 1 : 0) + payloadBytes;
  const bytes = Buffer.allocUnsafe(1 + lengthBytes(length) + length);
  bytes[0] = (packetTypes.publish << 4) | (qos << 1);
  const topicAt = writeLength(bytes, 1, length);
  const messageIdAt = topicAt + topic.copy(bytes, topicAt);
  let payloadAt = qos === 0 ? messageIdAt : bytes.writeUInt16BE(0, messageIdAt);
  if (version === 5) payloadAt = bytes.writeUInt8(0, payloadAt);
  bytes.write(payload, payloadAt, 'utf8');
  return { bytes, messageIdAt: qos === 0 ? undefined : messageIdAt, payloadAt };
}

/** PUBACK without a reason, which is "success" in both versions (MQTT 5 §3.4.2.1). */
export function encodePuback(messageId: number): Buffer {
  return Buffer.from([packetTypes.puback << 4, 2, messageId >> 8, messageId & 0xff]);
}

/** DISCONNECT without a reason (§3.14). */
export function encodeDisconnect(): Buffer {
  return Buffer.from([packetTypes.disconnect << 4, 0]);
}

/** A string as MQTT has it: two bytes of length, then UTF-8 (§1.5.3). */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** Reads the body of a PUBLISH; `flags` is the second nibble of the packet. */
export function decodePublish(version: MqttVersion, flags: number, body: Buffer): ReceivedPublish {
  const topicEnd = 2 + body.readUInt16BE(0);
  const topic = body.toString('utf8', 2, topicEnd);
  const qos = (flags >> 1) & 3;
  let at = topicEnd + (qos === 0 ? 0 : 2);
  const messageId = qos === 0 ? 0 : body.readUInt16BE(topicEnd);
  if (version === 5) {
    const properties = readLength(body, at);
    if (properties === undefined) throw new RangeError('a PUBLISH ends within its properties');
    at = properties.end + properties.value;
  }
  return { topic, payload: body.subarray(at), qos, messageId };
}

/** Cuts a stream of bytes into packets. */
export class PacketReader {
  readonly #packetBytesMax: number;
  readonly #receive: (type: number, flags: number, body: Buffer) => void;
  #rest: Buffer | undefined;

  /** `receive` gets the body of each packet as a view that is good as long as the bytes pushed are. */
  constructor(packetBytesMax: number, receive: (type: number, flags: number, body: Buffer) => void) {
    this.#packetBytesMax = packetBytesMax;
    this.#receive = receive;
  }

  /** Takes what arrived; throws a RangeError for a packet that is larger than it may be. */
  push(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const length = readLength(bytes, at + 1);
      if (length === undefined) break;
      if (length.value > this.#packetBytesMax) throw new RangeError(`a packet of ${length.value} bytes arrived`);
      const end = length.end + length.value;
      if (end > bytes.length) break;
      const first = bytes[at] ?? 0;
      this.#receive(first >> 4, first & 0x0f, bytes.subarray(length.end, end));
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
  }
}

function packet(first: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.allocUnsafe(1 + lengthBytes(body.length));
  head[0] = first;
  writeLength(head, 1, body.length);
  return Buffer.concat([head, body]);
}

function noProperties(version: MqttVersion): Buffer {
  return Buffer.alloc(version === 5 ? 1 : 0);
}

/** Bytes of a remaining length (§2.2.3): seven bits in each. */
function lengthBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

function writeLength(bytes: Buffer, at: number, value: number): number {
  let rest = value;
  let next = at;
  do {
    const more = rest > 127 ? 0x80 : 0;
    bytes[next] = (rest & 0x7f) | more;
    next += 1;
    rest >>= 7;
  } while (rest > 0);
  return next;
}

/** Undefined when not all of it is there; throws a RangeError for more than the four bytes that it may have. */
function readLength(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 128 ** index;
    if (byte < 128) return { value, end: at + index + 1 };
  }
  throw new RangeError('a length of more than four bytes arrived');
}
