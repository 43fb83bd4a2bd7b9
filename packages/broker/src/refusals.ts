import type { RefusalReason } from './ports.ts';

type Codes = { readonly v3: number; readonly v5: number; readonly text: string };

/** Refusals that a client is told; the others come before its CONNECT, when no answer is allowed. */
export type ConnackRefusal = Exclude<
  RefusalReason,
  'too-many-connections' | 'bytes-before-connect' | 'connect-timeout' | 'protocol-error'
>;

// MQTT 3.1.1 §3.2.2.3 and MQTT 5 §3.2.2.2.
const codes: Readonly<Record<ConnackRefusal, Codes>> = {
  'client-id': { v3: 2, v5: 0x85, text: 'client identifier not allowed' },
  'client-id-of-another-user': { v3: 2, v5: 0x85, text: 'client identifier is in use by another user' },
  'will-topic': { v3: 5, v5: 0x90, text: 'will topic invalid' },
  'will-not-allowed': { v3: 5, v5: 0x87, text: 'not allowed to publish to the will topic' },
  'no-credentials': { v3: 5, v5: 0x87, text: 'user name and password required' },
  'bad-credentials': { v3: 4, v5: 0x86, text: 'bad user name or password' },
  banned: { v3: 5, v5: 0x8a, text: 'banned' },
  busy: { v3: 3, v5: 0x89, text: 'server busy, try again later' },
  'authenticator-failed': { v3: 3, v5: 0x88, text: 'server unavailable' },
};

/** The CONNACK that refuses, for the version of MQTT that the client speaks; MQTT 5 is told the reason in words too. */
export function refusingConnack(reason: ConnackRefusal, protocolVersion: number): Buffer {
  const { v3, v5, text } = codes[reason];
  if (protocolVersion !== 5) return Buffer.from([0x20, 2, 0, v3]);
  const reasonString = Buffer.from(text);
  const propertiesLength = 3 + reasonString.length;
  const head = [0x20, 3 + propertiesLength, 0, v5, propertiesLength, 0x1f, 0, reasonString.length];
  return Buffer.concat([Buffer.from(head), reasonString]);
}

/** A DISCONNECT of MQTT 5 (§3.14); earlier versions have none from the server. */
export function disconnectPacket(reasonCode: number, reason: string): Buffer {
  // The length fits into one byte.
  const reasonString = Buffer.from(reason).subarray(0, reasonBytesMax);
  if (reasonString.length === 0) return Buffer.from([0xe0, 2, reasonCode, 0]);
  const propertiesLength = 3 + reasonString.length;
  const head = [0xe0, 2 + propertiesLength, reasonCode, propertiesLength, 0x1f, 0, reasonString.length];
  return Buffer.concat([Buffer.from(head), reasonString]);
}

const reasonBytesMax = 100;

/** Reason codes of MQTT 5 that this room sends in DISCONNECT (MQTT 5 §3.14.2.1). */
export const disconnectReason = {
  malformedPacket: 0x81,
  protocolError: 0x82,
  notAuthorized: 0x87,
  serverShuttingDown: 0x8b,
  receiveMaximumExceeded: 0x93,
  administrativeAction: 0x98,
} as const;
