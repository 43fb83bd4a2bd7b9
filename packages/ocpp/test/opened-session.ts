// What the tests of this room share: the real schemas of OCPP 1.6, sessions opened at time 0, and outputs picked by kind.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Call,
  type CallError,
  type CallResult,
  type OcppVersion,
  type Output,
  type Payload,
  PayloadValidator,
  type Registration,
  type Report,
  type SchemaDocument,
  Session,
  type SessionOptions,
  unregistered,
} from '../src/index.ts';

/** The `$id` prefix of the documents of OCPP 1.6. */
export const idPrefix16 = 'urn:OCPP:1.6:2019:12:';

const folder16 = join(import.meta.dirname, '../../../../schemas/ocpp1.6');

/** Every document of OCPP 1.6 that the product ships. */
export const documents16: readonly SchemaDocument[] = readdirSync(folder16)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder16, name), 'utf8')) as SchemaDocument);

/** Checks payloads against `documents16`. */
export const validator16 = new PayloadValidator({
  version: '1.6',
  documents: documents16,
  idPrefix: idPrefix16,
  idPrefixOfShipped: idPrefix16,
});

/** The product's defaults, but with both checks on silence off, so that a test of something else may let time pass. */
export const options16: SessionOptions = {
  idleTimeoutMs: 0,
  defaultHeartbeatIntervalMs: 0,
  heartbeatBackoff: 1,
  upstreamChecked: true,
  downstreamChecked: true,
  strictCallOrder: true,
  callTimeoutMs: 30_000,
  replyTimeoutMs: 60_000,
  callQueueMax: 100,
  bootGate: false,
};

/** A session opened at time 0. */
export function openSession(
  options: Partial<SessionOptions> = {},
  registration: Registration = unregistered,
  version: OcppVersion = '1.6',
): Session {
  return new Session({ version, options: { ...options16, ...options }, validator: validator16, registration }, 0);
}

/** A CALL as the MQTT side or a charge point sends it. */
export function call(uniqueId: string, action: string, payload: Payload = {}): Call {
  return { kind: 'Call', uniqueId, action, payload, payloadText: JSON.stringify(payload) };
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
