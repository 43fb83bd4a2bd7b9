import t from 'tap';
import { FakeStation } from './fake-station.ts';

const status = (value: string) => ({ status: value });
const request = (connectorId: number, purpose: string, changes: object = {}) => ({
  connectorId,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      startSchedule: '2026-01-05T10:01:00Z',
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 10 },
        { startPeriod: 60, limit: 8 },
      ],
    },
    ...changes,
  },
});

t.test('a profile is installed where it belongs and refused where it does not', async (t) => {
  const station = new FakeStation(2);
  const cases: [object, string][] = [
    [request(0, 'ChargePointMaxProfile'), 'Accepted'],
    [request(1, 'ChargePointMaxProfile'), 'Rejected'],
    [request(1, 'TxDefaultProfile', { chargingProfileId: 2, stackLevel: 10 }), 'Accepted'],
    [request(1, 'TxDefaultProfile', { stackLevel: 11 }), 'Rejected'],
    [request(7, 'TxDefaultProfile'), 'Rejected'],
    [request(1, 'TxProfile'), 'Rejected'],
  ];
  for (const [payload, expected] of cases) {
    t.same(await station.ask('SetChargingProfile', payload as Record<string, unknown>), status(expected));
  }
  t.equal(station.device.profiles.all.length, 2);
});

t.test('a TxProfile needs its transaction', async (t) => {
  const station = new FakeStation();
  await station.charging.start({ connectorId: 1, idTag: 'A' });
  t.same(await station.ask('SetChargingProfile', request(1, 'TxProfile', { transactionId: 2 })), status('Rejected'));
  t.same(await station.ask('SetChargingProfile', request(1, 'TxProfile', { transactionId: 1 })), status('Accepted'));
});

t.test('ClearChargingProfile clears what matches, or tells that nothing does', async (t) => {
  const station = new FakeStation();
  await station.ask('SetChargingProfile', request(1, 'TxDefaultProfile'));
  t.same(await station.ask('ClearChargingProfile', { chargingProfilePurpose: 'TxProfile' }), status('Unknown'));
  t.same(await station.ask('ClearChargingProfile', { id: 1 }), status('Accepted'));
  t.same(await station.ask('ClearChargingProfile', {}), status('Unknown'));
});

t.test('GetCompositeSchedule tells the limits to come, in amperes or watts', async (t) => {
  const station = new FakeStation();
  await station.ask('SetChargingProfile', request(1, 'TxDefaultProfile'));
  t.same(await station.ask('GetCompositeSchedule', { connectorId: 1, duration: 3600 }), {
    status: 'Accepted',
    connectorId: 1,
    scheduleStart: '2026-01-05T10:00:00.000Z',
    chargingSchedule: {
      duration: 3600,
      startSchedule: '2026-01-05T10:00:00.000Z',
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 16 },
        { startPeriod: 60, limit: 10 },
        { startPeriod: 120, limit: 8 },
      ],
    },
  });
  const watts = { connectorId: 1, duration: 60, chargingRateUnit: 'W' };
  t.match(await station.ask('GetCompositeSchedule', watts), {
    chargingSchedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_040 }] },
  });
  t.same(await station.ask('GetCompositeSchedule', { connectorId: 5, duration: 60 }), status('Rejected'));
  t.match(await station.ask('GetCompositeSchedule', { connectorId: 1, duration: 1e9 }), {
    chargingSchedule: { duration: 604_800 },
  });
});
