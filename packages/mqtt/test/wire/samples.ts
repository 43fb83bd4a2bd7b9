import { type ClientPacket, decodePacket, type MalformedPacket, type MqttVersion } from '../../src/index.ts';

/** What bytes are made of: a number is a byte, a string has its length before it, a Buffer stands as it is. */
export type Part = number | string | Buffer;

export function bytes(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.of(part);
      return typeof part === 'string' ? lengthPrefixed(Buffer.from(part)) : part;
    }),
  );
}

export function lengthPrefixed(data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(data.length >> 8, data.length & 0xff), data]);
}

/** The property length (below 128) and the properties. */
export function properties(...parts: readonly Part[]): Buffer {
  const content = bytes(...parts);
  return bytes(content.length, content);
}

/** A packet of fewer than 128 bytes after its fixed header. */
export function packet(header: number, ...parts: readonly Part[]): Buffer {
  return bytes(header, properties(...parts));
}

export const noProperties: Buffer = Buffer.of(0);

const protocols = { 3: bytes('MQIsdp', 3), 4: bytes('MQTT', 4), 5: bytes('MQTT', 5) } as const;

/** The body of a CONNECT with clean session, keep alive 60 and no properties; `rest` follows the client id. */
export function connectBody(version: MqttVersion, flags = 2, clientId = 'c', ...rest: readonly Part[]): Buffer {
  return bytes(protocols[version], flags, 0, 60, version === 5 ? noProperties : Buffer.of(), clientId, ...rest);
}

/** The body of an MQTT 5 CONNECT with these properties. */
export function connectWith(...parts: readonly Part[]): Buffer {
  return bytes(protocols[5], 2, 0, 60, properties(...parts), 'c');
}

/** What is refused, in short: `clause 0xcode`; a packet that is taken gives its kind. */
export function verdict(decoded: ClientPacket | MalformedPacket): string {
  return decoded.kind === 'malformed' ? `${decoded.clause} 0x${decoded.reasonCode.toString(16)}` : decoded.kind;
}

export function decode(version: MqttVersion | undefined, header: number, ...parts: readonly Part[]) {
  return decodePacket(header, bytes(...parts), version);
}

export function refusal(version: MqttVersion | undefined, header: number, ...parts: readonly Part[]): string {
  return verdict(decode(version, header, ...parts));
}
