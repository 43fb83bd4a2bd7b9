import t from 'tap';
import { answerOf, printCallState } from '../src/calls-json.ts';

const uniqueId = 'u1';

t.test('what is wrong with a payload is told with its path, its sentence and its code', async (t) => {
  const told = (path: string) => {
    const problem = { path, message: 'must be integer', errorCode: 'TypeConstraintViolation' };
    return JSON.parse(answerOf({ kind: 'invalid', problem }).text);
  };
  const sentence = 'must be integer (TypeConstraintViolation)';
  t.match(told('/a/0/b~1c'), { code: 'CALL_INVALID', message: `payload.a.0.b/c: ${sentence}` });
  t.match(told('/'), { message: `payload: ${sentence}` });
  t.equal(told('').message, sentence);
});

t.test('only what may have reached the charge point stands for the retries', async (t) => {
  for (const kind of ['timed-out', 'lost'] as const) {
    t.ok(answerOf({ kind, uniqueId, wasSent: true }).isFinal, kind);
    t.notOk(answerOf({ kind, uniqueId, wasSent: false }).isFinal, kind);
  }
  t.ok(answerOf({ kind: 'result', uniqueId, payloadText: '{}', latencyMs: 1 }).isFinal);
  t.ok(answerOf({ kind: 'accepted', uniqueId }).isFinal);
  for (const kind of ['queue-full', 'not-connected', 'busy'] as const) t.notOk(answerOf({ kind }).isFinal, kind);
});

t.test('the answer of the charge point is told digit for digit', async (t) => {
  const payloadText = '{"energy":12345678901234567890,"limit":1.0}';
  const { text } = answerOf({ kind: 'result', uniqueId, payloadText, latencyMs: -0.2 });
  t.equal(text, `{"unique_id":"u1","status":"result","payload":${payloadText},"latency_ms":0}`);
});

t.test('an id that JSON has to escape does no harm', async (t) => {
  const id = 'a"b\\c';
  t.match(JSON.parse(printCallState({ kind: 'pending', uniqueId: id }, id)), { unique_id: id, status: 'pending' });
});

t.test('an error without details has none', async (t) => {
  const error = { kind: 'error', uniqueId, errorCode: 'X', errorDescription: '', errorDetails: undefined } as const;
  t.match(JSON.parse(printCallState(error, uniqueId)), { error_details: {} });
});
