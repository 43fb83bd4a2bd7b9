import Database from 'better-sqlite3';
import t from 'tap';
import { begin, committed, delivery, open, openOver, payloads } from './fixture/open.ts';

const MESSAGES = 1_700;

function rows(path: string): unknown {
  const file = new Database(path, { readonly: true });
  const count = file.prepare('SELECT count(*) FROM queued').pluck().get();
  file.close();
  return count;
}

t.test('a large session ends at once, its messages go in small steps, and the next of its name has none', async (t) => {
  const { store, path } = open(t, { limits: { queuedBytesMax: MESSAGES * 2 } });
  begin(store, 'c');
  for (let n = 0; n < MESSAGES; n++) store.enqueue('c', delivery('a'));
  t.equal(store.queued('c').messages, MESSAGES);
  store.endSession('c');
  begin(store, 'c');
  t.strictSame(payloads(store, 'c'), []);
  t.type(store.enqueue('c', delivery('a', 'new')), 'number', 'the room is free at once');
  await store.destroy();
  t.equal(rows(path), 1);
});

t.test('the messages go in steps of a bounded size', async (t) => {
  const { store, database } = openOver(t);
  begin(store, 'c');
  for (let n = 0; n < MESSAGES; n++) store.enqueue('c', delivery('a'));
  await committed(store);
  store.endSession('c');
  const left: number[] = [MESSAGES];
  const count = database.prepare<[], number>('SELECT count(*) FROM queued').pluck();
  while (left.at(-1) !== 0 && left.length < 100) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = count.get() ?? 0;
    if (now !== left.at(-1)) left.push(now);
  }
  t.strictSame(left, [1_700, 1_200, 700, 200, 0]);
});

t.test('what an ended process left behind is removed by the next one', async (t) => {
  const first = open(t);
  begin(first.store, 'c', 'd');
  for (let n = 0; n < MESSAGES; n++) for (const clientId of ['c', 'd']) first.store.enqueue(clientId, delivery('a'));
  await first.store.destroy();
  const file = new Database(first.path);
  file.exec("DELETE FROM session WHERE client_id = 'c'");
  file.close();
  const { store, path } = open(t, { path: first.path });
  t.equal(store.stats().queuedMessages, MESSAGES);
  await store.destroy();
  t.equal(rows(path), MESSAGES);
});

t.test('a session whose end was undone keeps its messages', async (t) => {
  const { store, database } = openOver(t);
  begin(store, 'c');
  store.enqueue('c', delivery('a', 'kept'));
  await committed(store);
  database.pragma(`max_page_count = ${(database.pragma('page_count', { simple: true }) as number) + 2}`);
  store.endSession('c');
  begin(store, 'other');
  t.throws(() => store.enqueue('other', delivery('a', Buffer.alloc(1_000_000))), { code: 'SQLITE_FULL' });
  await t.rejects(committed(store), { code: 'SQLITE_FULL' });
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  t.strictSame(payloads(store, 'c'), ['kept']);
});
