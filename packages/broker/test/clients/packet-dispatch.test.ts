import t from 'tap';
import { startBroker } from '../harness.ts';
import { RawClient } from '../outside/raw-client.ts';
import { acknowledge, disconnect, packet, publish, unsubscribe } from '../outside/wire.ts';

t.test('every packet is answered by the part that knows it', async (t) => {
  const { tcp } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5);
  t.same(await client.subscribe('a', 2), [2]);
  t.equal(await client.publish({ topic: 'a', qos: 1 }), 0);
  t.equal(await client.publish({ topic: 'a', qos: 2 }), 0);
  await client.receive();
  await client.receive();
  client.send(unsubscribe(5, 7, ['a', 'b']));
  t.match(await client.next('unsuback'), { id: 7, reasonCodes: [0, 0x11] });
  await client.ping();
});

t.test('acknowledgements of what nobody sent are answered as MQTT 5 says, and harm nobody', async (t) => {
  const { tcp } = await startBroker(t);
  for (const [version, code] of [
    [5, 0x92],
    [4, 0],
  ] as const) {
    const client = await RawClient.connect(t, tcp, version);
    client.send(acknowledge('puback', 9), acknowledge('pubcomp', 9), acknowledge('pubrec', 9));
    t.match(await client.next('pubrel'), { id: 9, reasonCode: code });
    client.send(acknowledge('pubrel', 10));
    t.match(await client.next('pubcomp'), { id: 10, reasonCode: code });
    await client.ping();
  }
});

t.test('MQTT 5: AUTH without an agreed method is a protocol error (MQTT-4.12.0-6)', async (t) => {
  const { tcp, log } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one' });
  client.send(packet(0xf0, Buffer.from([0x18, 0])));
  t.equal(await client.disconnected(), 0x82);
  t.match(
    log.find(({ message }) => message === 'malformed packet'),
    { clientId: 'one' },
  );
});

t.test('MQTT 5: a session that ends with its connection cannot be kept by DISCONNECT (MQTT-3.14.2-2)', async (t) => {
  const { tcp, broker, event } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one' });
  client.send(disconnect(0, { sessionExpiryInterval: 60 }));
  t.equal(await client.disconnected(), 0x82);
  await event(({ kind }) => kind === 'disconnected');
  t.equal(broker.stats().sessions, 0);
  t.equal(broker.subscriptions('one'), undefined);
});

t.test('DISCONNECT changes how long the session stays, but not above the longest', async (t) => {
  let now = 1_000_000;
  const { tcp, broker } = await startBroker(t, { now: () => now });
  const session = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60 } };
  const first = await RawClient.connect(t, tcp, 5, session);
  await first.leave(0, { sessionExpiryInterval: 600 });
  now += 599_000;
  const second = await RawClient.open(t, tcp, 5);
  t.ok((await second.connect(session)).sessionPresent);
  await second.leave(0, { sessionExpiryInterval: 0 });
  t.equal(broker.stats().sessions, 0);
});

t.test('what comes from a connection that has lost its session is thrown away', async (t) => {
  const { tcp, broker } = await startBroker(t);
  const topics: string[] = [];
  await broker.subscribe('#', ({ topic }) => topics.push(topic));
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one' });
  t.ok(broker.endSession('one'));
  client.send(publish(5, { topic: 'late', qos: 1, id: 1 }));
  t.equal(await client.disconnected(), 0x98);
  t.same(topics, []);
});
