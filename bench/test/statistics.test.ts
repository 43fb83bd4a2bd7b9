import t from 'tap';
import { median, quantilesOf, spreadOf } from '../src/statistics.ts';

t.test('the median is the one in the middle, or the mean of the two there', async (t) => {
  t.equal(median([9, 1, 5]), 5);
  t.equal(median([4, 1, 3, 2]), 2.5);
  t.equal(median([7]), 7);
});

t.test('a spread is the median between the least and the greatest', async (t) => {
  t.same(spreadOf([3, 30, 10]), { median: 10, low: 3, high: 30 });
});

t.test('quantiles are values that occurred, by nearest rank', async (t) => {
  const thousand = Float64Array.from({ length: 1000 }, (_, index) => 1000 - index);
  t.same(quantilesOf(thousand), { p50: 500, p99: 990, p999: 999, max: 1000 });
  t.same(quantilesOf(Float64Array.of(10, 9)), { p50: 9, p99: 10, p999: 10, max: 10 }, 'sorted as numbers');
});

t.test('of nothing there is neither', async (t) => {
  t.throws(() => median([]), RangeError);
  t.throws(() => quantilesOf(new Float64Array()), RangeError);
});
