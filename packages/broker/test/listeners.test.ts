import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import t from 'tap';
import { WebSocket } from 'ws';
import { gone, ListenerRig, listenerOf } from './listener-rig.ts';

t.test('an address that is in use is named, with the code of the system, and the id is free again', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  await t.rejects(rig.listeners.listen(listenerOf('tcp', { id: 'second', port })), {
    name: 'BrokerError',
    code: 'EADDRINUSE',
    message: `cannot listen on 127.0.0.1:${port}: the address is in use (EADDRINUSE)`,
  });
  t.equal(rig.listeners.status().length, 1);
  await rig.listeners.listen(listenerOf('tcp', { id: 'second' }));
  t.equal(rig.listeners.status().length, 2);
});

t.test('an id is used once at a time', async (t) => {
  const { listeners } = new ListenerRig(t);
  const both = await Promise.allSettled([listeners.listen(listenerOf('tcp')), listeners.listen(listenerOf('tcp'))]);
  t.match(both, [{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'LISTENER_EXISTS' } }]);
});

t.test('what is asked of one id is done one after the other', async (t) => {
  const { listeners } = new ListenerRig(t);
  const asked = [
    listeners.listen(listenerOf('tcp')),
    listeners.change('tcp:default', listenerOf('tcp', { connectionsMax: 7 })),
    listeners.unlisten('tcp:default'),
    listeners.listen(listenerOf('tcp', { connectionsMax: 8 })),
  ];
  await Promise.all(asked);
  t.match(listeners.status(), [{ id: 'tcp:default', connectionsMax: 8, running: true }]);
});

t.test('several listeners of one type stand side by side', async (t) => {
  const rig = new ListenerRig(t);
  for (const id of ['tcp:one', 'tcp:two']) {
    const { port } = await rig.listeners.listen(listenerOf('tcp', { id }));
    await rig.connect(port);
  }
  await rig.acceptedAt(1);
  t.strictSame(rig.accepted.map(({ listenerId }) => listenerId).sort(), ['tcp:one', 'tcp:two']);
});

for (const type of ['tcp', 'tls', 'ws', 'wss'] as const) {
  t.test(
    `${type}: stopping a listener ends its clients with 0x8B, frees the port, and leaves others alone`,
    async (t) => {
      const rig = new ListenerRig(t);
      const { port: otherPort } = await rig.listeners.listen(listenerOf('tcp', { id: 'other' }));
      const other = await rig.connect(otherPort);
      const { carrier } = await rig.acceptedAt(0);
      const { port } = await rig.listeners.listen(listenerOf(type));
      // One that is a connection already, and one that has not even begun its handshake.
      const undecided = await rig.connect(port);
      const client = type === 'tcp' ? undecided : await openClient(rig, type, port);
      await rig.acceptedAt(1);
      await rig.listeners.unlisten(`${type}:default`);
      t.strictSame(rig.ended, [{ reasonCode: 0x8b, count: 1 }]);
      await Promise.all([client, undecided].map((socket) => (socket instanceof WebSocket ? undefined : gone(socket))));
      t.notOk(carrier.stream.destroyed || other.destroyed);
      t.strictSame(
        rig.listeners.status().map(({ id }) => id),
        ['other'],
      );
      await rig.listeners.listen(listenerOf(type, { port }));
    },
  );
}

t.test('stopping what is not there does nothing', async (t) => {
  const rig = new ListenerRig(t);
  await rig.listeners.listen(listenerOf('tcp'));
  await rig.listeners.unlisten('tcp:unknown');
  t.equal(rig.listeners.status().length, 1);
});

t.test('once closed, nothing is opened or changed, and what was being opened is closed too', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const client = await rig.connect(port);
  await rig.acceptedAt(0);
  const opening = rig.listeners.listen(listenerOf('tcp', { id: 'opening' }));
  // In the next turn of the microtask queue it has begun.
  await Promise.resolve();
  await rig.listeners.close();
  const opened = await opening;
  await t.rejects(rig.connect(opened.port), { code: 'ECONNREFUSED' });
  await gone(client);
  t.strictSame(rig.ended, [{ reasonCode: 0x8b, count: 1 }]);
  await t.rejects(rig.listeners.listen(listenerOf('tcp')), { code: 'BROKER_CLOSED' });
  await t.rejects(rig.listeners.change('tcp:default', listenerOf('tcp')), { code: 'BROKER_CLOSED' });
  await rig.listeners.unlisten('tcp:default');
  t.strictSame(rig.listeners.status(), []);
});

t.test('a port that somebody else takes meanwhile is theirs', async (t) => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.teardown(() => squatter.close());
  const rig = new ListenerRig(t);
  const { port } = squatter.address() as AddressInfo;
  await t.rejects(rig.listeners.listen(listenerOf('ws', { port })), { code: 'EADDRINUSE' });
  t.strictSame(rig.listeners.status(), []);
});

async function openClient(rig: ListenerRig, type: 'tls' | 'ws' | 'wss', port: number) {
  if (type === 'tls') return rig.secure(await rig.connect(port));
  const socket = new WebSocket(`${type}://127.0.0.1:${port}/mqtt`, 'mqtt', { rejectUnauthorized: false });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}
