import type { MqttVersion } from '../message.ts';
import { beginPacket, writeUInt16 } from './byte-writer.ts';
import { PropertyWriter } from './property-writer.ts';

const noBytes: Buffer = Buffer.alloc(0);
const pingresp: Buffer = Buffer.of(0xd0, 0);

/** A PUBACK (§3.4). Only MQTT 5 knows reasons: a client of MQTT 3 is given the packet id alone. */
export function encodePuback(messageId: number, reasonCode = 0, reasonString?: string): Buffer {
  return encodeAcknowledge(0x40, messageId, reasonCode, reasonString);
}

/** A PUBREC (§3.5); reasons as in PUBACK. */
export function encodePubrec(messageId: number, reasonCode = 0, reasonString?: string): Buffer {
  return encodeAcknowledge(0x50, messageId, reasonCode, reasonString);
}

/** A PUBREL (§3.6); reasons as in PUBACK. */
export function encodePubrel(messageId: number, reasonCode = 0, reasonString?: string): Buffer {
  return encodeAcknowledge(0x62, messageId, reasonCode, reasonString);
}

/** A PUBCOMP (§3.7); reasons as in PUBACK. */
export function encodePubcomp(messageId: number, reasonCode = 0, reasonString?: string): Buffer {
  return encodeAcknowledge(0x70, messageId, reasonCode, reasonString);
}

/** A SUBACK (§3.9) with MQTT 5's code for each filter; MQTT 3 gets 0x80 for every failure and no reason string. */
export function encodeSuback(
  version: MqttVersion,
  messageId: number,
  reasonCodes: readonly number[],
  reasonString?: string,
): Buffer {
  if (version === 5) return encodeAnswers(0x90, messageId, encodeReason(reasonString), reasonCodes);
  return encodeAnswers(
    0x90,
    messageId,
    noBytes,
    reasonCodes.map((code) => Math.min(code, 0x80)),
  );
}

/** An UNSUBACK (§3.11) with MQTT 5's code for each filter; MQTT 3 gets the packet id alone. */
export function encodeUnsuback(
  version: MqttVersion,
  messageId: number,
  reasonCodes: readonly number[],
  reasonString?: string,
): Buffer {
  if (version === 5) return encodeAnswers(0xb0, messageId, encodeReason(reasonString), reasonCodes);
  return encodeAnswers(0xb0, messageId, noBytes, []);
}

/** A PINGRESP (§3.13); everybody gets the same Buffer. */
export function encodePingresp(): Buffer {
  return pingresp;
}

/** A DISCONNECT (MQTT 5 §3.14), which a server sends in MQTT 5 only. */
export function encodeDisconnect(reasonCode: number, reasonString?: string): Buffer {
  if (reasonString !== undefined) return encodeAnswers(0xe0, undefined, encodeReason(reasonString), [], reasonCode);
  return reasonCode === 0 ? Buffer.of(0xe0, 0) : Buffer.of(0xe0, 1, reasonCode);
}

/** Reason and properties are left out where they say nothing (MQTT 5 §3.4.2.1, §3.4.2.2.1). */
function encodeAcknowledge(
  header: number,
  messageId: number,
  reasonCode: number,
  reasonString: string | undefined,
): Buffer {
  if (reasonString !== undefined) return encodeAnswers(header, messageId, encodeReason(reasonString), [], reasonCode);
  const bytes = Buffer.allocUnsafe(reasonCode === 0 ? 4 : 5);
  bytes[0] = header;
  bytes[1] = bytes.length - 2;
  writeUInt16(bytes, messageId, 2);
  if (reasonCode !== 0) bytes[4] = reasonCode;
  return bytes;
}

function encodeReason(reasonString: string | undefined): Buffer {
  return new PropertyWriter().reasonString(reasonString).end();
}

/** Packet id, one reason before the properties, the properties, a reason for each filter: each where there is one. */
function encodeAnswers(
  header: number,
  messageId: number | undefined,
  properties: Buffer,
  reasonCodes: readonly number[],
  reasonCode?: number,
): Buffer {
  const before = (messageId === undefined ? 0 : 2) + (reasonCode === undefined ? 0 : 1);
  const [bytes, start] = beginPacket(header, before + properties.length + reasonCodes.length);
  let at = messageId === undefined ? start : writeUInt16(bytes, messageId, start);
  if (reasonCode !== undefined) {
    bytes[at] = reasonCode;
    at += 1;
  }
  at += properties.copy(bytes, at);
  for (const [index, code] of reasonCodes.entries()) bytes[at + index] = code;
  return bytes;
}
