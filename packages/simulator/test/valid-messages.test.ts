// Everything that the simulator says, on either side, holds against our schemas of OCPP 1.6.

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Call,
  decodeFrame,
  type Message,
  type Payload,
  PayloadValidator,
  type SchemaDocument,
} from '@ocpp-broker/ocpp';
import t from 'tap';
import { ChargePoint } from '../src/charge-point.ts';
import { createDemoCsms } from '../src/demo-csms.ts';
import { ManualClock } from './manual-clock.ts';
import { TestServer } from './test-server.ts';

const folder = new URL('../../../../schemas/ocpp1.6/', import.meta.url);
const idPrefix = 'urn:OCPP:1.6:2019:12:';
const validator = new PayloadValidator({
  version: '1.6',
  documents: readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as SchemaDocument,
  ),
  idPrefix,
  idPrefixOfShipped: idPrefix,
});
const decoded = (text: string): Message => {
  const frame = decodeFrame(text, '1.6');
  if (frame.kind !== 'message') throw new Error(`no message: ${text}`);
  return frame.message;
};

const at = '2026-01-05T10:00:00Z';
const profile = (id: number, purpose: string) => ({
  chargingProfileId: id,
  stackLevel: 0,
  chargingProfilePurpose: purpose,
  chargingProfileKind: 'Absolute',
  chargingSchedule: {
    startSchedule: at,
    chargingRateUnit: 'W',
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 7123.4 },
      { startPeriod: 7, limit: 0, numberPhases: 3 },
      { startPeriod: 11, limit: 10_000.1 },
    ],
  },
});
/** What the server asks, each action with at least one answer of every shape. */
const questions: readonly (readonly [string, Payload])[] = [
  ['GetConfiguration', {}],
  ['GetConfiguration', { key: ['HeartbeatInterval', 'Unheard'] }],
  ['ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '5' }],
  ['ChangeConfiguration', { key: 'Unheard', value: '1' }],
  [
    'SendLocalList',
    { listVersion: 1, updateType: 'Full', localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }] },
  ],
  ['GetLocalListVersion', {}],
  ['ClearCache', {}],
  ['DataTransfer', { vendorId: 'V', data: 'x' }],
  ['ReserveNow', { connectorId: 2, expiryDate: '2026-01-06T00:00:00Z', idTag: 'A', reservationId: 1 }],
  ['CancelReservation', { reservationId: 1 }],
  ['ReserveNow', { connectorId: 2, expiryDate: '2026-01-06T00:00:00Z', idTag: 'B', reservationId: 2 }],
  ['SetChargingProfile', { connectorId: 0, csChargingProfiles: profile(1, 'ChargePointMaxProfile') }],
  ['GetCompositeSchedule', { connectorId: 1, duration: 600 }],
  ['GetCompositeSchedule', { connectorId: 1, duration: 600, chargingRateUnit: 'W' }],
  ['GetCompositeSchedule', { connectorId: 9, duration: 600 }],
  ['RemoteStartTransaction', { idTag: 'A', connectorId: 1 }],
  ['RemoteStartTransaction', { idTag: 'B', connectorId: 2, chargingProfile: profile(2, 'TxProfile') }],
  ['ClearChargingProfile', {}],
  ['ClearChargingProfile', {}],
  ['ChangeAvailability', { connectorId: 1, type: 'Inoperative' }],
  ...['BootNotification', 'Heartbeat', 'MeterValues', 'StatusNotification', 'FirmwareStatusNotification'].map(
    (requestedMessage) => ['TriggerMessage', { requestedMessage }] as const,
  ),
  ['TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' }],
  ['GetDiagnostics', { location: 'ftp://example.org/' }],
  ['UpdateFirmware', { location: 'https://example.org/firmware', retrieveDate: at }],
  ['UnlockConnector', { connectorId: 2 }],
  ['RemoteStopTransaction', { transactionId: 1 }],
  ['RemoteStopTransaction', { transactionId: 99 }],
];

t.test('a busy day on the wire holds against the schemas', async (t) => {
  const server = await TestServer.listen();
  const clock = new ManualClock();
  const nameplate = { vendor: 'V', model: 'M', serialNumber: 'S1', firmwareVersion: '1.0.0' };
  const chargePoint = new ChargePoint({
    url: server.url,
    identity: 'CP1',
    connectors: 2,
    clock,
    reconnect: false,
    ...nameplate,
  });
  t.teardown(async () => {
    await chargePoint.close();
    await server.close();
  });
  const violations: unknown[] = [];
  chargePoint.on('problem', (problem) => violations.push(problem.message));
  const seen = new Set<string>();
  const asked = { in: new Map<string, Call>(), out: new Map<string, Call>() };
  chargePoint.on('frame', (direction, text) => {
    const message = decoded(text);
    const sender = direction === 'out' ? 'chargePoint' : 'csms';
    if (message.kind === 'Call') {
      asked[direction].set(message.uniqueId, message);
      seen.add(`${message.action}Request`);
      violations.push(validator.checkCall(sender, message.action, message.payload));
      return;
    }
    const call = asked[direction === 'out' ? 'in' : 'out'].get(message.uniqueId);
    if (call === undefined || message.kind !== 'CallResult') {
      violations.push(text);
      return;
    }
    seen.add(`${call.action}Response`);
    violations.push(validator.checkPayload(call.action, 'Response', message.payload));
  });

  const booted = once(chargePoint, 'booted');
  await chargePoint.connect();
  await booted;
  const peer = await server.connections.next();
  for (const [action, payload] of questions) {
    await peer.call(action, payload);
    // Whoever plugs in is known to the server before the next question.
    if (action === 'RemoteStartTransaction') await once(chargePoint, 'transaction');
    clock.advance(5_000);
    // Nothing of what that brought may wait when time goes on.
    await chargePoint.call('Heartbeat', {});
  }
  await peer.call('Reset', { type: 'Soft' });
  await peer.closed;
  t.same(
    violations.filter((violation) => violation !== undefined),
    [],
  );
  const sentBySelf = [
    'Authorize',
    'BootNotification',
    'Heartbeat',
    'MeterValues',
    'StartTransaction',
    'StatusNotification',
  ];
  const expected = [...questions.map(([action]) => action), ...sentBySelf.slice(1), 'StopTransaction'];
  for (const action of expected) {
    t.ok(seen.has(`${action}Request`) && seen.has(`${action}Response`), `${action} was checked`);
  }
});

t.test('the demo CSMS answers in payloads that hold against the schemas', async (t) => {
  const actions =
    `Authorize BootNotification DataTransfer DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat
    LogStatusNotification MeterValues SecurityEventNotification SignCertificate SignedFirmwareStatusNotification StartTransaction
    StatusNotification StopTransaction`.split(/\s+/);
  for (const Action of actions) {
    let answer: { MessageTypeId?: number; Payload?: Payload } = {};
    const csms = createDemoCsms({
      publish: (_topic, payload) => {
        answer = JSON.parse(payload) as typeof answer;
      },
    });
    csms.receive('ocpp/cp/CP1', JSON.stringify({ MessageTypeId: 2, UniqueId: 'u', Action, Payload: { idTag: 'A' } }));
    t.equal(answer.MessageTypeId, 3);
    t.equal(validator.checkPayload(Action, 'Response', answer.Payload ?? {}), undefined, Action);
  }
});
