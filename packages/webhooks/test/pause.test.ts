import fc from 'fast-check';
import t from 'tap';
import { Pause, retryAfterMaxMs, retryAfterMs } from '../src/pause.ts';

const retry = { firstMs: 1_000, factor: 2, maxMs: 300_000, attemptsMax: 0 };

function waits(count: number, random: number): readonly number[] {
  const pause = new Pause(() => random);
  let now = 1_000_000;
  return Array.from({ length: count }, () => {
    pause.failed(now, retry);
    const wait = pause.until - now;
    now = pause.until;
    return wait;
  });
}

t.test('each failure in a row doubles the wait, up to the greatest', async (t) => {
  const whole = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000];
  t.strictSame(waits(11, 0), whole);
  t.equal(waits(2_000, 0).at(-1), 300_000, 'also when the power is beyond all numbers');
});

t.test('chance takes away up to half of a wait', async (t) => {
  t.strictSame(waits(3, 0.5), [750, 1_500, 3_000]);
  t.strictSame(waits(3, 1), [500, 1_000, 2_000]);
});

t.test('a pause is over at its time, and when it is ended', async (t) => {
  const pause = new Pause(() => 0);
  t.ok(pause.isOver(0));
  t.ok(pause.failed(10_000, retry));
  t.notOk(pause.isOver(10_999));
  t.ok(pause.isOver(11_000));
  pause.end();
  t.ok(pause.isOver(10_000));
  t.equal(pause.failures, 0);
});

t.test('a failure of a request that went out before the pause adds nothing to it', async (t) => {
  const pause = new Pause(() => 0);
  pause.failed(10_000, retry);
  t.notOk(pause.failed(10_500, retry));
  t.equal(pause.until, 11_000);
  t.equal(pause.failures, 1);
});

t.test('a clock that is put back ends a pause instead of making it longer', async (t) => {
  const pause = new Pause(() => 0);
  pause.failed(10_000_000, retry);
  t.ok(pause.isOver(9_000_000));
});

t.test('what the receiver asks for is kept to when it is longer, up to an hour', async (t) => {
  const untilOf = (askedMs: number) => {
    const pause = new Pause(() => 0);
    pause.failed(5, retry, askedMs);
    return pause.until - 5;
  };
  t.equal(untilOf(500), 1_000);
  t.equal(untilOf(900_000), 900_000);
  t.equal(untilOf(Number.MAX_SAFE_INTEGER), retryAfterMaxMs);
});

t.test('Retry-After is seconds or a date, and nothing else', async (t) => {
  const now = Date.UTC(2025, 0, 1);
  t.equal(retryAfterMs('120', now), 120_000);
  t.equal(retryAfterMs(' 0 ', now), 0);
  t.equal(retryAfterMs('Wed, 01 Jan 2025 00:01:00 GMT', now), 60_000);
  t.equal(retryAfterMs('Wed, 01 Jan 2020 00:01:00 GMT', now), 0, 'a date that is past');
  for (const text of [undefined, '', '-5', '1.5', 'soon', '9999999999', '2050-01-01']) {
    t.equal(retryAfterMs(text, now), 0, String(text));
  }
});

t.test('whatever a header says, the wait is from 0 to an hour', async (t) => {
  const anything = fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (header, random) => {
    const pause = new Pause(() => random);
    pause.failed(1_000, retry, retryAfterMs(header, 1_000));
    const wait = pause.until - 1_000;
    return wait >= 0 && wait <= retryAfterMaxMs;
  });
  t.doesNotThrow(() => fc.assert(anything));
});
