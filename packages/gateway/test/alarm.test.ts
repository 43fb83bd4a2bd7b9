import t from 'tap';
import { Alarm } from '../src/alarm.ts';
import { ManualClock } from './fixtures/manual-clock.ts';

const setUp = () => {
  const clock = new ManualClock();
  const start = clock.now();
  const rung: number[] = [];
  const alarm = new Alarm(clock, () => rung.push(clock.now() - start));
  return { clock, start, rung, alarm };
};

t.test('it rings once, at the earliest moment that was asked for', async (t) => {
  const { clock, start, rung, alarm } = setUp();
  alarm.ringBy(start + 300, start);
  alarm.ringBy(start + 100, start);
  alarm.ringBy(start + 200, start);
  t.strictSame(clock.delays, [100], 'one timer serves them all');
  clock.advance(1_000);
  t.strictSame(rung, [100]);
});

t.test('after it rang it can be set again', async (t) => {
  const { clock, start, rung, alarm } = setUp();
  alarm.ringBy(start + 100, start);
  clock.advance(100);
  alarm.ringBy(start + 400, clock.now());
  clock.advance(1_000);
  t.strictSame(rung, [100, 400]);
});

t.test('a moment that has passed rings at once', async (t) => {
  const { clock, start, rung, alarm } = setUp();
  alarm.ringBy(start - 5_000, start);
  clock.advance(0);
  t.strictSame(rung, [0]);
});

t.test('Infinity asks for nothing, and stop takes back what was asked', async (t) => {
  const { clock, start, rung, alarm } = setUp();
  alarm.ringBy(Number.POSITIVE_INFINITY, start);
  t.strictSame(clock.delays, []);
  alarm.ringBy(start + 100, start);
  alarm.stop();
  t.strictSame(clock.delays, []);
  alarm.ringBy(start + 200, start);
  clock.advance(1_000);
  t.strictSame(rung, [200]);
});

t.test('a delay beyond what a timer of Node can hold rings early, for its owner to set it again', async (t) => {
  const { clock, start, alarm } = setUp();
  alarm.ringBy(start + 2 ** 40, start);
  t.strictSame(clock.delays, [2 ** 31 - 1]);
});
