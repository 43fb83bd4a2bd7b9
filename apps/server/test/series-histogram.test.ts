import { Histogram, Registry } from 'prom-client';
import t from 'tap';
import { SeriesHistogram } from '../src/series-histogram.ts';

const buckets = [0.1, 1, 10];
const values = [0, 0.1, 0.10001, 1, 5, 10, 10.5, 1e9];

t.test('what is told is what prom-client tells of the same values', async (t) => {
  const theirs = new Registry();
  const histogram = new Histogram({
    name: 'met',
    help: 'Met.',
    labelNames: ['by', 'to'],
    buckets,
    registers: [theirs],
  });
  const ours = new Registry();
  const series = new SeriesHistogram({ registry: ours, name: 'met', help: 'Met.', labelNames: ['by', 'to'], buckets });
  for (const labels of [
    ['a', 'x'],
    ['b', 'x'],
  ] as const) {
    const one = series.series(...labels);
    for (const value of values) {
      one.observe(value);
      histogram.labels(...labels).observe(value);
    }
  }
  t.equal(await ours.metrics(), await theirs.metrics());
  t.match(await ours.metrics(), /met_bucket\{le="0.1",by="b",to="x"\} 2\n/);
  t.equal(await ours.metrics(), await theirs.metrics(), 'reading counts nothing');
  t.strictSame(await ours.getMetricsAsJSON().then((metrics) => metrics[0]?.type), 'histogram');
});

t.test('a series without labels, and one without values, are told as well', async (t) => {
  const registry = new Registry();
  new SeriesHistogram({ registry, name: 'met', help: 'Met.', labelNames: [], buckets }).series();
  t.match(await registry.metrics(), /met_bucket\{le="\+Inf"\} 0\nmet_sum 0\nmet_count 0\n/);
});
