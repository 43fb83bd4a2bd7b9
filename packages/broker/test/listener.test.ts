import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import type { BrokerListenerOptions } from '../src/index.ts';
import { certificate, privateKey } from './certificate.ts';
import { collect, connect, options, publish, refusal, startBroker, versions } from './harness.ts';
import { RawClient } from './raw-client.ts';

const secure = (type: 'tls' | 'wss', more: object = {}): BrokerListenerOptions => ({
  id: `${type}:default`,
  type,
  host: '127.0.0.1',
  port: 0,
  connectionsMax: 100,
  tls: { cert: certificate, key: privateKey, ...more },
});

for (const type of ['tls', 'wss'] as const) {
  t.test(`${type}: clients of every version talk over it`, async (t) => {
    const { broker } = await startBroker(t);
    const { port } = await broker.listen(secure(type));
    const url = type === 'tls' ? `mqtts://localhost:${port}` : `wss://localhost:${port}/mqtt`;
    for (const { options: version } of versions) {
      const client = await connect(t, url, { ...version, ca: certificate });
      await client.subscribeAsync('a', { qos: 1 });
      const received = collect(client);
      await publish(broker, { topic: 'a', payload: Buffer.alloc(100_000), qos: 1 });
      t.equal((await received.take(1))[0]?.payload.length, 100_000);
      await client.endAsync();
    }
  });

  t.test(`${type}: versions of TLS below the least are refused`, async (t) => {
    const { broker } = await startBroker(t);
    const { port } = await broker.listen(secure(type, { minVersion: 'TLSv1.3' }));
    const socket = connectTls({ port, host: '127.0.0.1', ca: certificate, maxVersion: 'TLSv1.2' });
    t.teardown(() => socket.destroy());
    t.match((await once(socket, 'error'))[0], { message: /version|alert/ });
  });

  t.test(`${type}: a client certificate is demanded where that is set`, async (t) => {
    const { broker } = await startBroker(t);
    const demand = { ca: certificate, requestClientCertificate: true, rejectUnauthorized: true };
    const { port } = await broker.listen(secure(type, demand));
    const url = type === 'tls' ? `mqtts://localhost:${port}` : `wss://localhost:${port}/mqtt`;
    t.not((await refusal(url, { ca: certificate })).message, 'connected');
    const client = await connect(t, url, { ca: certificate, cert: certificate, key: privateKey });
    t.ok(client.connected);
  });

  t.test(`${type}: what is no certificate, and none at all, is refused by name`, async (t) => {
    const { broker } = await startBroker(t);
    await t.rejects(broker.listen(secure(type, { cert: 'not PEM' })), { code: 'TLS_OPTIONS_INVALID', message: type });
    const { tls: _none, ...bare } = secure(type);
    await t.rejects(broker.listen(bare), { code: 'TLS_OPTIONS_MISSING', message: type });
    t.equal(broker.listeners().length, 1);
  });
}

t.test('a TLS handshake that does not come is given up, and holds up no shutdown', async (t) => {
  const { broker } = await startBroker(t, { options: { ...options, connectTimeoutMs: 50 } });
  const { port } = await broker.listen(secure('tls'));
  const silent = await RawClient.open(t, port);
  await silent.closed;
  const another = await RawClient.open(t, port);
  await broker.close();
  await another.closed;
});

t.test('a listener tells its real port, its limit and how many are connected', async (t) => {
  const { broker, url, port } = await startBroker(t);
  await connect(t, url);
  t.match(broker.listeners(), [
    { id: 'tcp:default', type: 'tcp', host: '127.0.0.1', port, running: true, connectionsMax: 100, connections: 1 },
  ]);
});

t.test('connections above the limit of a listener are closed, and there is room again when one has gone', async (t) => {
  const { broker, log, event } = await startBroker(t);
  const { port } = await broker.listen({ id: 'tcp:small', type: 'tcp', host: '127.0.0.1', port: 0, connectionsMax: 2 });
  const first = await RawClient.connect(t, port, 4, { clientId: 'first' });
  await RawClient.connect(t, port, 4, { clientId: 'second' });
  for (let at = 0; at < 3; at += 1) await (await RawClient.open(t, port)).closed;
  t.match(await event(({ kind }) => kind === 'connection-refused'), { reason: 'too-many-connections' });
  t.equal(log.filter(({ message }) => message.startsWith('listener is full')).length, 1, 'it is logged once');
  first.socket.destroy();
  await event((event) => event.kind === 'disconnected' && event.clientId === 'first');
  await RawClient.connect(t, port, 4, { clientId: 'third' });
  t.equal(broker.listeners()[1]?.connections, 2);
});
