import t from 'tap';
import { whenExpired } from '../src/login-expiry.ts';
import { ManualClock } from './fixtures/manual-clock.ts';

const day = 86_400_000;

t.test('a login without an end asks for no timer', async (t) => {
  const clock = new ManualClock();
  whenExpired(clock, undefined, () => t.fail('it has no end'))();
  t.strictSame(clock.delays, []);
});

t.test('the end is told once, at its time, however far away it is', async (t) => {
  const clock = new ManualClock();
  let ends = 0;
  whenExpired(clock, clock.now() + 60 * day, () => {
    ends += 1;
  });
  clock.advance(60 * day - 1);
  t.equal(ends, 0);
  clock.advance(1);
  t.equal(ends, 1);
  clock.advance(60 * day);
  t.equal(ends, 1);
  t.strictSame(clock.delays, []);
});

t.test('a login that has run out already ends at once, but not before the caller is done', async (t) => {
  const clock = new ManualClock();
  let ends = 0;
  whenExpired(clock, clock.now() - 1, () => {
    ends += 1;
  });
  t.equal(ends, 0);
  clock.advance(0);
  t.equal(ends, 1);
});

t.test('one that is forgotten does not end', async (t) => {
  const clock = new ManualClock();
  whenExpired(clock, clock.now() + 1, () => t.fail('it was forgotten'))();
  t.strictSame(clock.delays, []);
});
