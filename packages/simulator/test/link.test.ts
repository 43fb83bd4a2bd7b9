import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import t from 'tap';
import { Link, type LinkOptions } from '../src/link.ts';
import { ManualClock } from './manual-clock.ts';
import { Mailbox, TestServer } from './test-server.ts';

const setUp = async (test: Pick<typeof t, 'teardown'>, options: Partial<LinkOptions> = {}) => {
  const server = await TestServer.listen();
  const clock = new ManualClock();
  const events = new Mailbox<readonly unknown[]>();
  const link = new Link(
    {
      handshake: { url: `${server.url}/CP1` },
      reconnect: { firstDelayMs: 100, maxDelayMs: 400, jitter: 0 },
      clock,
      random: () => 0,
      ...options,
    },
    {
      opened: (subprotocol) => events.put(['opened', subprotocol]),
      text: (text) => events.put(['text', text]),
      binary: (bytes) => events.put(['binary', ...bytes]),
      closed: ({ code, reason }) => events.put(['closed', code, reason]),
      waiting: (attempt, delayMs, cause) => events.put(['waiting', attempt, delayMs, cause]),
      gaveUp: (cause) => events.put(['gave up', cause]),
    },
  );
  test.teardown(async () => {
    await link.close(1000, '');
    await server.close();
  });
  return { server, clock, events, link, event: (kind: string) => events.next(([what]) => what === kind) };
};

t.test('messages go both ways once the link is open', async (t) => {
  const { server, events, link } = await setUp(t);
  t.throws(() => link.send('x'), { code: 'NOT_CONNECTED' });
  link.ping();
  await link.open(false);
  t.ok(link.isOpen);
  const peer = await server.connections.next();
  peer.send('[]');
  peer.socket.send(Buffer.from([1, 2]), { binary: true });
  t.same(await events.next(), ['opened', 'ocpp1.6']);
  t.same(await events.next(), ['text', '[]']);
  t.same(await events.next(), ['binary', 1, 2]);
  const pinged = once(peer.socket, 'ping');
  link.ping();
  await pinged;
  link.send('[2,"a","Heartbeat",{}]');
  t.match(await peer.nextCall('Heartbeat'), { uniqueId: 'a' });
});

t.test('a single attempt that is refused rejects, and the next may succeed', async (t) => {
  const { server, events, link } = await setUp(t);
  server.refusal = { statusLine: '404 Not Found' };
  await t.rejects(link.open(false), { code: 'HANDSHAKE_REFUSED', status: 404 });
  t.same(events.values, []);
  server.refusal = undefined;
  await link.open(false);
  t.ok(link.isOpen);
});

t.test('with retry failed attempts are repeated with growing delays until one succeeds', async (t) => {
  const { server, clock, event, link } = await setUp(t);
  server.refusal = { statusLine: '503 Busy' };
  const opening = link.open(true);
  for (const [attempt, delayMs] of [
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 400],
  ]) {
    t.match(await event('waiting'), ['waiting', attempt, delayMs, { status: 503 }]);
    if (attempt === 4) server.refusal = undefined;
    clock.advance(delayMs ?? 0);
  }
  await opening;
  t.ok(link.isOpen);
});

t.test('a lost connection comes back, and the delays begin anew', async (t) => {
  const { server, clock, event, link } = await setUp(t);
  await link.open(false);
  for (let round = 0; round < 2; round += 1) {
    await event('opened');
    const peer = await server.connections.next();
    peer.socket.close(1011, 'restart');
    t.same(await event('closed'), ['closed', 1011, 'restart']);
    t.same(await event('waiting'), ['waiting', 1, 100, undefined]);
    clock.advance(100);
  }
  await event('opened');
});

t.test('without reconnect a lost connection stays lost', async (t) => {
  const { server, clock, event, link } = await setUp(t, { reconnect: false });
  await link.open(false);
  link.terminate();
  t.same(await event('closed'), ['closed', 1006, '']);
  t.same(await event('gave up'), ['gave up', undefined]);
  t.same(clock.waiting, []);
  server.refusal = { statusLine: '403 Forbidden' };
  await t.rejects(link.open(true), { status: 403, code: 'HANDSHAKE_REFUSED' });
  server.refusal = undefined;
  await link.open(false);
});

t.test('a restart reconnects after its own delay, even without reconnect', async (t) => {
  const { server, clock, event, link } = await setUp(t, { reconnect: false });
  await link.open(false);
  await event('opened');
  const peer = await server.connections.next();
  link.restart(5_000, true);
  t.equal(await peer.closed, 1000);
  t.same(await event('closed'), ['closed', 1000, 'rebooting']);
  t.same(await event('waiting'), ['waiting', 1, 5_000, undefined]);
  clock.advance(5_000);
  await event('opened');
  link.restart(1, false);
  t.same(await event('closed'), ['closed', 1006, '']);
  clock.advance(0);
  await event('waiting');
  link.restart(7_000, false);
  t.same(await event('waiting'), ['waiting', 2, 7_000, undefined], 'one that waits waits anew');
});

t.test('opening twice is refused', async (t) => {
  const { link } = await setUp(t);
  await link.open(false);
  await t.rejects(link.open(false), { code: 'ALREADY_CONNECTED' });
});

t.test('close ends an open link with code and reason, and it stays closed', async (t) => {
  const { server, clock, event, link } = await setUp(t);
  await link.open(false);
  const peer = await server.connections.next();
  await link.close(1001, 'going');
  t.equal(await peer.closed, 1001);
  await event('closed');
  t.same(clock.waiting, []);
  await link.open(false);
  t.ok(link.isOpen, 'until it is opened again');
});

t.test('close ends attempts and their promise', async (t) => {
  const { server, clock, event, link } = await setUp(t);
  server.refusal = { statusLine: '503 Busy' };
  const opening = t.rejects(link.open(true), { code: 'CLOSED' });
  await event('waiting');
  await link.close(1000, '');
  await opening;
  t.same(clock.waiting, []);
});

t.test('close while a handshake is under way breaks it off', async (t) => {
  const mute = createServer((socket) => {
    socket.on('error', () => {}).resume();
  });
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const connected = once(mute, 'connection');
  const { link } = await setUp(t, {
    handshake: { url: `ws://127.0.0.1:${(mute.address() as AddressInfo).port}/` },
  });
  const opening = t.rejects(link.open(false), { code: 'CONNECTION_FAILED' });
  await connected;
  await link.close(1000, '');
  await opening;
  await new Promise((resolve) => mute.close(resolve));
});

t.test('a peer that does not take part in closing is cut off', async (t) => {
  const { server, clock, link } = await setUp(t);
  await link.open(false);
  const peer = await server.connections.next();
  peer.socket.pause();
  const closing = link.close(1000, '');
  t.same(clock.waiting, [2_000]);
  clock.advance(2_000);
  await closing;
  peer.socket.resume();
});
