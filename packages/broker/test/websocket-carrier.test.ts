import { once } from 'node:events';
import t from 'tap';
import { WebSocket } from 'ws';
import { ListenerRig, listenerOf, type Teardown } from './listener-rig.ts';

async function open(t: Teardown, rig: ListenerRig): Promise<WebSocket> {
  const { port } = await rig.listeners.listen(listenerOf('ws'));
  const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt');
  t.teardown(() => socket.terminate());
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

t.test('a text frame closes the connection with 1003, and what it says is not read', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  const { carrier } = await rig.acceptedAt(0);
  const read: unknown[] = [];
  const errors: Error[] = [];
  carrier.stream.on('data', (bytes) => read.push(bytes)).on('error', (error) => errors.push(error));
  socket.send(Buffer.from('first'));
  await rig.until(() => read.length === 1);
  socket.send('text');
  socket.send(Buffer.from('behind it'));
  const [code] = await once(socket, 'close');
  t.equal(code, 1003);
  t.strictSame(read, [Buffer.from('first')]);
  t.strictSame(errors, [], 'it is no failure of ours');
});

t.test('a text frame closes the connection also when nobody reads', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  await rig.acceptedAt(0);
  socket.send('text');
  const [code] = await once(socket, 'close');
  t.equal(code, 1003);
});

t.test('bytes may be cut into frames anywhere, and many packets may share one', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  const { carrier } = await rig.acceptedAt(0);
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, at) => at & 255));
  for (const byte of bytes.subarray(0, 100)) socket.send(Buffer.from([byte]));
  socket.send(bytes.subarray(100, 101), { fin: false });
  socket.send(bytes.subarray(101), { fin: true });
  const parts: Buffer[] = [];
  carrier.stream.on('data', (part: Buffer) => parts.push(part));
  await rig.until(() => Buffer.concat(parts).length === bytes.length);
  t.ok(Buffer.concat(parts).equals(bytes));
});

t.test('what is sent goes out in binary frames', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  const { carrier } = await rig.acceptedAt(0);
  carrier.stream.write(Buffer.from([0x20, 2, 0, 0]));
  const [data, isBinary] = await once(socket, 'message');
  t.ok(isBinary);
  t.strictSame(data, Buffer.from([0x20, 2, 0, 0]));
});

t.test('a message that is larger than a frame may be closes the connection', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  const { carrier } = await rig.acceptedAt(0);
  const read: unknown[] = [];
  carrier.stream.on('data', (bytes) => read.push(bytes));
  socket.send(Buffer.alloc(17 * 1024 * 1024));
  await once(socket, 'close');
  await rig.until(() => carrier.stream.destroyed);
  t.strictSame(read, [], 'nothing of it is handed on');
});

t.test('a message in pieces without end is cut at the same limit', async (t) => {
  const rig = new ListenerRig(t);
  const socket = await open(t, rig);
  const { carrier } = await rig.acceptedAt(0);
  const gone = once(socket, 'close');
  let isOpen = true;
  void gone.then(() => {
    isOpen = false;
  });
  const piece = Buffer.alloc(256 * 1024);
  for (let at = 0; at < 200 && isOpen; at += 1)
    await Promise.race([new Promise((resolve) => socket.send(piece, { fin: false }, resolve)), gone]);
  await gone;
  await rig.until(() => rig.listeners.status()[0]?.connections === 0);
  t.ok(carrier.stream.destroyed);
});
