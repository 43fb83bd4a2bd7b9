import t from 'tap';
import { AnsweredCalls, type AnsweredRequest, answerLengthMax, answersKeptMax } from '../src/answered-calls.ts';

function asked(payloadText: string, action = 'Heartbeat'): AnsweredRequest {
  return { version: '1.6', action, payloadText };
}

t.test('the same CALL within the window gets the answer that it got', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('{}'), 'the answer', 1_000);
  t.equal(calls.find('u1', asked('{}'), 60_000, 1_000), 'the answer');
  t.equal(calls.find('u1', asked('{}'), 60_000, 60_999), 'the answer');
  t.equal(calls.find('u1', asked('{}'), 60_000, 61_000), undefined, 'the window is over');
  t.equal(calls.find('u1', asked('{}'), 0, 1_000), undefined, 'no window');
});

t.test('another CALL under the id gets none, and neither does the same under another id', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('{}'), 'the answer', 0);
  t.equal(calls.find('u1', asked('{"a":1}'), 60_000, 0), undefined);
  t.equal(calls.find('u1', asked('{}', 'StatusNotification'), 60_000, 0), undefined);
  t.equal(calls.find('u1', { ...asked('{}'), version: '2.1' }, 60_000, 0), undefined);
  t.equal(calls.find('u2', asked('{}'), 60_000, 0), undefined);
  for (const id of ['__proto__', 'constructor']) t.equal(calls.find(id, asked('{}'), 60_000, 0), undefined);
});

t.test('of two answers under one id the later counts', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('A'), 'first', 0);
  calls.keep('u1', asked('B'), 'second', 10);
  t.equal(calls.find('u1', asked('A'), 60_000, 10), undefined);
  t.equal(calls.find('u1', asked('B'), 60_000, 10), 'second');
});

t.test('an answer is forgotten when its id becomes that of another CALL', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('A'), 'first', 0);
  calls.forget('u1');
  calls.forget('u2');
  t.equal(calls.find('u1', asked('A'), 60_000, 0), undefined);
});

t.test('sixteen answers are kept, the longest ago goes first, and one given again is the newest', async (t) => {
  t.equal(answersKeptMax, 16);
  const calls = new AnsweredCalls();
  for (let at = 0; at < answersKeptMax; at += 1) calls.keep(`u${at}`, asked('A'), `answer ${at}`, at);
  calls.keep('u0', asked('A'), 'again', 20);
  calls.keep('one more', asked('A'), 'last', 21);
  const isKept = (id: string) => calls.find(id, asked('A'), 60_000, 21) !== undefined;
  t.notOk(isKept('u1'));
  for (const id of ['u0', 'u2', 'u15', 'one more']) t.ok(isKept(id), id);
});

t.test('an answer or a CALL that is too long is not kept', async (t) => {
  t.equal(answerLengthMax, 16_384);
  const calls = new AnsweredCalls();
  const long = 'x'.repeat(answerLengthMax);
  calls.keep('u1', asked(long), long, 0);
  t.equal(calls.find('u1', asked(long), 60_000, 0), long);
  calls.keep('u2', asked('A'), `${long}x`, 0);
  calls.keep('u3', asked(`${long}x`), 'A', 0);
  t.equal(calls.find('u2', asked('A'), 60_000, 0), undefined);
  t.equal(calls.find('u3', asked(`${long}x`), 60_000, 0), undefined);
});
