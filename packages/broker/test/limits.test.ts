// Every limit that MQTT leaves to the server is reached, and its client told. Others are in options, slow-client,
// sessions, subscribing and the tests of the listeners.
import t from 'tap';
import { options, publish, startBroker, withLimits } from './harness.ts';
import { RawClient, texts } from './outside/raw-client.ts';
import { until } from './outside/until.ts';
import { acknowledge, publish as publishBytes } from './outside/wire.ts';

for (const [limit, topic] of [
  [{ topicLevelsMax: 3 }, 'a/b/c/d'],
  [{ topicBytesMax: 10 }, 'éééééé'],
] as const) {
  const name = Object.keys(limit)[0];

  t.test(`${name}: a publish above it is told 0x90, and MQTT 3 is closed`, async (t) => {
    const { tcp, broker } = await startBroker(t, withLimits(limit));
    const topics: string[] = [];
    await broker.subscribe('#', ({ topic }) => topics.push(topic));
    const five = await RawClient.connect(t, tcp, 5);
    await five.publish({ topic: 'a/b/c', qos: 1 });
    five.send(publishBytes(5, { topic, qos: 1, id: 1 }));
    t.equal(await five.disconnected(), 0x90);
    const four = await RawClient.connect(t, tcp, 4);
    four.send(publishBytes(4, { topic }));
    await four.closed();
    t.same(topics, ['a/b/c']);
  });

  t.test(`${name}: a will above it is refused with 0x90, and MQTT 3 is closed`, async (t) => {
    const { tcp } = await startBroker(t, withLimits(limit));
    const five = await RawClient.open(t, tcp, 5);
    t.equal((await five.connect({ will: { topic } })).reasonCode, 0x90);
    await five.closed();
    const four = await RawClient.open(t, tcp, 4);
    await t.rejects(four.connect({ will: { topic } }), { message: /closed before a connack/ });
  });
}

t.test('inflightMax: a client that takes more has no more at a time', async (t) => {
  const { tcp, broker } = await startBroker(t, withLimits({ inflightMax: 2 }));
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', properties: { receiveMaximum: 100 } });
  client.acknowledges = false;
  await client.subscribe('a', 2);
  for (let at = 0; at < 4; at += 1) await publish(broker, { topic: 'a', payload: `${at}`, qos: at % 2 === 0 ? 1 : 2 });
  const [first, second] = [await client.receive(), await client.receive()];
  await client.ping();
  t.equal(client.received.filter(({ kind }) => kind === 'publish').length, 2);
  t.match(broker.client('one'), { inflightCount: 2, inflightMax: 2, queuedCount: 2 });
  client.send(acknowledge('puback', first.id));
  t.equal((await client.receive()).payload.toString(), '2');
  client.send(acknowledge('pubrec', second.id));
  await client.next('pubrel');
  await client.ping();
  t.equal(client.received.filter(({ kind }) => kind === 'publish').length, 3, 'PUBREC does not make room');
  client.send(acknowledge('pubcomp', second.id));
  t.equal((await client.receive()).payload.toString(), '3');
});

for (const [limits, announced] of [
  [{ receiveMaximum: 3, awaitingRelMax: 100 }, 3],
  [{ receiveMaximum: 100, awaitingRelMax: 4 }, 4],
] as const) {
  t.test(`receive maximum: ${announced} are announced, and one more that waits is told 0x93`, async (t) => {
    const { tcp, broker, event } = await startBroker(t, withLimits(limits));
    const client = await RawClient.open(t, tcp, 5);
    t.match(await client.connect(), { properties: { receiveMaximum: announced } });
    for (let id = 1; id <= announced; id += 1) {
      client.send(publishBytes(5, { topic: 'a', qos: 2, id }));
      await client.next('pubrec');
    }
    t.equal(broker.clients()[0]?.awaitingRelCount, announced);
    t.equal(await client.publish({ topic: 'a', qos: 1, id: 99 }), 0x10, 'QoS 1 is finished at once');
    client.send(publishBytes(5, { topic: 'a', qos: 2, id: announced + 1 }));
    t.equal(await client.disconnected(), 0x93);
    t.match(await event(({ kind }) => kind === 'client-cut'), { reason: 'too-many-unfinished-publishes' });
  });
}

t.test('awaitingRelMax: MQTT 3 is closed, and its session keeps what it has', async (t) => {
  const { tcp, broker, log } = await startBroker(t, withLimits({ awaitingRelMax: 2 }));
  const topics: string[] = [];
  await broker.subscribe('#', ({ topic }) => topics.push(topic));
  const client = await RawClient.connect(t, tcp, 4, { clientId: 'one', clean: false });
  for (let id = 1; id <= 3; id += 1) client.send(publishBytes(4, { topic: `${id}`, qos: 2, id }));
  await client.closed();
  t.same(topics, ['1', '2']);
  t.match(
    log.find(({ message }) => message === 'too many unfinished publishes'),
    { level: 'warn', clientId: 'one', unfinished: 2 },
  );
  const back = await RawClient.connect(t, tcp, 4, { clientId: 'one', clean: false });
  t.equal(broker.client('one')?.awaitingRelCount, 2);
  for (const id of [1, 2]) {
    back.send(acknowledge('pubrel', id));
    await back.next('pubcomp');
  }
  await back.publish({ topic: '3', qos: 2, id: 3 });
  t.same(topics, ['1', '2', '3']);
});

t.test('topicAliasMaximum: it is announced, and an alias above it is told 0x94, as is an unknown one', async (t) => {
  const { tcp, broker } = await startBroker(t, withLimits({ topicAliasMaximum: 2 }));
  const topics: string[] = [];
  await broker.subscribe('#', ({ topic }) => topics.push(topic));
  const client = await RawClient.open(t, tcp, 5);
  t.match(await client.connect(), { properties: { topicAliasMaximum: 2 } });
  await client.publish({ topic: 'a', qos: 1, properties: { topicAlias: 2 } });
  await client.publish({ topic: '', qos: 1, properties: { topicAlias: 2 } });
  client.send(publishBytes(5, { topic: 'a', properties: { topicAlias: 3 } }));
  t.equal(await client.disconnected(), 0x94);
  const other = await RawClient.connect(t, tcp, 5);
  other.send(publishBytes(5, { topic: '', properties: { topicAlias: 2 } }));
  t.equal(await other.disconnected(), 0x94);
  t.same(topics, ['a', 'a']);
});

t.test('keepaliveMaxSeconds: who asks for more, or for none, is told; MQTT 3 keeps what it asked for', async (t) => {
  const { tcp, broker } = await startBroker(t, withLimits({ keepaliveMaxSeconds: 60 }));
  for (const [keepalive, told, counts] of [
    [0, 60, 60],
    [61, 60, 60],
    [60, undefined, 60],
    [5, undefined, 5],
  ] as const) {
    const client = await RawClient.open(t, tcp, 5);
    t.equal((await client.connect({ clientId: 'five', keepalive })).properties.serverKeepAlive, told);
    t.equal(broker.client('five')?.keepaliveSeconds, counts);
    await client.leave();
  }
  await RawClient.connect(t, tcp, 4, { clientId: 'four', keepalive: 61 });
  t.equal(broker.client('four')?.keepaliveSeconds, 61);
});

t.test('maxPacketBytes: a packet above it is told 0x95, and MQTT 3 is closed', async (t) => {
  const { tcp, broker } = await startBroker(t, { options: { ...options, maxPacketBytes: 1000 } });
  const five = await RawClient.open(t, tcp, 5);
  t.match(await five.connect({ clientId: 'five' }), { properties: { maximumPacketSize: 1000 } });
  // 2 of the fixed header's length, 3 of the topic, 2 of the id, 1 of the properties.
  await five.publish({ topic: 'a', payload: Buffer.alloc(1000 - 9), qos: 1 });
  five.send(publishBytes(5, { topic: 'a', payload: Buffer.alloc(1000 - 8), qos: 1, id: 9 }));
  t.equal(await five.disconnected(), 0x95);
  const four = await RawClient.connect(t, tcp, 4);
  four.send(publishBytes(4, { topic: 'a', payload: Buffer.alloc(1000) }));
  await four.closed();
  await until(() => broker.stats().connections === 0, 'both have gone');
});

t.test('changed limits count for what comes from then on, for those who are connected too', async (t) => {
  const { tcp, broker } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5);
  await client.subscribe('a', 1);
  broker.reconfigure(withLimits({ subscriptionsPerClientMax: 1, topicLevelsMax: 2 }).options);
  t.same(await client.subscribe('b', 1), [0x97]);
  await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
  t.same(texts(await client.receiveUntilEnd()), []);
  client.send(publishBytes(5, { topic: 'a/b/c' }));
  t.equal(await client.disconnected(), 0x90);
});
