import t from 'tap';
import { FakeStation, settled } from './fake-station.ts';

t.test('a status is reported when it is news, with its error code', async (t) => {
  const station = new FakeStation();
  const connector = station.device.connectors[1];
  if (connector === undefined) throw new Error('no connector');
  station.reportStatus(1);
  station.reportStatus(1);
  connector.errorCode = 'GroundFailure';
  station.reportStatus(1);
  t.match(station.sent('StatusNotification'), [
    { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: '2026-01-05T10:00:00.000Z' },
    { connectorId: 1, errorCode: 'GroundFailure', status: 'Faulted' },
  ]);
  t.equal(station.sent('StatusNotification').length, 2);
  t.same(station.states, ['1 Available', '1 Faulted']);
  station.reportStatus(77);
});

t.test('offline a change is shown at once and reported later', async (t) => {
  const station = new FakeStation();
  station.online = false;
  station.reportStatus(1);
  t.same(station.states, ['1 Available']);
  t.same(station.calls, []);
  station.online = true;
  station.reportStatus(1);
  t.equal(station.calls.length, 1);
});

t.test('a trigger reports what is known already, and before registration too', async (t) => {
  const station = new FakeStation();
  station.online = false;
  station.reportStatus(1, true);
  station.reportStatus(1, true);
  t.equal(station.calls.length, 2);
  station.connected = false;
  station.reportStatus(1, true);
  t.equal(station.calls.length, 2);
});

t.test('a report that failed is made again', async (t) => {
  const station = new FakeStation();
  station.answers.set('StatusNotification', new Error('lost'));
  station.reportStatus(1);
  await settled();
  t.equal(station.problems.length, 1);
  station.answers.clear();
  station.reportStatus(1);
  t.equal(station.calls.length, 2);
});
