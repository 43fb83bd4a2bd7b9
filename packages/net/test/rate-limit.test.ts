import t from 'tap';
import { RateLimit } from '../src/rate-limit.ts';

const taken = (limit: RateLimit, now: number) => {
  let count = 0;
  while (limit.take(now)) count += 1;
  return count;
};

t.test("one second's worth passes at once, then as many a second as the limit says", async (t) => {
  const limit = new RateLimit(10, 0);
  t.equal(taken(limit, 0), 10);
  t.equal(taken(limit, 99), 0);
  t.equal(taken(limit, 100), 1);
  t.equal(taken(limit, 600), 5);
});

t.test('what was not used is kept for one second and no longer', async (t) => {
  const limit = new RateLimit(10, 0);
  t.equal(taken(limit, 3_600_000), 10);
});

t.test('a clock that is set back lets nothing extra through', async (t) => {
  const limit = new RateLimit(2, 10_000);
  t.equal(taken(limit, 10_000), 2);
  t.equal(taken(limit, 0), 0);
  t.equal(taken(limit, 500), 1);
});

t.test('a rate below one a second lets one through, and the next when its time has come', async (t) => {
  const limit = new RateLimit(0.5, 0);
  t.equal(taken(limit, 0), 1);
  t.equal(taken(limit, 1_000), 0);
  t.equal(taken(limit, 2_000), 1);
});
