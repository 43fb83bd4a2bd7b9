import t from 'tap';
import { alignColumns, describeMachine, printReport, reportOf } from '../src/report.ts';
import { madeUpBenchmark } from './test-benchmark.ts';

const benchmark = madeUpBenchmark(() => ({}));
const machine = {
  cpu: 'Abacus',
  cpus: 2,
  memoryGigabytes: 1,
  system: 'linux x64',
  node: 'v24.0.0',
  pinning: { serverCpu: 1, loadCpu: 0 },
};
const sample = (candidate: string, round: number, cost: number | undefined) => ({
  benchmark: 'made-up',
  case: 'small',
  candidate,
  round,
  figures: { cost, speed: 1234.5 },
});

t.test('a table has a line for each candidate, with medians, spreads and ratios', async (t) => {
  const samples = [sample('ours', 1, 10), sample('floor', 1, 20), sample('floor', 2, 40), sample('ours', 2, 12)];
  const report = reportOf([benchmark], samples, { startedAt: 'now', machine });
  t.equal(
    printReport(report, [benchmark]),
    `Abacus, 2 CPUs, 1 GB, linux x64, Node v24.0.0; servers on CPU 1, load on CPU 0

made-up: figures out of the air

small (2 rounds)
                   cost           × floor  speed
ours   11.0 (10.0–12.0)  0.40 (0.30–0.50)   1235
floor  30.0 (20.0–40.0)              1.00   1235
`,
  );
});

t.test('what is not known is a dash', async (t) => {
  const report = reportOf([benchmark], [sample('ours', 1, undefined)], { startedAt: 'now', machine });
  t.match(printReport({ ...report, machine: { ...machine, pinning: null } }, [benchmark]), /not pinned/);
  t.match(printReport(report, [benchmark]), /small \(1 round\)\n.*\nours {5}– +– +1235/);
});

t.test('the report is JSON all the way down', async (t) => {
  const report = reportOf([benchmark], [sample('ours', 1, 10)], { startedAt: 'now', machine });
  t.same(JSON.parse(JSON.stringify(report)), report);
  t.equal(report.samples.length, 1);
});

t.test('this machine can be described', async (t) => {
  const here = describeMachine(undefined);
  t.ok(here.cpus >= 1);
  t.equal(here.node, process.version);
  t.equal(here.pinning, null);
});

t.test('columns are aligned: the first to the left, the others to the right', async (t) => {
  t.same(
    alignColumns([
      ['a', '10', ''],
      ['bcd', '5', 'x'],
    ]),
    ['a    10', 'bcd   5  x'],
  );
});
