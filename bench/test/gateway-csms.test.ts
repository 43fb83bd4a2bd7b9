import { connectAsync } from 'mqtt';
import t from 'tap';
import { connectCsms } from '../src/gateway-csms.ts';
import { openBroker } from './test-broker.ts';

t.test('what the CSMS sends comes with its identity, and what is published goes out', async (t) => {
  const broker = await openBroker();
  const received = Promise.withResolvers<readonly unknown[]>();
  const gateway = await connectCsms(broker.port, 1, (...message) => received.resolve(message));
  const csms = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
  t.teardown(async () => {
    await gateway.close();
    await csms.endAsync();
    await broker.close();
  });
  await csms.publishAsync('ocpp/cs/CP1', '{"MessageTypeId":3,"UniqueId":"u1","Payload":{}}', { qos: 1 });
  t.same(await received.promise, ['CP1', { MessageTypeId: 3, UniqueId: 'u1', Payload: {} }]);
  await csms.subscribeAsync('ocpp/cp/CP1', { qos: 1 });
  const published = new Promise<string>((resolve) => csms.once('message', (_, payload) => resolve(payload.toString())));
  gateway.publish('ocpp/cp/CP1', { MessageTypeId: 2, UniqueId: 'u2', Action: 'Heartbeat', Payload: {} });
  t.equal(await published, '{"MessageTypeId":2,"UniqueId":"u2","Action":"Heartbeat","Payload":{}}');
});
