import t from 'tap';
import { sameIdTag } from '../src/charging.ts';
import { CallErrorReceived } from '../src/errors.ts';
import { FakeStation, settled } from './fake-station.ts';

const actions = (station: FakeStation) => station.calls.map(({ action }) => action);
const statuses = (station: FakeStation) => station.sent('StatusNotification').map(({ status }) => status);

t.test('a transaction is authorized, started and stopped, with the meter readings of its time', async (t) => {
  const station = new FakeStation();
  const transaction = await station.charging.start({ connectorId: 1, idTag: 'TAG' });
  t.equal(transaction.transactionId, 1);
  station.clock.advance(30_000);
  await station.charging.stop(1, 'EVDisconnected');
  t.same(actions(station), [
    'StatusNotification',
    'Authorize',
    'StartTransaction',
    'StatusNotification',
    'StatusNotification',
    'StopTransaction',
    'StatusNotification',
  ]);
  t.same(statuses(station), ['Preparing', 'Charging', 'Finishing', 'Available']);
  const [started] = station.sent('StartTransaction');
  const [stopped] = station.sent('StopTransaction');
  t.match(started, { connectorId: 1, idTag: 'TAG', meterStart: 500_000, timestamp: '2026-01-05T10:00:00.000Z' });
  t.match(stopped, {
    transactionId: 1,
    idTag: 'TAG',
    reason: 'EVDisconnected',
    timestamp: '2026-01-05T10:00:30.000Z',
  });
  t.ok(Number(stopped?.meterStop) > 500_080 && Number(stopped?.meterStop) < 500_092, 'half a minute at 11 kW');
  t.ok(station.calls.filter(({ action }) => /Transaction/.test(action)).every(({ durable }) => durable));
  t.match(station.events, [
    { kind: 'started', connectorId: 1, transactionId: 1, energyWh: 0 },
    { kind: 'stopped', connectorId: 1, transactionId: 1, reason: 'EVDisconnected' },
  ]);
  t.same(station.clock.waiting, [], 'no meter is read any more');
});

t.test('an idTag that is not authorized starts nothing', async (t) => {
  const station = new FakeStation();
  station.answers.set('Authorize', { idTagInfo: { status: 'Blocked' } });
  await t.rejects(station.charging.start({ connectorId: 1, idTag: 'TAG' }), {
    code: 'TRANSACTION_REFUSED',
    reason: 'the idTag is Blocked',
  });
  t.same(statuses(station), ['Preparing', 'Available']);
  t.notOk(actions(station).includes('StartTransaction'));
});

t.test('a server that refuses the idTag only now gets a StopTransaction with DeAuthorized', async (t) => {
  const station = new FakeStation();
  station.answers.set('StartTransaction', { transactionId: 9, idTagInfo: { status: 'Invalid' } });
  await t.rejects(station.charging.start({ connectorId: 1, idTag: 'TAG', authorized: true }), {
    code: 'TRANSACTION_REFUSED',
    reason: 'the idTag is Invalid',
  });
  t.match(station.sent('StopTransaction'), [{ transactionId: 9, reason: 'DeAuthorized' }]);
  t.notOk(actions(station).includes('Authorize'));

  const patient = new FakeStation();
  patient.answers.set('StartTransaction', { transactionId: 9, idTagInfo: { status: 'Invalid' } });
  patient.device.configuration.change('StopTransactionOnInvalidId', 'false');
  await patient.charging.start({ connectorId: 1, idTag: 'TAG' });
  t.equal(patient.device.connectors[1]?.status, 'Charging');
});

t.test('a StartTransaction that fails frees the connector', async (t) => {
  const station = new FakeStation();
  station.answers.set('StartTransaction', new CallErrorReceived('StartTransaction', 'InternalError', '', {}));
  await t.rejects(station.charging.start({ connectorId: 1, idTag: 'TAG' }), { code: 'CALL_ERROR' });
  t.equal(station.device.connectors[1]?.status, 'Available');
  station.answers.set('StartTransaction', { idTagInfo: { status: 'Accepted' } });
  await t.rejects(station.charging.start({ connectorId: 1, idTag: 'TAG' }), { code: 'BAD_ANSWER' });
  t.equal(station.device.connectors[1]?.status, 'Available');
  t.same(station.clock.waiting, []);
});

t.test(
  'a stop that comes before the answer to StartTransaction waits for the id, and keeps its own time',
  async (t) => {
    const station = new FakeStation();
    const answer = Promise.withResolvers<Record<string, unknown>>();
    station.answers.set('StartTransaction', answer.promise);
    const starting = station.charging.start({ connectorId: 1, idTag: 'TAG', authorized: true });
    station.clock.advance(10_000);
    const stopping = station.charging.stop(1);
    station.clock.advance(50_000);
    t.notOk(actions(station).includes('StopTransaction'));
    answer.resolve({ transactionId: 3, idTagInfo: { status: 'Accepted' } });
    await Promise.all([starting, stopping]);
    t.match(station.sent('StopTransaction'), [{ transactionId: 3, timestamp: '2026-01-05T10:00:10.000Z' }]);
  },
);

t.test('a connector that cannot charge says why', async (t) => {
  const station = new FakeStation(2);
  const { charging } = station;
  const [, one, two] = station.device.connectors;
  if (one === undefined || two === undefined) throw new Error('no connectors');
  t.equal(charging.obstacle(0, 'A'), 'there is no such connector');
  t.equal(charging.obstacle(3, 'A'), 'there is no such connector');
  one.changeAvailability(false);
  t.equal(charging.obstacle(1, 'A'), 'the connector is Unavailable');
  await t.rejects(charging.start({ connectorId: 1, idTag: 'A' }), { code: 'TRANSACTION_REFUSED' });
  await charging.start({ connectorId: 2, idTag: 'A' });
  t.equal(charging.obstacle(2, 'A'), 'the connector is occupied');
  await t.rejects(charging.stop(1), { code: 'TRANSACTION_REFUSED', reason: 'none is running' });
});

t.test('a reserved connector serves its holder, or one of the same group', async (t) => {
  const station = new FakeStation();
  const [, connector] = station.device.connectors;
  if (connector === undefined) throw new Error('no connector');
  connector.reservation = { reservationId: 5, idTag: 'HOLDER', parentIdTag: 'GROUP' };
  t.equal(station.charging.obstacle(1, 'OTHER'), 'the connector is reserved');
  t.equal(station.charging.obstacle(1, 'holder'), undefined);
  station.device.cache.remember('FRIEND', { status: 'Accepted', parentIdTag: 'group' });
  t.equal(station.charging.obstacle(1, 'FRIEND'), undefined);
  await station.charging.start({ connectorId: 1, idTag: 'HOLDER' });
  t.match(station.sent('StartTransaction'), [{ reservationId: 5 }]);
  t.equal(connector.reservation, undefined, 'and is used up');
});

t.test('a transaction is found by its id', async (t) => {
  const station = new FakeStation(2);
  await station.charging.start({ connectorId: 2, idTag: 'A' });
  t.equal(station.charging.find(1)?.id, 2);
  t.equal(station.charging.find(2), undefined);
});

t.test('all transactions end together, and one that fails holds up no other', async (t) => {
  const station = new FakeStation(3);
  for (const connectorId of [1, 3]) await station.charging.start({ connectorId, idTag: 'A' });
  station.answers.set('StopTransaction', new CallErrorReceived('StopTransaction', 'InternalError', '', {}));
  await station.charging.stopAll('PowerLoss');
  t.match(station.sent('StopTransaction'), [{ reason: 'PowerLoss' }, { reason: 'PowerLoss' }]);
  t.equal(station.problems.length, 2);
  t.ok(station.device.connectors.every(({ status }) => status === 'Available'));
});

t.test('abandoned connectors are free, and nothing is sent', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  const before = station.calls.length;
  station.charging.abandon();
  await settled();
  t.equal(station.calls.length, before);
  t.equal(station.device.connectors[1]?.status, 'Available');
  t.equal(station.device.connectors[1]?.meter.powerW, 0);
});

t.test('idTags are the same whatever their case', async (t) => {
  t.ok(sameIdTag('abC', 'ABc'));
  t.notOk(sameIdTag('a', 'b'));
});
