import t from 'tap';
import { type ChargingProfile, ChargingProfiles, profilesMax } from '../src/charging-profiles.ts';

const at = (time: string) => Date.parse(`2026-01-05T${time}Z`);
const profile = (changes: Partial<ChargingProfile>): ChargingProfile => ({
  id: 1,
  connectorId: 1,
  transactionId: undefined,
  stackLevel: 0,
  purpose: 'TxDefaultProfile',
  kind: 'Absolute',
  recurrency: undefined,
  validFromMs: undefined,
  validToMs: undefined,
  startMs: at('10:00:00'),
  durationS: undefined,
  unit: 'A',
  periods: [{ startS: 0, limit: 10, phases: 3 }],
  ...changes,
});
const installed = (...profiles: Partial<ChargingProfile>[]) => {
  const all = new ChargingProfiles();
  profiles.forEach((changes, index) => {
    all.install(profile({ id: index + 1, stackLevel: index, ...changes }));
  });
  return all;
};
const noon = at('12:00:00');

t.test('without a profile the connector gives all it has', async (t) => {
  t.equal(new ChargingProfiles().limitA(1, noon, undefined), 16);
});

t.test('a schedule begins with its start and ends after its duration', async (t) => {
  const profiles = installed({ durationS: 3600 });
  t.equal(profiles.limitA(1, at('09:59:59'), undefined), 16);
  t.equal(profiles.limitA(1, at('10:00:00'), undefined), 10);
  t.equal(profiles.limitA(1, at('10:59:59'), undefined), 10);
  t.equal(profiles.limitA(1, at('11:00:00'), undefined), 16);
});

t.test('the period that has begun last counts, and none counts before the first', async (t) => {
  const profiles = installed({
    periods: [
      { startS: 60, limit: 8, phases: 3 },
      { startS: 120, limit: 6, phases: 3 },
    ],
  });
  t.equal(profiles.limitA(1, at('10:00:30'), undefined), 16);
  t.equal(profiles.limitA(1, at('10:01:30'), undefined), 8);
  t.equal(profiles.limitA(1, at('12:00:00'), undefined), 6);
});

t.test('watts are amperes times 230 V times phases', async (t) => {
  t.equal(installed({ unit: 'W', periods: [{ startS: 0, limit: 6900, phases: 3 }] }).limitA(1, noon, undefined), 10);
  t.equal(installed({ unit: 'W', periods: [{ startS: 0, limit: 2300, phases: 1 }] }).limitA(1, noon, undefined), 10);
});

t.test('the highest valid stack level leads', async (t) => {
  const limit = (amperes: number) => [{ startS: 0, limit: amperes, phases: 3 }];
  const profiles = installed(
    { periods: limit(12) },
    { periods: limit(8), validFromMs: at('13:00:00') },
    { periods: limit(6), validToMs: at('11:00:00') },
  );
  t.equal(profiles.limitA(1, at('10:30:00'), undefined), 6);
  t.equal(profiles.limitA(1, noon, undefined), 12);
  t.equal(profiles.limitA(1, at('13:00:00'), undefined), 8);
});

t.test(
  'TxProfile comes before TxDefaultProfile, the connector before the whole, and the maximum above all',
  async (t) => {
    const limit = (amperes: number) => [{ startS: 0, limit: amperes, phases: 3 }];
    const profiles = installed({ connectorId: 0, periods: limit(14) });
    t.equal(profiles.limitA(1, noon, undefined), 14);
    profiles.install(profile({ id: 10, periods: limit(12) }));
    t.equal(profiles.limitA(1, noon, undefined), 12);
    t.equal(profiles.limitA(2, noon, undefined), 14);
    profiles.install(profile({ id: 11, purpose: 'TxProfile', periods: limit(15) }));
    t.equal(profiles.limitA(1, noon, undefined), 15);
    profiles.install(profile({ id: 12, connectorId: 0, purpose: 'ChargePointMaxProfile', periods: limit(7) }));
    t.equal(profiles.limitA(1, noon, undefined), 7);
    profiles.endTransaction(1);
    profiles.clear({ id: 12, connectorId: undefined, purpose: undefined, stackLevel: undefined });
    t.equal(profiles.limitA(1, noon, undefined), 12);
  },
);

t.test('a relative schedule counts from the start of the transaction', async (t) => {
  const profiles = installed({
    kind: 'Relative',
    startMs: undefined,
    periods: [
      { startS: 0, limit: 6, phases: 3 },
      { startS: 600, limit: 9, phases: 3 },
    ],
  });
  t.equal(profiles.limitA(1, noon, at('11:55:00')), 6);
  t.equal(profiles.limitA(1, noon, at('11:50:00')), 9);
});

t.test('a recurring schedule comes again every day or week', async (t) => {
  const nightly = { kind: 'Recurring', durationS: 3600 } as const;
  const dayMs = 86_400_000;
  const daily = installed({ ...nightly, recurrency: 'Daily' });
  t.equal(daily.limitA(1, at('10:30:00') + 5 * dayMs, undefined), 10);
  t.equal(daily.limitA(1, at('11:30:00') + 5 * dayMs, undefined), 16);
  const weekly = installed({ ...nightly, recurrency: 'Weekly' });
  t.equal(weekly.limitA(1, at('10:30:00') + 5 * dayMs, undefined), 16);
  t.equal(weekly.limitA(1, at('10:30:00') + 7 * dayMs, undefined), 10);
});

t.test('a profile takes the place of one with its id, or with its purpose and level on its connector', async (t) => {
  const profiles = installed({ stackLevel: 1 });
  profiles.install(profile({ id: 1, stackLevel: 2 }));
  profiles.install(profile({ id: 2, stackLevel: 2 }));
  t.same(
    profiles.all.map(({ id }) => id),
    [2],
  );
});

t.test('one profile more than fits is refused, a replacement is not', async (t) => {
  const profiles = installed(...Array.from({ length: profilesMax }, (_, connectorId) => ({ connectorId })));
  t.equal(profiles.install(profile({ id: 99, connectorId: 99 })), false);
  t.equal(profiles.install(profile({ id: 1, connectorId: 99 })), true);
});

t.test('clear removes what matches every criterion; an id is enough by itself', async (t) => {
  const filter = { id: undefined, connectorId: undefined, purpose: undefined, stackLevel: undefined };
  const profiles = installed({}, { connectorId: 2 }, { purpose: 'TxProfile' });
  t.equal(profiles.clear({ ...filter, connectorId: 1, purpose: 'TxProfile' }), 1);
  t.equal(profiles.clear({ ...filter, id: 2, connectorId: 77 }), 1);
  t.equal(profiles.clear({ ...filter, stackLevel: 5 }), 0);
  t.equal(profiles.clear(filter), 1);
  t.same(profiles.all, []);
});
