import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { ListenerSockets } from '../src/listener-sockets.ts';

type Pair = { readonly near: Socket; readonly far: Socket };

/** Opens a server whose connections are taken by `sockets`. */
async function open(t: Test, sockets: ListenerSockets): Promise<() => Promise<Pair>> {
  const server: Server = createServer((socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    sockets.destroy();
    server.close();
  });
  return async () => {
    const connection = once(server, 'connection') as Promise<[Socket]>;
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
    far.on('error', () => {});
    const [near] = await connection;
    return { near, far };
  };
}

t.test('a socket has a seat from when it is given one until it closes, or loses it', async (t) => {
  const sockets = new ListenerSockets(() => {});
  const join = await open(t, sockets);
  const [one, other] = [await join(), await join()];
  t.equal(sockets.seated, 0);
  for (const { near } of [one, other]) sockets.seat(near);
  t.equal(sockets.seated, 2);
  sockets.unseat(other.near);
  t.equal(sockets.seated, 1);
  one.far.destroy();
  one.near.resume();
  await once(one.near, 'close');
  t.equal(sockets.seated, 0);
});

t.test('a socket over one that has come gives up its seat when it closes itself', async (t) => {
  const sockets = new ListenerSockets(() => {});
  const { far } = await (await open(t, sockets))();
  sockets.seat(far);
  t.equal(sockets.seated, 1);
  far.destroy();
  await once(far, 'close');
  t.equal(sockets.seated, 0);
});

t.test('what fails of a socket with a seat is told, and of which it is', async (t) => {
  const failures: unknown[] = [];
  const sockets = new ListenerSockets((socket, { message }) => failures.push([socket, message]));
  const { near } = await (await open(t, sockets))();
  sockets.seat(near);
  const closed = new Promise((resolve) => near.once('close', resolve));
  near.destroy(new Error('broken'));
  await closed;
  t.strictSame(failures, [[near, 'broken']]);
});

t.test('destroying cuts off those without a seat as well', async (t) => {
  const sockets = new ListenerSockets(() => {});
  const join = await open(t, sockets);
  const pairs = [await join(), await join()];
  sockets.seat(pairs[0]?.near as Socket);
  const closed = pairs.map(({ near }) => once(near, 'close'));
  sockets.destroy();
  await Promise.all(closed);
  t.equal(sockets.seated, 0);
});

t.test('sockets share their listeners', async (t) => {
  const sockets = new ListenerSockets(() => {});
  const join = await open(t, sockets);
  const [one, other] = [await join(), await join()];
  for (const { near } of [one, other]) sockets.seat(near);
  for (const event of ['close', 'error']) t.equal(one.near.listeners(event).at(-1), other.near.listeners(event).at(-1));
});
