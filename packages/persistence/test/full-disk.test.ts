import t, { type Test } from 'tap';
import { begin, committed, delivery, message, open, openOver, payloads, temporaryPath } from './fixture/open.ts';

// SQLite's own bound on the size of the file stands in for the disk.
async function filled(t: Test) {
  const path = temporaryPath(t);
  const { store, database } = openOver(t, { path });
  begin(store, 'c', 'd');
  store.enqueue('c', delivery('a', 'kept'));
  store.putRetained(message('r', 'kept', { retain: true }));
  store.putWill('c', { topic: 'w', payload: Buffer.from('kept'), qos: 1, retain: false, delaySeconds: 0 });
  await committed(store);
  database.pragma(`max_page_count = ${(database.pragma('page_count', { simple: true }) as number) + 2}`);
  return { store, database, path };
}

const huge = delivery('a', Buffer.alloc(1_000_000, 1));

t.test('a full disk undoes its turn, everybody in it is told, and what is counted is what is stored', async (t) => {
  const { store, path } = await filled(t);
  const before = store.stats();
  const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const [first] = store.read('c', 0, 1);
  store.enqueue('c', delivery('a', 'in the same turn'));
  store.sent(first?.seq ?? 0, 1);
  store.putRetained(message('r', 'new', { retain: true }));
  store.putRetained(message('r2', 'new', { retain: true }));
  store.deleteWill('c');
  store.putWill('d', { topic: 'w', payload: Buffer.from('x'), qos: 1, retain: false, delaySeconds: 0 });
  begin(store, 'new');
  store.putSubscription('new', 'a', options);
  store.sessionDisconnected('c', 99, 5);
  store.endSession('d');
  const innocent = committed(store);
  t.throws(() => store.enqueue('c', huge), { code: 'SQLITE_FULL' });
  const late = committed(store);
  await t.rejects(innocent, { code: 'SQLITE_FULL' });
  await t.rejects(late, { code: 'SQLITE_FULL' });
  t.strictSame(store.stats(), before);
  t.strictSame(payloads(store, 'c'), ['kept']);
  t.equal(store.read('c', 0, 1)[0]?.messageId, undefined);
  t.equal(store.retained('r')?.payload.toString(), 'kept');
  t.strictSame(store.retainedTopics('#'), ['r']);
  t.match(store.wills(), [{ clientId: 'c' }]);
  t.equal(store.enqueue('new', delivery('a')), 'queued_messages', 'a session that was undone is not there');
  t.strictSame(store.queued('c'), { messages: 1, bytes: 5 });

  store.enqueue('d', delivery('a', 'again'));
  store.sessionDisconnected('c', 99, 5);
  await committed(store);
  t.strictSame(payloads(store, 'd'), ['again'], 'the next turn is a new beginning');
  await store.destroy();
  const session = open(t, { path, now: () => 100 })
    .store.load()
    .find((one) => one.clientId === 'c');
  t.match(session, { disconnectedAt: 99, expirySeconds: 5 }, 'what was undone is written when it is said again');
});

t.test('a payload that sessions share is undone as a whole', async (t) => {
  const { store, database } = await filled(t);
  database.pragma('max_page_count = 1000000');
  begin(store, 'e');
  const shared = delivery('a', Buffer.alloc(50_000, 1));
  store.enqueue('c', shared);
  await committed(store);
  const before = store.stats();
  database.pragma(`max_page_count = ${(database.pragma('page_count', { simple: true }) as number) + 20}`);
  const other = delivery('a', Buffer.alloc(50_000, 2));
  store.enqueue('d', other);
  store.done('c', store.read('c', 0, 10).at(-1)?.seq ?? 0);
  t.throws(() => store.enqueue('c', huge), { code: 'SQLITE_FULL' });
  await t.rejects(committed(store), { code: 'SQLITE_FULL' });
  t.strictSame(store.stats(), before);
  t.strictSame(store.read('c', 0, 10).at(-1)?.message.payload, shared.message.payload);
  store.done('c', store.read('c', 0, 10).at(-1)?.seq ?? 0);
  await committed(store);
  t.equal(store.stats().queuedBytes, 5);
});

t.test('after a full disk the file opens, with what was committed', async (t) => {
  const { store, path } = await filled(t);
  t.throws(() => store.enqueue('c', huge), { code: 'SQLITE_FULL' });
  await t.rejects(committed(store), { code: 'SQLITE_FULL' });
  const stats = store.stats();
  await store.destroy();
  const again = open(t, { path });
  t.strictSame(again.store.stats(), stats);
  t.strictSame(payloads(again.store, 'c'), ['kept']);
});

t.test('expired messages that a failed turn had dropped make room again', async (t) => {
  let now = 0;
  const { store, database } = openOver(t, { now: () => now, limits: { queuedMessagesPerSessionMax: 1 } });
  begin(store, 'c');
  store.enqueue('c', delivery('a', 'old', { expiresAt: 10 }));
  await committed(store);
  const pages = database.pragma('page_count', { simple: true }) as number;
  database.pragma(`max_page_count = ${pages + 2}`);
  now = 10;
  t.throws(() => store.enqueue('c', huge), { code: 'SQLITE_FULL' });
  await t.rejects(committed(store), { code: 'SQLITE_FULL' });
  t.equal(store.queued('c').messages, 1);
  t.type(store.enqueue('c', delivery('a', 'new')), 'number');
  await committed(store);
  t.strictSame(payloads(store, 'c'), ['new']);
});
