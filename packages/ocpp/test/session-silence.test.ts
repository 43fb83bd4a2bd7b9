// Both checks on silence through a session, with a clock that the test sets.

import t from 'tap';
import { call, checking, closes, frame, openSession, reported, result } from './opened-session.ts';

const boot = frame(2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' });
const bootAnswer = (status: string, interval: number, uniqueId = 'b1') =>
  result(uniqueId, { currentTime: '2026-01-01T00:00:00Z', interval, status });
const idleOnly = { idleTimeoutMs: 30_000, defaultHeartbeatIntervalMs: 0 };
const beatOnly = { idleTimeoutMs: 0, defaultHeartbeatIntervalMs: 60_000 };
const told300 = { status: 'Accepted', heartbeatIntervalMs: 300_000 } as const;

t.test('a half-open socket is closed with 1008 when nothing came for idle_timeout', async (t) => {
  const session = openSession(idleOnly);
  t.equal(session.nextTimeout(), 30_000);
  t.strictSame(session.advance(29_999), []);
  const outputs = session.advance(30_000);
  t.strictSame(closes(outputs), [{ kind: 'close', code: 1008, reason: 'idle timeout' }]);
  t.strictSame(reported(outputs), ['silent']);
});

t.test('a quiet charge point that answers our pings is not idle', async (t) => {
  const session = openSession(idleOnly);
  for (let now = 20_000; now <= 600_000; now += 20_000) {
    t.strictSame(session.advance(now), []);
    session.sign('pong', now);
  }
});

t.test('any frame is a sign of life, a malformed or empty one too', async (t) => {
  for (const text of ['', 'hello', '[7]', frame(2, 'u1', 'Heartbeat', {})]) {
    const session = openSession({ ...idleOnly, replyTimeoutMs: 0 });
    session.receiveFrame(text, 20_000);
    t.equal(session.nextTimeout(), 50_000, text);
  }
});

t.test('what we send is no sign of life', async (t) => {
  const session = openSession(idleOnly);
  session.receiveDownstream(call('d1', 'ClearCache'), 20_000);
  session.receiveDownstream(result('u9'), 20_000);
  t.match(closes(session.advance(30_000)), [{ reason: 'idle timeout' }]);
});

t.test('without a boot the default interval holds, with half an interval of grace, and pongs count', async (t) => {
  const session = openSession(beatOnly);
  t.equal(session.nextTimeout(), 90_000);
  session.sign('pong', 80_000);
  t.equal(session.nextTimeout(), 170_000);
  t.strictSame(closes(session.advance(170_000)), [{ kind: 'close', code: 1008, reason: 'heartbeat timeout' }]);
});

t.test('an accepted boot tells the interval, and from then on pongs do not count', async (t) => {
  const session = openSession(beatOnly);
  session.receiveFrame(boot, 1_000);
  session.receiveDownstream(bootAnswer('Accepted', 300), 2_000);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000);
  session.sign('pong', 400_000);
  t.equal(session.nextTimeout(), 2_000 + 450_000);
  session.sign('ping', 400_000);
  t.equal(session.nextTimeout(), 400_000 + 450_000);
});

t.test('a pending or rejected boot tells no interval', async (t) => {
  for (const status of ['Pending', 'Rejected']) {
    const session = openSession(beatOnly);
    session.receiveFrame(boot, 0);
    session.receiveDownstream(bootAnswer(status, 5), 0);
    t.equal(session.snapshot().heartbeatIntervalMs, 60_000, status);
  }
});

t.test('the interval is told by the answer to the boot, not by one that looks like it', async (t) => {
  const session = openSession({ ...beatOnly, checking: checking('reject', 'off') });
  session.receiveFrame(frame(2, 'u1', 'DataTransfer', { vendorId: 'v' }), 0);
  session.receiveFrame(boot, 0);
  session.receiveDownstream(bootAnswer('Accepted', 5, 'u1'), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 60_000, 'the answer to DataTransfer');
  session.receiveDownstream(bootAnswer('Accepted', 5, 'u9'), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 60_000, 'the answer to nothing');
  session.receiveDownstream(bootAnswer('Accepted', 300), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000, 'the answer to the boot');
});

t.test('the interval that was told is remembered over a reconnect', async (t) => {
  const session = openSession(beatOnly, told300);
  t.equal(session.nextTimeout(), 450_000);
  session.sign('pong', 449_999);
  t.match(closes(session.advance(450_000)), [{ reason: 'heartbeat timeout' }]);
});

t.test('the backoff multiplies the interval', async (t) => {
  t.equal(openSession({ ...beatOnly, heartbeatBackoff: 3 }, told300).nextTimeout(), 3 * 300_000 + 150_000);
  t.equal(openSession({ ...beatOnly, heartbeatBackoff: 0 }, told300).nextTimeout(), 450_000);
});

t.test('an accepted change of HeartbeatInterval tells a new one and is remembered', async (t) => {
  const session = openSession(beatOnly, told300);
  session.receiveDownstream(call('d1', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' }), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000, 'not before it is accepted');
  const outputs = session.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 1_000);
  t.match(outputs, [
    { kind: 'publish' },
    { kind: 'remember', registration: { status: 'Accepted', heartbeatIntervalMs: 60_000 } },
  ]);
  t.equal(session.nextTimeout(), 1_000 + 90_000);
});

t.test('a change that is refused, fails, times out or comes late tells nothing', async (t) => {
  const change = call('d1', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' });
  for (const text of [
    frame(3, 'd1', { status: 'Rejected' }),
    frame(3, 'd1', { status: 'RebootRequired' }),
    frame(4, 'd1', 'InternalError', '', {}),
    frame(3, 'd1', { status: 'Accepted', extra: 1 }),
    frame(3, 'd2', { status: 'Accepted' }),
  ]) {
    const session = openSession(beatOnly, told300);
    session.receiveDownstream(change, 0);
    session.receiveFrame(text, 1);
    t.equal(session.snapshot().heartbeatIntervalMs, 300_000, text);
  }
  const session = openSession(beatOnly, told300);
  session.receiveDownstream(change, 0);
  session.advance(30_000);
  session.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 30_001);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000, 'late');
});

t.test(
  'a change to 0, or a boot with interval 0, leaves it to the charge point: the default, and pongs count',
  async (t) => {
    const changed = openSession(beatOnly, told300);
    changed.receiveDownstream(call('d1', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '0' }), 0);
    changed.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 1);
    const booted = openSession(beatOnly, told300);
    booted.receiveFrame(boot, 0);
    booted.receiveDownstream(bootAnswer('Accepted', 0), 1);
    for (const session of [changed, booted]) {
      t.equal(session.snapshot().heartbeatIntervalMs, 60_000);
      session.sign('pong', 50_000);
      t.strictSame(closes(session.advance(139_999)), []);
      t.match(closes(session.advance(140_000)), [{ reason: 'heartbeat timeout' }]);
    }
  },
);
