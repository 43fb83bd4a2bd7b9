import t from 'tap';
import { closed, connect, listenWebSocket, options, startBroker, versions } from '../harness.ts';
import { RawClient } from '../raw-client.ts';

for (const { name, options: version } of versions) {
  for (const carrier of ['TCP', 'WebSocket'] as const) {
    t.test(`${name} over ${carrier}: a kicked client is disconnected, and MQTT 5 is told why`, async (t) => {
      const { broker, url, event } = await startBroker(t);
      const address = carrier === 'TCP' ? url : await listenWebSocket(broker);
      const client = await connect(t, address, { ...version, clientId: 'one' });
      const codes: unknown[] = [];
      client.on('disconnect', ({ reasonCode }) => codes.push(reasonCode));
      const gone = closed(client);
      t.equal(broker.kick('one'), true);
      await gone;
      await event(({ kind }) => kind === 'disconnected');
      t.same(codes, version.protocolVersion === 5 ? [0x98] : []);
      t.equal(broker.client('one'), undefined);
      t.equal(broker.kick('one'), false);
    });
  }
}

t.test('the session of a kicked client stays', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url, { clientId: 'one', clean: false });
  await client.subscribeAsync('a', { qos: 1 });
  const gone = closed(client);
  broker.kick('one');
  await gone;
  await connect(t, url, { clientId: 'one', clean: false });
  t.match(broker.subscriptions('one'), [{ topic: 'a', qos: 1 }]);
});

t.test('the will of a kicked client is sent', async (t) => {
  const { broker, url } = await startBroker(t);
  const arrived = new Promise<string>(
    (resolve) => void broker.subscribe('will', ({ payload }) => resolve(payload.toString())),
  );
  await connect(t, url, {
    clientId: 'one',
    will: { topic: 'will', payload: Buffer.from('gone'), qos: 0, retain: false },
  });
  broker.kick('one');
  t.equal(await arrived, 'gone');
});

t.test('a refused client that does not close its end is closed, and what it still sends is thrown away', async (t) => {
  const { broker, port } = await startBroker(t, { options: { ...options, connectTimeoutMs: 60_000 } });
  const client = await RawClient.open(t, port);
  client.socket.allowHalfOpen = true;
  client.sendConnect({ password: Buffer.from('wrong') });
  t.match(await client.next('connack'), { returnCode: 4 });
  const written = new Promise<boolean>((resolve) =>
    client.socket.write(Buffer.alloc(32 * 1024 * 1024), (error) => resolve(!error)),
  );
  t.ok(await written, 'it does not wait for a broker that no longer reads');
  while (broker.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(client.packets.length, 1);
});
