import t from 'tap';
import { callPayload, newUniqueId, payloadProblem, topicsOf } from '../src/downstream-call.ts';
import { exampleCalls } from '../src/example-calls.ts';
import { settings } from './fixtures/fake-data.ts';

t.test('the topics follow from the settings', async (t) => {
  t.strictSame(topicsOf(settings, 'CP1', null), {
    downstream: 'ocpp/cs/CP1',
    reply: 'ocpp/cp/CP1/Reply',
    error: 'ocpp/cp/CP1/Reply',
  });
});

t.test('an identity cannot leave its level of the topic', async (t) => {
  t.equal(topicsOf(settings, 'A+B/#%', null).downstream, 'ocpp/cs/A%2BB%2F%23%25');
  t.equal(topicsOf(settings, '$x\u0001', null).downstream, 'ocpp/cs/%24x%01');
});

t.test('a user name is filled in when it is known, and what the message decides stays', async (t) => {
  const other = { mountpoint: '', dnstream: { topic: '${username}/${clientid}/${action}' }, upstream: {} };
  t.equal(topicsOf(other, 'CP1', 'depot').downstream, 'depot/CP1/${action}');
  t.equal(topicsOf(other, 'CP1', null).downstream, '${username}/CP1/${action}');
});

t.test('an example is a CALL that a charge point’s topic takes, its fields in their order', async (t) => {
  for (const example of [...exampleCalls(null), ...exampleCalls('2.0.1')]) {
    const payload = callPayload(example, 'web-1');
    t.equal(payloadProblem(payload), null, example.action);
    t.strictSame(Object.keys(JSON.parse(payload)), ['MessageTypeId', 'UniqueId', 'Action', 'Payload']);
  }
});

t.test('ids differ, and are no longer than OCPP allows', async (t) => {
  t.equal(newUniqueId(Uint8Array.of(0, 1, 2, 253, 254, 255, 16, 32, 99)), 'web-000102fdfeff1020');
  t.ok(newUniqueId(new Uint8Array(8)).length <= 36);
});

t.test('a payload that a charge point’s topic would refuse is told so', async (t) => {
  const problems = [
    '',
    '[2,"1"]',
    '{"MessageTypeId":"2"}',
    '{"MessageTypeId":3}',
    '{"MessageTypeId":2,"UniqueId":"a"}',
  ];
  t.strictSame(
    problems.map((payload) => payloadProblem(payload)?.split(';')[0]),
    [
      'This is not JSON',
      'There is no MessageTypeId',
      'There is no MessageTypeId',
      'There is no UniqueId',
      'There is no Action',
    ],
  );
  t.equal(payloadProblem('{"MessageTypeId":3,"UniqueId":"a","Payload":{}}'), null, 'an answer has no action');
});
