import t from 'tap';
import { backOffDelayMs } from '../src/back-off.ts';

t.test('delays double up to the largest, and chance only shortens them', async (t) => {
  const backOff = { firstDelayMs: 100, maxDelayMs: 1_000, jitter: 0.5 };
  const delays = (random: number) =>
    [0, 1, 2, 3, 4, 5_000].map((attempt) => backOffDelayMs(attempt, backOff, () => random));
  t.same(delays(0), [100, 200, 400, 800, 1_000, 1_000]);
  t.same(delays(0.5), [75, 150, 300, 600, 750, 750]);
});
