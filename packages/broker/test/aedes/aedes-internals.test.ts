import { PassThrough } from 'node:stream';
import t from 'tap';
import { clientOf, detachFromSocket } from '../../src/aedes/aedes-internals.ts';

const asExpected = () => ({
  _nextBatch: () => undefined,
  _keepaliveInterval: -1,
  sessionExpiryInterval: 0,
  conn: {},
  _parser: { emit: () => true },
});

t.test('a client that is not built as expected is noticed at once', async (t) => {
  const client = asExpected();
  t.equal(clientOf(client), client);
  for (const name of Object.keys(client)) {
    t.throws(() => clientOf({ ...client, [name]: undefined }), { code: 'AEDES_CHANGED' }, `without ${name}`);
  }
});

t.test('a client that is taken off its socket reads nothing of it, and writes elsewhere', async (t) => {
  const socket = new PassThrough();
  let reads = 0;
  const client = clientOf({ ...asExpected(), conn: socket, _nextBatch: () => (reads += 1) });
  socket.on('readable', client._nextBatch);
  const stream = {};
  detachFromSocket(client, socket, stream);
  t.equal(client.conn, stream);
  t.equal(reads, 1, 'the packet that Aedes counts at the start is done');
  socket.write('bytes');
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(reads, 1);
});

t.test('a client that listens to its socket otherwise than expected is noticed at once', async (t) => {
  const socket = new PassThrough();
  t.throws(() => detachFromSocket(clientOf({ ...asExpected(), conn: socket }), socket, {}), { code: 'AEDES_CHANGED' });
});
