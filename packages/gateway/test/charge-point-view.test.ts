import type { Call, Payload } from '@ocpp-broker/ocpp';
import t from 'tap';
import { ChargePointView, connectorsMax } from '../src/charge-point-view.ts';
import { blank } from './fixtures/memory-stores.ts';

const call = (action: string, payload: Payload): Call => ({
  kind: 'Call',
  uniqueId: 'u1',
  action,
  payload,
  payloadText: JSON.stringify(payload),
});

t.test('nothing is known at first but what was stored', async (t) => {
  const unknown = { vendor: null, model: null, serialNumber: null, firmwareVersion: null };
  const rest = { lastHeartbeatAt: null, connectors: [], lastError: null };
  t.strictSame(new ChargePointView(undefined).facts(), { ...unknown, ...rest });
  const stored = { vendor: 'v', model: 'm', serialNumber: 's', firmwareVersion: 'f' };
  t.strictSame(new ChargePointView({ ...blank, ...stored }).facts(), { ...stored, ...rest });
});

t.test('a BootNotification tells who it is, and that is worth remembering', async (t) => {
  const view = new ChargePointView({ ...blank, vendor: 'old', firmwareVersion: 'old' });
  const payload = { chargePointVendor: 'v', chargePointModel: 'm', chargeBoxSerialNumber: 'box' };
  const identification = { vendor: 'v', model: 'm', serialNumber: 'box', firmwareVersion: null };
  t.strictSame(view.observe(call('BootNotification', payload), 5), { ...identification, lastBootAt: 5 });
  t.match(view.facts(), identification);
  const newer = { ...payload, chargePointSerialNumber: 'point' };
  t.match(view.observe(call('BootNotification', newer), 6), { serialNumber: 'point' });
});

t.test('heartbeats and connectors are seen, the newest status of each, in the order of their numbers', async (t) => {
  const view = new ChargePointView(undefined);
  t.equal(view.observe(call('Heartbeat', {}), 7), undefined);
  for (const [connectorId, status] of [
    [2, 'Charging'],
    [0, 'Available'],
    [2, 'Faulted'],
  ])
    t.equal(view.observe(call('StatusNotification', { connectorId, status, errorCode: 'NoError' }), 8), undefined);
  t.match(view.facts(), { lastHeartbeatAt: 7 });
  t.strictSame(view.facts().connectors, [
    { id: 0, evseId: null, status: 'Available', errorCode: 'NoError' },
    { id: 2, evseId: null, status: 'Faulted', errorCode: 'NoError' },
  ]);
});

t.test('in 2.x who it is stands in chargingStation', async (t) => {
  const view = new ChargePointView(undefined);
  const chargingStation = { vendorName: 'v', model: 'm', serialNumber: 's', firmwareVersion: 'f', modem: {} };
  const identification = { vendor: 'v', model: 'm', serialNumber: 's', firmwareVersion: 'f' };
  const remembered = view.observe(call('BootNotification', { reason: 'PowerUp', chargingStation }), 5);
  t.strictSame(remembered, { ...identification, lastBootAt: 5 });
  t.match(view.facts(), identification);
  view.observe(call('BootNotification', { chargingStation: { vendorName: 7 } }), 6);
  t.match(view.facts(), { vendor: null, model: null, serialNumber: null, firmwareVersion: null });
});

t.test('in 2.x connectors are told apart by their EVSE, and have no error code', async (t) => {
  const view = new ChargePointView(undefined);
  for (const [evseId, connectorId, connectorStatus] of [
    [2, 1, 'Available'],
    [1, 2, 'Occupied'],
    [1, 1, 'Reserved'],
    [2, 1, 'Faulted'],
  ])
    view.observe(call('StatusNotification', { timestamp: 'now', evseId, connectorId, connectorStatus }), 8);
  t.strictSame(view.facts().connectors, [
    { id: 1, evseId: 1, status: 'Reserved', errorCode: '' },
    { id: 2, evseId: 1, status: 'Occupied', errorCode: '' },
    { id: 1, evseId: 2, status: 'Faulted', errorCode: '' },
  ]);
});

t.test('unchecked payloads of the wrong type are passed over, and texts are cut', async (t) => {
  const view = new ChargePointView(undefined);
  for (const payload of [{}, { connectorId: '1', status: 'x' }, { connectorId: 1, status: 7 }])
    view.observe(call('StatusNotification', payload), 1);
  t.strictSame(view.facts().connectors, []);
  view.observe(call('StatusNotification', { connectorId: 1, status: 's'.repeat(300), errorCode: {} }), 1);
  t.strictSame(view.facts().connectors, [{ id: 1, evseId: null, status: 's'.repeat(255), errorCode: '' }]);
  view.observe(call('BootNotification', { chargePointVendor: 1, chargePointModel: 'm'.repeat(300) }), 1);
  t.match(view.facts(), { vendor: null, model: 'm'.repeat(255) });
});

t.test('the number of connectors is bounded', async (t) => {
  const view = new ChargePointView(undefined);
  for (let connectorId = 0; connectorId < connectorsMax + 5; connectorId += 1)
    view.observe(call('StatusNotification', { connectorId, status: 'Available', errorCode: 'NoError' }), 1);
  t.equal(view.facts().connectors.length, connectorsMax);
  view.observe(call('StatusNotification', { connectorId: 0, status: 'Faulted', errorCode: 'NoError' }), 1);
  t.match(view.facts().connectors[0], { status: 'Faulted' });
});

t.test('the last error is told, cut', async (t) => {
  const view = new ChargePointView(undefined);
  const error = { kind: 'CallError', uniqueId: 'u', errorCode: 'NotSupported', errorDetailsText: '{}' } as const;
  view.observeError({ ...error, errorDescription: 'no' });
  t.equal(view.facts().lastError, 'NotSupported: no');
  view.observeError({ ...error, errorDescription: 'x'.repeat(300) });
  t.equal(view.facts().lastError?.length, 255);
});
