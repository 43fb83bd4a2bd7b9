import t from 'tap';
import { SilenceCheck, type SilenceOptions } from '../src/silence.ts';

const minutes = (count: number) => count * 60_000;
const options: SilenceOptions = { idleTimeoutMs: 30_000, defaultHeartbeatIntervalMs: 60_000, heartbeatBackoff: 1 };
const noIdle: SilenceOptions = { ...options, idleTimeoutMs: 0 };

t.test('a socket on which nothing came for idle_timeout is idle, not a millisecond before', async (t) => {
  const check = new SilenceCheck(options, null, 0);
  t.equal(check.nextDeadlineAt(), 30_000);
  t.equal(check.verdict(29_999), undefined);
  t.equal(check.verdict(30_000), 'idle timeout');
});

t.test('a frame, a ping and a pong each put the idle check off', async (t) => {
  for (const kind of ['frame', 'ping', 'pong'] as const) {
    const check = new SilenceCheck(options, 300_000, 0);
    check.sign(kind, 20_000);
    t.equal(check.verdict(49_999), undefined, kind);
    t.equal(check.verdict(50_000), 'idle timeout', kind);
  }
});

t.test('the heartbeat check gives half an interval of grace', async (t) => {
  const check = new SilenceCheck(noIdle, 300_000, 0);
  t.equal(check.nextDeadlineAt(), 450_000);
  t.equal(check.verdict(449_999), undefined);
  t.equal(check.verdict(450_000), 'heartbeat timeout');
});

t.test('the backoff multiplies the interval, the grace stays half of one; below one it counts as one', async (t) => {
  const at = (heartbeatBackoff: number) =>
    new SilenceCheck({ ...noIdle, heartbeatBackoff }, 300_000, 0).nextDeadlineAt();
  t.equal(at(3), 3 * 300_000 + 150_000);
  t.equal(at(1.5), 450_000 + 150_000);
  for (const below of [0, 0.5, -1]) t.equal(at(below), 450_000);
});

t.test(
  'one that was told an interval has to speak for itself: a frame or a ping counts, a pong does not',
  async (t) => {
    for (const kind of ['frame', 'ping'] as const) {
      const check = new SilenceCheck(noIdle, 300_000, 0);
      check.sign(kind, 100_000);
      t.equal(check.nextDeadlineAt(), 550_000, kind);
    }
    const check = new SilenceCheck(noIdle, 300_000, 0);
    check.sign('pong', 449_000);
    t.equal(check.verdict(450_000), 'heartbeat timeout');
  },
);

t.test('one that was never told any is held to the default, and its pongs count', async (t) => {
  const check = new SilenceCheck(noIdle, null, 0);
  t.equal(check.intervalMs, 60_000);
  t.equal(check.nextDeadlineAt(), 90_000);
  check.sign('pong', 80_000);
  t.equal(check.verdict(90_000), undefined);
  t.equal(check.verdict(170_000), 'heartbeat timeout');
});

t.test('a new interval counts from when it was told, the same interval told again changes nothing', async (t) => {
  const check = new SilenceCheck(noIdle, null, 0);
  check.tell(minutes(5), 50_000);
  t.equal(check.intervalMs, minutes(5));
  t.equal(check.nextDeadlineAt(), 50_000 + 450_000);
  check.tell(minutes(5), 400_000);
  t.equal(check.nextDeadlineAt(), 500_000);
  check.tell(null, 450_000);
  t.equal(check.intervalMs, 60_000);
  t.equal(check.nextDeadlineAt(), 540_000);
});

t.test('0 turns a check off', async (t) => {
  const check = new SilenceCheck({ ...noIdle, defaultHeartbeatIntervalMs: 0 }, null, 0);
  t.equal(check.nextDeadlineAt(), Number.POSITIVE_INFINITY);
  t.equal(check.verdict(Number.MAX_SAFE_INTEGER), undefined);
});

t.test('new options are in force at once', async (t) => {
  const check = new SilenceCheck(options, null, 0);
  check.reconfigure({ idleTimeoutMs: 10_000, defaultHeartbeatIntervalMs: 4_000, heartbeatBackoff: 2 });
  t.equal(check.intervalMs, 4_000);
  t.equal(check.nextDeadlineAt(), 10_000);
  check.sign('pong', 5_000);
  t.equal(check.verdict(14_999), undefined);
  t.equal(check.verdict(15_000), 'idle timeout');
});
