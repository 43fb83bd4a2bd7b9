import t from 'tap';
import { collect, connect, listenWebSocket, publish, startBroker, versions } from './harness.ts';
import { memoryPersistence } from './memory-persistence.ts';

const classes = ([0, 1, 2] as const).flatMap((qos) => [false, true].map((retain) => ({ qos, retain })));

/** `count` messages in turn of every class of QoS and retain flag, in one turn of the event loop. */
function floodFromInside(broker: Parameters<typeof publish>[0], count: number): Promise<unknown> {
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      publish(broker, { topic: `flood/${at % 7}`, payload: `${at}`, ...classes[at % 6] }),
    ),
  );
}

for (const { name, options } of versions) {
  for (const carrier of ['TCP', 'WebSocket'] as const) {
    for (const qos of [0, 1, 2] as const) {
      t.test(
        `${name} over ${carrier}: of a flood of all classes in one tick, none is lost at QoS ${qos}`,
        async (t) => {
          const { broker, url } = await startBroker(t);
          const address = carrier === 'TCP' ? url : await listenWebSocket(broker);
          const subscriber = await connect(t, address, options);
          await subscriber.subscribeAsync('flood/#', { qos });
          const received = collect(subscriber);
          await floodFromInside(broker, 3000);
          await received.take(3000);
          const numbers = received.all.map(({ payload }) => Number(payload));
          t.equal(new Set(numbers).size, 3000, 'each once');
          t.ok(
            received.all.every(
              (message) => message.qos === Math.min(qos, classes[Number(message.payload) % 6]?.qos ?? 0),
            ),
            'with the lower of both QoS',
          );
          t.equal(broker.stats().droppedMessages, 0);
        },
      );
    }
  }
}

t.test('of a flood that a client publishes in one tick, none is lost', async (t) => {
  const { broker, url } = await startBroker(t);
  const subscriber = await connect(t, url, { protocolVersion: 5 });
  await subscriber.subscribeAsync('flood/#', { qos: 2 });
  const received = collect(subscriber);
  const publisher = await connect(t, url, { protocolVersion: 5 });
  for (let at = 0; at < 3000; at += 1)
    publisher.publish(`flood/${at % 7}`, `${at}`, { ...classes[at % 6] }, () => undefined);
  await received.take(3000);
  t.equal(new Set(received.all.map(({ payload }) => payload)).size, 3000);
  t.equal(broker.stats().droppedMessages, 0);
});

for (const properties of [undefined, { contentType: 'text' }]) {
  const kind = properties === undefined ? 'messages' : 'messages with properties';
  t.test(`${kind} that overtake each other in the store are not lost`, async (t) => {
    const persistence = memoryPersistence();
    const match = persistence.subscriptionsByTopic.bind(persistence);
    const slow: (() => void)[] = [];
    persistence.subscriptionsByTopic = async (topic) => {
      if (topic === 'flood/slow') await new Promise<void>((resolve) => slow.push(resolve));
      return match(topic);
    };
    const { broker, url } = await startBroker(t, { persistence });
    const subscriber = await connect(t, url, { protocolVersion: 5 });
    await subscriber.subscribeAsync('flood/#', { qos: 1 });
    const received = collect(subscriber);
    const send = (topic: string, payload: string) => {
      const message = { topic, payload, qos: 1, retain: false } as const;
      return new Promise<void>((resolve) => {
        broker.publish(properties === undefined ? message : { ...message, properties }, () => resolve());
      });
    };
    const first = send('flood/slow', 'first');
    await send('flood/fast', 'second');
    for (const resolve of slow) resolve();
    await first;
    await received.take(2);
    t.same(
      received.all.map(({ payload }) => payload),
      ['second', 'first'],
    );
  });
}

for (const clean of [true, false]) {
  t.test(
    `overlapping subscriptions bring a message once, with the highest QoS (clean session: ${clean})`,
    async (t) => {
      const { broker, url } = await startBroker(t);
      const subscriber = await connect(t, url, { clientId: 'overlap', clean });
      await subscriber.subscribeAsync({ 'a/b': { qos: 0 }, 'a/+': { qos: 1 }, 'a/#': { qos: 2 }, '#': { qos: 0 } });
      const received = collect(subscriber);
      for (const qos of [0, 1, 2] as const) await publish(broker, { topic: 'a/b', payload: `${qos}`, qos });
      await publish(broker, { topic: 'other', qos: 2 });
      await received.take(4);
      const summary = received.all.map(({ topic, qos }) => `${topic} ${qos}`);
      t.same(summary.sort(), ['a/b 0', 'a/b 1', 'a/b 2', 'other 0']);
      await subscriber.endAsync();
      const back = await connect(t, url, { clientId: 'overlap', clean });
      const again = collect(back);
      await back.subscribeAsync('end', { qos: 0 });
      await publish(broker, { topic: 'end' });
      await again.take(1);
      t.match(again.all, [{ topic: 'end' }], 'nothing is sent again');
    },
  );
}

t.test('a changed subscription is served with its new QoS', async (t) => {
  const { broker, url } = await startBroker(t);
  const subscriber = await connect(t, url);
  const received = collect(subscriber);
  for (const qos of [2, 0, 1] as const) {
    await subscriber.subscribeAsync('a/#', { qos });
    await publish(broker, { topic: 'a/b', qos: 2 });
  }
  await subscriber.subscribeAsync('b/#', { qos: 0 });
  await subscriber.unsubscribeAsync('a/#');
  await publish(broker, { topic: 'a/b', qos: 2 });
  await publish(broker, { topic: 'b/b', qos: 2 });
  await received.take(4);
  t.same(
    received.all.map(({ qos }) => qos),
    [2, 0, 1, 0],
  );
});

t.test('MQTT 5: a client that wants none of its own messages gets those of others', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url, { protocolVersion: 5 });
  await client.subscribeAsync('a', { qos: 0, nl: true });
  await client.subscribeAsync('b', { qos: 1, nl: true });
  const received = collect(client);
  await client.publishAsync('a', 'own', { qos: 1 });
  await client.publishAsync('b', 'own', { qos: 1 });
  await publish(broker, { topic: 'a', payload: 'other' });
  await publish(broker, { topic: 'b', payload: 'other', qos: 1 });
  await received.take(2);
  t.match(received.all, [{ payload: 'other' }, { payload: 'other' }]);
});

t.test('retained messages come to later subscribers, all of them, with the QoS that they asked for', async (t) => {
  const { broker, url } = await startBroker(t);
  for (let at = 0; at < 500; at += 1) {
    await publish(broker, { topic: `presence/${at}`, payload: `${at}`, qos: 2, retain: true });
  }
  for (const { options } of versions) {
    for (const qos of [0, 1] as const) {
      const subscriber = await connect(t, url, options);
      const received = collect(subscriber);
      await subscriber.subscribeAsync('presence/+', { qos });
      await received.take(500);
      t.ok(received.all.every((message) => message.retain && message.qos === qos));
    }
  }
  await publish(broker, { topic: 'presence/7', payload: '', retain: true });
  const late = await connect(t, url);
  const received = collect(late);
  await late.subscribeAsync('presence/7');
  await late.subscribeAsync('presence/8');
  await received.take(1);
  t.match(received.all, [{ topic: 'presence/8' }], 'an empty one takes the retained message away');
});

t.test('the retain flag of a live message is kept only for those who asked for it', async (t) => {
  const { broker, url } = await startBroker(t);
  const asIs = await connect(t, url, { protocolVersion: 5 });
  await asIs.subscribeAsync('a', { qos: 1, rap: true });
  const plain = await connect(t, url, { protocolVersion: 5 });
  await plain.subscribeAsync('a', { qos: 1 });
  const [first, second] = [collect(asIs), collect(plain)];
  await publish(broker, { topic: 'a', qos: 1, retain: true });
  t.match(await first.take(1), [{ retain: true }]);
  t.match(await second.take(1), [{ retain: false }]);
});

t.test(
  'properties reach MQTT 5 subscribers, in the order of publishing, and others get the message without',
  async (t) => {
    const { broker, url } = await startBroker(t);
    const five = await connect(t, url, { protocolVersion: 5 });
    await five.subscribeAsync('a', { qos: 1 });
    const four = await connect(t, url);
    await four.subscribeAsync('a', { qos: 1 });
    const properties: unknown[] = [];
    five.on('message', (_topic, _payload, packet) => properties.push(packet.properties?.responseTopic));
    const [withThem, without] = [collect(five), collect(four)];
    for (let at = 0; at < 6; at += 1) {
      const property =
        at % 2 === 0 ? { properties: { responseTopic: `answer/${at}`, correlationData: Buffer.from([at]) } } : {};
      broker.publish({ topic: 'a', payload: `${at}`, qos: 1, retain: false, ...property }, () => undefined);
    }
    t.same(
      (await withThem.take(6)).map(({ payload }) => payload),
      ['0', '1', '2', '3', '4', '5'],
    );
    t.same(properties, ['answer/0', undefined, 'answer/2', undefined, 'answer/4', undefined]);
    t.equal((await without.take(6)).length, 6);
  },
);
