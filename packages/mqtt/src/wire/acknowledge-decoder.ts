// PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT and AUTH: packets of a reason code and a few properties.

import type { MqttVersion } from '../message.ts';
import { clause } from './clause.ts';
import type { AcknowledgePacket, AuthPacket, DisconnectPacket, MalformedPacket } from './packet.ts';
import type { PacketReader } from './packet-reader.ts';
import { readProperties } from './property-reader.ts';
import { reasonCode } from './reason-code.ts';

const ofReceipts: readonly number[] = [
  reasonCode.success,
  reasonCode.noMatchingSubscribers,
  reasonCode.unspecifiedError,
  reasonCode.implementationSpecificError,
  reasonCode.notAuthorized,
  reasonCode.topicNameInvalid,
  reasonCode.packetIdentifierInUse,
  reasonCode.quotaExceeded,
  reasonCode.payloadFormatInvalid,
];
const ofReleases: readonly number[] = [reasonCode.success, reasonCode.packetIdentifierNotFound];

/** Table 3-10: those that a client may send. */
const ofDisconnects: readonly number[] = [
  reasonCode.normalDisconnection,
  reasonCode.disconnectWithWill,
  reasonCode.unspecifiedError,
  reasonCode.malformedPacket,
  reasonCode.protocolError,
  reasonCode.implementationSpecificError,
  reasonCode.topicNameInvalid,
  reasonCode.receiveMaximumExceeded,
  reasonCode.topicAliasInvalid,
  reasonCode.packetTooLarge,
  reasonCode.messageRateTooHigh,
  reasonCode.quotaExceeded,
  reasonCode.administrativeAction,
  reasonCode.payloadFormatInvalid,
];

const acknowledgements = {
  puback: { name: 'PUBACK', reasonCodes: ofReceipts, clause: ['MQTT-4.8.0-1', 'MQTT-3.4.2-1'] },
  pubrec: { name: 'PUBREC', reasonCodes: ofReceipts, clause: ['MQTT-4.8.0-1', 'MQTT-3.5.2-1'] },
  pubrel: { name: 'PUBREL', reasonCodes: ofReleases, clause: ['MQTT-4.8.0-1', 'MQTT-3.6.2-1'] },
  pubcomp: { name: 'PUBCOMP', reasonCodes: ofReleases, clause: ['MQTT-4.8.0-1', 'MQTT-3.7.2-1'] },
} as const;

/** Decodes PUBACK, PUBREC, PUBREL and PUBCOMP (§3.4 to §3.7); MQTT 5 may leave out the reason and its properties. */
export function decodeAcknowledge(
  kind: AcknowledgePacket['kind'],
  reader: PacketReader,
  version: MqttVersion,
): AcknowledgePacket | MalformedPacket {
  const { name, reasonCodes, clause: reasonClause } = acknowledgements[kind];
  const messageId = reader.packetId();
  let code = 0;
  if (version === 5 && reader.remaining > 0) {
    code = reader.byte('reason code');
    if (!reasonCodes.includes(code))
      reader.fail(`${name} with reason code 0x${code.toString(16)}`, reasonClause, reasonCode.protocolError);
    if (reader.remaining > 0) readProperties(reader, 'acknowledgement');
  }
  reader.finish(name);
  return reader.fault ?? { kind, messageId, reasonCode: code };
}

/** Decodes a DISCONNECT (§3.14); MQTT 5 may leave out the reason and its properties. */
export function decodeDisconnect(reader: PacketReader, version: MqttVersion): DisconnectPacket | MalformedPacket {
  let code = 0;
  let sessionExpirySeconds: number | undefined;
  if (version === 5 && reader.remaining > 0) {
    code = reader.byte('reason code');
    if (!ofDisconnects.includes(code))
      reader.fail(
        `DISCONNECT with reason code 0x${code.toString(16)}`,
        clause.disconnectReason,
        reasonCode.protocolError,
      );
    if (reader.remaining > 0) sessionExpirySeconds = readProperties(reader, 'DISCONNECT').sessionExpiryInterval;
  }
  reader.finish('DISCONNECT');
  return reader.fault ?? { kind: 'disconnect', reasonCode: code, sessionExpirySeconds };
}

/** Decodes an AUTH (MQTT 5 §3.15). One without a reason says Success, which only a server may. */
export function decodeAuth(reader: PacketReader): AuthPacket | MalformedPacket {
  const code = reader.remaining > 0 ? reader.byte('reason code') : reasonCode.success;
  if (code !== reasonCode.continueAuthentication && code !== reasonCode.reAuthenticate)
    reader.fail(`AUTH with reason code 0x${code.toString(16)}`, clause.authReason, reasonCode.protocolError);
  const properties = readProperties(reader, 'AUTH');
  if (properties.authenticationMethod === undefined)
    reader.fail('AUTH without an authentication method', clause.properties, reasonCode.protocolError);
  reader.finish('AUTH');
  return reader.fault ?? { kind: 'auth', reasonCode: code };
}
