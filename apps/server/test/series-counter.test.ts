import { Registry } from 'prom-client';
import t from 'tap';
import { otherSeries, SeriesCounter, seriesMax } from '../src/series-counter.ts';
import { seriesOf } from './fixtures/series.ts';

const counterOf = () => {
  const registry = new Registry();
  const counter = new SeriesCounter({ registry, name: 'met_total', help: 'Met.', labelNames: ['where', 'what'] });
  return { counter, series: async () => seriesOf(await registry.metrics()) };
};

t.test('each combination of labels is counted for itself, and told as often as it is read', async (t) => {
  const { counter, series } = counterOf();
  t.same([...(await series())], []);
  counter.add(['here', 'a']);
  counter.add(['here', 'b'], 5);
  counter.add(['there', 'a'], 0);
  counter.add(['here', 'a']);
  const expected = [
    ['met_total{where="here",what="a"}', 2],
    ['met_total{where="here",what="b"}', 5],
    ['met_total{where="there",what="a"}', 0],
  ];
  t.same([...(await series())], expected);
  t.same([...(await series())], expected, 'reading counts nothing');
  counter.add(['here', 'a']);
  t.equal((await series()).get('met_total{where="here",what="a"}'), 3);
});

t.test('labels are put together in no way that makes two one', async (t) => {
  const { counter, series } = counterOf();
  counter.add(['a b', 'c']);
  counter.add(['a', 'b c']);
  counter.add(['__proto__', 'constructor']);
  t.same([...(await series()).values()], [1, 1, 1]);
});

t.test(
  'where there is no room for another series, all further ones are one, and those that are there go on',
  async (t) => {
    const { counter, series } = counterOf();
    for (let number = 0; number < seriesMax; number += 1) counter.add(['made up', String(number)]);
    for (let number = 0; number < 10; number += 1) counter.add([`made up ${number}`, 'too late']);
    counter.add(['made up', 'too late'], 5);
    counter.add(['made up', '7']);
    const told = await series();
    t.equal(told.size, seriesMax + 1);
    t.equal(told.get(`met_total{where="${otherSeries}",what="${otherSeries}"}`), 15);
    t.equal(told.get('met_total{where="made up",what="7"}'), 2);
  },
);
