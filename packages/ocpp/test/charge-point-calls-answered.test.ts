// A CALL of the charge point that is repeated, that the responder answers, or that is let through although it breaks its schema.

import t from 'tap';
import { ChargePointCalls } from '../src/charge-point-calls.ts';
import { AnsweredCalls, type OcppVersion } from '../src/index.ts';
import { call, checking, error, published, refusals, reported, result, rules, transmitted } from './opened-session.ts';

const beat = (uniqueId: string) => call(uniqueId, 'Heartbeat');
const time = { currentTime: '2026-01-01T00:00:00Z' };
const answered = '[3,"u1",{"currentTime":"2026-01-01T00:00:00Z"}]';
const responder = { afterMs: 1_000, heartbeatIntervalS: 300, idTags: new Set(['TAG1']) };

/** One whose CALL u1 was answered at time 0. */
function answeredOnce(kept?: AnsweredCalls, version: OcppVersion = '1.6'): ChargePointCalls {
  const calls = new ChargePointCalls(kept);
  calls.receive(beat('u1'), rules({}, version), true, 0);
  calls.answer(result('u1', time), rules({}, version), 0);
  return calls;
}

t.test('an answered CALL that is repeated gets the same answer, and is not published again', async (t) => {
  const calls = answeredOnce();
  for (const now of [0, 1, 59_999]) {
    const outputs = calls.receive(beat('u1'), rules(), true, now);
    t.strictSame(outputs[0], { kind: 'transmit', text: answered, message: undefined });
    t.strictSame(reported(outputs), ['call_repeated']);
    t.strictSame(published(outputs), []);
    t.equal(calls.unanswered, 0);
  }
});

t.test('after the window, or without one, it is a CALL like any other', async (t) => {
  t.equal(published(answeredOnce().receive(beat('u1'), rules(), true, 60_000)).length, 1);
  t.equal(published(answeredOnce().receive(beat('u1'), rules({ retryWindowMs: 0 }), true, 1)).length, 1);
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules({ retryWindowMs: 0 }), true, 0);
  calls.answer(result('u1', time), rules({ retryWindowMs: 0 }), 0);
  t.equal(published(calls.receive(beat('u1'), rules(), true, 1)).length, 1, 'nothing was kept');
});

t.test('a CALLERROR is repeated as well, in the spelling in which it went out', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  calls.answer(error('u1', 'FormatViolation', 'why'), rules(), 0);
  t.strictSame(transmitted(calls.receive(beat('u1'), rules(), true, 1)), ['[4,"u1","FormationViolation","why",{}]']);
});

t.test('another CALL under the id is no repetition', async (t) => {
  const calls = answeredOnce();
  t.equal(published(calls.receive(call('u1', 'Authorize', { idTag: 'TAG1' }), rules(), true, 1)).length, 1);
});

t.test('an id that was used for another CALL since is that of no repetition', async (t) => {
  const calls = answeredOnce();
  calls.receive(call('u1', 'Authorize', { idTag: 'TAG1' }), rules({ replyTimeoutMs: 10 }), true, 1);
  calls.advance(rules(), 11);
  t.equal(published(calls.receive(beat('u1'), rules(), true, 12)).length, 1);
});

t.test('what is still being processed is no repetition, whatever was answered under its id before', async (t) => {
  const calls = answeredOnce();
  calls.receive(call('u1', 'Authorize', { idTag: 'TAG1' }), rules(), true, 1);
  t.match(transmitted(calls.receive(beat('u1'), rules(), true, 2)), [/ProtocolError/]);
});

t.test('the answers are known after a reconnect; in another version the CALL is another', async (t) => {
  const kept = new AnsweredCalls();
  answeredOnce(kept);
  t.strictSame(transmitted(new ChargePointCalls(kept).receive(beat('u1'), rules(), true, 1)), [answered]);
  t.equal(published(new ChargePointCalls(kept).receive(beat('u1'), rules({}, '2.0.1'), true, 1)).length, 1);
});

t.test('nobody answered in time: the repetition is published, so that it may get an answer', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(), true, 0);
  t.match(transmitted(calls.advance(rules(), 60_000).outputs), [/InternalError/]);
  t.equal(published(calls.receive(beat('u1'), rules(), true, 60_001)).length, 1);
});

t.test('the responder answers what no CSMS answered in its time, and reports it', async (t) => {
  const calls = new ChargePointCalls();
  const withResponder = rules({ responder });
  t.equal(published(calls.receive(beat('u1'), withResponder, true, 0)).length, 1, 'it is published all the same');
  t.equal(calls.nextDeadlineAt(), 1_000);
  t.strictSame(calls.advance(withResponder, 999).outputs, []);
  const { outputs, answered: told } = calls.advance(withResponder, 1_000);
  t.strictSame(transmitted(outputs), ['[3,"u1",{"currentTime":"1970-01-01T00:00:01.000Z"}]']);
  t.strictSame(reported(outputs), ['responder_answered']);
  t.match(told, [{ action: 'Heartbeat', answer: { uniqueId: 'u1' } }]);
  t.equal(calls.unanswered, 0);
  t.strictSame(refusals(calls.answer(result('u1', time), withResponder, 1_001).outputs), [
    'u1 unknown_unique_id GenericError',
  ]);
  t.equal(transmitted(calls.receive(beat('u1'), withResponder, true, 1_002)).length, 1, 'a repetition gets it too');
});

t.test('a CSMS that answers in time is heard first', async (t) => {
  const calls = new ChargePointCalls();
  const withResponder = rules({ responder });
  calls.receive(beat('u1'), withResponder, true, 0);
  t.strictSame(transmitted(calls.answer(result('u1', time), withResponder, 999).outputs), [answered]);
  t.strictSame(calls.advance(withResponder, 1_000).outputs, []);
  t.equal(calls.nextDeadlineAt(), Number.POSITIVE_INFINITY);
});

t.test('what only a CSMS can answer waits for it', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(call('u1', 'DataTransfer', { vendorId: 'v' }), rules({ responder }), true, 0);
  t.equal(calls.nextDeadlineAt(), 60_000);
});

t.test('a responder that is turned off while a CALL waits answers no more, and is not waited for', async (t) => {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules({ responder }), true, 0);
  t.strictSame(calls.advance(rules(), 1_000).outputs, []);
  t.equal(calls.nextDeadlineAt(), 60_000);
  t.match(calls.answer(result('u1', time), rules(), 2_000), { ok: true });
});

t.test('mode warn lets a CALL and an answer through that break their schemas, and reports each', async (t) => {
  const calls = new ChargePointCalls();
  const warned = rules({ checking: checking('warn') });
  const outputs = calls.receive(call('u1', 'Heartbeat', { extra: 1 }), warned, true, 0);
  t.equal(published(outputs).length, 1);
  t.strictSame(reported(outputs), ['violation_tolerated']);
  const sent = calls.answer(result('u1', {}), warned, 1);
  t.strictSame(transmitted(sent.outputs), ['[3,"u1",{}]']);
  t.strictSame(reported(sent.outputs), ['violation_tolerated']);
});

t.test('an action of its own mode goes its own way', async (t) => {
  const calls = new ChargePointCalls();
  const which = rules({ checking: checking('reject', 'reject', { Heartbeat: 'off' }) });
  t.strictSame(reported(calls.receive(call('u1', 'Heartbeat', { extra: 1 }), which, true, 0)), []);
  t.match(transmitted(calls.receive(call('u2', 'Authorize', {}), which, true, 0)), [/OccurenceConstraintViolation/]);
});
