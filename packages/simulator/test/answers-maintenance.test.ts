import t from 'tap';
import { FakeStation } from './fake-station.ts';

const status = (value: string) => ({ status: value });

t.test('GetDiagnostics names a file and uploads it, for the server to see', async (t) => {
  const station = new FakeStation();
  t.match(await station.ask('GetDiagnostics', { location: 'ftp://x/' }), { fileName: /^diagnostics-.*\.log$/ });
  station.clock.advance(10_000);
  t.same(station.sent('DiagnosticsStatusNotification'), [status('Uploading'), status('Uploaded')]);
  await t.rejects(station.ask('GetDiagnostics', {}), {
    code: 'CALL_REFUSED',
    errorCode: 'OccurenceConstraintViolation',
  });
});

t.test('UpdateFirmware waits for the retrieveDate', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('UpdateFirmware', { location: 'http://x/', retrieveDate: '2026-01-05T10:01:00Z' }), {});
  t.same(station.clock.waiting, [60_000]);
  await station.ask('UpdateFirmware', { location: 'http://x/', retrieveDate: '2020-01-01T00:00:00Z' });
  t.same(station.clock.waiting, [0], 'one in the past is due at once');
});

t.test('TriggerMessage really sends what was asked for', async (t) => {
  const station = new FakeStation(2);
  const requested = [
    'BootNotification',
    'DiagnosticsStatusNotification',
    'FirmwareStatusNotification',
    'Heartbeat',
    'MeterValues',
    'StatusNotification',
  ];
  for (const requestedMessage of requested) {
    t.same(await station.ask('TriggerMessage', { requestedMessage, connectorId: 2 }), status('Accepted'));
    t.equal(station.calls.at(-1)?.action, requestedMessage);
  }
  t.match(station.sent('MeterValues'), [{ connectorId: 2 }]);
  t.match(station.sent('StatusNotification'), [{ connectorId: 2, status: 'Available' }]);
});

t.test('TriggerMessage without a connector means all of them', async (t) => {
  const station = new FakeStation(2);
  await station.ask('TriggerMessage', { requestedMessage: 'StatusNotification' });
  t.same(
    station.sent('StatusNotification').map(({ connectorId }) => connectorId),
    [0, 1, 2],
  );
});

t.test('TriggerMessage refuses what it does not know', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('TriggerMessage', { requestedMessage: 'Weather' }), status('NotImplemented'));
  t.same(await station.ask('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 9 }), status('Rejected'));
  t.same(station.calls, []);
});
