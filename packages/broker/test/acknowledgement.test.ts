// What a client may take for granted when its publish is acknowledged; the hooks are those of topic-policy.ts.
import t from 'tap';
import { unfinishedQos2BytesMax } from '../src/inbound-qos2.ts';
import { collect, connect, startBroker, versions } from './harness.ts';
import { memoryPersistence } from './memory-persistence.ts';
import { RawClient } from './raw-client.ts';

for (const { name, options } of versions) {
  t.test(`${name}: PUBACK comes after the message was stored`, async (t) => {
    const persistence = memoryPersistence();
    const order: string[] = [];
    const store = persistence.outgoingEnqueueCombi.bind(persistence);
    let finishStoring = () => {};
    const storing = new Promise<void>((resolve) => {
      persistence.outgoingEnqueueCombi = async (subscriptions, packet) => {
        if (packet.topic !== 'kept') return store(subscriptions, packet);
        await new Promise<void>((finish) => {
          finishStoring = finish;
          resolve();
        });
        order.push('stored');
        return store(subscriptions, packet);
      };
    });
    const { url, port } = await startBroker(t, { persistence });
    const away = await connect(t, url, { clientId: 'away', clean: false });
    await away.subscribeAsync('kept', { qos: 1 });
    await away.endAsync();
    const client = await RawClient.connect(t, port, options.protocolVersion);
    client.send({ cmd: 'publish', topic: 'kept', payload: 'x', qos: 1, retain: false, dup: false, messageId: 9 });
    await storing;
    t.notOk(client.packets.some(({ cmd }) => cmd === 'puback'));
    finishStoring();
    t.match(await client.next('puback'), { messageId: 9 });
    t.same(order, ['stored']);
  });

  t.test(`${name}: a message that could not be stored is not acknowledged`, async (t) => {
    const persistence = memoryPersistence();
    persistence.outgoingEnqueueCombi = async () => {
      throw new Error('disk full');
    };
    const { port } = await startBroker(t, { persistence });
    const client = await RawClient.connect(t, port, options.protocolVersion);
    client.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 1, retain: false, dup: false, messageId: 9 });
    await client.closed;
    t.notOk(client.packets.some(({ cmd }) => cmd === 'puback'));
  });

  t.test(`${name}: a client with too many unfinished publishes of QoS 2 is cut`, async (t) => {
    const { port, event } = await startBroker(t);
    const client = await RawClient.connect(t, port, options.protocolVersion);
    const payload = Buffer.alloc(1024 * 1000);
    const fitting = Math.floor(unfinishedQos2BytesMax / payload.length);
    for (let messageId = 1; messageId <= fitting + 1; messageId += 1) {
      client.send({ cmd: 'publish', topic: 'big', payload, qos: 2, retain: false, dup: false, messageId });
    }
    await event((event) => event.kind === 'client-cut' && event.reason === 'too-many-unfinished-publishes');
    if (options.protocolVersion === 5) t.match(await client.next('disconnect'), { reasonCode: 0x93 });
    await client.closed;
    t.notOk(client.packets.some((packet) => packet.cmd === 'pubrec' && packet.messageId === fitting + 1));
  });
}

t.test('a message of QoS 2 that is sent twice is delivered once', async (t) => {
  const { broker, port } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('twice', ({ payload }) => delivered.push(payload.toString()));
  const client = await RawClient.connect(t, port, 4);
  const message = { cmd: 'publish', topic: 'twice', qos: 2, retain: false, messageId: 5 } as const;
  client.send({ ...message, payload: 'one', dup: false });
  await client.next('pubrec');
  client.packets.length = 0;
  client.send({ ...message, payload: 'one', dup: true });
  await client.next('pubrec');
  client.send({ cmd: 'pubrel', messageId: 5 });
  await client.next('pubcomp');
  client.packets.length = 0;
  client.send({ ...message, payload: 'two', dup: false });
  await client.next('pubrec');
  t.same(delivered, ['one', 'two']);
});

t.test('unfinished publishes of QoS 2 are forgotten with the session they belong to', async (t) => {
  const persistence = memoryPersistence();
  const { port, event, broker } = await startBroker(t, { persistence });
  const delivered: string[] = [];
  await broker.subscribe('half', ({ payload }) => delivered.push(payload.toString()));
  const message = { cmd: 'publish', topic: 'half', qos: 2, retain: false, dup: false, messageId: 5 } as const;
  const first = await RawClient.connect(t, port, 4, { clientId: 'half' });
  first.send({ ...message, payload: 'one' });
  await first.next('pubrec');
  first.socket.destroy();
  await event((event) => event.kind === 'disconnected');
  await t.rejects(persistence.incomingGetPacket({ id: 'half' }, { messageId: 5 }), 'nothing is kept');
  const second = await RawClient.connect(t, port, 4, { clientId: 'half' });
  second.send({ ...message, payload: 'two' });
  await second.next('pubrec');
  t.same(delivered, ['one', 'two']);
});

t.test('messages of QoS 1 that wait for a session that is away arrive when it is back', async (t) => {
  const { url } = await startBroker(t);
  const away = await connect(t, url, { clientId: 'away', clean: false });
  await away.subscribeAsync('kept/#', { qos: 1 });
  await away.endAsync();
  const publisher = await connect(t, url);
  for (let at = 0; at < 50; at += 1) await publisher.publishAsync(`kept/${at}`, String(at), { qos: 1 });
  const back = await connect(t, url, { clientId: 'away', clean: false });
  const received = await collect(back).take(50);
  t.same(
    received.map(({ payload }) => Number(payload)),
    Array.from({ length: 50 }, (_, at) => at),
  );
});
