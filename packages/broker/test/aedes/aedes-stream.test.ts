import { PassThrough } from 'node:stream';
import t from 'tap';
import { AedesStream } from '../../src/aedes/aedes-stream.ts';

function pair(): { stream: AedesStream; socket: PassThrough; written: () => string } {
  const socket = new PassThrough();
  return { stream: new AedesStream(socket), socket, written: () => String(socket.read() ?? '') };
}

t.test('what is written passes through, but for what is written while it is mute', async (t) => {
  const { stream, written } = pair();
  stream.write('a');
  stream.mute();
  t.equal(stream.write('b'), true);
  stream.unmute();
  stream.write(Buffer.from('c'));
  t.equal(written(), 'ac');
});

t.test('nothing is read from it', async (t) => {
  const { stream, socket } = pair();
  socket.write('from the client');
  t.equal(stream.read(), null);
});

t.test('a stream that is corked while it is mute does not hold back what others write', async (t) => {
  const { stream, socket, written } = pair();
  stream.mute();
  stream.cork();
  socket.write('x');
  t.equal(written(), 'x');
  stream.uncork();
  stream.unmute();
  stream.cork();
  stream.write('y');
  t.equal(socket.writableCorked, 1);
  stream.uncork();
  t.equal(written(), 'y');
});

t.test('a peer that does not read keeps no writer waiting: there is no more than a last word to write', async (t) => {
  const { stream, socket } = pair();
  socket.write(Buffer.alloc(10 * socket.writableHighWaterMark));
  t.equal(stream.write('last word'), true);
});

t.test('its events and its end are those of the socket', async (t) => {
  const { stream, socket } = pair();
  const seen: string[] = [];
  const note = (...values: unknown[]) => void seen.push(`end ${values.length}`);
  stream.on('end', note).once('finish', () => seen.push('finish'));
  socket.emit('end');
  socket.emit('finish');
  socket.emit('finish');
  stream.removeListener('end', note);
  stream.emit('end');
  t.same(seen, ['end 0', 'finish']);
  stream.on('drain', note).removeAllListeners('drain');
  t.equal(socket.listenerCount('drain'), 0);
  stream.destroy();
  t.ok(stream.destroyed);
  t.ok(socket.destroyed);
});
