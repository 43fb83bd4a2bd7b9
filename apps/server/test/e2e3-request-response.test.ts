// Shows of issue 3: "MQTT 5 request/response: a CALL published to `ocpp/cs/<identity>` with Response Topic and Correlation Data gets its
// CALLRESULT or CALLERROR there too, with the correlation data. A CALL without `UniqueId` gets one from us"; and "What becomes of each
// CALL is always told to its publisher on the error topic, and with MQTT 5 also on its response topic".

import t, { type Test } from 'tap';
import type { Envelope, Heard, TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { call, changeSettings } from './fixtures/running-settings.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/cp/+/Reply', 2);
await csms.subscribe('answers/#', 2);

const reset = (uniqueId: string, type = 'Soft') => call(uniqueId, 'Reset', { type });

/** Asks for an answer on `answers/<name>`, with the name as correlation data. */
function ask(name: string, message: unknown, identity = 'CP1', publisher: TestMqttClient = csms): Promise<void> {
  const properties = { responseTopic: `answers/${name}`, correlationData: Buffer.from(name) };
  return publisher.publish(`ocpp/cs/${identity}`, message, { properties });
}

/** What came on the topic of replies, and the same on the response topic. */
async function answers(t: Test, name: string, identity = 'CP1'): Promise<Envelope> {
  const usual = await csms.next(`ocpp/cp/${identity}/Reply`);
  const asked: Heard = await csms.next(`answers/${name}`);
  t.equal(asked.text, usual.text, `${name}: both topics say the same`);
  t.equal(asked.correlationData, name);
  t.equal(asked.retain, false);
  t.equal(asked.qos, 2);
  t.equal(usual.correlationData, undefined, 'which is the requester’s own');
  return JSON.parse(usual.text) as Envelope;
}

/** The next frame of the broker. */
type Frame = readonly [type: number, uniqueId: string, action: string];

t.test('a CALLRESULT and a CALLERROR come on the response topic too, with the correlation data', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  await ask('result', reset('r1'));
  await chargePoint.next();
  await chargePoint.send([3, 'r1', { status: 'Accepted' }]);
  t.match(await answers(t, 'result'), { MessageTypeId: 3, UniqueId: 'r1', Payload: { status: 'Accepted' } });
  await ask('error', reset('r2'));
  await chargePoint.next();
  await chargePoint.send([4, 'r2', 'NotSupported', 'no', { Why: 'so' }]);
  t.match(await answers(t, 'error'), { MessageTypeId: 4, ErrorCode: 'NotSupported', ErrorDetails: { Why: 'so' } });
  await chargePoint.close();
});

t.test(
  'a requester needs no UniqueId: it gets one from us, and knows its answer by its correlation data',
  async (t) => {
    const chargePoint = await running.chargePoint('CP1');
    const ids = new Set<string>();
    for (const name of ['first', 'second']) {
      const { UniqueId: _none, ...nameless } = reset('');
      await ask(name, nameless);
      const [type, id, action] = (await chargePoint.nextJson()) as Frame;
      t.same([type, action], [2, 'Reset']);
      t.match(id, /^.{1,36}$/);
      ids.add(id);
      await chargePoint.send([3, id, { status: 'Accepted' }]);
      t.match(await answers(t, name), { MessageTypeId: 3, UniqueId: id });
    }
    t.equal(ids.size, 2, 'each has its own');
    await chargePoint.close();
  },
);

t.test(
  'answers that cross find their requesters, whoever they are and whatever correlation data they gave',
  async (t) => {
    await changeSettings(t, running, { strict_call_order: false });
    const chargePoint = await running.chargePoint('CP1');
    const other = await running.mqtt();
    await other.subscribe('elsewhere/+');
    await ask('mine', reset('m'));
    const bytes = Buffer.from([0, 0xff, 1]);
    await other.publish('ocpp/cs/CP1', call('o', 'ClearCache'), {
      properties: { responseTopic: 'elsewhere/1', correlationData: bytes },
    });
    await other.publish('ocpp/cs/CP1', call('n', 'GetLocalListVersion'), {
      properties: { responseTopic: 'elsewhere/2' },
    });
    for (let index = 0; index < 3; index += 1) await chargePoint.next();
    await chargePoint.send([3, 'n', { listVersion: 0 }]);
    await chargePoint.send([3, 'o', { status: 'Accepted' }]);
    await chargePoint.send([3, 'm', { status: 'Rejected' }]);
    t.equal((await other.next('elsewhere/2')).correlationData, undefined, 'none was given');
    t.equal((await other.next('elsewhere/1')).correlationData, bytes.toString(), 'bytes, not text');
    t.match(JSON.parse((await csms.next('answers/mine')).text), { UniqueId: 'm', Payload: { status: 'Rejected' } });
    for (let index = 0; index < 3; index += 1) await csms.next('ocpp/cp/CP1/Reply');
    t.same(other.inbox.unread, []);
    await chargePoint.close();
  },
);

t.test('every way in which a CALL can come to nothing is told on the response topic', async (t) => {
  await changeSettings(t, running, { dnstream: { max_mqueue_len: 1 } });
  const told = async (name: string, reason: string, identity?: string) => {
    const answer = await answers(t, name, identity);
    t.match(answer, { MessageTypeId: 4, ErrorDetails: { Reason: reason } }, reason);
  };
  await ask('absent', reset('a1'), 'CP9');
  await told('absent', 'not_connected', 'CP9');

  const chargePoint = await running.chargePoint('CP1');
  await ask('not-json', 'Reset!');
  await told('not-json', 'not_json');
  await ask('no-message', { MessageTypeId: 2, Action: 'Reset' });
  await told('no-message', 'not_a_message');
  await ask('not-allowed', call('n', 'Heartbeat'));
  await told('not-allowed', 'not_allowed');
  await ask('wrong', reset('w', 'Softly'));
  await told('wrong', 'invalid_payload');
  await ask('sent', reset('s'));
  await chargePoint.next();
  await ask('again', reset('s'));
  await told('again', 'duplicate_unique_id');
  await ask('waits', reset('q1'));
  await ask('too-many', reset('q2'));
  await told('too-many', 'queue_full');
  await chargePoint.send([3, 's', { status: 'Perhaps' }]);
  await told('sent', 'invalid_answer');
  await chargePoint.next();
  chargePoint.terminate();
  await told('waits', 'connection_lost');
});

t.test('a CALL that is not answered in time is told of on both topics, and its late answer on neither', async (t) => {
  await changeSettings(t, running, { call_timeout_overrides: { Reset: '100ms' } });
  const chargePoint = await running.chargePoint('CP1');
  await ask('late', reset('l1'));
  await chargePoint.next();
  t.match(await answers(t, 'late'), { UniqueId: 'l1', Action: 'Reset', ErrorDetails: { Reason: 'timed_out' } });
  await chargePoint.send([3, 'l1', { status: 'Accepted' }]);
  await ask('next', call('l2', 'ClearCache'));
  await chargePoint.next();
  await chargePoint.send([3, 'l2', { status: 'Accepted' }]);
  t.match(await answers(t, 'next'), { MessageTypeId: 3, UniqueId: 'l2' });
  await chargePoint.close();
});

t.test('a message that expires behind another is not sent, and its publisher is told', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  await csms.publish('ocpp/cs/CP1', reset('e1'));
  await chargePoint.next();
  const properties = { responseTopic: 'answers/expired', correlationData: Buffer.from('expired') };
  await csms.publish('ocpp/cs/CP1', reset('e2'), { properties: { ...properties, messageExpiryInterval: 1 } });
  t.match(await answers(t, 'expired'), { UniqueId: 'e2', ErrorDetails: { Reason: 'expired' } });
  await chargePoint.send([3, 'e1', { status: 'Accepted' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'e1' });
  await csms.publish('ocpp/cs/CP1', call('e3', 'ClearCache'));
  t.match(await chargePoint.nextJson(), [2, 'e3', 'ClearCache'], 'the next thing that the charge point hears');
  chargePoint.terminate();
  await csms.next('ocpp/cp/CP1/Reply');
});

t.test('nobody can make the gateway speak on a topic of its own', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  // Where the client may not publish, the broker does not let the gateway publish for it either.
  for (const responseTopic of ['ocpp/cp/CP1', 'ocpp/cp/CP1/Reply', 'ocpp/cp/CP2/Presence', '$SYS/any/topic']) {
    const asked = csms.publish('ocpp/cs/CP1', reset('x'), { properties: { responseTopic } });
    await t.rejects(asked, { code: 0x87 }, responseTopic);
  }
  await csms.publish('ocpp/cs/CP1', reset('x'), { properties: { responseTopic: 'ocpp/cs/CP2' } });
  const { ErrorDescription, ErrorDetails } = await csms.nextEnvelope('ocpp/cp/CP1/Reply');
  t.match(ErrorDetails, { Reason: 'not_allowed' });
  t.match(ErrorDescription, /response topic/);
  await csms.publish('ocpp/cs/CP1', call('y', 'ClearCache'));
  t.match(await chargePoint.nextJson(), [2, 'y', 'ClearCache'], 'the first that it hears');
  t.same(csms.inbox.unread, []);
  chargePoint.terminate();
  await csms.next('ocpp/cp/CP1/Reply');
});

for (const version of [3, 4] as const) {
  t.test(`a publisher of MQTT ${version === 3 ? '3.1' : '3.1.1'} is answered as ever`, async (t) => {
    const old = await running.mqtt({ version });
    await old.subscribe('ocpp/cp/+/Reply');
    await old.subscribe('answers/#');
    const chargePoint = await running.chargePoint('CP1');
    await old.publish('ocpp/cs/CP1', reset('o1'));
    await chargePoint.next();
    await chargePoint.send([3, 'o1', { status: 'Accepted' }]);
    t.match(await old.nextEnvelope('ocpp/cp/CP1/Reply'), { UniqueId: 'o1', Payload: { status: 'Accepted' } });
    await csms.next('ocpp/cp/CP1/Reply');
    await ask('shared', reset('o2'));
    await chargePoint.next();
    await chargePoint.send([3, 'o2', { status: 'Accepted' }]);
    await answers(t, 'shared');
    t.match(await old.nextEnvelope('answers/shared'), { UniqueId: 'o2' }, 'it hears what others asked for');
    await old.nextEnvelope('ocpp/cp/CP1/Reply');
    t.same([...old.inbox.unread, ...csms.inbox.unread], []);
    await chargePoint.close();
    await old.end();
  });
}
