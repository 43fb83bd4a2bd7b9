import { encodeConnack, encodeDisconnect, type MqttVersion, reasonCode } from '@ocpp-broker/mqtt';
import type { ListenerRefusal } from '../listener-options.ts';
import type { RefusalReason } from '../ports.ts';

type Codes = { readonly v3: number; readonly v5: number; readonly text: string };

/** Refusals that a client is told; the others come before its CONNECT, when no answer is allowed. */
export type ConnackRefusal = Exclude<
  RefusalReason,
  ListenerRefusal | 'bytes-before-connect' | 'connect-timeout' | 'protocol-error'
>;

// MQTT 3.1.1 §3.2.2.3 and MQTT 5 §3.2.2.2.
const codes: Readonly<Record<ConnackRefusal, Codes>> = {
  'client-id': { v3: 2, v5: reasonCode.clientIdentifierNotValid, text: 'client identifier not allowed' },
  'client-id-of-another-user': {
    v3: 2,
    v5: reasonCode.clientIdentifierNotValid,
    text: 'client identifier is in use by another user',
  },
  unsupported: { v3: 5, v5: reasonCode.badAuthenticationMethod, text: 'authentication method not supported' },
  'will-topic': { v3: 5, v5: reasonCode.topicNameInvalid, text: 'will topic invalid' },
  'will-not-allowed': { v3: 5, v5: reasonCode.notAuthorized, text: 'not allowed to publish to the will topic' },
  'no-credentials': { v3: 5, v5: reasonCode.notAuthorized, text: 'user name and password required' },
  'bad-credentials': { v3: 4, v5: reasonCode.badUserNameOrPassword, text: 'bad user name or password' },
  banned: { v3: 5, v5: reasonCode.banned, text: 'banned' },
  busy: { v3: 3, v5: reasonCode.serverBusy, text: 'server busy, try again later' },
  'too-many-sessions': { v3: 3, v5: reasonCode.quotaExceeded, text: 'no room for another session' },
  'authenticator-failed': { v3: 3, v5: reasonCode.serverUnavailable, text: 'server unavailable' },
};

/** The CONNACK that refuses, for the version of MQTT that the client speaks; MQTT 5 is told the reason in words too. */
export function refusingConnack(reason: ConnackRefusal, version: MqttVersion): Buffer {
  const { v3, v5, text } = codes[reason];
  return version === 5 ? connackOf5(v5, text) : connackOf3(v3);
}

/** What a CONNECT with that fault is answered: undefined where the standard has it closed without a word. */
export function malformedConnack(
  code: number,
  version: MqttVersion | undefined,
  returnCode: 1 | 2 | undefined,
  problem: string,
): Buffer | undefined {
  if (version === 5) return connackOf5(code, problem);
  return returnCode === undefined ? undefined : connackOf3(returnCode);
}

function connackOf3(returnCode: number): Buffer {
  return Buffer.from([0x20, 2, 0, returnCode]);
}

function connackOf5(code: number, reasonString: string): Buffer {
  return encodeConnack({ version: 5, sessionPresent: false, reasonCode: code, properties: { reasonString } });
}

/** A DISCONNECT of MQTT 5 (§3.14); earlier versions have none from the server. */
export function disconnectPacket(code: number, reason: string): Buffer {
  const short = reason.slice(0, reasonLengthMax);
  return short === '' ? encodeDisconnect(code) : encodeDisconnect(code, short);
}

const reasonLengthMax = 100;

/** Reason codes of MQTT 5 with which this room ends connections (MQTT 5 §3.14.2.1). */
export const disconnectReason = {
  notAuthorized: reasonCode.notAuthorized,
  serverShuttingDown: reasonCode.serverShuttingDown,
  keepAliveTimeout: reasonCode.keepAliveTimeout,
  quotaExceeded: reasonCode.quotaExceeded,
  administrativeAction: reasonCode.administrativeAction,
  maximumConnectTime: reasonCode.maximumConnectTime,
} as const;
