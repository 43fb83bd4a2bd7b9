import Database from 'better-sqlite3';
import t from 'tap';
import { SHARED_PAYLOAD_BYTES_MIN } from '../src/bodies.ts';
import { begin, committed, delivery, open } from './fixture/open.ts';

function bodiesIn(path: string): unknown {
  const file = new Database(path, { readonly: true });
  const count = file.prepare('SELECT count(*) FROM body').pluck().get();
  file.close();
  return count;
}

t.test('a payload of the size that is worth it is stored once for all sessions, a smaller one with each', async (t) => {
  const { store, path } = open(t);
  begin(store, 'a', 'b');
  const large = delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN, 1));
  const small = delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN - 1, 2));
  for (const clientId of ['a', 'b']) for (const one of [large, small]) store.enqueue(clientId, one);
  t.equal(store.stats().queuedBytes, SHARED_PAYLOAD_BYTES_MIN + 2 * (SHARED_PAYLOAD_BYTES_MIN - 1) + 4);
  for (const clientId of ['a', 'b']) {
    const read = store.read(clientId, 0, 10).map((one) => one.message.payload);
    t.strictSame(read, [large.message.payload, small.message.payload]);
  }
  await store.destroy();
  t.equal(bodiesIn(path), 1);
});

t.test('messages of equal bytes are not taken for one, nor is one of another turn', async (t) => {
  const { store, path } = open(t);
  begin(store, 'a');
  const one = delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN, 1));
  store.enqueue('a', delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN, 1)));
  store.enqueue('a', one);
  await committed(store);
  store.enqueue('a', one);
  await store.destroy();
  t.equal(bodiesIn(path), 3);
});

t.test('a payload goes with its last message, whoever removes that, also in a later process', async (t) => {
  const first = open(t);
  begin(first.store, 'a', 'b', 'c');
  const one = delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN, 1));
  const seqs = ['a', 'b', 'c'].map((clientId) => Number(first.store.enqueue(clientId, one)));
  first.store.done('a', seqs[0] ?? 0);
  first.store.endSession('c');
  await first.store.destroy();
  t.equal(bodiesIn(first.path), 1);
  const second = open(t, { path: first.path });
  t.equal(second.store.stats().queuedBytes, SHARED_PAYLOAD_BYTES_MIN + 1);
  second.store.endSession('b');
  await second.store.destroy();
  t.equal(bodiesIn(first.path), 0);
});

t.test('the same message again after it was done is stored again', async (t) => {
  const { store } = open(t);
  begin(store, 'a');
  const one = delivery('t', Buffer.alloc(SHARED_PAYLOAD_BYTES_MIN, 1));
  for (let n = 0; n < 2; n++) store.done('a', Number(store.enqueue('a', one)));
  t.equal(store.stats().queuedBytes, 0);
  store.enqueue('a', one);
  t.strictSame(store.read('a', 0, 1)[0]?.message.payload, one.message.payload);
});
