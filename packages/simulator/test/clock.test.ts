import t from 'tap';
import { systemClock, Timers, timestamp } from '../src/clock.ts';
import { ManualClock } from './manual-clock.ts';

t.test('a timer set again moves, and a cleared one never fires', async (t) => {
  const clock = new ManualClock();
  const timers = new Timers(clock);
  const fired: string[] = [];
  timers.set('a', 100, () => fired.push('a, first'));
  timers.set('a', 300, () => fired.push('a'));
  timers.set('b', 100, () => fired.push('b'));
  timers.set('c', 200, () => fired.push('c'));
  timers.clear('b');
  clock.advance(200);
  t.same(fired, ['c']);
  clock.advance(100);
  t.same(fired, ['c', 'a']);
  timers.set('d', 1, () => fired.push('d'));
  timers.clearAll();
  t.same(clock.waiting, []);
});

t.test('the system clock fires once, and not after it was cancelled', async (t) => {
  await new Promise<void>((resolve) => systemClock.after(0, resolve));
  const cancel = systemClock.after(0, () => t.fail('cancelled'));
  cancel();
  await new Promise<void>((resolve) => systemClock.after(1, resolve));
});

t.test('a delay above what Node can wait does not fire at once', async (t) => {
  const cancel = systemClock.after(2 ** 40, () => t.fail('too early'));
  await new Promise<void>((resolve) => systemClock.after(1, resolve));
  cancel();
});

t.test('timestamps are RFC 3339 in UTC', async (t) => {
  t.equal(timestamp(0), '1970-01-01T00:00:00.000Z');
});
