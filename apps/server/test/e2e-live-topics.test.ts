// Shows of issue 2: "every setting of its table (EMQX's and ours) honoured and changeable while running, each with a test that shows its
// effect: mountpoint, … the four upstream settings with overrides by action, downstream topic … Presence, retained." A charge point is
// connected all the while, and never has to come again.

import t from 'tap';
import type { TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer } from './fixtures/running-server.ts';
import { bootedChargePoint, call, changeSettings, clientOf, currentTime, result } from './fixtures/running-settings.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
await csms.subscribe('ocpp/#');
await csms.subscribe('moved/#');
const chargePoint = await bootedChargePoint(running, csms, 'CP1');
const { connected_at: connectedAt } = await clientOf(running, 'CP1');

let lastId = 0;

/** A Heartbeat goes up on one topic and its answer down on another. */
async function beats(up: string, down: string): Promise<void> {
  lastId += 1;
  const id = `beat-${lastId}`;
  await chargePoint.send([2, id, 'Heartbeat', {}]);
  t.match(await csms.nextEnvelope(up), { UniqueId: id, Action: 'Heartbeat' });
  await csms.publish(down, result(id, { currentTime }));
  t.same(await chargePoint.nextJson(), [3, id, { currentTime }]);
}

/** A Reset goes down and its CALLRESULT comes up. */
async function resets(down: string, reply: string): Promise<void> {
  lastId += 1;
  const id = `reset-${lastId}`;
  await csms.publish(down, call(id, 'Reset', { type: 'Soft' }));
  t.same(await chargePoint.nextJson(), [2, id, 'Reset', { type: 'Soft' }]);
  await chargePoint.send([3, id, { status: 'Accepted' }]);
  t.match(await csms.nextEnvelope(reply), { MessageTypeId: 3, UniqueId: id });
}

/** What is retained under a filter, as a newcomer gets it. */
async function retained(filter: string): Promise<Readonly<Record<string, unknown>>> {
  const newcomer = await running.mqtt();
  await newcomer.subscribe(filter);
  await newcomer.subscribe('marker');
  await newcomer.publish('marker', 'all retained messages are here');
  await newcomer.next('marker');
  return Object.fromEntries(newcomer.inbox.unread.map(({ topic, text }) => [topic, JSON.parse(text)]));
}

async function presenceOf(client: TestMqttClient, topic: string): Promise<unknown> {
  return JSON.parse((await client.next(topic)).text);
}

t.test('mountpoint moves every topic, presence too', async (t) => {
  t.match(await presenceOf(csms, 'ocpp/cp/CP1/Presence'), { Connected: true });
  t.same(Object.keys(await retained('ocpp/#')), ['ocpp/cp/CP1/Presence']);
  await changeSettings(t, running, { mountpoint: 'moved/to/' });
  t.equal((await csms.next('ocpp/cp/CP1/Presence')).text, '', 'the old one is cleared');
  t.match(await presenceOf(csms, 'moved/to/cp/CP1/Presence'), { Connected: true });
  await beats('moved/to/cp/CP1', 'moved/to/cs/CP1');
  await resets('moved/to/cs/CP1', 'moved/to/cp/CP1/Reply');
  t.match(await clientOf(running, 'CP1'), { mountpoint: 'moved/to/' });
  t.match((await running.api('GET /gateways/ocpp/clients/CP1/subscriptions')).json, [{ topic: 'moved/to/cs/CP1' }]);
  await csms.publish('ocpp/cs/CP1', 'nobody listens there any more');
  t.same(await retained('ocpp/#'), {});
  t.same(Object.keys(await retained('moved/#')), ['moved/to/cp/CP1/Presence']);
});

t.test('and back again', async (t) => {
  await beats('ocpp/cp/CP1', 'ocpp/cs/CP1');
  t.same(Object.keys(await retained('moved/#')), []);
  t.same(Object.keys(await retained('ocpp/#')), ['ocpp/cp/CP1/Presence']);
});

t.test('upstream.topic is where CALLs go, with every placeholder', async (t) => {
  await changeSettings(t, running, {
    upstream: { topic: 'v${version}/${username}/${clientid}/${action}/${type}/${id}' },
  });
  await chargePoint.send([2, 'beat/1', 'Heartbeat', {}]);
  const heard = await csms.nextEnvelope('ocpp/v1.6/cp-user/CP1/Heartbeat/2/beat%2F1');
  t.match(heard, { UniqueId: 'beat/1' });
  await csms.publish('ocpp/cs/CP1', result('beat/1', { currentTime }));
  await chargePoint.next();
  await resets('ocpp/cs/CP1', 'ocpp/cp/CP1/Reply');
});

t.test('upstream.reply_topic is where CALLRESULTs go, upstream.error_topic where CALLERRORs go', async (t) => {
  await changeSettings(t, running, { upstream: { reply_topic: 'answers/${cid}/${action}' } });
  await resets('ocpp/cs/CP1', 'ocpp/answers/CP1/Reset');
  const refuse = async (id: string, topic: string) => {
    await csms.publish('ocpp/cs/CP1', call(id, 'Reset', { type: 'Soft' }));
    await chargePoint.next();
    await chargePoint.send([4, id, 'NotSupported', 'no', { why: 'because' }]);
    t.same(await csms.nextEnvelope(topic), {
      MessageTypeId: 4,
      UniqueId: id,
      ErrorCode: 'NotSupported',
      ErrorDescription: 'no',
      ErrorDetails: { why: 'because' },
      Action: 'Reset',
    });
  };
  await refuse('e1', 'ocpp/cp/CP1/Reply');
  await changeSettings(t, running, { upstream: { error_topic: 'errors/${cid}' } });
  await refuse('e2', 'ocpp/errors/CP1');
  await csms.publish('ocpp/cs/CP1', 'no JSON');
  t.match(await csms.nextEnvelope('ocpp/errors/CP1'), { ErrorDetails: { Reason: 'not_json' } });
  await csms.publish('ocpp/cs/CP9', call('e3', 'Reset', { type: 'Soft' }));
  t.match(await csms.nextEnvelope('ocpp/errors/CP9'), { ErrorDetails: { Reason: 'not_connected' } });
});

t.test('upstream.topic_override_mapping moves single actions, and a new one takes the place of the old', async (t) => {
  const given = (mapping: object) => changeSettings(t, running, { upstream: { topic_override_mapping: mapping } });
  await given({ Heartbeat: 'beats/${cid}', Authorize: 'who/${cid}' });
  await beats('ocpp/beats/CP1', 'ocpp/cs/CP1');
  await given({ Authorize: 'whom/${cid}' });
  await beats('ocpp/cp/CP1', 'ocpp/cs/CP1');
  await chargePoint.send([2, 'a1', 'Authorize', { idTag: 'A' }]);
  t.match(await csms.nextEnvelope('ocpp/whom/CP1'), { UniqueId: 'a1' });
  const { json } = await running.api('GET /gateways/ocpp');
  t.same((json as { upstream: { topic_override_mapping: unknown } }).upstream.topic_override_mapping, {
    Authorize: 'whom/${cid}',
  });
  await given({});
  await chargePoint.send([2, 'a2', 'Authorize', { idTag: 'A' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'a2' });
});

t.test('dnstream.topic is what is listened to, in place of the old one', async (t) => {
  await changeSettings(t, running, { dnstream: { topic: 'to/${cid}/now' } });
  await beats('ocpp/cp/CP1', 'ocpp/to/CP1/now');
  await resets('ocpp/to/CP1/now', 'ocpp/cp/CP1/Reply');
  await csms.publish('ocpp/cs/CP1', call('lost', 'Reset', { type: 'Hard' }));
  await resets('ocpp/to/CP1/now', 'ocpp/cp/CP1/Reply');
  t.same(chargePoint.unread, [], 'nothing came over the old topic');
});

t.test('presence.topic moves the retained message; empty, there is none', async (t) => {
  await changeSettings(t, running, { presence: { topic: 'here/${cid}' } });
  t.same(Object.keys(await retained('ocpp/#')), ['ocpp/here/CP1']);
  const other = await running.chargePoint('CP2');
  t.match(await presenceOf(csms, 'ocpp/here/CP2'), { Connected: true });
  await other.close();
  t.match(await presenceOf(csms, 'ocpp/here/CP2'), { Connected: false });
  await changeSettings(t, running, { presence: { topic: '' } });
  t.same(Object.keys(await retained('ocpp/here/CP1')), []);
});

t.test('the charge point is connected as it was at first', async (t) => {
  t.equal((await clientOf(running, 'CP1')).connected_at, connectedAt);
  await beats('ocpp/cp/CP1', 'ocpp/cs/CP1');
});
