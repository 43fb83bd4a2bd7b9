import t from 'tap';
import { LossLog } from '../src/loss-log.ts';
import { TestClock } from './fixture/clock.ts';

function make() {
  const clock = new TestClock();
  const told: [number, string][] = [];
  return { clock, told, losses: new LossLog(clock, (lost, reason) => told.push([lost, reason])) };
}

t.test('the first loss is told at once, the others once a minute, each reason by itself', async (t) => {
  const { clock, told, losses } = make();
  losses.add(1, 'full');
  t.strictSame(told, [[1, 'full']]);
  for (let count = 0; count < 1_000; count++) losses.add(1, 'full');
  losses.add(3, 'too long');
  clock.advance(59_999);
  t.equal(told.length, 1);
  clock.advance(1);
  t.strictSame(told.slice(1), [
    [1_000, 'full'],
    [3, 'too long'],
  ]);
});

t.test('after a minute without losses the next one is told at once again', async (t) => {
  const { clock, told, losses } = make();
  losses.add(1, 'full');
  clock.advance(60_000);
  t.strictSame(clock.waits, [], 'no timer runs for nothing');
  losses.add(2, 'full');
  t.strictSame(told.at(-1), [2, 'full']);
});

t.test('what was not told is told in the end', async (t) => {
  const { clock, told, losses } = make();
  losses.add(1, 'full');
  losses.add(7, 'full');
  losses.close();
  t.strictSame(told.at(-1), [7, 'full']);
  t.strictSame(clock.waits, []);
});
