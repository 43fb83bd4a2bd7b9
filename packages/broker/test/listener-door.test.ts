// What a connection passes before it is one: rates, PROXY headers, and the limits of an address.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import { WebSocket } from 'ws';
import type { BrokerListenerOptions } from '../src/listener-options.ts';
import { gone, ListenerRig, listenerOf } from './listener-rig.ts';

const header = (address: string) => `PROXY TCP4 ${address} 10.0.0.1 4711 443\r\n`;
const types = ['tcp', 'tls', 'ws', 'wss'] as const;

/** Speaks as far as it takes to be accepted, on a connection that stands. */
async function speak(rig: ListenerRig, type: BrokerListenerOptions['type'], socket: Socket): Promise<void> {
  const carrier = type === 'tls' || type === 'wss' ? await rig.secure(socket) : socket;
  if (type === 'tcp' || type === 'tls') return;
  const client = new WebSocket('ws://localhost/mqtt', 'mqtt', { createConnection: () => carrier as Socket });
  client.on('error', () => undefined);
  await once(client, 'open');
}

for (const type of types) {
  t.test(`${type}: the address is that which the PROXY header before everything else tells`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type, { proxyProtocol: true }));
    const socket = await rig.connect(port);
    socket.write(header('203.0.113.7'));
    await speak(rig, type, socket);
    const { carrier } = await rig.acceptedAt(0);
    t.strictSame([carrier.remoteAddress, carrier.remotePort], ['203.0.113.7', 4711]);
    t.equal(rig.clock.size, 0, 'nobody waits for a header any more');
  });

  t.test(`${type}: without PROXY protocol the address is the peer's own`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const socket = await rig.connect(port);
    const { localPort } = socket;
    await speak(rig, type, socket);
    const { carrier } = await rig.acceptedAt(0);
    t.strictSame([carrier.remoteAddress, carrier.remotePort], ['127.0.0.1', localPort]);
  });
}

t.test("what comes with the PROXY header, and right behind it, is the client's", async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp', { proxyProtocol: true }));
  const socket = await rig.connect(port);
  socket.write(`${header('203.0.113.7')}hello`);
  const { carrier } = await rig.acceptedAt(0);
  socket.end(' world');
  let said = '';
  for await (const bytes of carrier.stream) said += bytes;
  t.equal(said, 'hello world');
});

t.test('a proxy that speaks for itself is shown as what it is', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp', { proxyProtocol: true }));
  const socket = await rig.connect(port);
  socket.write('PROXY UNKNOWN\r\n');
  const { carrier } = await rig.acceptedAt(0);
  t.equal(carrier.remoteAddress, '127.0.0.1');
});

t.test('a connection without a PROXY header is closed, at once or when its time is over', async (t) => {
  const rig = new ListenerRig(t);
  const options = listenerOf('tcp', { proxyProtocol: true, proxyProtocolTimeoutMs: 500 });
  const { port } = await rig.listeners.listen(options);
  const hasty = await rig.connect(port);
  hasty.write(Buffer.from([0x10, 0x0c]));
  await gone(hasty);
  const silent = await rig.connect(port);
  await rig.until(() => rig.clock.size === 1);
  rig.clock.advance(499);
  t.notOk(silent.destroyed);
  rig.clock.advance(1);
  await gone(silent);
  t.strictSame(rig.reasons, ['proxy-header', 'proxy-header']);
  t.match(rig.log, [{ level: 'warn', remoteAddress: '127.0.0.1', reason: 'proxy-header', problem: /does not begin/ }]);
  t.strictSame(rig.accepted, []);
});

t.test('who is no trusted proxy is closed, and the list can change', async (t) => {
  const rig = new ListenerRig(t);
  const options = listenerOf('tcp', { proxyProtocol: true, trustedProxies: ['10.0.0.0/8'] });
  const { port } = await rig.listeners.listen(options);
  const stranger = await rig.connect(port);
  stranger.write(header('203.0.113.7'));
  await gone(stranger);
  t.match(rig.log, [{ problem: /not a trusted proxy/ }]);
  await rig.listeners.change('tcp:default', { ...options, trustedProxies: ['10.0.0.0/8', '127.0.0.1'] });
  (await rig.connect(port)).write(header('203.0.113.7'));
  t.equal((await rig.acceptedAt(0)).carrier.remoteAddress, '203.0.113.7');
});

t.test('more new connections in a second than the listener takes are closed before their header is read', async (t) => {
  const rig = new ListenerRig(t);
  const options = listenerOf('tcp', { connectRatePerSecond: 2, proxyProtocol: true });
  const { port } = await rig.listeners.listen(options);
  const sockets = [await rig.connect(port), await rig.connect(port), await rig.connect(port), await rig.connect(port)];
  await Promise.all(sockets.slice(2).map(gone));
  t.strictSame(rig.reasons, ['connection-rate', 'connection-rate']);
  t.equal(rig.log.length, 1);
  t.match(rig.log, [{ listener: 'tcp:default', reason: 'connection-rate' }]);
  rig.clock.advance(500);
  const later = await rig.connect(port);
  later.write(header('203.0.113.7'));
  await rig.acceptedAt(0);
  t.notOk(later.destroyed);
});

for (const type of types) {
  t.test(`${type}: an address has as many connections as it may over all listeners`, async (t) => {
    const rig = new ListenerRig(t);
    rig.limits = { ...rig.limits, connectionsPerAddressMax: 2 };
    const { port } = await rig.listeners.listen(listenerOf(type, { id: 'one', proxyProtocol: true }));
    const { port: otherPort } = await rig.listeners.listen(listenerOf('tcp', { id: 'two', proxyProtocol: true }));
    const connect = async (to: number, address: string) => {
      const socket = await rig.connect(to);
      socket.write(header(address));
      return socket;
    };
    const first = await connect(port, '203.0.113.7');
    await rig.until(() => rig.listeners.status()[0]?.connections === 1);
    await connect(otherPort, '203.0.113.7');
    const seen = () => rig.accepted.filter(({ listenerId }) => listenerId === 'two').length;
    await rig.until(() => seen() === 1);
    await gone(await connect(port, '203.0.113.7'));
    await gone(await connect(otherPort, '203.0.113.7'));
    t.strictSame(rig.reasons, ['too-many-connections-of-address', 'too-many-connections-of-address']);
    t.match(rig.log, [{ remoteAddress: '203.0.113.7', reason: 'too-many-connections-of-address' }]);
    t.equal(rig.log.length, 1);
    await connect(otherPort, '203.0.113.8');
    await rig.until(() => seen() === 2);
    first.destroy();
    await rig.until(() => rig.listeners.status()[0]?.connections === 0);
    await connect(otherPort, '203.0.113.7');
    await rig.until(() => seen() === 3);
    t.equal(rig.accepted.at(-1)?.carrier.remoteAddress, '203.0.113.7');
  });
}

t.test('the rate of one address is no matter of another', async (t) => {
  const rig = new ListenerRig(t);
  rig.limits = { ...rig.limits, connectRatePerAddressPerSecond: 1 };
  const { port } = await rig.listeners.listen(listenerOf('tcp', { proxyProtocol: true }));
  const connect = async (address: string) => {
    const socket = await rig.connect(port);
    socket.write(header(address));
    return socket;
  };
  await connect('203.0.113.7');
  await rig.acceptedAt(0);
  await gone(await connect('203.0.113.7'));
  t.strictSame(rig.reasons, ['connection-rate']);
  await connect('203.0.113.8');
  await rig.acceptedAt(1);
  rig.clock.advance(1_000);
  await connect('203.0.113.7');
  await rig.acceptedAt(2);
});
