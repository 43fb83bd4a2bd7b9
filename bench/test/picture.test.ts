import t from 'tap';
import { drawBenchmark } from '../src/picture.ts';
import { reportOf } from '../src/report.ts';
import { madeUpBenchmark } from './test-benchmark.ts';

const machine = {
  cpu: 'Fast & <new>',
  cpus: 2,
  memoryGigabytes: 8,
  system: 'linux x64',
  node: 'v24.0.0',
  pinning: null,
};
const surroundings = { startedAt: '2026-01-02T03:04:05.678Z', machine };
const benchmark = madeUpBenchmark(() => ({}));
const sample = (candidate: string, round: number, figures: Readonly<Record<string, number | undefined>>) => ({
  ...{ benchmark: 'made-up', case: 'small', candidate, round, figures },
});

t.test('there is a bar for each candidate and figure, as long as its share of the greatest', async (t) => {
  const samples = [
    sample('one', 1, { cost: 10, speed: 5 }),
    sample('one', 2, { cost: 20, speed: 5 }),
    sample('two', 1, { cost: 40, speed: undefined }),
    sample('two', 2, { cost: 40, speed: undefined }),
  ];
  const svg = drawBenchmark(reportOf([benchmark], samples, surroundings), benchmark);
  t.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 \d+"/);
  const widths = [...svg.matchAll(/<rect x="[^"]+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));
  t.equal(widths.length, 3);
  const [costOfOne = 0, speedOfOne = 0, costOfTwo = 0] = widths;
  t.ok(Math.abs(costOfOne / costOfTwo - 15 / 40) < 0.01);
  t.equal(speedOfOne, costOfTwo);
  for (const text of ['made-up', 'small', 'one', 'two', '15.0', '40.0', '–', 'Fast &amp; &lt;new&gt;, 2 CPUs']) {
    t.ok(svg.includes(text), text);
  }
});

t.test('a benchmark without samples is a picture without bars', async (t) => {
  const svg = drawBenchmark(reportOf([benchmark], [], surroundings), benchmark);
  t.notMatch(svg, /<rect x=/);
  t.match(svg, /<\/svg>\n$/);
});
