import type { MqttVersion } from '../message.ts';
import { decodeAcknowledge, decodeAuth, decodeDisconnect } from './acknowledge-decoder.ts';
import { clause, malformed } from './clause.ts';
import { decodeConnect } from './connect-decoder.ts';
import type { ClientPacket, MalformedPacket, PingPacket } from './packet.ts';
import { PacketReader } from './packet-reader.ts';
import { decodePublish } from './publish-decoder.ts';
import { reasonCode } from './reason-code.ts';
import { decodeSubscribe, decodeUnsubscribe } from './subscribe-decoder.ts';
import { standardTopicLimits, type TopicLimits } from './topic-fault.ts';

const ping: PingPacket = { kind: 'pingreq' };

/** By the upper half of the first byte (MQTT 5 §2.1.2). */
const names: readonly string[] = [
  ...['reserved packet 0', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'],
  ...['SUBSCRIBE', 'SUBACK', 'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT', 'AUTH'],
];

/**
 * What a client's packet says, or what is wrong with it. `header` is the packet's first byte, `body` what follows the
 * remaining length, `version` that of the client's CONNECT, undefined before one came. Payloads and binary fields are
 * views of `body`: whoever keeps one keeps the chunk that it came in. Never throws.
 */
export function decodePacket(
  header: number,
  body: Buffer,
  version: MqttVersion | undefined,
  limits: TopicLimits = standardTopicLimits,
): ClientPacket | MalformedPacket {
  const type = (header >> 4) & 0x0f;
  const flags = header & 0x0f;
  const name = names[type] ?? '';
  if (type === 1 && version !== undefined)
    return malformed(version, 'second CONNECT', clause.secondConnect, reasonCode.protocolError);
  if (type !== 1 && version === undefined)
    return malformed(version, `${name} before CONNECT`, clause.firstConnect, reasonCode.protocolError);
  if (type !== 3 && flags !== flagsOf(type) && !isRepeated(type, flags, version))
    return malformed(version, `${name} with reserved flags`, clause.fixedHeaderFlags);
  const reader = new PacketReader(body, version);
  if (version === undefined) return decodeConnect(reader, limits);
  switch (type) {
    case 3:
      return decodePublish(flags, reader, version, limits);
    case 4:
      return decodeAcknowledge('puback', reader, version);
    case 5:
      return decodeAcknowledge('pubrec', reader, version);
    case 6:
      return decodeAcknowledge('pubrel', reader, version);
    case 7:
      return decodeAcknowledge('pubcomp', reader, version);
    case 8:
      return decodeSubscribe(reader, version, limits);
    case 10:
      return decodeUnsubscribe(reader, version, limits);
    case 12:
      reader.finish(name);
      return reader.fault ?? ping;
    case 14:
      return decodeDisconnect(reader, version);
    default:
      if (type === 15 && version === 5) return decodeAuth(reader);
      return notFromClients(type, name, version);
  }
}

/** What the standard puts into the lower half of the first byte (MQTT 3.1.1 §2.2.2): 2 for three types, else 0. */
function flagsOf(type: number): number {
  return type === 6 || type === 8 || type === 10 ? 2 : 0;
}

/** MQTT 3.1 §2.1 sets DUP on these three too when they are sent again. */
function isRepeated(type: number, flags: number, version: MqttVersion | undefined): boolean {
  return version === 3 && flagsOf(type) === 2 && flags === 0x0a;
}

function notFromClients(type: number, name: string, version: MqttVersion): MalformedPacket {
  if (type === 0 || type === 15) return malformed(version, `packet of the reserved type ${type}`);
  return malformed(version, `${name} from a client`, clause.general, reasonCode.protocolError);
}
