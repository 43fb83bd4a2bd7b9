import t from 'tap';
import { connect, listenWebSocket, publish, startBroker, versions } from '../harness.ts';

for (const { name, options } of versions) {
  t.test(`${name}: an operator sees who is connected, how, and what went over the wire`, async (t) => {
    const { broker, url } = await startBroker(t);
    const before = Date.now();
    const client = await connect(t, url, { ...options, clientId: 'one', keepalive: 45 });
    await client.subscribeAsync({ a: { qos: 1 }, 'b/#': { qos: 0 } });
    await client.publishAsync('x', 'one', { qos: 0 });
    await client.publishAsync('x', 'two', { qos: 1 });
    const arrived = new Promise((resolve) => client.once('message', resolve));
    await publish(broker, { topic: 'a', qos: 1 });
    await arrived;
    const [seen] = broker.clients();
    t.match(seen, {
      clientId: 'one',
      username: 'alice',
      superuser: false,
      protocolVersion: String(options.protocolVersion),
      ipAddress: '127.0.0.1',
      listener: 'tcp:default',
      connected: true,
      keepaliveSeconds: 45,
      cleanStart: true,
      expiryIntervalSeconds: 0,
      subscriptionsCount: 2,
      awaitingRelCount: 0,
      unsentBytes: 0,
      queueDropped: 0,
      receivedMessages: 2,
      sentMessages: 1,
    });
    t.equal(seen?.port, (client.stream as unknown as { localPort: number }).localPort);
    t.ok(seen && seen.connectedAt >= before && seen.connectedAt >= seen.createdAt);
    // CONNECT, SUBSCRIBE and two PUBLISH, and the PUBACK unless it is still on its way.
    t.ok(seen && seen.receivedPackets >= 4 && seen.receivedPackets <= 5);
    t.equal(seen?.sentPackets, 4, 'CONNACK, SUBACK, PUBACK and a PUBLISH');
    t.ok(seen && seen.receivedBytes > 0 && seen.sentBytes > 0);
    t.same(broker.client('one')?.clientId, 'one');
    t.equal(broker.client('two'), undefined);
  });
}

t.test('sessions that stay are told by how long they do', async (t) => {
  const { broker, url } = await startBroker(t);
  await connect(t, url, { clientId: 'four', clean: false });
  t.match(broker.client('four'), { cleanStart: false, expiryIntervalSeconds: 0xffff_ffff });
  await connect(t, url, {
    clientId: 'five',
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 600 },
  });
  t.match(broker.client('five'), { cleanStart: false, expiryIntervalSeconds: 600 });
});

t.test('a client that came by WebSocket shows its address and listener', async (t) => {
  const { broker } = await startBroker(t);
  await connect(t, await listenWebSocket(broker), { clientId: 'web' });
  t.match(broker.client('web'), { listener: 'ws:default', ipAddress: '127.0.0.1', protocolVersion: '4' });
  t.ok((broker.client('web')?.port ?? 0) > 0);
});

t.test('subscriptions are shown with the options of MQTT 5', async (t) => {
  const { broker, url } = await startBroker(t);
  const five = await connect(t, url, { clientId: 'five', protocolVersion: 5 });
  await five.subscribeAsync('a/+', { qos: 2, nl: true, rap: true, rh: 2 });
  t.same(broker.subscriptions('five'), [
    { topic: 'a/+', qos: 2, noLocal: true, retainAsPublished: true, retainHandling: 2 },
  ]);
  const four = await connect(t, url, { clientId: 'four' });
  await four.subscribeAsync('b', { qos: 1 });
  t.same(broker.subscriptions('four'), [
    { topic: 'b', qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 },
  ]);
  t.equal(broker.subscriptions('nobody'), undefined);
});
