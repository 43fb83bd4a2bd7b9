// Who is told what of a CALL of the CSMS: a caller inside the process alone, and any other publisher on the MQTT side.

import t from 'tap';
import { CsmsCalls } from '../src/csms-calls.ts';
import type { CallOrigin, Output, SessionOptions } from '../src/index.ts';
import { call, checking, error, published, result, rules, transmitted } from './opened-session.ts';

const clear = (uniqueId: string) => call(uniqueId, 'ClearCache');
const accepted = (uniqueId: string) => result(uniqueId, { status: 'Accepted' });
const from = (id: number, waitsUntil?: number): CallOrigin => ({ caller: { id, waitsUntil } });

/** What callers are told: who, how it ended, and when the CALL was sent. */
const settled = (outputs: readonly Output[]) =>
  outputs.flatMap((output) =>
    output.kind === 'settle' ? [[output.caller, output.end.outcome, output.end.sentAt] as const] : [],
  );

/** One with u1 of caller 1 in flight since 5, and u2 of caller 2 queued. */
function busy(options: Partial<SessionOptions> = {}): CsmsCalls {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), from(1), rules(options), 5);
  calls.send(clear('u2'), from(2), rules(options), 6);
  return calls;
}

t.test('a caller is told each outcome once, with when its CALL was sent, and nothing is published', async (t) => {
  const outcomes: readonly (readonly [outputs: readonly Output[], told: readonly unknown[]])[] = [
    [busy().receiveAnswer(accepted('u1'), rules(), 7).outputs, [1, 'result', 5]],
    [busy().receiveAnswer(error('u1', 'GenericError'), rules(), 7).outputs, [1, 'error', 5]],
    [busy().receiveAnswer(result('u1', {}), rules(), 7).outputs, [1, 'invalid_answer', 5]],
    [busy().receiveBrokenAnswer('CallResult', 'u1', 'why', rules(), 7), [1, 'invalid_answer', 5]],
    [busy().advance(rules(), 30_005), [1, 'timed_out', 5]],
    [busy().send(clear('u1'), from(3), rules(), 7), [3, 'duplicate_unique_id', null]],
    [busy().send(call('u3', 'Dance'), from(3), rules(), 7), [3, 'not_allowed', null]],
    [busy().send(call('u3', 'Reset'), from(3), rules(), 7), [3, 'invalid_payload', null]],
    [busy().send(clear('u3'), from(3), rules({ callQueueMax: 1 }), 7), [3, 'queue_full', null]],
    [busy().send(clear('u3'), { ...from(3), expiresAt: 7 }, rules(), 7), [3, 'expired', null]],
    [busy().send(clear('u3'), from(3, 7), rules(), 7), [3, 'expired', null]],
  ];
  for (const [outputs, told] of outcomes) {
    t.strictSame(settled(outputs), [told]);
    t.strictSame(published(outputs), [], String(told[1]));
  }
  t.strictSame(settled(busy().end('superseded', rules())), [
    [1, 'superseded', 5],
    [2, 'superseded', null],
  ]);
});

t.test('the place of a violation is told apart from what is wrong there', async (t) => {
  const calls = new CsmsCalls();
  const [refused] = calls.send(call('u1', 'Reset', { type: 'Gentle' }), from(1), rules(), 0);
  t.match(refused, { kind: 'settle', end: { outcome: 'invalid_payload', path: '/type' } });
  const [unknown] = calls.send(call('u1', 'Dance'), from(1), rules(), 0);
  t.equal(unknown?.kind === 'settle' && unknown.end.path, undefined);
});

t.test('a caller that has waited long enough is told, and its CALL keeps its place until it is answered', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), from(1, 1_000), rules(), 0);
  calls.send(clear('u2'), {}, rules(), 0);
  t.equal(calls.nextDeadlineAt(), 1_000);
  t.strictSame(calls.advance(rules(), 999), []);
  const given = calls.advance(rules(), 1_000);
  t.strictSame(settled(given), [[1, 'given_up', 0]]);
  t.strictSame(transmitted(given), [], 'the next CALL does not overtake it');
  t.strictSame(calls.advance(rules(), 1_001), [], 'it is told so once');
  t.equal(calls.nextDeadlineAt(), 30_000);
  const { outputs } = calls.receiveAnswer(accepted('u1'), rules(), 2_000);
  t.strictSame(settled(outputs), [[1, 'result', 0]], 'and what becomes of it still goes nowhere else');
  t.strictSame(published(outputs), []);
  t.match(transmitted(outputs), [/"u2"/]);
});

t.test('whoever gives a CALL more time than its time-out has it answered until then', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), { ...from(1), answerBy: 90_000 }, rules(), 0);
  t.strictSame(calls.advance(rules(), 89_999), []);
  t.strictSame(settled(calls.advance(rules(), 90_000)), [[1, 'timed_out', 0]]);
  calls.send(clear('u2'), { ...from(2), answerBy: 90_001 }, rules(), 90_000);
  t.equal(calls.nextDeadlineAt(), 120_000, 'less than its time-out shortens nothing');
});

t.test('a CALL whose caller would have gone by then is not sent', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), from(2, 1_000), rules(), 0);
  t.equal(calls.nextDeadlineAt(), 1_000);
  t.strictSame(settled(calls.advance(rules(), 1_000)), [[2, 'expired', null]]);
  t.strictSame(transmitted(calls.receiveAnswer(accepted('u1'), rules(), 1_001).outputs), []);
});

t.test('what a caller waits for is not kept for another connection; what it asks after later is', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), from(2, 50_000), rules(), 0);
  calls.send(clear('u3'), from(3), rules(), 0);
  t.strictSame(
    calls.takeQueued().map(({ call: { uniqueId } }) => uniqueId),
    ['u3'],
  );
  t.strictSame(settled(calls.end('connection_lost', rules())), [[2, 'connection_lost', null]]);
});

t.test('a publisher of the MQTT side is told with when its CALL was sent, too', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 5);
  t.match(published(calls.receiveAnswer(accepted('u1'), rules(), 9).outputs), [
    { channel: 'reply', end: { action: 'ClearCache', outcome: 'result', sentAt: 5 } },
  ]);
  const unchecked = rules({ checking: checking('off') });
  calls.send(call('u2', 'Dance'), {}, unchecked, 10);
  t.match(published(calls.receiveAnswer(error('u2', 'NotImplemented'), unchecked, 11).outputs), [
    { channel: 'error', end: { action: 'Dance', outcome: 'error', sentAt: 10 } },
  ]);
});
