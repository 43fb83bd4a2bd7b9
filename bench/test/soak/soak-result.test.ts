import t from 'tap';
import { Ledger } from '../../src/soak/ledger.ts';
import { complaintsOf, progressOf } from '../../src/soak/soak-result.ts';

const good = {
  memory: undefined,
  handles: { before: 40, after: 40 },
  violationCount: 0,
  violations: [],
};
const memory = (afterBytes: number) => ({
  ...{ beforeBytes: 100e6, afterBytes, limitBytes: 110e6 },
  isFlat: afterBytes <= 110e6,
});

t.test('nothing is said against a good soak', async (t) => {
  t.same(complaintsOf(good), []);
  t.same(complaintsOf({ ...good, memory: { heap: memory(110e6), resident: memory(90e6) } }), []);
  t.same(complaintsOf({ ...good, handles: { before: 40, after: 39 } }), []);
  t.same(complaintsOf({ ...good, handles: { before: undefined, after: undefined } }), []);
});

t.test('violations, memory that grew and handles that stayed are told', async (t) => {
  t.same(complaintsOf({ ...good, violationCount: 2, violations: ['a', 'b'] }), ['2 violations, such as', 'a', 'b']);
  t.same(complaintsOf({ ...good, memory: { heap: memory(120e6), resident: memory(111e6) } }), [
    'the heap grew from 100.0 to 120.0 MB, more than 110.0 MB',
    'resident memory grew from 100.0 to 111.0 MB, more than 110.0 MB',
  ]);
  t.same(complaintsOf({ ...good, handles: { before: 40, after: 41 } }), [
    '41 handles are open in the end, 40 were in the beginning',
  ]);
});

t.test('progress is one line, with a dash for what the system does not tell', async (t) => {
  const { counts } = new Ledger(1);
  const events = { kicks: 3, reconnects: 0, settings: 0, absences: 0, starved: 0 };
  const unknown = { heapBytes: undefined, residentBytes: undefined, handles: undefined, lateMs: undefined };
  const at = (atMs: number, cpuMicroseconds: number | undefined) => ({ ...unknown, atMs, cpuMicroseconds });
  const told = { counts, events, violationCount: 7 };
  const line = progressOf(at(60_000, 15_000_000), at(30_000, 0), told);
  t.match(line, /^soak 60 s, .*3 kicks, .*CPU 50 %, heap – MB, .*7 violations\n$/);
  t.match(progressOf(at(60_000, undefined), undefined, told), /CPU – %/);
});
