import t from 'tap';
import { connect, options, publish, startBroker } from './harness.ts';
import { memoryPersistence } from './memory-persistence.ts';
import { RawClient } from './raw-client.ts';

t.test('connections above the limit over all listeners are closed, before they have said anything', async (t) => {
  const { broker, port, events, log, event } = await startBroker(t, { options: { ...options, connectionsMax: 3 } });
  const other = await broker.listen({ id: 'tcp:other', type: 'tcp', host: '127.0.0.1', port: 0, connectionsMax: 100 });
  const first = await RawClient.connect(t, port, 4, { clientId: 'first' });
  await RawClient.connect(t, other.port, 4, { clientId: 'second' });
  await RawClient.open(t, port);
  for (const full of [port, other.port]) await (await RawClient.open(t, full)).closed;
  t.match(
    events.filter(({ kind }) => kind === 'connection-refused'),
    [{ reason: 'too-many-connections' }, { reason: 'too-many-connections' }],
  );
  t.equal(log.filter(({ message }) => message.startsWith('too many connections')).length, 1, 'it is logged once');
  t.same(broker.stats().connections, 3);
  first.socket.destroy();
  await event(({ kind }) => kind === 'disconnected');
  t.ok(await connect(t, `mqtt://127.0.0.1:${port}`, { clientId: 'third' }));
});

t.test('a client is neither lost nor doubled when another of its id goes away in the middle of CONNECT', async (t) => {
  const persistence = memoryPersistence();
  const clean = persistence.cleanSubscriptions.bind(persistence);
  let hold: Promise<void> | undefined;
  let reached = () => {};
  persistence.cleanSubscriptions = async (client) => {
    if (hold !== undefined) {
      reached();
      await hold;
    }
    return clean(client);
  };
  const { broker, port } = await startBroker(t, { persistence });
  const first = await RawClient.connect(t, port, 4, { clientId: 'one' });

  let release = () => {};
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const isHeld = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const second = await RawClient.open(t, port);
  second.sendConnect({ clientId: 'one' });
  await isHeld;
  second.socket.destroy();
  while (broker.stats().connections > 1) await new Promise((resolve) => setImmediate(resolve));
  hold = undefined;
  release();
  t.ok(broker.client('one'));

  await RawClient.connect(t, port, 4, { clientId: 'one' });
  await first.closed;
  t.equal(broker.clients().length, 1);
  t.equal(broker.stats().connections, 1);
});

t.test('MQTT 5: a session that stays survives the closing of its predecessor', async (t) => {
  const persistence = memoryPersistence();
  const { broker, port, url } = await startBroker(t, { persistence });
  for (let round = 0; round < 20; round += 1) {
    const ephemeral = await RawClient.connect(t, port, 5, { clientId: 'one' });
    ephemeral.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'old', qos: 1 }] });
    await ephemeral.next('suback');
    // The socket goes, and its successor is there while Aedes still takes the subscriptions away.
    ephemeral.socket.destroy();
    const properties = { sessionExpiryInterval: 60 };
    const lasting = await connect(t, url, { clientId: 'one', protocolVersion: 5, clean: true, properties });
    await lasting.subscribeAsync('a', { qos: 1 });
    t.match(broker.subscriptions('one'), [{ topic: 'a' }]);
    await publish(broker, { topic: 'end' });
    t.match(await persistence.subscriptionsByTopic('a'), [{ clientId: 'one' }], `round ${round}`);
    t.equal(broker.clients().length, 1);
    await lasting.endAsync(true);
  }
});

t.test('connecting and disconnecting are told, with the reason code of the broker', async (t) => {
  const { broker, port, events, event, log } = await startBroker(t);
  const leaving = await RawClient.connect(t, port, 5, { clientId: 'leaving' });
  leaving.send({ cmd: 'disconnect', reasonCode: 0 });
  await event((event) => event.kind === 'disconnected' && event.clientId === 'leaving');
  await RawClient.connect(t, port, 5, { clientId: 'kicked' });
  broker.kick('kicked');
  await event((event) => event.kind === 'disconnected' && event.clientId === 'kicked');
  await RawClient.connect(t, port, 5, { clientId: 'taken' });
  await RawClient.connect(t, port, 5, { clientId: 'taken' });
  await event(() => events.length === 7);
  t.match(events, [
    { kind: 'connected', clientId: 'leaving', listenerId: 'tcp:default' },
    { kind: 'disconnected', clientId: 'leaving', reasonCode: null },
    { kind: 'connected', clientId: 'kicked' },
    { kind: 'disconnected', clientId: 'kicked', reasonCode: 0x98 },
    { kind: 'connected', clientId: 'taken' },
    { kind: 'disconnected', clientId: 'taken', reasonCode: 0x8e },
    { kind: 'connected', clientId: 'taken' },
  ]);
  t.match(log[0], { level: 'info', message: 'client connected', clientId: 'leaving', remoteAddress: '127.0.0.1' });
});

t.test('who is not talking MQTT is refused with a log line', async (t) => {
  const { port, event, log } = await startBroker(t);
  const raw = await RawClient.open(t, port);
  raw.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await raw.closed;
  t.match(await event(({ kind }) => kind === 'connection-refused'), { reason: 'protocol-error' });
  t.match(log.at(-1), { level: 'warn', message: 'connection refused', remoteAddress: '127.0.0.1' });
});
