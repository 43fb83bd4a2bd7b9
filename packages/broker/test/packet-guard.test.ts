import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';
import t from 'tap';
import { collect, connect, publish, startBroker, versions } from './harness.ts';
import { RawClient } from './raw-client.ts';

/** A PUBLISH of MQTT 5 with whatever properties, as no encoder would write it. */
function publishWith(properties: readonly number[], topic = 'a'): Buffer {
  const body = [topic.length >> 8, topic.length & 0xff, ...Buffer.from(topic), properties.length, ...properties, 0x78];
  return Buffer.from([0x30, body.length, ...body]);
}

for (const { name, options } of versions) {
  const version = options.protocolVersion;

  t.test(`${name}: names of object properties are topics like others`, async (t) => {
    const { broker, port } = await startBroker(t);
    const topics = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const client = await RawClient.connect(t, port, version);
    const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    t.same((await client.next('suback')).granted, [1, 1, 1, 1]);
    for (const topic of topics) {
      client.packets.length = 0;
      await publish(broker, { topic });
      t.match(await client.next('publish'), { topic });
    }
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: topics });
    await client.next('unsuback');
    t.equal(broker.stats().subscriptions, 0);
  });

  for (const [what, packet] of [
    ['SUBSCRIBE to __proto__ and another topic', subscribeTo(['__proto__', 'a'])],
    ['SUBSCRIBE to __proto__', subscribeTo(['__proto__'])],
    ['UNSUBSCRIBE from __proto__', { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['__proto__'] }],
    ['SUBSCRIBE to a topic with a NUL', subscribeTo(['a\u0000b'])],
    ['PUBLISH to a topic with a NUL', publishTo('a\u0000b', 1)],
    ['PUBLISH with packet id 0', publishTo('a', 0)],
  ] as const) {
    t.test(`${name}: ${what} ends the connection, not the process`, async (t) => {
      const { broker, port, log, events } = await startBroker(t);
      const client = await RawClient.connect(t, port, version, { clientId: 'odd' });
      const bytes = client.encode({ ...packet, messageId: packet.messageId || 1 } as Packet);
      if (packet.messageId === 0) bytes.writeUInt16BE(0, bytes.length - (version === 5 ? 4 : 3));
      client.socket.write(bytes);
      await client.closed;
      if (version === 5) t.match(await client.next('disconnect'), { reasonCode: 0x81 });
      t.notOk(client.packets.some(({ cmd }) => cmd === 'puback' || cmd === 'suback'));
      t.match(
        log.find(({ message }) => message === 'malformed packet'),
        { level: 'warn', clientId: 'odd' },
      );
      t.match(events[1], { kind: 'client-cut', reason: 'malformed-packet' });
      await RawClient.connect(t, port, version);
      t.equal(broker.stats().clients, 1);
    });
  }

  t.test(`${name}: nothing is queued for a subscription that was refused beside one that was granted`, async (t) => {
    const { broker, url, event } = await startBroker(t);
    const login = {
      ...options,
      clientId: 'away',
      clean: false,
      ...(version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {}),
    };
    const client = await connect(t, url, login);
    await client.subscribeAsync({ 'private/#': { qos: 1 }, 'open/#': { qos: 1 } }).catch(() => undefined);
    await client.endAsync();
    await event(({ kind }) => kind === 'disconnected');
    await publish(broker, { topic: 'private/x', qos: 1 });
    await publish(broker, { topic: 'open/x', qos: 1 });
    const back = await connect(t, url, login);
    t.match(await collect(back).take(1), [{ topic: 'open/x' }]);
  });
}

function subscribeTo(topics: readonly string[]) {
  return {
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: topics.map((topic) => ({ topic, qos: 0 as const })),
  } as const;
}

function publishTo(topic: string, messageId: number) {
  return { cmd: 'publish', topic, payload: 'x', qos: 1, retain: false, dup: false, messageId } as const;
}

for (const [what, properties] of [
  ['a truncated correlation data', [0x09, 0, 9, 1]],
  ['a content type that is given twice', [0x03, 0, 1, 0x61, 0x03, 0, 1, 0x62]],
  ['a property of CONNACK', [0x13, 0, 60]],
  ['a subscription identifier', [0x0b, 1]],
  ['a truncated user property', [0x26, 0, 1, 0x61, 0, 9]],
] as const) {
  t.test(`MQTT 5: a publish with ${what} ends the connection of its publisher, and of no subscriber`, async (t) => {
    const { broker, port, url } = await startBroker(t);
    const subscriber = await connect(t, url, { protocolVersion: 5 });
    await subscriber.subscribeAsync('a', { qos: 1 });
    const received = collect(subscriber);
    const client = await RawClient.connect(t, port, 5);
    client.socket.write(publishWith(properties));
    t.match(await client.next('disconnect'), { reasonCode: 0x81 });
    await client.closed;
    await publish(broker, { topic: 'a', payload: 'fine' });
    t.match(await received.take(1), [{ payload: 'fine' }]);
    t.ok(subscriber.connected);
  });
}

t.test('whatever bytes a client sends, the process and the other clients live on', async (t) => {
  const { broker, port, url, log } = await startBroker(t);
  const witness = await connect(t, url, { protocolVersion: 5, clientId: 'witness' });
  await witness.subscribeAsync('#', { qos: 2 });
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const kinds: readonly Packet[] = [
    { ...publishTo('a/b', 7), properties: { contentType: 'x', userProperties: { a: 'b' } } } as IPublishPacket,
    { cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'x/#', qos: 2, nl: true, rap: true, rh: 1 }] },
    { cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['x/#', 'y'] },
    { cmd: 'pubrel', messageId: 5 },
    { cmd: 'pubrec', messageId: 6 },
    { cmd: 'puback', messageId: 6 },
    { cmd: 'pingreq' },
    { cmd: 'disconnect', reasonCode: 0 },
  ];
  for (let round = 0; round < 400; round += 1) {
    const version = random(2) === 0 ? 4 : 5;
    const client = await RawClient.connect(t, port, version, { clientId: `fuzz${round}` });
    const packets = Array.from({ length: 4 }, () => {
      const bytes = mqttPacket.generate(kinds[random(kinds.length)] as Packet, { protocolVersion: version });
      for (let change = random(4); change > 0; change -= 1) bytes[random(bytes.length)] = random(256);
      return bytes;
    });
    client.socket.end(Buffer.concat(packets));
    await client.closed;
  }
  t.ok(witness.connected);
  t.same(
    log.filter(({ level }) => level === 'error'),
    [],
    'nothing had to be caught',
  );
  await publish(broker, { topic: 'end', qos: 1 });
});
