import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import t from 'tap';
import { createMessageStore, type SqliteMessageStore } from '../src/index.ts';
import type { MessageStorePort } from './fixture/message-store-port.ts';
import { begin, committed, delivery, message, open, payloads, temporaryPath } from './fixture/open.ts';

t.test("it satisfies the broker's port", async (t) => {
  const { store } = open(t);
  const port: MessageStorePort = store;
  t.equal(port, store);
});

for (const path of [':memory:', undefined]) {
  const kind = path === undefined ? 'a file' : 'memory';

  t.test(`in ${kind}, everything is there at once, and afterCommit calls when the turn is over`, async (t) => {
    const { store } = open(t, { path: path ?? temporaryPath(t) });
    begin(store, 'c');
    const seq = store.enqueue('c', delivery('a', 'one'));
    store.putSubscription('c', 'a', { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 });
    store.putRetained(message('r', 'kept', { retain: true }));
    store.putWill('c', { topic: 'w', payload: Buffer.from('bye'), qos: 1, retain: false, delaySeconds: 0 });
    store.putInbound('c', 7);
    t.type(seq, 'number');
    const order: string[] = [];
    store.afterCommit(() => order.push('committed'));
    t.strictSame(payloads(store, 'c'), ['one']);
    t.equal(store.retained('r')?.payload.toString(), 'kept');
    t.strictSame(store.inbound('c'), [7]);
    const stats = { sessions: 1, queuedMessages: 1, queuedBytes: 4, retainedMessages: 1, retainedBytes: 5, wills: 1 };
    t.strictSame(store.stats(), stats);
    t.strictSame(order, [], 'not before the end of the turn');
    await committed(store);
    t.strictSame(order, ['committed']);
    store.done('c', Number(seq));
    store.endSession('c');
    store.deleteWill('c');
    await committed(store);
    t.match(store.stats(), { sessions: 0, queuedMessages: 0, queuedBytes: 0, wills: 0 });
  });
}

t.test('two stores in memory have nothing of each other', async (t) => {
  const [one, two] = [open(t, { path: ':memory:' }), open(t, { path: ':memory:' })];
  begin(one.store, 'c');
  t.strictSame(two.store.load(), []);
});

t.test('what is in the file when afterCommit calls back is what was written before', async (t) => {
  const { store, path } = open(t);
  begin(store, 'c');
  for (let n = 0; n < 3; n++) store.enqueue('c', delivery('a', `${n}`));
  await committed(store);
  await store.destroy();
  const file = new Database(path, { readonly: true });
  t.equal(file.prepare('SELECT count(*) FROM queued').pluck().get(), 3);
  file.close();
});

t.test('what is asked of a session that is not there does nothing', async (t) => {
  const { store } = open(t);
  t.equal(store.enqueue('nobody', delivery('a')), 'queued_messages');
  t.strictSame(store.read('nobody', 0, 10), []);
  t.strictSame(store.queued('nobody'), { messages: 0, bytes: 0 });
  t.strictSame(store.inbound('nobody'), []);
  store.putInbound('nobody', 1);
  store.deleteInbound('nobody', 1);
  store.putSubscription('nobody', 'a', { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 });
  store.deleteSubscription('nobody', 'a');
  store.sessionDisconnected('nobody', 1, 1);
  store.endSession('nobody');
  store.deleteWill('nobody');
  store.done('nobody', 1);
  store.sent(99, 1);
  store.released(99);
  await committed(store);
  t.strictSame(store.stats().sessions, 0);
});

t.test('closing waits for writes that follow one another, and leaves one file', async (t) => {
  const { store, path } = open(t);
  let written = 0;
  const next = () => {
    store.putRetained(message(`t/${written++}`, 'x', { retain: true }));
    if (written < 20) store.afterCommit(next);
  };
  next();
  await Promise.all([store.destroy(), store.destroy()]);
  t.notOk(existsSync(`${path}-wal`), 'the log is in the database');
  t.equal(open(t, { path }).store.retainedTopics('#').length, 20);
});

t.test('closing gives up on a writer that never stops, and then refuses it', async (t) => {
  const { store } = open(t);
  let refused: unknown;
  const next = () => {
    try {
      store.putRetained(message('t', 'x', { retain: true }));
      setImmediate(next);
    } catch (error) {
      refused = error;
    }
  };
  next();
  await store.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  t.match(refused, { code: 'store_closed' });
  for (const write of closedWrites(store)) t.throws(write, { code: 'store_closed' });
});

function closedWrites(store: SqliteMessageStore): (() => unknown)[] {
  return [
    () => begin(store, 'late'),
    () => store.putWill('c', { topic: 'w', payload: Buffer.alloc(1), qos: 0, retain: false, delaySeconds: 0 }),
    () => store.sent(1, 1),
  ];
}

t.test('limits that are changed hold from then on, and what is stored stays', async (t) => {
  const { store } = open(t);
  begin(store, 'c');
  for (let n = 0; n < 3; n++) store.enqueue('c', delivery('a', `${n}`));
  store.reconfigure({ queuedMessagesPerSessionMax: 2 });
  t.equal(store.enqueue('c', delivery('a')), 'queued_messages');
  t.strictSame(payloads(store, 'c'), ['0', '1', '2']);
  store.reconfigure({ retainedMessagesMax: 0 });
  t.equal(store.putRetained(message('r', 'x', { retain: true })), 'retained_messages');
  t.equal(store.enqueue('c', delivery('a')), 'queued_messages', 'the other limit is still in force');
  store.reconfigure({ queuedMessagesPerSessionMax: 4 });
  t.type(store.enqueue('c', delivery('a')), 'number');
});

t.test('a store that nobody loads can be closed', async (t) => {
  const store = createMessageStore({ path: temporaryPath(t) });
  await store.destroy();
  t.pass();
});
