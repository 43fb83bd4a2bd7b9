// What a client may take for granted when its publish is acknowledged, and what it is told when nothing was stored.
import t from 'tap';
import { failingStore } from './failing-store.ts';
import { connect, startBroker, versions } from './harness.ts';
import { RawClient, texts } from './outside/raw-client.ts';
import { acknowledge, publish, subscribe } from './outside/wire.ts';

for (const { name, options } of versions) {
  const version = options.protocolVersion;

  for (const qos of [1, 2] as const) {
    const answer = qos === 1 ? 'puback' : 'pubrec';

    t.test(`${name}, QoS ${qos}: the answer and the delivery come after the message was stored`, async (t) => {
      const { store, holdCommits } = failingStore();
      const { url, port } = await startBroker(t, { store });
      const away = await connect(t, url, { clientId: 'away', clean: false });
      await away.subscribeAsync('kept', { qos: 2 });
      await away.endAsync();
      const watcher = await RawClient.connect(t, { carrier: 'tcp', port }, 5);
      await watcher.subscribe('kept', 2);
      const client = await RawClient.connect(t, { carrier: 'tcp', port }, version);
      const release = holdCommits();
      client.send(publish(version, { topic: 'kept', payload: 'x', qos, id: 9 }));
      await client.ping();
      await watcher.ping();
      t.notOk(client.received.some(({ kind }) => kind === answer));
      t.notOk(watcher.received.some(({ kind }) => kind === 'publish'));
      release();
      t.match(await client.next(answer), { id: 9 });
      t.match(await watcher.receive(), { topic: 'kept' });
    });

    t.test(`${name}, QoS ${qos}: what could not be stored is not acknowledged, and nobody has it`, async (t) => {
      const { store, failCommits, mend } = failingStore();
      const { port, events, log } = await startBroker(t, { store });
      const at = { carrier: 'tcp', port } as const;
      const watcher = await RawClient.connect(t, at, 5, { clientId: 'watcher' });
      await watcher.subscribe('a', 2);
      const client = await RawClient.connect(t, at, version, { clientId: 'one' });
      failCommits();
      client.send(publish(version, { topic: 'a', payload: 'lost', qos, id: 9 }));
      if (version === 5) t.equal(await client.disconnected(), 0x83);
      await client.closed();
      mend();
      t.notOk(client.received.some(({ kind }) => kind === answer));
      t.match(
        events.filter(({ kind }) => kind === 'failed'),
        [{ error: { message: 'disk full' } }],
      );
      t.match(
        log.filter(({ level }) => level === 'error'),
        [{ clientId: 'one', err: { message: 'disk full' } }],
      );
      const again = await RawClient.connect(t, at, version, { clientId: 'one' });
      await again.publish({ topic: 'a', payload: 'end', qos, id: 9 });
      t.same(texts(await watcher.receiveUntilEnd()), [], 'the failed one has reached nobody');
    });
  }

  t.test(`${name}: a subscription that could not be stored is not granted`, async (t) => {
    const { store, failCommits } = failingStore();
    const { port } = await startBroker(t, { store });
    const client = await RawClient.connect(t, { carrier: 'tcp', port }, version, { clean: false });
    failCommits();
    client.send(subscribe(version, 3, [{ filter: 'a', options: 1 }]));
    if (version === 5) t.equal(await client.disconnected(), 0x83);
    t.notOk((await client.closed()).includes('suback'));
  });
}

t.test('the packet id of a QoS 2 publish that could not be stored is free: sent again, it is delivered', async (t) => {
  const { store, failCommits, mend } = failingStore();
  const { broker, port } = await startBroker(t, { store });
  const delivered: string[] = [];
  await broker.subscribe('a', ({ payload }) => delivered.push(payload.toString()));
  const at = { carrier: 'tcp', port } as const;
  const session = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60 } };
  const client = await RawClient.connect(t, at, 5, session);
  failCommits();
  client.send(publish(5, { topic: 'a', payload: 'once', qos: 2, id: 7 }));
  await client.closed();
  mend();
  const again = await RawClient.open(t, at, 5);
  t.ok((await again.connect(session)).sessionPresent);
  again.send(publish(5, { topic: 'a', payload: 'once', qos: 2, id: 7, dup: true }));
  t.match(await again.next('pubrec'), { id: 7, reasonCode: 0 });
  t.same(delivered, ['once']);
});

t.test('PUBCOMP is not sent for a release that could not be stored', async (t) => {
  const { store, failCommits } = failingStore();
  const { port } = await startBroker(t, { store });
  const session = { clean: false, properties: { sessionExpiryInterval: 60 } };
  const client = await RawClient.connect(t, { carrier: 'tcp', port }, 5, session);
  client.send(publish(5, { topic: 'a', qos: 2, id: 7 }));
  await client.next('pubrec');
  failCommits();
  client.send(acknowledge('pubrel', 7));
  t.equal(await client.disconnected(), 0x83);
  t.notOk((await client.closed()).includes('pubcomp'));
});

t.test('a message of QoS 2 that is sent twice is delivered once', async (t) => {
  const { broker, port } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('twice', ({ payload }) => delivered.push(payload.toString()));
  const client = await RawClient.connect(t, { carrier: 'tcp', port }, 4);
  for (const dup of [false, true]) {
    client.send(publish(4, { topic: 'twice', payload: 'one', qos: 2, id: 5, dup }));
    await client.next('pubrec');
  }
  client.send(acknowledge('pubrel', 5));
  await client.next('pubcomp');
  await client.publish({ topic: 'twice', payload: 'two', qos: 2, id: 5 });
  t.same(delivered, ['one', 'two']);
});

t.test('unfinished publishes of QoS 2 are forgotten with the session they belong to', async (t) => {
  const { port, event, broker } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('half', ({ payload }) => delivered.push(payload.toString()));
  const at = { carrier: 'tcp', port } as const;
  for (const payload of ['one', 'two']) {
    const client = await RawClient.connect(t, at, 4, { clientId: 'half' });
    client.send(publish(4, { topic: 'half', payload, qos: 2, id: 5 }));
    await client.next('pubrec');
    await client.vanish();
    await event(({ kind }) => kind === 'disconnected');
  }
  t.same(delivered, ['one', 'two']);
});

t.test('messages of QoS 1 that wait for a session that is away arrive when it is back', async (t) => {
  const { url, port } = await startBroker(t);
  const away = await connect(t, url, { clientId: 'away', clean: false });
  await away.subscribeAsync('kept/#', { qos: 1 });
  await away.endAsync();
  const publisher = await connect(t, url);
  for (let at = 0; at < 50; at += 1) await publisher.publishAsync(`kept/${at}`, String(at), { qos: 1 });
  await publisher.publishAsync('kept/end', 'end', { qos: 1 });
  const back = await RawClient.connect(t, { carrier: 'tcp', port }, 4, { clientId: 'away', clean: false });
  t.same(
    texts(await back.receiveUntilEnd()).map(Number),
    Array.from({ length: 50 }, (_, at) => at),
  );
});
