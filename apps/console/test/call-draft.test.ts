import t from 'tap';
import { attemptOf, callBody, payloadSlip } from '../src/call-draft.ts';

t.test('a payload is an object, and nothing else that JSON knows', async (t) => {
  for (const payload of ['[]', 'null', '7', '"x"']) t.match(payloadSlip(payload), 'is an object');
  for (const payload of ['', '{', '{"a":}']) t.match(payloadSlip(payload), 'This is not JSON');
  t.equal(payloadSlip(' {} '), null);
});

t.test('a time to wait is sent when there is one', async (t) => {
  const draft = { action: ' Reset ', payload: '{"type":"Soft"}', timeout: ' 30s ' };
  t.strictSame(callBody(draft), { action: 'Reset', payload: { type: 'Soft' }, timeout: '30s' });
});

t.test('the same CALL to the same charge point is the same attempt, and any change makes another', async (t) => {
  let count = 0;
  const newKey = (): string => `key-${++count}`;
  const body = { action: 'Reset', payload: { type: 'Soft' } };
  const first = attemptOf(null, 'CP1', body, newKey);
  t.equal(attemptOf(first, 'CP1', { ...body }, newKey), first);
  t.equal(attemptOf(first, 'CP2', body, newKey).key, 'key-2');
  t.equal(attemptOf(first, 'CP1', { ...body, timeout: '5s' }, newKey).key, 'key-3');
  t.equal(attemptOf(null, 'CP1', body, newKey).key, 'key-4', 'once an answer came');
});
