import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import mqttPacket from 'mqtt-packet';
import t from 'tap';
import { WebSocket } from 'ws';
import { bytesBeforeConnectMax } from '../src/connect-limits.ts';
import { connect, listenWebSocket, options, startBroker } from './harness.ts';
import { RawClient } from './raw-client.ts';

/** The fixed header of a CONNECT that says it has a million bytes, which a packet may have. */
const endlessConnect = Buffer.from([0x10, 0xc0, 0x84, 0x3d]);
const megabytes = 32;
const block = Buffer.alloc(64 * 1024);

const login = mqttPacket.generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 0,
  clientId: 'flood',
  username: 'alice',
  password: Buffer.from('secret'),
});

/** Sends as fast as the peer takes it; true if the connection was cut before all was taken. */
async function floodSocket(port: number, first: Buffer, then: Buffer): Promise<boolean> {
  const socket = connectSocket({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const gone = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
  await once(socket, 'connect');
  socket.write(first);
  for (let sent = 0; sent < megabytes * 1024 * 1024; sent += then.length) {
    if (socket.destroyed) return true;
    if (!socket.write(then)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), gone]);
  }
  return gone;
}

t.test('TCP: a CONNECT that never ends is cut at the limit', async (t) => {
  const { port, event, broker } = await startBroker(t);
  t.ok(await floodSocket(port, endlessConnect, block));
  t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'bytes-before-connect' });
  t.equal(broker.stats().connections, 0);
});

t.test('TCP: what comes behind a CONNECT whose login is not decided is not taken in', async (t) => {
  const authenticator = { authenticate: () => new Promise<never>(() => undefined) };
  const { port, event, broker } = await startBroker(t, {
    options: { ...options, connectTimeoutMs: 300 },
    authenticator,
  });
  const message = { cmd: 'publish', topic: 'a', payload: block, qos: 0, retain: false, dup: false } as const;
  t.ok(await floodSocket(port, login, mqttPacket.generate(message)));
  await event((event) => event.kind === 'connection-refused');
  t.equal(broker.stats().receivedMessages, 0);
});

for (const [what, isFinal] of [
  ['one endless message', false],
  ['many messages', true],
] as const) {
  t.test(`WebSocket: ${what} before CONNECT is cut at the limit`, async (t) => {
    const { broker, event } = await startBroker(t);
    const socket = new WebSocket(await listenWebSocket(broker), 'mqtt');
    socket.on('error', () => undefined);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await once(socket, 'open');
    socket.send(endlessConnect, { fin: isFinal });
    for (let at = 0; at < megabytes * 16 && socket.readyState === WebSocket.OPEN; at += 1) {
      const sent = new Promise((resolve) => socket.send(block, { fin: isFinal }, resolve));
      await Promise.race([sent, gone]);
    }
    await gone;
    t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'bytes-before-connect' });
    t.equal(broker.stats().connections, 0);
  });
}

t.test('a login with a large will is under the limit, and afterwards there is no such limit', async (t) => {
  const { url, broker } = await startBroker(t);
  const payload = Buffer.alloc(60_000);
  const client = await connect(t, url, { clientId: 'big', will: { topic: 'will', payload, qos: 0, retain: false } });
  await client.publishAsync('a', Buffer.alloc(4 * bytesBeforeConnectMax), { qos: 1 });
  t.ok((broker.client('big')?.receivedBytes ?? 0) > 4 * bytesBeforeConnectMax);
});

t.test('who says that the CONNECT is larger than a packet may be is cut before sending it', async (t) => {
  const { port, event } = await startBroker(t);
  t.ok(await floodSocket(port, Buffer.from([0x10, 0x80, 0x80, 0x80, 0x64]), block));
  t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'protocol-error' });
});

const hasty = { options: { ...options, connectTimeoutMs: 50 } };

t.test('TCP: who sends nothing is closed after the time for it', async (t) => {
  const { port, event } = await startBroker(t, hasty);
  const raw = await RawClient.open(t, port);
  await raw.closed;
  t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'connect-timeout' });
});

t.test('WebSocket: who sends nothing is closed after the time for it', async (t) => {
  const { broker, event } = await startBroker(t, hasty);
  const socket = new WebSocket(await listenWebSocket(broker), 'mqtt');
  await new Promise((resolve) => socket.once('close', resolve));
  t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'connect-timeout' });
});

t.test('the time runs on while a login is not decided, and ends with CONNACK', async (t) => {
  const authenticator = {
    authenticate: ({ username }: { username: string | undefined }) =>
      username === 'bob'
        ? new Promise<never>(() => undefined)
        : Promise.resolve({ outcome: 'accepted', superuser: false } as const),
  };
  const { port, event, broker } = await startBroker(t, { ...hasty, authenticator });
  await RawClient.connect(t, port, 4, { clientId: 'alice' });
  const undecided = await RawClient.open(t, port);
  undecided.sendConnect({ clientId: 'bob', username: 'bob' });
  await undecided.closed;
  t.match(await event((event) => event.kind === 'connection-refused'), { reason: 'connect-timeout' });
  t.ok(broker.client('alice'), 'the one that was let in is still there');
});
