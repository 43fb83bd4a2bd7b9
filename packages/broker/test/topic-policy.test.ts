import t from 'tap';
import { isSystemTopic } from '../src/topic-policy.ts';
import { closed, collect, connect, publish, startBroker, versions } from './harness.ts';
import { RawClient } from './raw-client.ts';

t.test('topics under $SYS are the broker own', async (t) => {
  for (const topic of ['$SYS', '$SYS/', '$SYS/a/b']) t.ok(isSystemTopic(topic), topic);
  for (const topic of ['a', 'a/$SYS', '$SYSTEM/a', '$sys/a', '']) t.notOk(isSystemTopic(topic), topic);
});

for (const { name, options } of versions.slice(0, 2)) {
  for (const qos of [0, 1, 2] as const) {
    t.test(`${name}: a refused publish of QoS ${qos} closes the connection and reaches nobody`, async (t) => {
      const { broker, url, log, events } = await startBroker(t);
      const delivered: string[] = [];
      await broker.subscribe('#', ({ topic }) => delivered.push(topic));
      const client = await connect(t, url, { ...options, clientId: 'liar' });
      const gone = closed(client);
      client.publish('guarded/CP1', 'x', { qos });
      await gone;
      t.notOk(delivered.includes('guarded/CP1'));
      const line = log.find(({ message }) => message === 'publish refused');
      t.match(line, { level: 'warn', clientId: 'liar', username: 'alice', topic: 'guarded/CP1' });
      t.match(events, [{ kind: 'connected' }, { kind: 'publish-refused', clientId: 'liar' }]);
    });
  }
}

for (const qos of [1, 2] as const) {
  t.test(`MQTT 5: a refused publish of QoS ${qos} is answered with 0x87 and the connection stays`, async (t) => {
    const { broker, url, log } = await startBroker(t);
    const delivered: string[] = [];
    await broker.subscribe('#', ({ topic }) => delivered.push(topic));
    const client = await connect(t, url, { protocolVersion: 5 });
    await t.rejects(client.publishAsync('guarded/CP1', 'x', { qos }), { code: 0x87 });
    await client.publishAsync('allowed', 'x', { qos });
    t.ok(client.connected);
    t.same(
      delivered.filter((topic) => !topic.startsWith('$')),
      ['allowed'],
    );
    t.match(
      log.find(({ message }) => message === 'publish refused'),
      { level: 'warn', topic: 'guarded/CP1' },
    );
  });
}

t.test('MQTT 5: a refused publish of QoS 0 ends the connection with DISCONNECT 0x87 and a reason', async (t) => {
  const { broker, port, log } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('#', ({ topic }) => delivered.push(topic));
  const client = await RawClient.connect(t, port, 5);
  const refused = client.encode({
    cmd: 'publish',
    topic: 'guarded/CP1',
    payload: 'x',
    qos: 0,
    retain: false,
    dup: false,
  });
  client.socket.write(Buffer.concat([refused, refused]));
  t.match(await client.next('disconnect'), {
    reasonCode: 0x87,
    properties: { reasonString: 'not allowed to publish to guarded/CP1' },
  });
  await client.closed;
  t.equal(client.packets.filter(({ cmd }) => cmd === 'disconnect').length, 1, 'told once');
  t.equal(log.filter(({ message }) => message === 'publish refused').length, 2);
  t.notOk(delivered.includes('guarded/CP1'));
});

t.test('MQTT 5: a topic alias is no way round the guard', async (t) => {
  const { broker, port } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('#', ({ topic }) => delivered.push(topic));
  const client = await RawClient.connect(t, port, 5);
  const { properties } = await client.next('connack');
  t.ok((properties?.topicAliasMaximum ?? 0) > 0, 'aliases are offered');
  const send = (topic: string, messageId: number) => {
    const aliased = { topicAlias: 1 };
    client.send({
      cmd: 'publish',
      topic,
      payload: 'x',
      qos: 1,
      retain: false,
      dup: false,
      messageId,
      properties: aliased,
    });
  };
  send('guarded/CP1', 1);
  t.match(await client.next('puback'), { messageId: 1, reasonCode: 0x87 });
  client.packets.length = 0;
  send('', 2);
  t.match(await client.next('puback'), { messageId: 2, reasonCode: 0x87 });
  client.packets.length = 0;
  send('allowed', 3);
  send('', 4);
  for (;;) {
    if ((await client.next('puback')).messageId === 4) break;
    client.packets.shift();
  }
  t.same(
    delivered.filter((topic) => !topic.startsWith('$')),
    ['allowed', 'allowed'],
  );
});

for (const { name, options } of versions) {
  t.test(`${name}: nobody publishes to $SYS and disconnects another client by it`, async (t) => {
    const { broker, url, event } = await startBroker(t);
    const victim = await connect(t, url, { clientId: 'victim' });
    const attacker = await connect(t, url, { ...options, clientId: 'attacker' });
    attacker.publish('$SYS/other/new/clients', 'victim', { qos: 1 }, () => undefined);
    await event((event) => event.kind === 'publish-refused');
    await publish(broker, { topic: 'later' });
    t.ok(victim.connected);
    t.ok(broker.client('victim'));
  });

  t.test(`${name}: a refused subscription is told in SUBACK, those beside it are granted`, async (t) => {
    const { broker, port, log, event } = await startBroker(t);
    const client = await RawClient.connect(t, port, options.protocolVersion, { clientId: 'reader' });
    const subscriptions = [
      { topic: 'allowed', qos: 1 as const },
      { topic: 'private/x', qos: 1 as const },
      { topic: 'private/#', qos: 2 as const },
    ];
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    const refused = options.protocolVersion === 5 ? 0x87 : 0x80;
    t.same((await client.next('suback')).granted, [1, refused, refused]);
    t.match(broker.subscriptions('reader'), [{ topic: 'allowed', qos: 1 }]);
    await event((event) => event.kind === 'subscribe-refused' && event.clientId === 'reader');
    t.match(
      log.find(({ message }) => message === 'subscribe refused'),
      { level: 'warn', topic: 'private/x' },
    );
    await publish(broker, { topic: 'private/x', qos: 1 });
    await publish(broker, { topic: 'allowed', payload: 'open', qos: 1 });
    t.match(await client.next('publish'), { topic: 'allowed' });
  });
}

t.test('the topic of a will is guarded when it is sent, and its delay is not sent with it', async (t) => {
  let isAllowed = true;
  const topicGuard = { mayPublish: () => isAllowed, maySubscribe: () => true };
  const { broker, url, port, event } = await startBroker(t, { topicGuard });
  const subscriber = await connect(t, url, { protocolVersion: 5 });
  await subscriber.subscribeAsync('will/#', { qos: 1 });
  const properties: unknown[] = [];
  subscriber.on('message', (_topic, _payload, packet) => properties.push(packet.properties));
  const received = collect(subscriber);
  const connectWithWill = (clientId: string) => {
    const will = {
      topic: `will/${clientId}`,
      payload: Buffer.from('gone'),
      qos: 1 as const,
      retain: false,
      properties: { willDelayInterval: 1, contentType: 'text' },
    };
    return RawClient.connect(t, port, 5, { clientId, will });
  };
  const honest = await connectWithWill('honest');
  const liar = await connectWithWill('liar');
  honest.socket.destroy();
  await received.take(1);
  isAllowed = false;
  liar.socket.destroy();
  await event((event) => event.kind === 'publish-refused' && event.clientId === 'liar');
  await publish(broker, { topic: 'will/end', qos: 1 });
  await received.take(2);
  t.same(
    received.all.map(({ topic }) => topic),
    ['will/honest', 'will/end'],
  );
  t.match(properties[0], { contentType: 'text' });
  t.notOk(Object.hasOwn(properties[0] as object, 'willDelayInterval'));
});
