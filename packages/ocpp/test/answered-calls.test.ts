import t from 'tap';
import { AnsweredCalls, answerLengthMax, answersKeptMax, type CallMark, markOfCall } from '../src/answered-calls.ts';
import type { OcppVersion } from '../src/version.ts';

function asked(payloadText: string, action = 'Heartbeat', version: OcppVersion = '1.6'): CallMark {
  return markOfCall(version, action, payloadText);
}

/** The frame of an answer that says something. */
function answer(uniqueId: string, said = ''): string {
  return `[3,${JSON.stringify(uniqueId)},{"said":"${said}"}]`;
}

t.test('the same CALL within the window gets the answer that it got', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('{}'), answer('u1'), 1_000);
  t.equal(calls.find('u1', asked('{}'), 60_000, 1_000), answer('u1'));
  t.equal(calls.find('u1', asked('{}'), 60_000, 60_999), answer('u1'));
  t.equal(calls.find('u1', asked('{}'), 60_000, 61_000), undefined, 'the window is over');
  t.equal(calls.find('u1', asked('{}'), 0, 1_000), undefined, 'no window');
});

t.test('another CALL under the id gets none, and neither does the same under another id', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('{}'), answer('u1'), 0);
  t.equal(calls.find('u1', asked('{"a":1}'), 60_000, 0), undefined);
  t.equal(calls.find('u1', asked('{}', 'StatusNotification'), 60_000, 0), undefined);
  t.equal(calls.find('u1', asked('{}', 'Heartbeat', '2.1'), 60_000, 0), undefined);
  t.equal(calls.find('u2', asked('{}'), 60_000, 0), undefined);
  for (const id of ['__proto__', 'constructor']) t.equal(calls.find(id, asked('{}'), 60_000, 0), undefined);
});

t.test('of two answers under one id the later counts', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('A'), answer('u1', 'first'), 0);
  calls.keep('u1', asked('B'), answer('u1', 'second'), 10);
  t.equal(calls.find('u1', asked('A'), 60_000, 10), undefined);
  t.equal(calls.find('u1', asked('B'), 60_000, 10), answer('u1', 'second'));
});

t.test('an answer is forgotten when its id becomes that of another CALL', async (t) => {
  const calls = new AnsweredCalls();
  calls.keep('u1', asked('A'), answer('u1', 'first'), 0);
  calls.forget('u1');
  calls.forget('u2');
  t.equal(calls.find('u1', asked('A'), 60_000, 0), undefined);
});

t.test('sixteen answers are kept, the longest ago goes first, and one given again is the newest', async (t) => {
  t.equal(answersKeptMax, 16);
  const calls = new AnsweredCalls();
  for (let at = 0; at < answersKeptMax; at += 1) calls.keep(`u${at}`, asked('A'), answer(`u${at}`), at);
  calls.keep('u0', asked('A'), answer('u0', 'again'), 20);
  calls.keep('one more', asked('A'), answer('one more'), 21);
  const isKept = (id: string) => calls.find(id, asked('A'), 60_000, 21) !== undefined;
  t.notOk(isKept('u1'));
  for (const id of ['u0', 'u2', 'u15', 'one more']) t.ok(isKept(id), id);
});

t.test('an id is found whatever is in it, and one whose hash is the same is another', async (t) => {
  const calls = new AnsweredCalls();
  const ids = ['', '"', 'a"b', '\\', 'é', '€', '__proto__', 'u1', 'u1,', '[3,"u1"'];
  for (const [at, id] of ids.entries()) calls.keep(id, asked(String(at)), answer(id), 0);
  for (const [at, id] of ids.entries()) t.equal(calls.find(id, asked(String(at)), 60_000, 0), answer(id), id);
  calls.keep('Aa', asked('A'), answer('Aa'), 0);
  t.equal(calls.find('BB', asked('A'), 60_000, 0), undefined, 'as in Java, where these two have one hash');
  calls.keep('BB', asked('A'), answer('BB'), 0);
  t.equal(calls.find('Aa', asked('A'), 60_000, 0), answer('Aa'));
  t.equal(calls.find('BB', asked('A'), 60_000, 0), answer('BB'));
});

t.test('an answer that is too long is not kept', async (t) => {
  t.equal(answerLengthMax, 16_384);
  const calls = new AnsweredCalls();
  const said = 'x'.repeat(answerLengthMax - answer('u1').length);
  calls.keep('u1', asked('A'), answer('u1', said), 0);
  t.equal(calls.find('u1', asked('A'), 60_000, 0), answer('u1', said));
  calls.keep('u2', asked('A'), answer('u2', `${said}x`), 0);
  t.equal(calls.find('u2', asked('A'), 60_000, 0), undefined);
});

t.test('two CALLs have one mark only when they say the same', async (t) => {
  const payloads = ['{}', '{"a":1}', '{"a":2}', '{"a":"\u20ac"}', '{"a":"é"}', 'x'.repeat(100_000)];
  const actions = ['Heartbeat', 'StatusNotification', 'MeterValues', '', '__proto__'];
  const marks = new Set<CallMark>();
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    for (const action of actions) for (const payload of payloads) marks.add(asked(payload, action, version));
  }
  t.equal(marks.size, 3 * actions.length * payloads.length);
  t.equal(asked('{"a":1}'), asked(['{"a":', '1}'].join('')), 'however the text was made');
});

t.test('one digit, one time or one character makes another mark', async (t) => {
  const payload =
    '{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00.000Z","sampledValue":[{"value":"1234.5"}]}]}';
  const mark = asked(payload, 'MeterValues');
  for (let at = 0; at < payload.length; at += 1) {
    for (const other of ['0', '9', ' ']) {
      const changed = payload.slice(0, at) + other + payload.slice(at + 1);
      if (changed !== payload && asked(changed, 'MeterValues') === mark) t.fail(`${at}: ${changed}`);
    }
  }
  t.not(asked(`${payload} `, 'MeterValues'), mark);
});
