import t from 'tap';
import { configurationKeysMax } from '../src/configuration.ts';
import { FakeStation, settled } from './fake-station.ts';

const status = (value: string) => ({ status: value });

t.test('ChangeAvailability changes one connector or all, and reports them', async (t) => {
  const station = new FakeStation(2);
  t.same(await station.ask('ChangeAvailability', { connectorId: 2, type: 'Inoperative' }), status('Accepted'));
  t.match(station.sent('StatusNotification'), [{ connectorId: 2, status: 'Unavailable' }]);
  t.same(await station.ask('ChangeAvailability', { connectorId: 0, type: 'Inoperative' }), status('Accepted'));
  t.same(
    station.device.connectors.map((connector) => connector.status),
    ['Unavailable', 'Unavailable', 'Unavailable'],
  );
  t.same(await station.ask('ChangeAvailability', { connectorId: 9, type: 'Operative' }), status('Rejected'));
});

t.test('ChangeAvailability waits for a transaction to end', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  t.same(await station.ask('ChangeAvailability', { connectorId: 1, type: 'Inoperative' }), status('Scheduled'));
  await station.charging.stop(1);
  t.equal(station.device.connectors[1]?.status, 'Unavailable');
});

t.test('ChangeConfiguration answers and takes effect only when accepted', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('ChangeConfiguration', { key: 'HeartbeatInterval', value: '5' }), status('Accepted'));
  t.same(await station.ask('ChangeConfiguration', { key: 'NumberOfConnectors', value: '5' }), status('Rejected'));
  t.same(await station.ask('ChangeConfiguration', { key: 'Unheard', value: '5' }), status('NotSupported'));
  t.same(station.configured, ['HeartbeatInterval']);
  await t.rejects(station.ask('ChangeConfiguration', { key: 'HeartbeatInterval' }), {
    code: 'CALL_REFUSED',
    errorCode: 'OccurenceConstraintViolation',
  });
});

t.test('GetConfiguration tells what was changed, names unknown keys, and bounds the question', async (t) => {
  const station = new FakeStation();
  await station.ask('ChangeConfiguration', { key: 'HeartbeatInterval', value: '5' });
  t.same(await station.ask('GetConfiguration', { key: ['HeartbeatInterval', 'Unheard'] }), {
    configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '5' }],
    unknownKey: ['Unheard'],
  });
  const keys = Array(configurationKeysMax + 1).fill('HeartbeatInterval');
  await t.rejects(station.ask('GetConfiguration', { key: keys }), {
    code: 'CALL_REFUSED',
    errorCode: 'PropertyConstraintViolation',
  });
  t.ok(((await station.ask('GetConfiguration', {})).configurationKey as unknown[]).length > 20);
});

t.test('ClearCache empties the cache, if there is one', async (t) => {
  const station = new FakeStation();
  station.device.cache.remember('A', status('Accepted'));
  t.same(await station.ask('ClearCache', {}), status('Accepted'));
  t.equal(station.device.cache.find('A'), undefined);
  station.device.configuration.change('AuthorizationCacheEnabled', 'false');
  t.same(await station.ask('ClearCache', {}), status('Rejected'));
});

t.test('DataTransfer gives the own vendor its data back and knows no other', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('DataTransfer', { vendorId: 'vendor1', data: 'x' }), { status: 'Accepted', data: 'x' });
  t.same(await station.ask('DataTransfer', { vendorId: 'vendor1' }), status('Accepted'));
  t.same(await station.ask('DataTransfer', { vendorId: 'other' }), status('UnknownVendorId'));
});

t.test('RemoteStartTransaction really starts one, on the first free connector if none is named', async (t) => {
  const station = new FakeStation(2);
  t.same(await station.ask('RemoteStartTransaction', { idTag: 'A' }), status('Accepted'));
  t.same(await station.ask('RemoteStartTransaction', { idTag: 'B' }), status('Accepted'));
  t.same(await station.ask('RemoteStartTransaction', { idTag: 'C' }), status('Rejected'), 'both are taken');
  t.match(station.sent('StartTransaction'), [
    { connectorId: 1, idTag: 'A' },
    { connectorId: 2, idTag: 'B' },
  ]);
  t.same(station.sent('Authorize'), []);
});

t.test('RemoteStartTransaction authorizes when AuthorizeRemoteTxRequests says so', async (t) => {
  const station = new FakeStation();
  station.device.configuration.change('AuthorizeRemoteTxRequests', 'true');
  await station.ask('RemoteStartTransaction', { idTag: 'A', connectorId: 1 });
  t.same(station.sent('Authorize'), [{ idTag: 'A' }]);
});

t.test('RemoteStartTransaction is rejected before registration', async (t) => {
  const station = new FakeStation();
  station.online = false;
  t.same(await station.ask('RemoteStartTransaction', { idTag: 'A' }), status('Rejected'));
});

t.test('RemoteStartTransaction brings its charging profile along, if it is a TxProfile', async (t) => {
  const station = new FakeStation();
  const profile = (purpose: string) => ({
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7 }] },
  });
  const other = { idTag: 'A', chargingProfile: profile('TxDefaultProfile') };
  t.same(await station.ask('RemoteStartTransaction', other), status('Rejected'));
  t.same(
    await station.ask('RemoteStartTransaction', { idTag: 'A', chargingProfile: profile('TxProfile') }),
    status('Accepted'),
  );
  t.ok((station.device.connectors[1]?.meter.powerW ?? 0) <= 7 * 690);
  await station.charging.stop(1);
  t.same(station.device.profiles.all, [], 'the profile ends with its transaction');
});

t.test('RemoteStopTransaction really stops the transaction with that id', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  t.same(await station.ask('RemoteStopTransaction', { transactionId: 99 }), status('Rejected'));
  t.same(await station.ask('RemoteStopTransaction', { transactionId: 1 }), status('Accepted'));
  t.match(station.sent('StopTransaction'), [{ transactionId: 1, reason: 'Remote' }]);
  t.same(await station.ask('RemoteStopTransaction', { transactionId: 1 }), status('Rejected'));
});

t.test('Reset reboots, and knows two kinds', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('Reset', { type: 'Hard' }), status('Accepted'));
  t.same(await station.ask('Reset', { type: 'Soft' }), status('Accepted'));
  t.same(station.reboots, ['Hard', 'Soft']);
  await t.rejects(station.ask('Reset', { type: 'Gentle' }), {
    code: 'CALL_REFUSED',
    errorCode: 'PropertyConstraintViolation',
  });
});

t.test('UnlockConnector ends the transaction first', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('UnlockConnector', { connectorId: 1 }), status('Unlocked'));
  t.same(station.calls, []);
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  t.same(await station.ask('UnlockConnector', { connectorId: 1 }), status('Unlocked'));
  t.match(station.sent('StopTransaction'), [{ reason: 'UnlockCommand' }]);
  t.same(await station.ask('UnlockConnector', { connectorId: 0 }), status('NotSupported'));
  const answer = Promise.withResolvers<Record<string, unknown>>();
  station.answers.set('Authorize', answer.promise);
  const starting = station.charging.start({ connectorId: 1, idTag: 'A' });
  t.same(await station.ask('UnlockConnector', { connectorId: 1 }), status('UnlockFailed'));
  answer.resolve({ idTagInfo: status('Accepted') });
  await starting;
  await settled();
});
