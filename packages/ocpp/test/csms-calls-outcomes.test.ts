// What becomes of a CALL of the CSMS, and where its publisher hears of it.

import t from 'tap';
import { CsmsCalls } from '../src/csms-calls.ts';
import type { CallOrigin, OcppVersion, Output, ReplyTo, SessionOptions } from '../src/index.ts';
import { call, checking, error, published, refusals, reported, result, rules, transmitted } from './opened-session.ts';

const clear = (uniqueId: string) => call(uniqueId, 'ClearCache');
const accepted = (uniqueId: string) => result(uniqueId, { status: 'Accepted' });
const replyTo: ReplyTo = { topic: 'answers/7', correlationData: new Uint8Array([1, 2]) };
const asked: CallOrigin = { replyTo };

/** One with u1 in flight and u2 queued, both of them with a reply topic. */
function busy(options: Partial<SessionOptions> = {}, version: OcppVersion = '1.6'): CsmsCalls {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), asked, rules(options, version), 0);
  calls.send(clear('u2'), asked, rules(options, version), 0);
  return calls;
}

const tells = (outputs: readonly Output[]) => published(outputs).map((output) => [output.channel, output.replyTo]);

t.test('every outcome of a CALL is published with the reply topic of its publisher, once', async (t) => {
  const outcomes: readonly (readonly [what: string, outputs: readonly Output[], channel: string])[] = [
    ['a result', busy().receiveAnswer(accepted('u1'), rules(), 1).outputs, 'reply'],
    ['an error', busy().receiveAnswer(error('u1', 'GenericError'), rules(), 1).outputs, 'error'],
    ['a bad result', busy().receiveAnswer(result('u1', {}), rules(), 1).outputs, 'error'],
    ['a broken result', busy().receiveBrokenAnswer('CallResult', 'u1', 'why', rules(), 1), 'error'],
    ['a time-out', busy().advance(rules(), 30_000), 'error'],
    ['a duplicate', busy().send(clear('u1'), asked, rules(), 1), 'error'],
    ['an unknown action', busy().send(call('u3', 'Dance'), asked, rules(), 1), 'error'],
    ['a bad payload', busy().send(call('u3', 'Reset'), asked, rules(), 1), 'error'],
    ['a full queue', busy().send(clear('u3'), asked, rules({ callQueueMax: 1 }), 1), 'error'],
    ['an expiry', busy().send(clear('u3'), { replyTo, expiresAt: 1 }, rules(), 1), 'error'],
  ];
  for (const [what, outputs, channel] of outcomes) t.strictSame(tells(outputs), [[channel, replyTo]], what);
  t.strictSame(tells(busy().end('connection_lost', rules())), [
    ['error', replyTo],
    ['error', replyTo],
  ]);
});

t.test('the reply topic of a CALL that waited is that of its own publisher', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), asked, rules(), 0);
  t.strictSame(tells(calls.receiveAnswer(accepted('u1'), rules(), 1).outputs), [['reply', undefined]]);
  t.strictSame(tells(calls.receiveAnswer(accepted('u2'), rules(), 2).outputs), [['reply', replyTo]]);
});

t.test('a CALL that expires while it waits is told so at its moment, and is never sent', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), { replyTo, expiresAt: 5_000 }, rules(), 0);
  calls.send(clear('u3'), {}, rules(), 0);
  t.equal(calls.nextDeadlineAt(), 5_000);
  t.strictSame(calls.advance(rules(), 4_999), []);
  const outputs = calls.advance(rules(), 5_000);
  t.strictSame(refusals(outputs), ['u2 expired GenericError']);
  t.strictSame(reported(outputs), ['call_expired']);
  t.strictSame([calls.inFlight, calls.queued], [1, 1]);
  t.match(transmitted(calls.receiveAnswer(accepted('u1'), rules(), 5_001).outputs), [/"u3"/]);
});

t.test('a CALL that expired is not sent in the place of one that was just answered', async (t) => {
  const calls = new CsmsCalls();
  calls.send(clear('u1'), {}, rules(), 0);
  calls.send(clear('u2'), { expiresAt: 10 }, rules(), 0);
  calls.send(clear('u3'), {}, rules(), 0);
  const { outputs } = calls.receiveAnswer(accepted('u1'), rules(), 10);
  t.strictSame(refusals(outputs), ['u2 expired GenericError']);
  t.match(transmitted(outputs), [/"u3"/]);
});

t.test('a CALL that comes when it has expired already is not sent, though nothing is in flight', async (t) => {
  const calls = new CsmsCalls();
  const outputs = calls.send(clear('u1'), { expiresAt: 10 }, rules(), 10);
  t.strictSame(refusals(outputs), ['u1 expired GenericError']);
  t.strictSame(transmitted(outputs), []);
  t.equal(transmitted(calls.send(clear('u1'), { expiresAt: 11 }, rules(), 10)).length, 1);
  t.equal(calls.nextDeadlineAt(), 30_010, 'once it is sent its expiry is of no account');
});

t.test('an action has its own time-out, the others have the common one', async (t) => {
  const slow = rules({ callTimeoutsMs: new Map([['GetLog', 120_000]]), strictCallOrder: false });
  const calls = new CsmsCalls();
  const log = { logType: 'DiagnosticsLog', requestId: 1, log: { remoteLocation: 'https://a.test' } };
  calls.send(call('u1', 'GetLog', log), {}, slow, 0);
  t.equal(calls.nextDeadlineAt(), 120_000);
  calls.send(clear('u2'), {}, slow, 0);
  t.equal(calls.nextDeadlineAt(), 30_000);
});

t.test('mode warn sends a CALL and takes an answer that break their schemas, and reports each', async (t) => {
  const warned = rules({ checking: checking('warn') });
  const calls = new CsmsCalls();
  const sent = calls.send(call('u1', 'Reset', { type: 'Gentle' }), {}, warned, 0);
  t.equal(transmitted(sent).length, 1);
  t.strictSame(reported(sent), ['violation_tolerated']);
  const { outputs } = calls.receiveAnswer(result('u1', { status: 'Perhaps' }), warned, 1);
  t.match(published(outputs), [{ channel: 'reply' }]);
  t.strictSame(reported(outputs), ['violation_tolerated']);
});

t.test('in 2.1 a bad CALLRESULT is told by a CALLRESULTERROR, before in no version', async (t) => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    const bad = busy({}, version).receiveAnswer(result('u1', { status: 7 }), rules({}, version), 1).outputs;
    const broken = busy({}, version).receiveBrokenAnswer('CallResult', 'u1', 'why', rules({}, version), 1);
    const [tellsBad, tellsBroken] = [bad, broken].map((outputs) => transmitted(outputs).slice(0, -1));
    if (version === '2.1') {
      t.strictSame(tellsBad, ['[5,"u1","TypeConstraintViolation","/status: must be string",{}]']);
      t.strictSame(tellsBroken, ['[5,"u1","FormatViolation","why",{}]']);
    } else t.strictSame([tellsBad, tellsBroken], [[], []], version);
    for (const outputs of [bad, broken]) t.match(transmitted(outputs).at(-1), /^\[2,"u2",/, 'the next CALL goes out');
  }
});

t.test('a CALLERROR is told nothing in any version, however broken it is', async (t) => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    const outputs = busy({}, version).receiveBrokenAnswer('CallError', 'u1', 'why', rules({}, version), 1);
    t.match(transmitted(outputs), [/^\[2,"u2",/], version);
    t.equal(refusals(outputs).length, 1);
  }
});

t.test('what is not to be checked is passed on in both directions without a word', async (t) => {
  const calls = new CsmsCalls();
  const off = rules({ checking: checking('off') });
  const sent = calls.send(call('u1', 'Reset', { type: 'Gently' }), {}, off, 0);
  t.strictSame([transmitted(sent).length, reported(sent)], [1, []]);
  const { outputs } = calls.receiveAnswer(result('u1', { status: 'Perhaps' }), off, 1);
  t.strictSame([published(outputs).length, reported(outputs)], [1, []]);
});
