import t from 'tap';
import { RatePerKey } from '../src/rate-per-key.ts';

t.test('each key has its own rate', async (t) => {
  const rates = new RatePerKey({ perSecond: 2, keysMax: 10 });
  const taken = ['a', 'a', 'a', 'b', 'b', 'b'].map((key) => rates.take(key, 0));
  t.strictSame(taken, [true, true, false, true, true, false]);
  t.ok(rates.take('a', 500));
  t.notOk(rates.take('a', 500));
});

t.test(
  'a key that has been quiet longest is forgotten when there are too many, and nothing of the others',
  async (t) => {
    const rates = new RatePerKey({ perSecond: 1, keysMax: 3 });
    for (const key of ['a', 'b', 'c']) rates.take(key, 0);
    t.notOk(rates.take('a', 0), 'asked for again, it is no longer the oldest');
    t.ok(rates.take('d', 0));
    t.equal(rates.size, 3);
    for (const key of ['a', 'c', 'd']) t.notOk(rates.take(key, 0), key);
    t.ok(rates.take('b', 0), 'it starts afresh');
  },
);

t.test('a flood of keys takes no more memory than it may', async (t) => {
  const rates = new RatePerKey({ perSecond: 1, keysMax: 100 });
  for (let at = 0; at < 10_000; at += 1) t.ok(rates.take(`${at}`, 0) || at < 0);
  t.equal(rates.size, 100);
});
