import t from 'tap';
import { CsmsCalls } from '../src/csms-calls.ts';
import { inFlightMax, type Output, type SessionOptions } from '../src/index.ts';
import {
  call,
  checking,
  defaultOptions,
  error,
  published,
  refusals,
  reported,
  result,
  transmitted,
  validator16,
} from './opened-session.ts';

const rules = (options: Partial<SessionOptions> = {}) => ({
  version: '1.6' as const,
  options: { ...defaultOptions, ...options },
  validator: validator16,
});
const clear = (uniqueId: string) => call(uniqueId, 'ClearCache');
const accepted = (uniqueId: string) => result(uniqueId, { status: 'Accepted' });

/** The ids of the CALLs that went out. */
function sentIds(outputs: readonly Output[]): readonly unknown[] {
  return transmitted(outputs).map((text) => (JSON.parse(text) as unknown[])[1]);
}

t.test('one CALL is in flight; the next goes out when the answer arrives, in order', async (t) => {
  const calls = new CsmsCalls();
  t.strictSame(transmitted(calls.send(clear('u1'), {}, rules(), 0)), ['[2,"u1","ClearCache",{}]']);
  t.strictSame(calls.send(clear('u2'), {}, rules(), 1), []);
  t.strictSame(calls.send(clear('u3'), {}, rules(), 2), []);
  t.strictSame([calls.inFlight, calls.queued, calls.pending?.action ?? null], [1, 2, 'ClearCache']);
  const { outputs } = calls.receiveAnswer(accepted('u1'), rules(), 3);
  t.strictSame(
    outputs.map(({ kind }) => kind),
    ['publish', 'transmit'],
    'the answer first, then the next CALL',
  );
  t.strictSame(sentIds(outputs), ['u2']);
  t.strictSame(sentIds(calls.receiveAnswer(accepted('u2'), rules(), 4).outputs), ['u3']);
  t.strictSame(sentIds(calls.receiveAnswer(accepted('u3'), rules(), 5).outputs), []);
  t.strictSame([calls.inFlight, calls.queued, calls.pending?.action ?? null], [0, 0, null]);
});

t.test('a CALLRESULT goes to the reply channel, a CALLERROR to the error channel, each with its action', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  t.strictSame(published(calls.receiveAnswer(accepted('u1'), rules(), 1).outputs), [
    {
      kind: 'publish',
      channel: 'reply',
      message: accepted('u1'),
      action: 'ClearCache',
      replyTo: undefined,
      end: { action: 'ClearCache', outcome: 'result', sentAt: 0 },
    },
  ]);
  calls.send(clear('u2'), {}, rules(), 2);
  const failure = error('u2', 'VendorSpecific', 'why', '{"a":1}');
  t.strictSame(published(calls.receiveAnswer(failure, rules(), 3).outputs), [
    {
      kind: 'publish',
      channel: 'error',
      message: failure,
      action: 'ClearCache',
      replyTo: undefined,
      end: { action: 'ClearCache', outcome: 'error', sentAt: 2 },
    },
  ]);
});

t.test('an answer whose id no CALL has is reported and goes nowhere', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  for (const answer of [accepted('u9'), error('u9', 'GenericError'), accepted('__proto__'), accepted('constructor')]) {
    const { outputs } = calls.receiveAnswer(answer, rules(), 1);
    t.strictSame(
      outputs.map(({ kind }) => kind),
      ['report'],
    );
    t.strictSame(reported(outputs), ['unknown_unique_id']);
  }
  t.equal(calls.inFlight, 1);
});

t.test('a CALL that times out fails, the next goes out, and its late answer is reported, not published', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), {}, rules(), 10_000);
  t.equal(calls.nextDeadlineAt(), 30_000);
  t.strictSame(calls.advance(rules(), 29_999), []);
  const outputs = calls.advance(rules(), 30_000);
  t.strictSame(refusals(outputs), ['u1 timed_out GenericError']);
  t.strictSame(reported(outputs), ['call_timed_out']);
  t.strictSame(sentIds(outputs), ['u2']);
  t.equal(calls.nextDeadlineAt(), 60_000, 'the time of the second counts from when it went out');
  const late = calls.receiveAnswer(accepted('u1'), rules(), 30_001).outputs;
  t.strictSame(reported(late), ['late_answer']);
  t.strictSame(published(late), []);
  t.equal(calls.inFlight, 1);
});

t.test('an id that is on its way is refused, and the first CALL goes on', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), {}, rules(), 0);
  for (const id of ['u1', 'u2']) {
    const outputs = calls.send(clear(id), {}, rules(), 1);
    t.strictSame(refusals(outputs), [`${id} duplicate_unique_id ProtocolError`]);
    t.strictSame(transmitted(outputs), []);
  }
  t.strictSame([calls.inFlight, calls.queued, calls.refused], [1, 1, 2]);
});

t.test('what the schemas do not allow is refused before it is sent', async (t) => {
  const calls = new CsmsCalls();
  const table = [
    [call('u1', 'Nonsense'), 'u1 not_allowed NotImplemented'],
    [call('u2', 'Heartbeat'), 'u2 not_allowed NotSupported'],
    [call('u3', 'Reset', { type: 1 }), 'u3 invalid_payload TypeConstraintViolation'],
    [call('u4', 'Reset'), 'u4 invalid_payload OccurenceConstraintViolation'],
    [call('u5', 'Reset', { type: 'Gentle' }), 'u5 invalid_payload PropertyConstraintViolation'],
    [call('u6', 'Reset', { type: 'Soft', when: 'now' }), 'u6 invalid_payload FormationViolation'],
  ] as const;
  for (const [message, refused] of table) {
    const outputs = calls.send(message, {}, rules(), 0);
    t.strictSame(refusals(outputs), [refused]);
    t.strictSame(reported(outputs), ['call_refused']);
    t.strictSame(transmitted(outputs), []);
  }
  t.equal(calls.refused, table.length);
  t.equal(
    transmitted(calls.send(call('u7', 'Nonsense'), {}, rules({ checking: checking('reject', 'off') }), 0)).length,
    1,
  );
});

t.test('one hundred CALLs wait behind the one in flight, the next is refused', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('in flight'), {}, rules(), 0);
  for (let at = 1; at <= 100; at += 1) t.strictSame(calls.send(clear(`u${at}`), {}, rules(), 0), []);
  const outputs = calls.send(clear('u101'), {}, rules(), 0);
  t.strictSame(refusals(outputs), ['u101 queue_full GenericError']);
  t.ok(reported(outputs).includes('queue_full'));
  t.equal(calls.queued, 100);
  calls.receiveAnswer(accepted('in flight'), rules(), 1);
  t.strictSame(calls.send(clear('u102'), {}, rules(), 2), [], 'there is room again');
});

t.test('without strict order CALLs go out side by side, up to a bound; the others wait', async (t) => {
  const calls = new CsmsCalls();
  const loose = rules({ strictCallOrder: false });
  for (let at = 0; at < inFlightMax; at += 1) t.equal(transmitted(calls.send(clear(`u${at}`), {}, loose, 0)).length, 1);
  t.strictSame(calls.send(clear('one more'), {}, loose, 0), []);
  t.strictSame([calls.inFlight, calls.queued], [inFlightMax, 1]);
  t.strictSame(sentIds(calls.receiveAnswer(accepted('u50'), loose, 1).outputs), ['one more']);
  t.equal(calls.advance(loose, 30_000).filter(({ kind }) => kind === 'publish').length, inFlightMax - 1);
});

t.test('when strict order is put in force, nothing goes out before all in flight are answered', async (t) => {
  const calls = new CsmsCalls();
  for (const id of ['u1', 'u2']) calls.send(clear(id), {}, rules({ strictCallOrder: false }), 0);
  calls.send(clear('u3'), {}, rules(), 1);
  t.strictSame(sentIds(calls.receiveAnswer(accepted('u1'), rules(), 2).outputs), []);
  t.strictSame(sentIds(calls.receiveAnswer(accepted('u2'), rules(), 3).outputs), ['u3']);
});

t.test('a CALLRESULT that breaks its schema is not answered; its CALL has failed and the next goes out', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), {}, rules(), 0);
  const { outputs } = calls.receiveAnswer(result('u1', { status: 'Perhaps' }), rules(), 1);
  t.strictSame(refusals(outputs), ['u1 invalid_answer PropertyConstraintViolation']);
  t.strictSame(reported(outputs), ['answer_refused']);
  t.strictSame(sentIds(outputs), ['u2']);
  const unchecked = calls.receiveAnswer(
    result('u2', { status: 'Perhaps' }),
    rules({ checking: checking('off', 'reject') }),
    2,
  );
  t.match(published(unchecked.outputs), [{ channel: 'reply' }]);
});

t.test('an answer that is no message fails the CALL whose id it has, and nothing else', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), {}, rules(), 0);
  t.strictSame(calls.receiveBrokenAnswer('CallResult', 'u9', 'why', rules(), 1), []);
  t.strictSame(calls.receiveBrokenAnswer('CallResult', 'u2', 'why', rules(), 1), [], 'u2 is not in flight yet');
  const outputs = calls.receiveBrokenAnswer('CallResult', 'u1', 'why', rules(), 1);
  t.strictSame(refusals(outputs), ['u1 invalid_answer FormationViolation']);
  t.strictSame(sentIds(outputs), ['u2']);
});

t.test('an accepted change of HeartbeatInterval tells the interval; any other answer tells none', async (t) => {
  const change = (uniqueId: string, key = 'HeartbeatInterval', value = '120') =>
    call(uniqueId, 'ChangeConfiguration', { key, value });
  const calls = new CsmsCalls();
  const told = (message: ReturnType<typeof call>, status: string) => {
    calls.send(message, {}, rules(), 0);
    return calls.receiveAnswer(result(message.uniqueId, { status }), rules(), 1).heartbeatIntervalMs;
  };
  t.equal(told(change('u1'), 'Accepted'), 120_000);
  t.equal(told(change('u2'), 'Rejected'), undefined);
  t.equal(told(change('u3'), 'RebootRequired'), undefined);
  t.equal(told(change('u4', 'ConnectionTimeOut'), 'Accepted'), undefined);
  t.equal(told(change('u5', 'HeartbeatInterval', '0'), 'Accepted'), null);
  t.equal(told(clear('u6'), 'Accepted'), undefined);
  calls.send(change('u7'), {}, rules(), 0);
  t.equal(calls.receiveAnswer(error('u7', 'GenericError'), rules(), 1).heartbeatIntervalMs, undefined);
  calls.send(change('u8'), {}, rules(), 0);
  const broken = calls.receiveAnswer(result('u8', { status: 'Accepted', extra: 1 }), rules(), 1);
  t.equal(broken.heartbeatIntervalMs, undefined, 'an answer that breaks its schema');
});

t.test('when the connection ends, the publisher of each CALL is told whether it was sent', async (t) => {
  for (const reason of ['connection_lost', 'superseded'] as const) {
    const calls = new CsmsCalls();
    calls.send(clear('u1'), {}, rules(), 0);
    calls.send(clear('u2'), {}, rules(), 0);
    const outputs = calls.end(reason, rules());
    t.strictSame(refusals(outputs), [`u1 ${reason} GenericError`, `u2 ${reason} GenericError`]);
    t.match(published(outputs), [
      { message: { errorDescription: /whether it was carried out is unknown/ } },
      { message: { errorDescription: /before ClearCache was sent/ } },
    ]);
    t.strictSame(reported(outputs), ['call_lost', 'call_lost']);
    t.strictSame([calls.inFlight, calls.queued], [0, 0]);
    t.strictSame(calls.end(reason, rules()), [], 'once');
  }
});

t.test('what was never sent can be taken away before the end', async (t) => {
  const calls = new CsmsCalls();
  for (const id of ['u1', 'u2', 'u3']) calls.send(clear(id), {}, rules(), 0);
  t.strictSame(
    calls.takeQueued().map(({ call: { uniqueId } }) => uniqueId),
    ['u2', 'u3'],
  );
  t.strictSame(refusals(calls.end('connection_lost', rules())), ['u1 connection_lost GenericError']);
});
