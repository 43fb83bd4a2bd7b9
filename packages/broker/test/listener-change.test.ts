// A listener that is changed while it runs (`Listeners.change`), and what its clients notice of it.
import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { gone, ListenerRig, listenerOf, serverTls } from './listener-rig.ts';

t.test('limits, rates and paths change under the clients', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('ws'));
  const first = await rig.connect(port);
  await rig.until(() => rig.listeners.status()[0]?.connections === 1);
  const changed = { connectionsMax: 2, connectRatePerSecond: 1, path: '/other', proxyProtocolTimeoutMs: 5 };
  const status = await rig.listeners.change('ws:default', listenerOf('ws', changed));
  t.match(status, { port, connectionsMax: 2, path: '/other', running: true });
  const second = await rig.connect(port);
  const third = await rig.connect(port);
  await gone(third);
  t.strictSame(rig.reasons, ['too-many-connections']);
  t.notOk(first.destroyed || second.destroyed);
  t.strictSame(rig.ended, []);
  second.destroy();
  await gone(second);
  await rig.until(() => rig.listeners.status()[0]?.connections === 1);
  const fourth = await rig.connect(port);
  await gone(fourth);
  t.strictSame(rig.reasons, ['too-many-connections', 'connection-rate']);
});

t.test('the port that a free one was can be named without a change', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const client = await rig.connect(port);
  await rig.listeners.change('tcp:default', listenerOf('tcp', { port, connectionsMax: 5 }));
  t.match(await rig.listeners.change('tcp:default', listenerOf('tcp', { port })), { port });
  t.strictSame(rig.ended, []);
  t.notOk(client.destroyed);
});

t.test('another type on the same port disconnects the clients with 0x8B and listens at once', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp', { id: 'one' }));
  await rig.listeners.listen(listenerOf('tcp', { id: 'two' }));
  const client = await rig.connect(port);
  await rig.acceptedAt(0);
  let during: Promise<unknown> = Promise.resolve();
  rig.beforeEnd = async () => {
    during = rig.connect(port).then((socket) => rig.secure(socket));
  };
  const status = await rig.listeners.change('one', listenerOf('tls', { port }));
  t.match(status, { id: 'one', type: 'tls', port, running: true });
  t.strictSame(rig.ended, [{ reasonCode: 0x8b, count: 1 }]);
  rig.beforeEnd = async () => {};
  await gone(client);
  await during;
  const { carrier, listenerId } = await rig.acceptedAt(1);
  t.equal(listenerId, 'one');
  t.notOk(carrier.stream.destroyed, 'who came by the new listener stays');
  t.strictSame(
    rig.listeners.status().map(({ id }) => id),
    ['one', 'two'],
    'the order stays',
  );
});

t.test('another port takes the place of the old one, or leaves it as it is', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const client = await rig.connect(port);
  await rig.acceptedAt(0);
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.teardown(() => squatter.close());
  const address = squatter.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  await t.rejects(rig.listeners.change('tcp:default', listenerOf('tcp', { port: taken })), { code: 'EADDRINUSE' });
  t.match(rig.listeners.status(), [{ port, running: true, connections: 1 }]);
  t.notOk(client.destroyed);
  const status = await rig.listeners.change('tcp:default', listenerOf('tcp', { proxyProtocol: true }));
  t.not(status.port, port);
  await gone(client);
  t.strictSame(rig.ended, [{ reasonCode: 0x8b, count: 1 }]);
});

for (const type of ['tcp', 'ws'] as const) {
  t.test(`${type}: when the new one cannot be opened, the old one goes on with all its clients`, async (t) => {
    const rig = new ListenerRig(t);
    rig.limits = { ...rig.limits, connectTimeoutMs: 50 };
    const { port } = await rig.listeners.listen(listenerOf(type));
    const client = type === 'tcp' ? await rig.connect(port) : undefined;
    if (client !== undefined) await rig.acceptedAt(0);
    // An address for documentation (RFC 5737), which no machine has.
    const elsewhere = listenerOf(type, { port, host: '192.0.2.1' });
    await t.rejects(rig.listeners.change(`${type}:default`, elsewhere), { code: 'EADDRNOTAVAIL' });
    t.match(rig.listeners.status(), [{ host: '127.0.0.1', port, running: true }]);
    t.strictSame(rig.ended, []);
    t.not(client?.destroyed, true);
    const next = await rig.connect(port);
    if (type === 'tcp') await rig.acceptedAt(1);
    else await gone(next);
  });
}

t.test('options that are no good are refused before anything is touched', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const bare = { ...listenerOf('tcp', { port }), type: 'wss' as const };
  await t.rejects(rig.listeners.change('tcp:default', bare), { code: 'TLS_OPTIONS_MISSING' });
  const unreadable = { ...serverTls, certificates: [{ cert: 'no PEM', key: 'no PEM' }] };
  const wrong = listenerOf('tls', { port, tls: unreadable });
  await t.rejects(rig.listeners.change('tcp:default', wrong), { code: 'TLS_OPTIONS_INVALID' });
  t.match(rig.listeners.status(), [{ type: 'tcp', port, running: true }]);
  await t.rejects(rig.listeners.change('tcp:unknown', listenerOf('tcp')), { code: 'LISTENER_UNKNOWN' });
});

t.test('when neither can be opened the clients stay, it says so, and a later change opens it', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const client = await rig.connect(port);
  await rig.acceptedAt(0);
  // While the system looks for a name that cannot be, the port is free.
  const changing = rig.listeners.change('tcp:default', listenerOf('tcp', { port, host: 'x'.repeat(300) }));
  await Promise.resolve();
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  await t.rejects(changing, { name: 'BrokerError', message: /; nor as before: .*in use/ });
  t.match(rig.listeners.status(), [{ port, running: false, connections: 1 }]);
  t.notOk(client.destroyed);
  await new Promise((resolve) => squatter.close(resolve));
  await rig.listeners.change('tcp:default', listenerOf('tcp', { port }));
  t.match(rig.listeners.status(), [{ port, running: true }]);
});
