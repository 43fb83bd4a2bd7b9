import t from 'tap';
import { counterKeys, counterKeysAlways, printCounters, printGauges, printSize } from '../src/stats-json.ts';
import { memoryStatistics } from './fixtures/memory-node.ts';

t.test('the most is never less than what there is now', async (t) => {
  const gauges = { ...(await memoryStatistics.gauges()), retained: { count: 30, max: 20 } };
  t.match(printGauges(gauges), { 'retained.count': 30, 'retained.max': 30 });
});

t.test(
  'every counter that is told has a name that is documented, and what is always there is always told',
  async (t) => {
    const told = Object.keys(printCounters(await memoryStatistics.counters()));
    t.same(
      told.filter((key) => !counterKeys.includes(key)),
      [],
    );
    t.same(
      counterKeysAlways.filter((key) => !told.includes(key)),
      [],
    );
    t.notOk(told.includes('session.created'), 'a 0 would be believed');
  },
);

t.test('sizes are written as EMQX writes them', async (t) => {
  const cases = [
    [0, '0'],
    [1023, '1023'],
    [1024, '1K'],
    [1024 ** 2 + 10 * 1024, '1.01M'],
    [1024 ** 3, '1G'],
    [3000 * 1024 ** 3, '3000G'],
  ] as const;
  for (const [bytes, text] of cases) t.equal(printSize(bytes), text);
});
