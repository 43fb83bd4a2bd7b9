// "Session" of the protocol notes, as far as it is this room's: each row in each version. (Binding the newest connection and
// sending pings are the gateway's.)

import t, { type Test } from 'tap';
import { AnsweredCalls, type OcppVersion, type Registration } from '../src/index.ts';
import {
  call,
  closes,
  frame,
  openSession,
  published,
  refusals,
  reported,
  result,
  transmitted,
  versions,
} from './opened-session.ts';
import { bootAnswer, samples, time } from './samples.ts';

const told300: Registration = { status: 'Accepted', heartbeatIntervalMs: 300_000 };
const idleOnly = { idleTimeoutMs: 30_000, defaultHeartbeatIntervalMs: 0 };
const beatOnly = { idleTimeoutMs: 0, defaultHeartbeatIntervalMs: 60_000 };

function row(name: string, test: (t: Test, version: OcppVersion) => void): void {
  for (const version of versions) t.test(`Session · ${name} · ${version}`, async (t) => test(t, version));
}

row('the newest connection wins: what the old one had on its way fails', (t, version) => {
  const session = openSession({}, undefined, version);
  for (const id of ['d1', 'd2']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  t.strictSame(refusals(session.end('superseded')), ['d1 superseded GenericError', 'd2 superseded GenericError']);
});

row('what was never sent may go out over the next connection', (t, version) => {
  const old = openSession({}, undefined, version);
  const origin = { replyTo: { topic: 'answers' }, expiresAt: 99_000 };
  old.receiveDownstream(call('d1', 'ClearCache'), 0);
  old.receiveDownstream(call('d2', 'ClearCache'), 0, origin);
  t.strictSame(old.takeQueued(), [{ call: call('d2', 'ClearCache'), origin }]);
  const next = openSession({}, undefined, version);
  t.equal(transmitted(next.receiveDownstream(call('d2', 'ClearCache'), 1, origin)).length, 1);
  t.match(published(next.receiveFrame(frame(3, 'd2', { status: 'Accepted' }), 2)), [{ replyTo: { topic: 'answers' } }]);
});

row('idle_timeout: nothing at all came on the socket', (t, version) => {
  const silent = openSession(idleOnly, undefined, version);
  t.strictSame(silent.advance(29_999), []);
  t.strictSame(closes(silent.advance(30_000)), [{ kind: 'close', code: 1008, reason: 'idle timeout' }]);
  for (const kind of ['frame', 'ping', 'pong'] as const) {
    const session = openSession(idleOnly, undefined, version);
    session.sign(kind, 20_000);
    t.equal(session.nextTimeout(), 50_000, kind);
  }
});

row('the heartbeat check: interval × max(1, backoff) and half an interval of grace', (t, version) => {
  for (const [heartbeatBackoff, dueAt] of [
    [1, 450_000],
    [3, 1_050_000],
    [0, 450_000],
  ] as const) {
    const session = openSession({ ...beatOnly, heartbeatBackoff }, told300, version);
    session.sign('pong', dueAt - 1);
    t.strictSame(closes(session.advance(dueAt - 1)), []);
    t.match(closes(session.advance(dueAt)), [{ code: 1008, reason: 'heartbeat timeout' }]);
  }
});

row('the interval is that of the last accepted boot, matched by its id', (t, version) => {
  const session = openSession(beatOnly, undefined, version);
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  session.receiveFrame(frame(2, 'b1', ...samples[version].boot), 0);
  t.equal(
    refusals(session.receiveDownstream(result('u1', bootAnswer('Accepted', 5)), 0)).length,
    1,
    'of another shape',
  );
  session.receiveDownstream(result('b1', bootAnswer('Accepted', 300)), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000);
  session.receiveFrame(frame(2, 'b2', ...samples[version].boot), 1);
  session.receiveDownstream(result('b2', bootAnswer('Rejected', 5)), 1);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000, 'one that is not accepted tells none');
});

row('or that of a later accepted change of HeartbeatInterval', (t, version) => {
  const session = openSession(beatOnly, told300, version);
  session.receiveDownstream(call('d1', ...samples[version].changeInterval), 0);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000, 'not before it is accepted');
  const outputs = session.receiveFrame(frame(3, 'd1', samples[version].changed), 1_000);
  t.match(outputs.at(-1), { kind: 'remember', registration: { status: 'Accepted', heartbeatIntervalMs: 60_000 } });
  t.equal(session.nextTimeout(), 1_000 + 90_000);
});

row('one that was never told any is held to the default, and its pongs count', (t, version) => {
  const session = openSession(beatOnly, undefined, version);
  session.sign('pong', 80_000);
  t.equal(session.nextTimeout(), 170_000);
  const told = openSession(beatOnly, told300, version);
  told.sign('pong', 80_000);
  t.equal(told.nextTimeout(), 450_000, 'of one that was told they do not');
});

row('a reconnect without BootNotification is normal', (t, version) => {
  const first = openSession({ bootGate: true }, undefined, version);
  first.receiveFrame(frame(2, 'b1', ...samples[version].boot), 0);
  const outputs = first.receiveDownstream(result('b1', bootAnswer('Accepted', 300)), 0);
  const remembered = outputs.flatMap((output) => (output.kind === 'remember' ? [output.registration] : []));
  t.strictSame(remembered, [told300]);
  const next = openSession({ bootGate: true }, remembered[0], version);
  t.equal(published(next.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)).length, 1);
  t.equal(next.snapshot().heartbeatIntervalMs, 300_000);
});

row('a CALL that was answered over the last connection gets the same answer over this one', (t, version) => {
  const answered = new AnsweredCalls();
  const first = openSession({}, undefined, version, answered);
  first.receiveFrame(frame(2, 'u1', ...samples[version].status), 0);
  const [told] = transmitted(first.receiveDownstream(result('u1'), 0));
  const outputs = openSession({}, undefined, version, answered).receiveFrame(
    frame(2, 'u1', ...samples[version].status),
    1,
  );
  t.strictSame(outputs[0], { kind: 'transmit', text: told, message: undefined });
  t.strictSame([published(outputs), reported(outputs)], [[], ['call_repeated']]);
});

row('while a boot is pending, what the CSMS asked for passes the boot gate', (t, version) => {
  const session = openSession({ bootGate: true }, undefined, version);
  const trigger = (id: string) => call(id, 'TriggerMessage', { requestedMessage: 'StatusNotification' });
  const isOpen = (id: string) =>
    published(session.receiveFrame(frame(2, id, ...samples[version].status), 0)).length === 1;
  session.receiveDownstream(trigger('d1'), 0);
  t.notOk(isOpen('u1'), 'asked for before the boot');
  session.receiveFrame(frame(2, 'b1', ...samples[version].boot), 0);
  session.receiveDownstream(result('b1', bootAnswer('Pending')), 0);
  t.notOk(isOpen('u2'), 'pending');
  t.equal(refusals(session.receiveDownstream({ ...trigger('d1') }, 0)).length, 1, 'd1 is on its way');
  t.notOk(isOpen('u3'), 'a CALL that was refused asks for nothing');
  session.receiveDownstream(trigger('d2'), 0);
  t.ok(isOpen('u4'));
  t.match(transmitted(session.receiveFrame(frame(2, 'u5', 'Heartbeat', {}), 0)), [/SecurityError/], 'nothing else');
});

row('timestamps that we write are RFC 3339 in UTC, with at most 3 fraction digits', (t, version) => {
  const responder = { afterMs: 0, heartbeatIntervalS: 300, idTags: undefined };
  const session = openSession({ responder }, undefined, version);
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  const now = Date.parse(time) + 7;
  t.strictSame(transmitted(session.advance(now)), ['[3,"u1",{"currentTime":"2026-01-01T00:00:00.007Z"}]']);
});
