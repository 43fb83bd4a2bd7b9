import t from 'tap';
import { failingStore } from '../failing-store.ts';
import { connect, publish, startBroker, topicGuard, versions, withLimits } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { subscribe, unsubscribe } from '../outside/wire.ts';

const lasting = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60 } };

for (const { name, options } of versions) {
  const version = options.protocolVersion;
  const is5 = version === 5;

  t.test(`${name}: names of object properties are topics like others`, async (t) => {
    const { broker, tcp } = await startBroker(t);
    const topics = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const client = await RawClient.connect(t, tcp, version);
    t.same(await client.subscribe(topics.map((filter) => ({ filter, options: 1 }))), [1, 1, 1, 1]);
    for (const topic of topics) {
      await publish(broker, { topic, qos: 1 });
      t.match(await client.receive(), { topic });
    }
    await client.unsubscribe(...topics);
    t.equal(broker.stats().subscriptions, 0);
  });

  t.test(`${name}: nothing is queued for a subscription that was refused beside one that was granted`, async (t) => {
    const { broker, tcp, event, log } = await startBroker(t);
    const client = await RawClient.connect(t, tcp, version, { ...lasting, ...(is5 ? {} : { properties: {} }) });
    const lines = [
      { filter: 'private/#', options: 1 },
      { filter: 'open/#', options: 1 },
    ];
    t.same(await client.subscribe(lines), [is5 ? 0x87 : 0x80, 1]);
    t.match(await event(({ kind }) => kind === 'subscribe-refused'), { clientId: 'one' });
    t.match(
      log.find(({ message }) => message === 'subscribe refused'),
      { level: 'warn', clientId: 'one', username: 'alice', filter: 'private/#', code: 0x87 },
    );
    await client.leave();
    await publish(broker, { topic: 'private/x', qos: 1 });
    await publish(broker, { topic: 'open/x', payload: 'end', qos: 1 });
    t.equal(broker.stats().store.queuedMessages, 1);
    const back = await RawClient.connect(t, tcp, version, { clientId: 'one', clean: false });
    t.same(await back.receiveUntilEnd(), []);
  });

  t.test(
    `${name}: a filter above a limit is refused with its code, the others of its packet are granted`,
    async (t) => {
      const limits = { topicLevelsMax: 3, topicBytesMax: 10, subscriptionsPerClientMax: 2 };
      const { broker, tcp } = await startBroker(t, withLimits(limits));
      const client = await RawClient.connect(t, tcp, version, { clientId: 'one' });
      const lines = ['a/b/c', 'a/b/c/d', 'x'.repeat(11), 'b', 'c', 'b'].map((filter) => ({ filter, options: 1 }));
      t.same(await client.subscribe(lines), is5 ? [1, 0x8f, 0x8f, 1, 0x97, 1] : [1, 0x80, 0x80, 1, 0x80, 1]);
      t.equal(broker.subscriptions('one')?.length, 2);
      await client.unsubscribe('b');
      t.same(await client.subscribe('c', 0), [0]);
    },
  );
}

t.test('the guard sees the plain filter of a shared subscription, and the QoS that is asked for', async (t) => {
  const asked: unknown[] = [];
  const guard = { ...topicGuard, maySubscribe: (_: unknown, ...rest: unknown[]) => asked.push(rest) > 0 };
  const { tcp } = await startBroker(t, { topicGuard: guard });
  const client = await RawClient.connect(t, tcp, 5);
  await client.subscribe([
    { filter: '$share/g/a/+', options: 2 },
    { filter: 'b', options: 0 },
  ]);
  t.same(asked, [
    ['a/+', 2],
    ['b', 0],
  ]);
});

t.test('a changed subscription is served with its new QoS, and a removed one no more', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 4);
  for (const qos of [2, 0, 1]) {
    t.same(await client.subscribe('a/#', qos), [qos]);
    await publish(broker, { topic: 'a/b', qos: 2 });
    t.equal((await client.receive()).qos, qos);
  }
  await client.subscribe('b/#', 0);
  await client.unsubscribe('a/#');
  await publish(broker, { topic: 'a/b', qos: 2 });
  await publish(broker, { topic: 'b/b', payload: 'end', qos: 2 });
  t.same(await client.receiveUntilEnd(), []);
});

t.test('SUBACK and UNSUBACK come when the change is stored', async (t) => {
  const { store, holdCommits, failCommits } = failingStore();
  const { tcp } = await startBroker(t, { store });
  const client = await RawClient.connect(t, tcp, 5, lasting);
  let release = holdCommits();
  client.send(subscribe(5, 1, [{ filter: 'a', options: 1 }]));
  await client.ping();
  t.notOk(client.received.some(({ kind }) => kind === 'suback'));
  release();
  await client.next('suback');
  release = holdCommits();
  client.send(unsubscribe(5, 2, ['a']));
  await client.ping();
  t.notOk(client.received.some(({ kind }) => kind === 'unsuback'));
  release();
  t.same((await client.next('unsuback')).reasonCodes, [0]);
  await client.subscribe('a', 1);
  failCommits();
  client.send(unsubscribe(5, 3, ['a']));
  t.equal(await client.disconnected(), 0x83);
  t.equal(client.received.filter(({ kind }) => kind === 'unsuback').length, 1);
});

t.test('MQTT 5: retained messages come as the retain handling says', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await publish(broker, { topic: 'state', payload: 'kept', retain: true });
  const client = await RawClient.connect(t, tcp, 5);
  const [always, onceNew, never] = [0x00, 0x10, 0x20];
  const kept: (readonly [number, number])[] = [
    [never, 0],
    [onceNew, 0],
    [always, 1],
    [always, 1],
  ];
  for (const [handling, count] of kept) {
    await client.subscribe('state', handling);
    await publish(broker, { topic: 'state', payload: 'end' });
    t.equal((await client.receiveUntilEnd()).length, count, `0x${handling.toString(16)}`);
  }
  await client.unsubscribe('state');
  await client.subscribe('state', onceNew);
  await publish(broker, { topic: 'state', payload: 'end' });
  t.same(texts(await client.receiveUntilEnd()), ['kept']);
});

t.test('a client that is taken over in the middle of SUBSCRIBE leaves its session the subscription', async (t) => {
  const { store, holdCommits } = failingStore();
  const { broker, tcp, url } = await startBroker(t, { store });
  const first = await RawClient.connect(t, tcp, 5, lasting);
  const release = holdCommits();
  first.send(subscribe(5, 1, [{ filter: 'a', options: 1 }]));
  await first.ping();
  const other = connect(t, url, { ...lasting, protocolVersion: 5 });
  await first.closed();
  release();
  const second = await other;
  t.match(broker.subscriptions('one'), [{ topic: 'a' }]);
  t.ok(second.connected);
});
