// Shows of issue 3: "`offline_policy`: … `queue` with a TTL and a bound, surviving a reconnect and a restart of the process; MQTT 5 message
// expiry is honoured as the TTL". The process is the real one, and it is killed.

import t from 'tap';
import { startMain } from './fixtures/running-main.ts';
import type { Envelope, TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer, temporaryFolder } from './fixtures/running-server.ts';
import { call, changeSettings } from './fixtures/running-settings.ts';

const queue = { OCPP_BROKER_GATEWAY__OCPP__OFFLINE_POLICY: 'queue' };
const lasting = { clientId: 'csms-1', clean: false, properties: { sessionExpiryInterval: 3_600 } };
const reason = ({ ErrorDetails }: Envelope) => ErrorDetails?.Reason;

/** Publishes a CALL and returns when it waits: a second one of its id is refused only then. */
async function leave(csms: TestMqttClient, level: string, message: unknown, properties = {}): Promise<void> {
  await csms.publish(`ocpp/cs/${level}`, message, { properties });
  await csms.publish(`ocpp/cs/${level}`, message);
  const refused = await csms.nextEnvelope(`ocpp/cp/${level}/Reply`);
  if (reason(refused) !== 'duplicate_unique_id') throw new Error(`it does not wait: ${JSON.stringify(refused)}`);
}

t.test(
  'CALLs that wait survive the death of the process, in their order, with where they want their answer',
  async (t) => {
    const folder = temporaryFolder(t);
    const first = await startMain(t, folder, queue);
    const csms = await first.mqtt();
    await csms.subscribe('ocpp/cp/+/Reply');
    const properties = { responseTopic: 'answers/w1', correlationData: Buffer.from([1, 0, 255]) };
    // A number that JavaScript cannot hold: the text is kept, not the value.
    const payload = '{"listVersion":9007199254740993,"updateType":"Full"}';
    await leave(csms, 'CP1', call('w1', 'Reset', { type: 'Soft' }), properties);
    await leave(csms, 'CP1', `{"MessageTypeId":2,"UniqueId":"w2","Action":"SendLocalList","Payload":${payload}}`);
    await leave(csms, 'A%2BB', call('w3', 'ClearCache'));
    first.child.kill('SIGKILL');
    t.equal((await first.end()).signal, 'SIGKILL');

    const second = await startMain(t, folder, queue);
    const again = await second.mqtt();
    await again.subscribe('ocpp/cp/+/Reply');
    await again.subscribe('answers/#');
    await again.publish('ocpp/cs/CP1', call('w1', 'Reset', { type: 'Soft' }));
    t.equal(reason(await again.nextEnvelope('ocpp/cp/CP1/Reply')), 'duplicate_unique_id', 'it waits on');
    const chargePoint = await second.chargePoint('CP1');
    t.same(await chargePoint.nextJson(), [2, 'w1', 'Reset', { type: 'Soft' }]);
    await chargePoint.send([3, 'w1', { status: 'Accepted' }]);
    t.match(await again.nextEnvelope('ocpp/cp/CP1/Reply'), { MessageTypeId: 3, UniqueId: 'w1' });
    t.match(await again.next('answers/w1'), { correlationData: properties.correlationData.toString(), text: /"w1"/ });
    t.equal(await chargePoint.next(), `[2,"w2","SendLocalList",${payload}]`);
    await chargePoint.send([3, 'w2', { status: 'Accepted' }]);
    await again.nextEnvelope('ocpp/cp/CP1/Reply');
    const other = await second.chargePoint('A%2BB');
    t.same(await other.nextJson(), [2, 'w3', 'ClearCache', {}]);

    second.child.kill('SIGKILL');
    await second.end();
    const third = await startMain(t, folder, queue);
    const last = await third.mqtt();
    await last.subscribe('ocpp/cp/+/Reply');
    const back = await third.chargePoint('CP1');
    await last.publish('ocpp/cs/CP1', call('w5', 'ClearCache'));
    t.same(await back.nextJson(), [2, 'w5', 'ClearCache', {}], 'what was delivered does not come again');
  },
);

t.test('a CALL that expires while no process runs is told of at the next start', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startMain(t, folder, queue);
  const csms = await first.mqtt(5, lasting);
  await csms.subscribe('ocpp/cp/+/Reply');
  await csms.subscribe('answers/#');
  const properties = { responseTopic: 'answers/x', correlationData: Buffer.from('x'), messageExpiryInterval: 1 };
  await csms.publish('ocpp/cs/CP1', call('x1', 'ClearCache'), { properties });
  await leave(csms, 'CP1', call('x2', 'ClearCache'));
  first.child.kill('SIGKILL');
  await first.end();

  const second = await startMain(t, folder, queue);
  const again = await second.mqtt(5, lasting);
  // What the client heard before it may come again, since nobody knows whether the broker still heard that it did.
  const told = await again.inbox.next('what became of x1', ({ text }) => text.includes('"x1"'));
  t.match(JSON.parse(told.text), { UniqueId: 'x1', Action: 'ClearCache', ErrorDetails: { Reason: 'expired' } });
  const asked = await again.inbox.next('the same on the response topic', ({ text }) => text.includes('"x1"'));
  t.same(asked, { ...told, topic: 'answers/x', correlationData: 'x' });
  const chargePoint = await second.chargePoint('CP1');
  t.same(await chargePoint.nextJson(), [2, 'x2', 'ClearCache', {}]);
});

t.test('while the process runs: TTL, expiry, bound and reconnect', async (t) => {
  const running = await startTestServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/+/Reply');
  const policy = { offline_policy: 'queue', offline_ttl: '1s', dnstream: { max_mqueue_len: 2 } };
  await changeSettings(t, running, policy);
  const told = async (identity: string, id: string, why: string) => {
    const answer = await csms.nextEnvelope(`ocpp/cp/${identity}/Reply`);
    t.match(answer, { UniqueId: id, ErrorDetails: { Reason: why } }, `${id}: ${why}`);
  };
  await csms.publish('ocpp/cs/CP1', call('t1', 'ClearCache'));
  await told('CP1', 't1', 'expired');
  await changeSettings(t, running, { offline_ttl: '1h' });
  await csms.publish('ocpp/cs/CP1', call('t2', 'ClearCache'), { properties: { messageExpiryInterval: 1 } });
  await told('CP1', 't2', 'expired');

  for (const id of ['b1', 'b2', 'b3']) await csms.publish('ocpp/cs/CP1', call(id, 'ClearCache'));
  await told('CP1', 'b3', 'queue_full');
  await csms.publish('ocpp/cs/CP2', call('c1', 'ClearCache'));
  const chargePoint = await running.chargePoint('CP1');
  t.match(await chargePoint.nextJson(), [2, 'b1', 'ClearCache'], 'another charge point has a queue of its own');
  // b1 is out, and nobody knows what became of it; b2 was never sent, and waits for the next connection.
  chargePoint.terminate();
  await told('CP1', 'b1', 'connection_lost');
  const again = await running.chargePoint('CP1');
  t.match(await again.nextJson(), [2, 'b2', 'ClearCache']);
  await again.send([3, 'b2', { status: 'Accepted' }]);
  t.match(await csms.nextEnvelope('ocpp/cp/CP1/Reply'), { MessageTypeId: 3, UniqueId: 'b2' });

  await changeSettings(t, running, { offline_policy: 'fail' });
  await told('CP2', 'c1', 'not_connected');
});
