import { type Call, type CallError, type CallResult, decodeFrame } from '@ocpp-broker/ocpp';
import t from 'tap';
import { Answerer, noAnswer } from '../src/answerer.ts';
import { CallRefused } from '../src/errors.ts';
import { FakeStation } from './fake-station.ts';

const create = () => {
  const station = new FakeStation();
  const sent: (CallResult | CallError)[] = [];
  return { station, sent, answerer: new Answerer({ station, transmit: (answer) => sent.push(answer) }) };
};
const call = (action: string, payload: object = {}): Call => {
  const decoded = decodeFrame(JSON.stringify([2, 'u1', action, payload]), '1.6');
  if (decoded.kind !== 'message' || decoded.message.kind !== 'Call') throw new Error('no CALL');
  return decoded.message;
};

t.test('a known action is answered, and what follows from it happens after the answer', async (t) => {
  const { station, sent, answerer } = create();
  station.reboot = async () => {
    t.same(sent, [
      { kind: 'CallResult', uniqueId: 'u1', payload: { status: 'Accepted' }, payloadText: '{"status":"Accepted"}' },
    ]);
    station.reboots.push('done');
  };
  await answerer.answer(call('Reset', { type: 'Soft' }));
  t.same(station.reboots, ['done']);
});

t.test('an unknown action is NotImplemented, also one named like a property of every object', async (t) => {
  const { sent, answerer } = create();
  for (const action of ['GetLog', 'constructor', '__proto__', 'toString']) await answerer.answer(call(action));
  for (const answer of sent) t.match(answer, { kind: 'CallError', uniqueId: 'u1', errorCode: 'NotImplemented' });
  t.equal(sent.length, 4);
});

t.test('a payload that cannot be read is refused with its code', async (t) => {
  const { sent, answerer } = create();
  await answerer.answer(call('Reset', { type: 3 }));
  t.match(sent, [
    { errorCode: 'TypeConstraintViolation', errorDescription: 'type must be a string', errorDetailsText: '{}' },
  ]);
});

t.test('an override answers instead, with a payload, an error, late or never', async (t) => {
  const { sent, answerer } = create();
  answerer.override('GetLog', ({ payload }) => ({ status: 'Accepted', echo: payload }));
  await answerer.answer(call('GetLog', { a: 1 }));
  t.match(sent.pop(), { kind: 'CallResult', payload: { status: 'Accepted', echo: { a: 1 } } });

  answerer.override('GetLog', () => {
    throw new CallRefused('SecurityError', 'x'.repeat(300), { because: 1 });
  });
  await answerer.answer(call('GetLog'));
  t.match(sent.pop(), {
    errorCode: 'SecurityError',
    errorDescription: 'x'.repeat(255),
    errorDetailsText: '{"because":1}',
  });

  const late = Promise.withResolvers<Record<string, unknown>>();
  answerer.override('GetLog', () => late.promise);
  const answering = answerer.answer(call('GetLog'));
  t.same(sent, []);
  late.resolve({ late: true });
  await answering;
  t.match(sent.pop(), { payload: { late: true } });

  answerer.override('GetLog', () => noAnswer);
  await answerer.answer(call('GetLog'));
  t.same(sent, []);

  answerer.override('GetLog', undefined);
  await answerer.answer(call('GetLog'));
  t.match(sent.pop(), { errorCode: 'NotImplemented' });
});

t.test('an override may change the usual answer, and what follows still happens', async (t) => {
  const { station, sent, answerer } = create();
  answerer.override('Reset', (_call, usual) => ({ ...usual(), status: 'Rejected' }));
  await answerer.answer(call('Reset', { type: 'Hard' }));
  t.match(sent, [{ payload: { status: 'Rejected' } }]);
  t.same(station.reboots, ['Hard']);
});

t.test('a failure of the answering code is an InternalError, and is handed on', async (t) => {
  const { sent, answerer } = create();
  answerer.override('Reset', () => {
    throw new Error('a secret detail');
  });
  await t.rejects(answerer.answer(call('Reset')), { message: 'a secret detail' });
  t.match(sent, [{ errorCode: 'InternalError', errorDescription: 'the charge point failed' }]);
});

t.test('what fails after the answer is handed on', async (t) => {
  const { station, sent, answerer } = create();
  station.answers.set('Heartbeat', new Error('lost'));
  await t.rejects(answerer.answer(call('TriggerMessage', { requestedMessage: 'Heartbeat' })), { message: 'lost' });
  t.match(sent, [{ payload: { status: 'Accepted' } }]);
});
