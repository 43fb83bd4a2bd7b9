import t from 'tap';
import { type ChargingProfile, ChargingProfiles } from '../src/charging-profiles.ts';
import { compositeSchedule, limitW } from '../src/composite-schedule.ts';

const startMs = Date.parse('2026-01-05T10:00:00Z');
const base: ChargingProfile = {
  id: 1,
  connectorId: 1,
  transactionId: undefined,
  stackLevel: 0,
  purpose: 'TxDefaultProfile',
  kind: 'Absolute',
  recurrency: undefined,
  validFromMs: undefined,
  validToMs: undefined,
  startMs,
  durationS: undefined,
  unit: 'A',
  periods: [{ startS: 0, limit: 10, phases: 3 }],
};
const composite = (durationS: number, profiles: readonly Partial<ChargingProfile>[], periodsMax?: number) => {
  const all = new ChargingProfiles();
  profiles.forEach((changes, id) => {
    all.install({ ...base, id, stackLevel: id, ...changes });
  });
  const query = { connectorId: 1, startMs, durationS, transactionStartMs: undefined };
  return compositeSchedule(all, query, periodsMax).map(({ startS, limitA }) => [startS, limitA]);
};

t.test('without profiles it is one period at full power', async (t) => {
  t.same(composite(3600, []), [[0, 16]]);
  t.equal(limitW(16), 11_040);
});

t.test('it changes where any profile begins, changes, expires or ends', async (t) => {
  const higher = { startMs: startMs + 600_000, durationS: 300, periods: [{ startS: 0, limit: 6, phases: 3 }] };
  const lower = {
    durationS: 3000,
    validToMs: startMs + 2_000_000,
    periods: [
      { startS: 0, limit: 14, phases: 3 },
      { startS: 120, limit: 10, phases: 3 },
    ],
  };
  t.same(composite(3600, [lower, higher]), [
    [0, 14],
    [120, 10],
    [600, 6],
    [900, 10],
    [2000, 16],
  ]);
});

t.test('nothing beyond the duration is told', async (t) => {
  t.same(composite(600, [{ startMs: startMs + 600_000 }]), [[0, 16]]);
});

t.test('a recurring profile appears in every cycle', async (t) => {
  const daily = { kind: 'Recurring', recurrency: 'Daily', durationS: 3600 } as const;
  t.same(composite(2 * 86_400, [daily]), [
    [0, 10],
    [3600, 16],
    [86_400, 10],
    [90_000, 16],
  ]);
});

t.test('no more periods are told than asked for', async (t) => {
  const periods = Array.from({ length: 50 }, (_, index) => ({ startS: index * 60, limit: 6 + (index % 2), phases: 3 }));
  t.equal(composite(3600, [{ periods }]).length, 50);
  t.equal(composite(3600, [{ periods }], 10).length, 10);
});
