import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import type { Teardown } from './fixtures/gateway-rig.ts';
import { ListenerRig } from './fixtures/listener-rig.ts';

/** A verdict that the test gives when it likes. */
function heldVerdict(rig: ListenerRig): { readonly asked: Promise<void>; readonly give: () => void } {
  let give = () => {};
  const verdict = new Promise<void>((resolve) => {
    give = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    rig.credentials.beforeVerdict = () => {
      resolve();
      return verdict;
    };
  });
  return { asked, give };
}

/** A TCP connection that sends nothing and keeps its end open. */
async function silentSocket(t: Teardown, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  t.teardown(async () => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

t.test('more charge points than the listener takes are told to come again, until one leaves', async (t) => {
  const rig = await ListenerRig.start(t, { connectionsMax: 2 });
  const first = await rig.connect('CP1');
  await rig.connect('CP2');
  const refusal = await rig.refusal('CP3');
  t.match(refusal, { status: 503, headers: { 'retry-after': /^\d+$/ }, body: /too many charge points/ });
  await first.close();
  await eventually(() => rig.listener.status().connections === 1);
  await rig.connect('CP3');
  t.equal(rig.listener.status().connections, 2);
});

t.test('a charge point that comes again is let into its own seat, however full it is', async (t) => {
  const rig = await ListenerRig.start(t, { connectionsMax: 2 });
  rig.isTakeOver = (identity) => rig.admissions.some(({ handshake }) => handshake.identity === identity);
  await rig.connect('CP1');
  await rig.connect('CP2');
  t.match(await rig.refusal('CP3'), { status: 503, body: /too many charge points/ });
  t.match(await rig.refusal('CP1', { password: 'wrong' }), { status: 401 });
  await rig.connect('CP1');
  t.equal(rig.listener.status().connections, 3, 'until the gateway closes the old one');
  t.match(await rig.refusal('CP3'), { status: 503 });
  rig.admissions[0]?.socket.close(1008);
  await eventually(() => rig.listener.status().connections === 2);
  t.match(await rig.refusal('CP3'), { status: 503 });
});

t.test('a refused peer that does not leave holds no seat, and is cut off', async (t) => {
  const rig = await ListenerRig.start(t, { connectionsMax: 1 });
  const socket = await silentSocket(t, rig.port);
  socket.write('GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.match(answer.toString(), /^HTTP\/1\.1 401/);
  await rig.connect('CP2');
  socket.resume();
  const closed = once(socket, 'close');
  rig.clock.advance(2_000);
  socket.end();
  await closed;
});

t.test('more new connections a second than the listener takes are told to come again', async (t) => {
  const rig = await ListenerRig.start(t, { connectionRateMax: 2 });
  await rig.connect('CP1');
  await rig.refusal('CP2', { password: 'wrong' });
  t.match(await rig.refusal('CP3'), { status: 503, headers: { 'retry-after': /^\d+$/ }, body: /at once/ });
  rig.clock.advance(500);
  await rig.connect('CP3');
  t.match(await rig.refusal('CP4'), { status: 503 });
});

t.test(
  'while the gateway is off everybody is told to come again, also one whose password was being verified',
  async (t) => {
    const rig = await ListenerRig.start(t);
    const { asked, give } = heldVerdict(rig);
    const refused = rig.refusal('CP1');
    await asked;
    rig.isEnabled = false;
    give();
    t.match(await refused, { status: 503, headers: { 'retry-after': /^\d+$/ }, body: /switched off/ });
    t.match(await rig.refusal('CP2'), { status: 503, body: /switched off/ });
    t.strictSame(rig.admissions, []);
    rig.isEnabled = true;
    await rig.connect('CP3');
  },
);

t.test('a client that leaves while its password is verified is not admitted', async (t) => {
  const rig = await ListenerRig.start(t);
  const { asked, give } = heldVerdict(rig);
  const socket = connect({ port: rig.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  const lines = ['GET /ocpp/CP1 HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(`${[...lines, `Authorization: ${authorization}`].join('\r\n')}\r\n\r\n`);
  await asked;
  socket.resetAndDestroy();
  await eventually(() => rig.listener.status().connections === 0);
  give();
  await rig.connect('CP2');
  t.match(rig.admissions, [{ handshake: { identity: 'CP2' } }]);
  t.equal(rig.admissions.length, 1);
});

t.test('close resolves when the last one has left, and takes nobody on', async (t) => {
  const rig = await ListenerRig.start(t);
  const raw = await rig.connect('CP1');
  const closing = rig.listener.close(1_000);
  t.equal(rig.listener.status().running, false);
  await t.rejects(rig.connect('CP2'), { code: 'CONNECTION_FAILED' });
  rig.admissions[0]?.socket.close(1001);
  await closing;
  t.equal((await raw.closed).code, 1001);
  t.strictSame(rig.clock.delays, [], 'no timer is left');
});

t.test('close cuts off whoever is left after its grace', async (t) => {
  const rig = await ListenerRig.start(t);
  const raw = await rig.connect('CP1');
  const silent = await silentSocket(t, rig.port);
  silent.resume();
  const closing = rig.listener.close(1_000);
  rig.clock.advance(1_000);
  await closing;
  t.equal((await raw.closed).code, 1006);
});

t.test('a handshake that is under way when the listener closes is refused', async (t) => {
  const rig = await ListenerRig.start(t);
  const { asked, give } = heldVerdict(rig);
  const refused = rig.refusal('CP1');
  await asked;
  const closing = rig.listener.close(1_000);
  give();
  t.match(await refused, { status: 503, body: /stops/ });
  await closing;
  t.strictSame(rig.admissions, []);
});
