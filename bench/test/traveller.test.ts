import t from 'tap';
import { Traveller, tripOf } from '../src/traveller.ts';

const traveller = () => new Traveller({ identity: 'CP7' }, { qos: 1, mqttVersion: 5 });
const call = (id: string) => Buffer.from(`{"MessageTypeId":2,"UniqueId":"${id}","Action":"MeterValues","Payload":{}}`);

t.test('all messages of a trip carry its number', async (t) => {
  const one = traveller();
  one.begin(42);
  t.equal(one.topic, 'ocpp/cp/CP7');
  const key = one.frame.subarray(4, 8);
  const frame = Buffer.from(one.frame.subarray(8).map((byte, at) => byte ^ (key[at % 4] ?? 0))).toString();
  const [type, id, action] = JSON.parse(frame) as readonly unknown[];
  t.same([type, id, action], [2, 'CP7-00000042', 'MeterValues']);
  const answer = one.answer.bytes.toString('utf8', one.answer.payloadAt);
  t.equal(answer, '{"MessageTypeId":3,"UniqueId":"CP7-00000042","Payload":{}}');
});

t.test('the CALL and the CALLRESULT of this trip are known, and no others', async (t) => {
  const one = traveller();
  const take = (text: string) => one.takeAnswer(Buffer.from(`--${text}-`), 2, 2 + text.length);
  t.notOk(take('[3,"CP7-00000000",{}]'), 'nothing is awaited before the first trip');
  one.begin(8);
  t.ok(one.isCall(call('CP7-00000008')));
  t.notOk(one.isCall(call('CP7-00000007')));
  t.notOk(one.isCall(Buffer.from('{"MessageTypeId":3,"UniqueId":"CP7-00000008","Payload":{}}')));
  t.notOk(take('[3,"CP7-00000007",{}]'));
  t.notOk(take('[3,"CP7-00000008",{"a":1}]'));
  t.ok(take('[3,"CP7-00000008",{}]'));
  t.notOk(take('[3,"CP7-00000008",{}]'), 'an answer counts once');
});

t.test('the number of a trip is read out of its CALL', async (t) => {
  t.equal(tripOf(call('CP7-00001234')), 1234);
  t.ok(Number.isNaN(tripOf(call('x'))));
  t.ok(Number.isNaN(tripOf(call('CP7-0000x234'))));
  t.ok(Number.isNaN(tripOf(Buffer.from('{}'))));
});
