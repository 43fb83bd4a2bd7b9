import t from 'tap';
import { CallErrorReceived, ConnectionClosed } from '../src/errors.ts';
import { FakeStation, settled } from './fake-station.ts';

const boots = (station: FakeStation) => station.sent('BootNotification').length;
const beats = (station: FakeStation) => station.sent('Heartbeat').length;

t.test('an open connection boots with the nameplate, and an accepted one beats at the interval told', async (t) => {
  const station = new FakeStation();
  station.answers.set('BootNotification', { status: 'Accepted', interval: 120, currentTime: 'x' });
  station.registration.opened();
  await settled();
  t.same(station.sent('BootNotification'), [
    { chargePointVendor: 'vendor1', chargePointModel: 'model1', firmwareVersion: '1.2' },
  ]);
  t.same(station.registrations, [['Accepted', 120]]);
  t.equal(station.device.configuration.count('HeartbeatInterval'), 120);
  station.clock.advance(119_999);
  t.equal(beats(station), 0);
  station.clock.advance(1);
  t.equal(beats(station), 1);
  await settled();
  station.clock.advance(120_000);
  t.equal(beats(station), 2);
});

t.test('Pending and Rejected boot again after the interval told, and nothing beats', async (t) => {
  for (const status of ['Pending', 'Rejected']) {
    const station = new FakeStation();
    station.online = false;
    station.answers.set('BootNotification', { status, interval: 10 });
    station.registration.opened();
    await settled();
    t.equal(station.registration.status, status);
    station.clock.advance(9_999);
    t.equal(boots(station), 1);
    station.clock.advance(1);
    t.equal(boots(station), 2);
    t.equal(beats(station), 0);
  }
});

t.test('an interval of 0 leaves the choice to the charge point', async (t) => {
  const pending = new FakeStation();
  pending.online = false;
  pending.answers.set('BootNotification', { status: 'Pending', interval: 0 });
  await pending.registration.boot();
  t.same(pending.clock.waiting, [60_000]);
  const accepted = new FakeStation();
  accepted.answers.set('BootNotification', { status: 'Accepted', interval: 0 });
  await accepted.registration.boot();
  t.same(accepted.clock.waiting, [300_000]);
});

t.test('a boot that was refused or not understood comes again', async (t) => {
  const station = new FakeStation();
  station.answers.set('BootNotification', new CallErrorReceived('BootNotification', 'InternalError', '', {}));
  station.registration.opened();
  await settled();
  t.match(station.problems, [{ code: 'CALL_ERROR' }]);
  station.answers.set('BootNotification', { status: 'Perhaps' });
  station.clock.advance(60_000);
  await settled();
  t.match(station.problems[1], { code: 'BAD_ANSWER' });
  t.equal(station.registration.status, undefined);
  t.same(station.clock.waiting, [60_000]);
});

t.test('a boot that the connection took along is left to the next connection', async (t) => {
  const station = new FakeStation();
  station.connected = false;
  station.answers.set('BootNotification', new ConnectionClosed(1006, ''));
  await t.rejects(station.registration.boot());
  t.same(station.clock.waiting, []);
});

t.test('a reconnect after acceptance goes on without a boot, unless it is configured or was forgotten', async (t) => {
  const station = new FakeStation();
  await station.registration.boot();
  station.registration.closed();
  t.same(station.clock.waiting, [], 'nothing beats without a connection');
  station.registration.opened();
  t.equal(boots(station), 1);
  t.same(station.registrations.at(-1), ['Accepted', undefined]);
  t.same(station.clock.waiting, [300_000]);
  station.registration.closed();
  station.registration.forget();
  station.registration.opened();
  t.equal(boots(station), 2);

  const eager = new FakeStation(1, { boot: true, bootOnReconnect: true, bootRetryMs: 1 });
  await eager.registration.boot();
  eager.registration.opened();
  t.equal(boots(eager), 2);
});

t.test('with boot off nothing is sent until somebody asks', async (t) => {
  const station = new FakeStation(1, { boot: false, bootOnReconnect: false, bootRetryMs: 1 });
  station.online = false;
  station.answers.set('BootNotification', { status: 'Pending', interval: 5 });
  station.registration.opened();
  t.same(station.calls, []);
  t.equal(await station.registration.boot(), 'Pending');
  t.same(station.clock.waiting, []);
});

t.test('a heartbeat that is not answered yet is not followed by another', async (t) => {
  const station = new FakeStation();
  await station.registration.boot();
  const { promise, resolve } = Promise.withResolvers<object>();
  station.answers.set('Heartbeat', promise as Promise<Record<string, unknown>>);
  station.clock.advance(900_000);
  t.equal(beats(station), 1);
  resolve({});
  await settled();
  station.clock.advance(300_000);
  t.equal(beats(station), 2);
});

t.test('a HeartbeatInterval of 0 stops the heartbeats', async (t) => {
  const station = new FakeStation();
  await station.registration.boot();
  station.device.configuration.change('HeartbeatInterval', '0');
  station.registration.scheduleHeartbeat();
  t.same(station.clock.waiting, []);
});
