// What the tests of this room share: the real schemas of OCPP 1.6 and small ones of 2.x, sessions opened at time 0, and
// outputs picked by kind.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnsweredCalls,
  type Call,
  type CallError,
  type CallResult,
  type Checking,
  type CheckMode,
  type OcppVersion,
  type Output,
  type Payload,
  PayloadValidator,
  type Registration,
  type Report,
  type SchemaDocument,
  type Send,
  Session,
  type SessionOptions,
  unregistered,
} from '../src/index.ts';
import { documents21, documents201, idPrefix21, idPrefix201 } from './small-documents.ts';

/** The `$id` prefix of the documents of OCPP 1.6. */
export const idPrefix16 = 'urn:OCPP:1.6:2019:12:';

const folder16 = join(import.meta.dirname, '../../../../schemas/ocpp1.6');

/** Every document of OCPP 1.6 that the product ships. */
export const documents16: readonly SchemaDocument[] = readdirSync(folder16)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder16, name), 'utf8')) as SchemaDocument);

/** Checks payloads against `documents16`. */
export const validator16 = validatorOf('1.6', documents16, idPrefix16);

/** The validators of the three versions. */
export const validators: Readonly<Record<OcppVersion, PayloadValidator>> = {
  '1.6': validator16,
  '2.0.1': validatorOf('2.0.1', documents201, idPrefix201),
  '2.1': validatorOf('2.1', documents21, idPrefix21),
};

/** A validator whose documents all have one prefix. */
export function validatorOf(
  version: OcppVersion,
  documents: readonly SchemaDocument[],
  idPrefix: string,
): PayloadValidator {
  return new PayloadValidator({ version, documents, idPrefix, idPrefixOfShipped: idPrefix });
}

/** Which messages are checked, by direction and by action. */
export function checking(
  upstream: CheckMode,
  downstream: CheckMode = upstream,
  actions: Readonly<Record<string, CheckMode>> = {},
): Checking {
  return { upstream, downstream, actions: new Map(Object.entries(actions)) };
}

/** The product's defaults, but with both checks on silence off, so that a test of something else may let time pass. */
export const defaultOptions: SessionOptions = {
  idleTimeoutMs: 0,
  defaultHeartbeatIntervalMs: 0,
  heartbeatBackoff: 1,
  checking: checking('reject'),
  strictCallOrder: true,
  callTimeoutMs: 30_000,
  callTimeoutsMs: new Map(),
  replyTimeoutMs: 60_000,
  retryWindowMs: 60_000,
  callQueueMax: 100,
  bootGate: false,
  responder: undefined,
};

/** A session opened at time 0. */
export function openSession(
  options: Partial<SessionOptions> = {},
  registration: Registration = unregistered,
  version: OcppVersion = '1.6',
  answered?: AnsweredCalls,
): Session {
  const parts = { version, options: { ...defaultOptions, ...options }, validator: validators[version], registration };
  return new Session(answered === undefined ? parts : { ...parts, answered }, 0);
}

/** The versions of OCPP. */
export const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

/** A CALL as the MQTT side or a charge point sends it. */
export function call(uniqueId: string, action: string, payload: Payload = {}): Call {
  return { kind: 'Call', uniqueId, action, payload, payloadText: JSON.stringify(payload) };
}

/** A SEND. */
export function send(uniqueId: string, action: string, payload: Payload = {}): Send {
  return { ...call(uniqueId, action, payload), kind: 'Send' };
}

/** A CALLRESULT. */
export function result(uniqueId: string, payload: Payload = {}): CallResult {
  return { kind: 'CallResult', uniqueId, payload, payloadText: JSON.stringify(payload) };
}

/** A CALLERROR. */
export function error(uniqueId: string, errorCode: string, errorDescription = '', errorDetailsText = '{}'): CallError {
  return { kind: 'CallError', uniqueId, errorCode, errorDescription, errorDetailsText };
}

/** The text of a frame. */
export function frame(...elements: readonly unknown[]): string {
  return JSON.stringify(elements);
}

/** The frames that go to the charge point. */
export function transmitted(outputs: readonly Output[]): readonly string[] {
  return outputs.flatMap((output) => (output.kind === 'transmit' ? [output.text] : []));
}

/** What goes to the MQTT side. */
export function published(outputs: readonly Output[]): readonly Extract<Output, { kind: 'publish' }>[] {
  return outputs.filter((output) => output.kind === 'publish');
}

/** The codes of the reports. */
export function reported(outputs: readonly Output[]): readonly Report['code'][] {
  return outputs.flatMap((output) => (output.kind === 'report' ? [output.report.code] : []));
}

/** The closes that are asked for. */
export function closes(outputs: readonly Output[]): readonly Extract<Output, { kind: 'close' }>[] {
  return outputs.filter((output) => output.kind === 'close');
}

/** The refusals that go to the MQTT side, as `uniqueId reason errorCode`. */
export function refusals(outputs: readonly Output[]): readonly string[] {
  return published(outputs).flatMap(({ channel, message }) => {
    if (channel !== 'error' || message.kind !== 'CallError') return [];
    const { Reason } = JSON.parse(message.errorDetailsText) as { readonly Reason?: string };
    return Reason === undefined ? [] : [`${message.uniqueId} ${Reason} ${message.errorCode}`];
  });
}

/** What a half of a session goes by: the default options but for some, and the schemas of the version. */
export const rules = (options: Partial<SessionOptions> = {}, version: OcppVersion = '1.6') => ({
  version,
  options: { ...defaultOptions, ...options },
  validator: validators[version],
});
