import { openRaw } from '@ocpp-broker/simulator';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { startOptions } from './test-surroundings.ts';

t.test('the floor carries messages in both directions, in the topics and payloads of the product', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const csms = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { reconnectPeriod: 0, protocolVersion: 5 });
  t.teardown(() => csms.endAsync());
  await csms.subscribeAsync('ocpp/cp/#', { qos: 1 });
  const chargePoint = await openRaw({ url: `${running.chargePointUrl}/CP1` });
  t.teardown(() => chargePoint.terminate());
  const published = () =>
    new Promise<readonly string[]>((resolve) =>
      csms.once('message', (topic, payload) => resolve([topic, payload.toString()])),
    );

  const call = published();
  await chargePoint.send([2, 'u1', 'Heartbeat', {}]);
  t.same(await call, ['ocpp/cp/CP1', '{"MessageTypeId":2,"UniqueId":"u1","Action":"Heartbeat","Payload":{}}']);
  await csms.publishAsync('ocpp/cs/CP1', '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"a":1}}', { qos: 1 });
  t.equal(await chargePoint.next(), '[3,"u1",{"a":1}]');

  const reset = '{"MessageTypeId":2,"UniqueId":"u2","Action":"Reset","Payload":{"type":"Soft"}}';
  await csms.publishAsync('ocpp/cs/CP1', reset, { qos: 1 });
  t.equal(await chargePoint.next(), '[2,"u2","Reset",{"type":"Soft"}]');
  const answer = published();
  await chargePoint.send([3, 'u2', { status: 'Accepted' }]);
  t.same(await answer, ['ocpp/cp/CP1/Reply', '{"MessageTypeId":3,"UniqueId":"u2","Payload":{"status":"Accepted"}}']);
});
