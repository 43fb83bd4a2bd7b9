import t from 'tap';
import { FakeStation, settled } from './fake-station.ts';

const energies = (station: FakeStation) =>
  station.sent('MeterValues').map(({ meterValue }) => {
    const [value] = meterValue as { sampledValue: { measurand: string; value: string }[] }[];
    return Number(value?.sampledValue.find(({ measurand }) => measurand.startsWith('Energy'))?.value);
  });

t.test('meter values come every MeterValueSampleInterval and rise', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  station.clock.advance(180_000);
  t.match(station.sent('MeterValues'), [
    { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: '2026-01-05T10:01:00.000Z' }] },
    { meterValue: [{ timestamp: '2026-01-05T10:02:00.000Z' }] },
    { meterValue: [{ timestamp: '2026-01-05T10:03:00.000Z' }] },
  ]);
  const [first = 0, second = 0, third = 0] = energies(station);
  t.ok(500_000 < first && first < second && second < third, `${first} < ${second} < ${third}`);
  t.ok(station.calls.filter(({ action }) => action === 'MeterValues').every(({ durable }) => durable));
  t.match(station.events.at(-1), { kind: 'metered', transactionId: 1, energyWh: third - 500_000 });
});

t.test('a new interval counts at once, and 0 stops the meter values', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  station.device.configuration.change('MeterValueSampleInterval', '10');
  station.metering.reschedule();
  station.clock.advance(30_000);
  t.equal(station.sent('MeterValues').length, 3);
  station.device.configuration.change('MeterValueSampleInterval', '0');
  station.metering.reschedule();
  station.clock.advance(600_000);
  t.equal(station.sent('MeterValues').length, 3);
});

t.test('no measurands, no meter values', async (t) => {
  const station = new FakeStation();
  station.device.configuration.change('MeterValuesSampledData', '');
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  station.clock.advance(60_000);
  t.same(station.sent('MeterValues'), []);
});

t.test('before the server has given an id nothing is measured for it', async (t) => {
  const station = new FakeStation();
  const answer = Promise.withResolvers<Record<string, unknown>>();
  station.answers.set('StartTransaction', answer.promise);
  const starting = station.charging.start({ connectorId: 1, idTag: 'A', authorized: true });
  station.clock.advance(60_000);
  t.same(station.sent('MeterValues'), []);
  answer.resolve({ transactionId: 4, idTagInfo: { status: 'Accepted' } });
  await starting;
  station.clock.advance(60_000);
  t.match(station.sent('MeterValues'), [{ transactionId: 4 }]);
});

t.test('a profile below 6 A suspends the transaction, and its end lets it go on', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  const chargingSchedule = {
    startSchedule: '2026-01-05T10:00:00Z',
    duration: 100,
    chargingRateUnit: 'A',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }],
  };
  await station.ask('SetChargingProfile', {
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule,
    },
  });
  station.clock.advance(60_000);
  t.equal(station.device.connectors[1]?.status, 'SuspendedEVSE');
  station.clock.advance(60_000);
  t.equal(station.device.connectors[1]?.status, 'Charging');
  const statuses = station.sent('StatusNotification').map(({ status }) => status);
  t.same(statuses.slice(-2), ['SuspendedEVSE', 'Charging']);
});

t.test('a trigger reads an idle connector too, without a transaction', async (t) => {
  const station = new FakeStation(2);
  await station.ask('TriggerMessage', { requestedMessage: 'MeterValues' });
  await settled();
  const sent = station.sent('MeterValues');
  t.match(sent, [{ connectorId: 1 }, { connectorId: 2 }]);
  t.notOk(sent.some((payload) => 'transactionId' in payload));
});
