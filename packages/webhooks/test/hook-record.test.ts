import t from 'tap';
import { HookRecord } from '../src/hook-record.ts';
import { TestClock } from './fixture/clock.ts';
import { TestLog } from './fixture/log.ts';

function make() {
  const clock = new TestClock();
  const log = new TestLog();
  return { clock, log, record: new HookRecord('h', 3, clock, log) };
}

t.test('everything is counted', async (t) => {
  const { clock, record } = make();
  t.match(record.counts(), {
    delivered: 0,
    failed: 0,
    dropped: 0,
    deadLetters: 3,
    lastError: null,
    lastDeliveredAt: null,
  });
  record.dropped('the queue is full');
  record.failed('answered 503');
  const at = clock.now();
  clock.advance(10);
  record.delivered(4, 1);
  record.buried(2, 'answered 400', 10, 1);
  t.strictSame(record.counts(), {
    delivered: 4,
    failed: 1,
    dropped: 1,
    deadLetters: 10,
    deadLettersDropped: 1,
    lastError: { at, message: 'answered 503' },
    lastDeliveredAt: at + 10,
  });
  record.deadLettersChanged(0);
  t.equal(record.counts().deadLetters, 0);
});

t.test('an operator reads of the first failure and of its end, not of each', async (t) => {
  const { log, record } = make();
  for (let failures = 1; failures <= 5; failures++) record.paused('answered 503', failures, 1_000);
  record.delivered(1, 5);
  record.delivered(1, 0);
  t.match(log.at('warn', 'info'), [
    { level: 'warn', fields: { hook: 'h', reason: 'answered 503', waitMs: 1_000 } },
    { level: 'info', fields: { hook: 'h', failures: 5 } },
  ]);
  t.equal(log.at('warn', 'info').length, 2);
});

t.test('losses and dead letters are told, once a minute at most, and at the end', async (t) => {
  const { clock, log, record } = make();
  for (let n = 0; n < 100; n++) {
    record.dropped('the queue is full');
    record.buried(10, 'answered 400', 10, 10);
  }
  t.equal(log.at('warn').length, 2, 'each list by itself');
  clock.advance(60_000);
  t.match(log.at('warn').slice(2), [
    { fields: { events: 1_000, reason: 'the list of dead letters is full' } },
    { fields: { events: 99, reason: 'the queue is full' } },
    { fields: { events: 990, reason: 'answered 400' } },
  ]);
  record.dropped('the queue is full');
  record.close();
  t.match(log.at('warn').at(-1), { fields: { events: 1, reason: 'the queue is full' } });
  t.strictSame(clock.waits, []);
});
