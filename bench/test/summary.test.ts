import t from 'tap';
import type { Sample } from '../src/benchmark.ts';
import { summarize } from '../src/summary.ts';
import { madeUpBenchmark } from './test-benchmark.ts';

const benchmark = madeUpBenchmark(() => ({}));

const sample = (candidate: string, round: number, cost: number | undefined, title = 'small'): Sample => ({
  benchmark: 'made-up',
  case: title,
  candidate,
  round,
  figures: { cost, speed: 100 * round },
});

t.test('a row has the median and the spread of each column over the rounds', async (t) => {
  const samples = [sample('ours', 1, 12), sample('ours', 2, 10), sample('ours', 3, 20)];
  const [summary] = summarize(benchmark, samples);
  t.same(summary?.rows[0]?.figures, {
    cost: { median: 12, low: 10, high: 20 },
    speed: { median: 200, low: 100, high: 300 },
  });
  t.equal(summary?.rows[0]?.rounds, 3);
});

t.test('the ratio is taken to the floor of the same round', async (t) => {
  const samples = [
    ...[sample('ours', 1, 30), sample('floor', 1, 10)],
    ...[sample('floor', 2, 100), sample('ours', 2, 100)],
    ...[sample('ours', 3, 40), sample('floor', 3, 20)],
  ];
  const [summary] = summarize(benchmark, samples);
  t.equal(summary?.reference, 'floor');
  t.same(
    summary?.rows.map(({ candidate, ratio }) => [candidate, ratio]),
    [
      ['ours', { median: 2, low: 1, high: 3 }],
      ['floor', { median: 1, low: 1, high: 1 }],
    ],
  );
});

t.test('without the floor the last candidate is the reference', async (t) => {
  const [summary] = summarize(benchmark, [sample('ours', 1, 30), sample('theirs', 1, 60)]);
  t.equal(summary?.reference, 'theirs');
  t.equal(summary?.rows[0]?.ratio?.median, 0.5);
});

t.test('a figure that the system did not tell in each round is left out, and so is its ratio', async (t) => {
  const [summary] = summarize(benchmark, [sample('ours', 1, undefined), sample('floor', 1, 10)]);
  t.notOk('cost' in (summary?.rows[0]?.figures ?? {}));
  t.equal(summary?.rows[0]?.ratio, undefined);
});

t.test('each case has a table of its own, and samples of other benchmarks are none of it', async (t) => {
  const foreign = { ...sample('ours', 1, 1), benchmark: 'other' };
  const summaries = summarize(benchmark, [sample('ours', 1, 1), sample('ours', 1, 2, 'large'), foreign]);
  t.same(
    summaries.map((summary) => summary.case),
    ['small', 'large'],
  );
  t.equal(summaries[0]?.rows[0]?.rounds, 1);
});
