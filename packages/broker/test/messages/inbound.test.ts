import t from 'tap';
import { isSystemTopic } from '../../src/clients/system-topic.ts';
import { closed, collect, connect, options, publish, startBroker, topicGuard, versions } from '../harness.ts';
import { RawClient as StrictClient } from '../outside/raw-client.ts';
import { acknowledge, publish as encodePublish } from '../outside/wire.ts';
import { RawClient } from '../raw-client.ts';

t.test('topics under $SYS are the broker own', async (t) => {
  for (const topic of ['$SYS', '$SYS/', '$SYS/a/b']) t.ok(isSystemTopic(topic), topic);
  for (const topic of ['a', 'a/$SYS', '$SYSTEM/a', '$sys/a', '']) t.notOk(isSystemTopic(topic), topic);
});

for (const { name, options: version } of versions.slice(0, 2)) {
  for (const qos of [0, 1, 2] as const) {
    t.test(`${name}: a refused publish of QoS ${qos} closes the connection and reaches nobody`, async (t) => {
      const { broker, url, log, events } = await startBroker(t);
      const delivered: string[] = [];
      await broker.subscribe('#', ({ topic }) => delivered.push(topic));
      const client = await connect(t, url, { ...version, clientId: 'liar' });
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
  t.equal(log.filter(({ message }) => message === 'publish refused').length, 1, 'nothing counts behind it');
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

for (const { name, options: version } of versions) {
  t.test(`${name}: nobody publishes to $SYS and disconnects another client by it`, async (t) => {
    const { broker, url, event } = await startBroker(t);
    const victim = await connect(t, url, { clientId: 'victim' });
    const attacker = await connect(t, url, { ...version, clientId: 'attacker' });
    attacker.publish('$SYS/other/new/clients', 'victim', { qos: 1 }, () => undefined);
    await event((event) => event.kind === 'publish-refused');
    await publish(broker, { topic: 'later' });
    t.ok(victim.connected);
    t.ok(broker.client('victim'));
  });

  t.test(`${name}: a refused subscription is told in SUBACK, those beside it are granted`, async (t) => {
    const { broker, port, log, event } = await startBroker(t);
    const client = await RawClient.connect(t, port, version.protocolVersion, { clientId: 'reader' });
    const subscriptions = [
      { topic: 'allowed', qos: 1 as const },
      { topic: 'private/x', qos: 1 as const },
      { topic: 'private/#', qos: 2 as const },
    ];
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    const refused = version.protocolVersion === 5 ? 0x87 : 0x80;
    t.same((await client.next('suback')).granted, [1, refused, refused]);
    t.match(broker.subscriptions('reader'), [{ topic: 'allowed', qos: 1 }]);
    await event((event) => event.kind === 'subscribe-refused' && event.clientId === 'reader');
    t.match(
      log.find(({ message }) => message === 'subscribe refused'),
      { level: 'warn', filter: 'private/x' },
    );
    await publish(broker, { topic: 'private/x', qos: 1 });
    await publish(broker, { topic: 'allowed', payload: 'open', qos: 1 });
    t.match(await client.next('publish'), { topic: 'allowed' });
  });
}

t.test('the topic of a will is guarded when it is sent, and its delay is not sent with it', async (t) => {
  let isAllowed = true;
  const { broker, url, port, event } = await startBroker(t, {
    topicGuard: { ...topicGuard, mayPublish: () => isAllowed },
  });
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

for (const denyAction of ['ignore', 'disconnect'] as const) {
  for (const qos of [0, 1, 2] as const) {
    const isDisconnected = denyAction === 'disconnect';

    t.test(`MQTT 3.1.1, ${denyAction}: what becomes of a refused publish of QoS ${qos} and its client`, async (t) => {
      const { broker, tcp, events } = await startBroker(t, { options: { ...options, denyAction } });
      const topics: string[] = [];
      await broker.subscribe('#', ({ topic }) => topics.push(topic));
      const client = await StrictClient.connect(t, tcp, 4);
      if (isDisconnected) {
        client.send(encodePublish(4, { topic: 'guarded/x', qos, id: 1 }));
        await client.closed();
      } else {
        // It is told what it would be told of any other; of QoS 2 its release too.
        t.equal(await client.publish({ topic: 'guarded/x', qos, id: 1 }), 0);
        await client.publish({ topic: 'open', qos: 1 });
      }
      t.same(topics, isDisconnected ? [] : ['open']);
      t.equal(events.filter(({ kind }) => kind === 'publish-refused').length, 1);
      t.equal(broker.clients()[0]?.awaitingRelCount ?? 0, 0);
    });

    t.test(`MQTT 5, ${denyAction}: a refused publish of QoS ${qos} is told where a packet can say so`, async (t) => {
      const { broker, tcp } = await startBroker(t, { options: { ...options, denyAction } });
      const topics: string[] = [];
      await broker.subscribe('#', ({ topic }) => topics.push(topic));
      const client = await StrictClient.connect(t, tcp, 5);
      if (qos > 0) t.equal(await client.publish({ topic: 'guarded/x', qos }), 0x87);
      else client.send(encodePublish(5, { topic: 'guarded/x' }));
      if (qos === 0 && isDisconnected) t.equal(await client.disconnected(), 0x87);
      else await client.publish({ topic: 'open', qos: 1 });
      t.same(topics, qos === 0 && isDisconnected ? [] : ['open']);
    });
  }
}

t.test('a response topic must be one that its client may publish to, where the process is to answer', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const asked: unknown[] = [];
  await broker.subscribe('process/+', ({ properties }) => asked.push(properties?.responseTopic));
  const client = await StrictClient.connect(t, tcp, 5);
  const ask = (topic: string, responseTopic: string) =>
    client.publish({ topic, qos: 1, properties: { responseTopic } });
  t.equal(await ask('process/a', 'guarded/x'), 0x87);
  t.equal(await ask('process/a', '$SYS/x'), 0x87);
  t.equal(await ask('process/a', 'answer'), 0);
  t.same(asked, ['answer']);
  await client.subscribe('client/a', 1);
  t.equal(await ask('client/a', 'guarded/x'), 0, 'clients answer with their own rights');
  t.match(await client.receive(), { properties: { responseTopic: 'guarded/x' } });
});

t.test('a refused publish of QoS 2 leaves its packet id free', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const payloads: string[] = [];
  await broker.subscribe('#', ({ payload }) => payloads.push(payload.toString()));
  const client = await StrictClient.connect(t, tcp, 5, { clientId: 'one' });
  t.equal(await client.publish({ topic: 'guarded/x', payload: 'no', qos: 2, id: 7 }), 0x87);
  t.equal(broker.client('one')?.awaitingRelCount, 0);
  await client.publish({ topic: 'open', payload: 'yes', qos: 2, id: 7 });
  t.same(payloads, ['yes']);
});

t.test('a client that refuses a message of QoS 2 has it no more, and gets no PUBREL', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const client = await StrictClient.connect(t, tcp, 5, { clientId: 'one' });
  client.acknowledges = false;
  await client.subscribe('a', 2);
  await publish(broker, { topic: 'a', qos: 2 });
  const { id } = await client.receive();
  client.send(acknowledge('pubrec', id, 0x97));
  await client.ping();
  t.equal(broker.client('one')?.inflightCount, 0);
  t.notOk(client.received.some(({ kind }) => kind === 'pubrel'));
});
