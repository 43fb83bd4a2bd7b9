import t from 'tap';
import { failingStore } from './failing-store.ts';
import { closed, collect, connect, listenWebSocket, publish, startBroker, versions } from './harness.ts';
import { RawClient } from './raw-client.ts';

for (const { name, options } of versions) {
  for (const carrier of ['TCP', 'WebSocket'] as const) {
    t.test(`${name} over ${carrier}: clients and the process talk to each other with every QoS`, async (t) => {
      const { broker, url } = await startBroker(t);
      const client = await connect(t, carrier === 'TCP' ? url : await listenWebSocket(broker), options);
      const inside: string[] = [];
      await broker.subscribe('up/#', ({ topic, qos }) => inside.push(`${topic} ${qos}`));
      await client.subscribeAsync('down/#', { qos: 2 });
      const received = collect(client);
      for (const qos of [0, 1, 2] as const) {
        await publish(broker, { topic: `down/${qos}`, qos });
        await client.publishAsync(`up/${qos}`, 'x', { qos });
      }
      await received.take(3);
      t.same(received.all.map(({ topic, qos }) => `${topic} ${qos}`).sort(), ['down/0 0', 'down/1 1', 'down/2 2']);
      t.same(inside.sort(), ['up/0 0', 'up/1 1', 'up/2 2']);
      await client.endAsync();
    });
  }
}

t.test('what the process publishes passes the topic guard', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url);
  await client.subscribeAsync('guarded/CP1');
  const received = collect(client);
  await publish(broker, { topic: 'guarded/CP1', payload: 'genuine' });
  t.match(await received.take(1), [{ payload: 'genuine' }]);
});

t.test('payloads arrive byte for byte, from none to a megabyte', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url);
  await client.subscribeAsync('size/#', { qos: 1 });
  const sizes = [0, 1, 127, 128, 16_384, 1_000_000];
  const arrived: Buffer[] = [];
  const all = new Promise<void>((resolve) => {
    client.on('message', (_topic, payload) => {
      if (arrived.push(payload) === 2 * sizes.length) resolve();
    });
  });
  const bytes = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 256));
  for (const size of sizes) {
    for (const qos of [0, 1] as const) await publish(broker, { topic: `size/${size}`, payload: bytes(size), qos });
  }
  await all;
  for (const payload of arrived) t.ok(payload.equals(bytes(payload.length)), `${payload.length} bytes`);
});

t.test('a topic with more levels than allowed is an error of the client that publishes to it', async (t) => {
  const { broker, port } = await startBroker(t);
  const topic = Array(101).fill('a').join('/');
  const client = await RawClient.connect(t, port, 4);
  client.send({ cmd: 'publish', topic, payload: 'x', qos: 0, retain: false, dup: false });
  await client.closed;
  t.equal(broker.stats().clients, 0);
});

t.test('the broker counts what goes through it', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url);
  await client.subscribeAsync('a');
  const received = collect(client);
  await client.publishAsync('a', 'x', { qos: 1 });
  await publish(broker, { topic: 'a' });
  await received.take(2);
  t.match(broker.stats(), {
    connections: 1,
    clients: 1,
    subscriptions: 1,
    receivedMessages: 1,
    sentMessages: 2,
    droppedMessages: 0,
  });
  await client.subscribeAsync(['$share/g/a', 'b/+']);
  const away = await connect(t, url, { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 60 } });
  await away.subscribeAsync('a');
  await away.endAsync();
  t.match(broker.stats(), {
    subscriptions: 4,
    sharedSubscriptions: 1,
    topics: 2,
    subscribers: 2,
    sessions: 1,
    sessionsAway: 1,
  });
  await client.endAsync();
});

t.test('closing tells MQTT 5 clients 0x8B, closes the others, and frees the port', async (t) => {
  const { broker, url, port } = await startBroker(t);
  const address = await listenWebSocket(broker);
  const five = await connect(t, url, { protocolVersion: 5 });
  const four = await connect(t, url);
  const web = await connect(t, address, { protocolVersion: 5 });
  const undecided = await RawClient.open(t, port);
  const codes: unknown[] = [];
  for (const client of [five, web]) client.on('disconnect', ({ reasonCode }) => codes.push(reasonCode));
  const gone = [five, four, web].map(closed);
  await Promise.all([broker.close(), broker.close()]);
  await Promise.all([...gone, undecided.closed]);
  t.same(codes, [0x8b, 0x8b]);
  t.same(broker.stats().connections, 0);
  const next = await startBroker(t);
  await next.broker.listen({ id: 'again', type: 'tcp', host: '127.0.0.1', port, connectionsMax: 1 });
});

t.test('what was published before closing has been sent, and what comes after harms nobody', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url);
  await client.subscribeAsync('a');
  const received = collect(client);
  const gone = closed(client);
  for (let at = 0; at < 100; at += 1) void publish(broker, { topic: 'a', payload: `${at}` });
  await broker.close();
  await gone;
  t.equal(received.all.length, 100);
  await publish(broker, { topic: 'a', retain: true, qos: 1 });
});

t.test('a broker without listeners and clients closes', async (t) => {
  const { broker } = await startBroker(t);
  await broker.unlisten('tcp:default');
  await broker.close();
});

t.test('a topic has subscribers while a client that is connected would get its messages', async (t) => {
  const { broker, url, event } = await startBroker(t);
  await broker.subscribe('#', () => undefined);
  t.notOk(broker.hasSubscribers('a/b'), 'the process does not count');
  const client = await connect(t, url, { clientId: 'one', clean: false });
  await client.subscribeAsync('a/+', { qos: 1 });
  t.ok(broker.hasSubscribers('a/b'));
  t.notOk(broker.hasSubscribers('a'));
  await client.endAsync();
  await event(({ kind }) => kind === 'disconnected');
  t.notOk(broker.hasSubscribers('a/b'), 'nor does a session that is away');
  const worker = await connect(t, url, { clientId: 'two', protocolVersion: 5 });
  await worker.subscribeAsync('$share/g/a/b', { qos: 1 });
  t.ok(broker.hasSubscribers('a/b'), 'a shared subscription does');
});

t.test('a broker counts what is stored, and what is left of it', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url, {
    clientId: 'one',
    clean: false,
    will: { topic: 'w', payload: Buffer.from('x'), qos: 1, retain: false },
  });
  await client.subscribeAsync('a', { qos: 1 });
  t.match(broker.stats(), { sessions: 1, store: { sessions: 1, wills: 1, queuedMessages: 0 } });
  await client.endAsync();
  await publish(broker, { topic: 'a', payload: '12345', qos: 1, retain: true });
  const { store } = broker.stats();
  t.match(store, { sessions: 1, wills: 0, queuedMessages: 1, retainedMessages: 1 });
  t.ok(store.queuedBytes >= 6 && store.retainedBytes >= 6);
  t.ok(broker.endSession('one'));
  t.match(broker.stats(), { sessions: 0, subscriptions: 0, store: { sessions: 0, queuedMessages: 0 } });
});

t.test('a broker whose store cannot be read does not start', async (t) => {
  const { store, breakMethod } = failingStore();
  breakMethod('load');
  await t.rejects(startBroker(t, { store }), { message: 'database is gone' });
});

t.test('what cannot be subscribed to is the error of the part that asks for it', async (t) => {
  const { broker } = await startBroker(t);
  await t.rejects(
    broker.subscribe('a/#/b', () => undefined),
    { code: 'TOPIC_FILTER_INVALID' },
  );
});
