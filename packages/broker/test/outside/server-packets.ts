// What a server may send, read strictly: a peer of ours would hang up at whatever this throws at.
import { type PropertyName, propertyTable, type Version } from './wire.ts';

/** Properties that arrived, in the types of their table; what may come several times is a list. */
export type ReceivedProperties = {
  readonly [Name in Exclude<PropertyName, 'userProperty' | 'subscriptionIdentifier'>]?: number | string | Buffer;
} & { readonly userProperty?: [string, string][]; readonly subscriptionIdentifier?: number[] };

export type ReceivedPublish = {
  readonly kind: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly id: number;
  readonly properties: ReceivedProperties;
};

type Answered = { readonly id: number; readonly reasonCode: number; readonly properties: ReceivedProperties };
type AnsweredList = { readonly id: number; readonly reasonCodes: number[]; readonly properties: ReceivedProperties };

export type ServerPacket =
  | {
      readonly kind: 'connack';
      readonly sessionPresent: boolean;
      readonly reasonCode: number;
      readonly properties: ReceivedProperties;
    }
  | ReceivedPublish
  | ({ readonly kind: 'puback' } & Answered)
  | ({ readonly kind: 'pubrec' } & Answered)
  | ({ readonly kind: 'pubrel' } & Answered)
  | ({ readonly kind: 'pubcomp' } & Answered)
  | ({ readonly kind: 'suback' } & AnsweredList)
  | ({ readonly kind: 'unsuback' } & AnsweredList)
  | { readonly kind: 'pingresp' }
  | { readonly kind: 'disconnect'; readonly reasonCode: number; readonly properties: ReceivedProperties };

const ofPublish: readonly PropertyName[] = [
  'payloadFormatIndicator',
  'messageExpiryInterval',
  'topicAlias',
  'responseTopic',
  'correlationData',
  'userProperty',
  'subscriptionIdentifier',
  'contentType',
];
const ofAnswer: readonly PropertyName[] = ['reasonString', 'userProperty'];
const ofDisconnect: readonly PropertyName[] = ['reasonString', 'userProperty', 'serverReference'];
const ofConnack: readonly PropertyName[] = [
  'sessionExpiryInterval',
  'receiveMaximum',
  'maximumQoS',
  'retainAvailable',
  'maximumPacketSize',
  'assignedClientIdentifier',
  'topicAliasMaximum',
  'reasonString',
  'userProperty',
  'wildcardSubscriptionAvailable',
  'subscriptionIdentifierAvailable',
  'sharedSubscriptionAvailable',
  'serverKeepAlive',
  'responseInformation',
  'serverReference',
  'authenticationMethod',
  'authenticationData',
];

const namesById = new Map<number, PropertyName>(
  Object.entries(propertyTable).map(([name, [id]]) => [id, name as PropertyName]),
);

/** Reads the packets of a stream one after the other; throws an Error for what no server may send. */
export class PacketStream {
  readonly #version: Version;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(version: Version) {
    this.#version = version;
  }

  push(chunk: Buffer): ServerPacket[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const packets: ServerPacket[] = [];
    for (;;) {
      const end = packetEnd(this.#bytes);
      if (end === undefined) return packets;
      packets.push(decode(this.#bytes.subarray(0, end), this.#version));
      this.#bytes = this.#bytes.subarray(end);
    }
  }
}

function packetEnd(bytes: Buffer): number | undefined {
  let length = 0;
  for (let at = 1; at < 5; at += 1) {
    const digit = bytes[at];
    if (digit === undefined) return undefined;
    length += (digit & 0x7f) * 128 ** (at - 1);
    if (digit < 128) return bytes.length >= at + 1 + length ? at + 1 + length : undefined;
  }
  throw new Error('a length of more than four bytes [MQTT 3.1.1 §2.2.3]');
}

/** Walks through the body of one packet; reading past its end throws. */
class Body {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    let at = 1;
    while ((bytes[at] ?? 0) > 127) at += 1;
    this.#at = at + 1;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(count: number): Buffer {
    if (count > this.left) throw new Error('a packet is shorter than its fields');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  number(bytes: 1 | 2 | 4): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  binary(): Buffer {
    return this.take(this.number(2));
  }

  text(): string {
    return this.binary().toString();
  }

  variable(): number {
    let value = 0;
    for (let digits = 0; digits < 4; digits += 1) {
      const digit = this.number(1);
      value += (digit & 0x7f) * 128 ** digits;
      if (digit < 128) return value;
    }
    throw new Error('a variable byte integer of more than four bytes');
  }

  properties(version: Version, allowed: readonly PropertyName[]): ReceivedProperties {
    if (version !== 5) return {};
    const length = this.variable();
    const endsAt = this.left - length;
    if (endsAt < 0) throw new Error('properties reach past the end of their packet');
    const read: Record<string, unknown> = {};
    while (this.left > endsAt) this.#property(read, allowed);
    if (this.left !== endsAt) throw new Error('the length of the properties is wrong');
    return read as ReceivedProperties;
  }

  #property(into: Record<string, unknown>, allowed: readonly PropertyName[]): void {
    const id = this.variable();
    const name = namesById.get(id);
    if (name === undefined || !allowed.includes(name)) throw new Error(`property ${name ?? id} has no place here`);
    const value = this.#value(propertyTable[name][1]);
    if (name === 'userProperty' || name === 'subscriptionIdentifier') {
      into[name] = [...((into[name] as unknown[]) ?? []), value];
    } else if (name in into) throw new Error(`property ${name} came twice`);
    else into[name] = value;
  }

  #value(type: (typeof propertyTable)[PropertyName][1]): unknown {
    switch (type) {
      case 'byte':
        return this.number(1);
      case 'two':
        return this.number(2);
      case 'four':
        return this.number(4);
      case 'variable':
        return this.variable();
      case 'text':
        return this.text();
      case 'binary':
        return this.binary();
      case 'pair':
        return [this.text(), this.text()];
    }
  }
}

const answers = { 4: 'puback', 5: 'pubrec', 6: 'pubrel', 7: 'pubcomp', 9: 'suback', 11: 'unsuback' } as const;

function decode(bytes: Buffer, version: Version): ServerPacket {
  const firstByte = bytes[0] ?? 0;
  const type = firstByte >> 4;
  const body = new Body(bytes);
  if (type !== 3 && (firstByte & 0x0f) !== (type === 6 ? 2 : 0)) throw new Error(`wrong flags of packet type ${type}`);
  const packet = decodeBody(type, firstByte & 0x0f, body, version);
  if (body.left > 0) throw new Error(`${body.left} bytes behind the end of ${packet.kind}`);
  return packet;
}

function decodeBody(type: number, flags: number, body: Body, version: Version): ServerPacket {
  switch (type) {
    case 2: {
      const acknowledgeFlags = body.number(1);
      if (acknowledgeFlags > 1) throw new Error('reserved flags of CONNACK are set');
      const reasonCode = body.number(1);
      // Before it knows the version of a client, a server can only answer as 3.1.1 does.
      const properties = body.left === 0 ? {} : body.properties(version, ofConnack);
      return { kind: 'connack', sessionPresent: acknowledgeFlags === 1, reasonCode, properties };
    }
    case 3:
      return decodePublish(flags, body, version);
    case 4:
    case 5:
    case 6:
    case 7: {
      const id = body.number(2);
      const reasonCode = version === 5 && body.left > 0 ? body.number(1) : 0;
      return { kind: answers[type], id, reasonCode, properties: rest(body, version, ofAnswer) };
    }
    case 9:
    case 11: {
      const id = body.number(2);
      const properties = body.properties(version, ofAnswer);
      return { kind: answers[type], id, properties, reasonCodes: [...body.take(body.left)] };
    }
    case 13:
      return { kind: 'pingresp' };
    case 14: {
      if (version !== 5) throw new Error('a server has no DISCONNECT before MQTT 5');
      const reasonCode = body.left > 0 ? body.number(1) : 0;
      return { kind: 'disconnect', reasonCode, properties: rest(body, version, ofDisconnect) };
    }
    default:
      throw new Error(`a server sends no packet of type ${type}`);
  }
}

function rest(body: Body, version: Version, allowed: readonly PropertyName[]): ReceivedProperties {
  return body.left === 0 ? {} : body.properties(version, allowed);
}

function decodePublish(flags: number, body: Body, version: Version): ReceivedPublish {
  const qos = (flags >> 1) & 3;
  const isDup = (flags & 8) !== 0;
  if (qos === 3) throw new Error('QoS 3 [MQTT-3.3.1-4]');
  if (qos === 0 && isDup) throw new Error('DUP with QoS 0 [MQTT-3.3.1-2]');
  const topic = body.text();
  const id = qos === 0 ? 0 : body.number(2);
  if (qos > 0 && id === 0) throw new Error('packet id 0 [MQTT-2.3.1-1]');
  const properties = body.properties(version, ofPublish);
  const payload = Buffer.from(body.take(body.left));
  return { kind: 'publish', topic, payload, qos, retain: (flags & 1) !== 0, dup: isDup, id, properties };
}
