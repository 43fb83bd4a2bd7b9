import t from 'tap';
import { ChargePointCalls } from '../src/charge-point-calls.ts';
import { type OcppVersion, type SessionOptions, unansweredMax } from '../src/index.ts';
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

const rules = (options: Partial<SessionOptions> = {}, version: OcppVersion = '1.6') => ({
  version,
  options: { ...defaultOptions, ...options },
  validator: validator16,
});
const beat = (uniqueId: string) => call(uniqueId, 'Heartbeat');
const time = { currentTime: '2026-01-01T00:00:00Z' };

t.test('a CALL is published as it came and waits for its answer', async (t) => {
  const calls = new ChargePointCalls();
  t.strictSame(calls.receive(beat('u1'), rules(), true, 0), [
    { kind: 'publish', channel: 'call', message: beat('u1'), action: 'Heartbeat' },
  ]);
  t.equal(calls.unanswered, 1);
  t.equal(calls.nextDeadlineAt(), 60_000);
});

t.test('the answer of the CSMS goes out, and its action is known by the id of the CALL', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  const sent = calls.answer(result('u1', time), rules(), 1);
  t.match(sent, { ok: true, action: 'Heartbeat' });
  t.strictSame(transmitted(sent.outputs), ['[3,"u1",{"currentTime":"2026-01-01T00:00:00Z"}]']);
  t.equal(calls.unanswered, 0);
});

t.test('a CALLERROR of the CSMS goes out in the spelling of the version, its details untouched', async (t) => {
  for (const [version, spelled] of [
    ['1.6', 'FormationViolation'],
    ['2.0.1', 'FormatViolation'],
  ] as const) {
    for (const written of ['FormationViolation', 'FormatViolation']) {
      const calls = new ChargePointCalls();
      calls.receive(beat('u1'), rules({ checking: checking('off', 'reject') }, version), true, 0);
      const sent = calls.answer(error('u1', written, 'why', '{"n":12345678901234567890}'), rules({}, version), 1);
      t.strictSame(transmitted(sent.outputs), [`[4,"u1","${spelled}","why",{"n":12345678901234567890}]`]);
    }
  }
});

t.test('the id of a CALL still being processed is refused, and the first goes on', async (t) => {
  for (const [version, code] of [
    ['1.6', 'ProtocolError'],
    ['2.0.1', 'RpcFrameworkError'],
    ['2.1', 'RpcFrameworkError'],
  ] as const) {
    const calls = new ChargePointCalls();
    const unchecked = rules({ checking: checking('off', 'reject') }, version);
    calls.receive(beat('u1'), unchecked, true, 0);
    const outputs = calls.receive(beat('u1'), unchecked, true, 1);
    t.match(transmitted(outputs), [new RegExp(`^\\[4,"u1","${code}",`)], version);
    t.strictSame(published(outputs), []);
    t.equal(calls.unanswered, 1);
  }
});

t.test('an id may be used again once its CALL is answered or timed out', async (t) => {
  const calls = new ChargePointCalls();
  const noWindow = rules({ retryWindowMs: 0 });
  calls.receive(beat('u1'), noWindow, true, 0);
  calls.answer(result('u1', time), noWindow, 1);
  t.equal(published(calls.receive(beat('u1'), noWindow, true, 1)).length, 1);
  calls.advance(noWindow, 100_000);
  t.equal(published(calls.receive(beat('u1'), noWindow, true, 100_001)).length, 1);
  t.match(calls.answer(result('u1', time), noWindow, 100_002), { ok: true });
});

t.test('what the gate does not let through is refused, and waits for no answer', async (t) => {
  const calls = new ChargePointCalls();
  const refused = calls.receive(beat('u1'), rules(), false, 0);
  t.match(transmitted(refused), [/^\[4,"u1","SecurityError",/]);
  t.strictSame(published(refused), []);
  t.strictSame(reported(refused), ['call_refused']);
  t.equal(calls.unanswered, 0);
});

t.test('a second CALL before the first is answered is let through and counted', async (t) => {
  const calls = new ChargePointCalls();
  t.strictSame(reported(calls.receive(beat('u1'), rules(), true, 0)), []);
  const second = calls.receive(beat('u2'), rules(), true, 1);
  t.strictSame(reported(second), ['overlapping_calls']);
  t.equal(published(second).length, 1);
  t.equal(calls.unanswered, 2);
});

t.test('one hundred CALLs may wait; for the next the oldest is given up and told so', async (t) => {
  t.equal(unansweredMax, 100);
  const calls = new ChargePointCalls();
  for (let at = 0; at < unansweredMax; at += 1) calls.receive(beat(`u${at}`), rules(), true, at);
  t.equal(calls.unanswered, unansweredMax);
  const outputs = calls.receive(beat('one more'), rules(), true, unansweredMax);
  t.match(transmitted(outputs), [/^\[4,"u0","InternalError",/]);
  t.strictSame(reported(outputs), ['overlapping_calls', 'unanswered_overflow']);
  t.match(published(outputs), [{ message: { uniqueId: 'one more' } }]);
  t.equal(calls.unanswered, unansweredMax);
  t.match(calls.answer(result('u0', time), rules(), 1), { ok: false });
});

t.test('an answer that breaks its schema is refused to its publisher, and a corrected one may follow', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  const refused = calls.answer(result('u1', {}), rules(), 1);
  t.equal(refused.ok, false);
  t.strictSame(refusals(refused.outputs), ['u1 invalid_payload OccurenceConstraintViolation']);
  t.match(published(refused.outputs), [{ action: 'Heartbeat' }]);
  t.strictSame(transmitted(refused.outputs), []);
  t.match(calls.answer(result('u1', time), rules(), 1), { ok: true });
});

t.test('an unchecked answer goes out as it is', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  t.match(calls.answer(result('u1', {}), rules({ checking: checking('reject', 'off') }), 1), { ok: true });
});

t.test('an answer to no CALL is refused to its publisher', async (t) => {
  for (const answer of [result('u9', time), error('u9', 'GenericError'), result('__proto__', time)]) {
    const { ok, outputs } = new ChargePointCalls().answer(answer, rules(), 1);
    t.equal(ok, false);
    t.strictSame(refusals(outputs), [`${answer.uniqueId} unknown_unique_id GenericError`]);
    t.strictSame(transmitted(outputs), []);
  }
});

t.test('an answer to a CALL that is answered already is refused', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  calls.answer(result('u1', time), rules(), 1);
  t.strictSame(refusals(calls.answer(result('u1', time), rules(), 1).outputs), ['u1 unknown_unique_id GenericError']);
});

t.test('nobody answered in time: InternalError, once, and what comes later is refused', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules({ replyTimeoutMs: 5_000 }), true, 1_000);
  t.equal(calls.nextDeadlineAt(), 6_000);
  t.strictSame(calls.advance(rules(), 5_999).outputs, []);
  const outputs = calls.advance(rules(), 6_000).outputs;
  t.strictSame(transmitted(outputs), ['[4,"u1","InternalError","no answer in time",{}]']);
  t.strictSame(reported(outputs), ['reply_timed_out']);
  t.strictSame(calls.advance(rules(), 6_001).outputs, []);
  const late = calls.answer(result('u1', time), rules(), 1);
  t.match(published(late.outputs), [{ message: { errorDescription: /any more$/ } }]);
});

t.test('with a reply time-out of 0 a CALL waits for ever, and does not hold up one with an end', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules({ replyTimeoutMs: 0 }), true, 0);
  t.equal(calls.nextDeadlineAt(), Number.POSITIVE_INFINITY);
  calls.receive(beat('u2'), rules({ replyTimeoutMs: 10 }), true, 0);
  t.match(transmitted(calls.advance(rules(), 10).outputs), [/"u2"/]);
  t.equal(calls.unanswered, 1);
});
