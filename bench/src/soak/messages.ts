// What is said in a soak: a little of everything that charge points and a CSMS say all day, in the words of each version.

import { meterValuesPayload } from '../meter-values.ts';
import type { Chance } from './chance.ts';

/** A version of OCPP, as its subprotocol is called. */
export type Subprotocol = 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1';

/** A CALL without its id; `isGood` is false for one that breaks its schema, which the server itself answers with an error. */
export type Wording = { readonly action: string; readonly payload: string; readonly isGood: boolean };

/** A CALL of the CSMS, and what the charge point answers: null stands for a CALLERROR. */
export type CommandWording = { readonly action: string; readonly payload: string; readonly answer: string | null };

const time = '2026-03-14T15:09:26.535Z';

const good = (action: string, payload: object | string): Wording => ({
  action,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  isGood: true,
});

const meterValues16 = good('MeterValues', meterValuesPayload);
const meterValues2 = good('MeterValues', {
  evseId: 1,
  meterValue: [{ timestamp: time, sampledValue: [{ value: 1_530_247.5, measurand: 'Energy.Active.Import.Register' }] }],
});
const sessionCalls16: readonly Wording[] = [
  good('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp: time }),
  good('StartTransaction', { connectorId: 1, idTag: 'SOAK', meterStart: 0, timestamp: time }),
  good('StopTransaction', { transactionId: 7, meterStop: 9_000, timestamp: time, reason: 'Local' }),
  good('Authorize', { idTag: 'SOAK' }),
];
const sessionCalls2: readonly Wording[] = [
  good('StatusNotification', { timestamp: time, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }),
  good('TransactionEvent', {
    eventType: 'Updated',
    timestamp: time,
    triggerReason: 'MeterValuePeriodic',
    seqNo: 3,
    transactionInfo: { transactionId: 'soak-7' },
  }),
  good('Authorize', { idToken: { idToken: 'SOAK', type: 'Central' } }),
];
const heartbeat = good('Heartbeat', {});
const dataTransfer = good('DataTransfer', { vendorId: 'soak', data: 'x'.repeat(2_000) });
const bad: Wording = { action: 'Heartbeat', payload: '{"unheardOf":1}', isGood: false };

/** A CALL as a charge point says it some time in a day. */
export function someCall(version: Subprotocol, chance: Chance): Wording {
  const drawn = chance.next();
  if (drawn < 0.6) return version === 'ocpp1.6' ? meterValues16 : meterValues2;
  if (drawn < 0.75) return heartbeat;
  if (drawn < 0.78) return bad;
  if (drawn < 0.82) return dataTransfer;
  const calls = version === 'ocpp1.6' ? sessionCalls16 : sessionCalls2;
  return calls[chance.below(calls.length)] ?? heartbeat;
}

/** The first CALL on every connection. */
export function bootCall(version: Subprotocol): Wording {
  if (version === 'ocpp1.6') {
    return good('BootNotification', { chargePointVendor: 'Soak', chargePointModel: 'S1', firmwareVersion: '1.0' });
  }
  const chargingStation = { vendorName: 'Soak', model: 'S2', firmwareVersion: '1.0' };
  return good('BootNotification', { reason: 'PowerUp', chargingStation });
}

const answers16: Readonly<Record<string, string>> = {
  StartTransaction: '{"transactionId":7,"idTagInfo":{"status":"Accepted"}}',
  Authorize: '{"idTagInfo":{"status":"Accepted"}}',
};
const answers2: Readonly<Record<string, string>> = { Authorize: '{"idTokenInfo":{"status":"Accepted"}}' };
const answersOfAll: Readonly<Record<string, string>> = {
  BootNotification: `{"currentTime":"${time}","interval":300,"status":"Accepted"}`,
  Heartbeat: `{"currentTime":"${time}"}`,
  DataTransfer: '{"status":"Accepted"}',
};

/** The payload with which the CSMS answers. */
export function answerTo(version: Subprotocol, action: string): string {
  return (version === 'ocpp1.6' ? answers16 : answers2)[action] ?? answersOfAll[action] ?? '{}';
}

const accepted = '{"status":"Accepted"}';
const keys = Array.from({ length: 30 }, (_, index) => ({
  key: `Key${index}`,
  readonly: false,
  value: `value ${index}`,
}));
const commands16: readonly CommandWording[] = [
  { action: 'GetConfiguration', payload: '{}', answer: JSON.stringify({ configurationKey: keys, unknownKey: [] }) },
  { action: 'ChangeConfiguration', payload: '{"key":"Key1","value":"1"}', answer: accepted },
  { action: 'Reset', payload: '{"type":"Soft"}', answer: accepted },
  { action: 'UnlockConnector', payload: '{"connectorId":1}', answer: null },
];
const commands2: readonly CommandWording[] = [
  { action: 'ClearCache', payload: '{}', answer: accepted },
  { action: 'Reset', payload: '{"type":"Immediate"}', answer: accepted },
  { action: 'TriggerMessage', payload: '{"requestedMessage":"Heartbeat"}', answer: accepted },
  { action: 'UnlockConnector', payload: '{"evseId":1,"connectorId":1}', answer: null },
];

/** A CALL as a CSMS says it some time in a day. */
export function someCommand(version: Subprotocol, chance: Chance): CommandWording {
  const commands = version === 'ocpp1.6' ? commands16 : commands2;
  return commands[chance.below(commands.length)] as CommandWording;
}

/** What a charge point answers to a CALL of the CSMS; null stands for a CALLERROR. */
export function answerOfChargePoint(version: Subprotocol, action: string): string | null {
  const commands = version === 'ocpp1.6' ? commands16 : commands2;
  return commands.find((command) => command.action === action)?.answer ?? null;
}
