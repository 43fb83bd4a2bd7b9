import t from 'tap';
import { CallRefused } from '../src/errors.ts';
import { chargingProfile, periodsMax } from '../src/profile-field.ts';

const payload = (schedule: object = {}, changes: object = {}) => ({
  chargingProfileId: 7,
  stackLevel: 2,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  validFrom: '2026-01-01T00:00:00Z',
  chargingSchedule: {
    duration: 60,
    startSchedule: '2026-01-01T08:00:00+01:00',
    chargingRateUnit: 'W',
    chargingSchedulePeriod: [
      { startPeriod: 30, limit: 4000.5, numberPhases: 1 },
      { startPeriod: 0, limit: 11000 },
    ],
    ...schedule,
  },
  ...changes,
});
const refusal = (read: () => unknown) => {
  try {
    read();
    return 'none';
  } catch (error) {
    return error instanceof CallRefused ? error.errorCode : String(error);
  }
};

t.test('a profile is read with its times in milliseconds and its periods in order', async (t) => {
  t.same(chargingProfile(payload(), 3), {
    id: 7,
    connectorId: 3,
    transactionId: undefined,
    stackLevel: 2,
    purpose: 'TxDefaultProfile',
    kind: 'Recurring',
    recurrency: 'Daily',
    validFromMs: Date.UTC(2026, 0, 1),
    validToMs: undefined,
    startMs: Date.UTC(2026, 0, 1, 7),
    durationS: 60,
    unit: 'W',
    periods: [
      { startS: 0, limit: 11000, phases: 3 },
      { startS: 30, limit: 4000.5, phases: 1 },
    ],
  });
});

t.test('no periods, too many of them, or words that OCPP does not know are refused', async (t) => {
  const period = { startPeriod: 0, limit: 1 };
  const cases: [object, object, string][] = [
    [{ chargingSchedulePeriod: [] }, {}, 'OccurenceConstraintViolation'],
    [{ chargingSchedulePeriod: Array(periodsMax).fill(period) }, {}, 'none'],
    [{ chargingSchedulePeriod: Array(periodsMax + 1).fill(period) }, {}, 'PropertyConstraintViolation'],
    [{ chargingRateUnit: 'kW' }, {}, 'PropertyConstraintViolation'],
    [{}, { chargingProfileKind: 'Sometimes' }, 'PropertyConstraintViolation'],
    [{}, { chargingSchedule: undefined }, 'OccurenceConstraintViolation'],
    [{}, { stackLevel: 'high' }, 'TypeConstraintViolation'],
  ];
  for (const [schedule, changes, expected] of cases) {
    t.equal(
      refusal(() => chargingProfile(payload(schedule, changes), 1)),
      expected,
    );
  }
});
