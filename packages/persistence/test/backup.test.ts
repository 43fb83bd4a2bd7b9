import { join } from 'node:path';
import t from 'tap';
import { backupDatabase } from '../src/backup.ts';
import { begin, committed, delivery, open, openOver, payloads, temporaryPath } from './fixture/open.ts';

t.test('a copy that is made while every turn writes has what was written up to some moment, whole', async (t) => {
  const { store } = open(t);
  begin(store, 'c');
  const padding = 'x'.repeat(4_000);
  let written = 0;
  const write = () => store.enqueue('c', delivery('a', `${written++} ${padding}`));
  // Some hundred steps of the copy.
  for (let n = 0; n < 2_000; n++) write();
  await committed(store);
  const before = written;
  let isOver = false;
  // As a busy broker does: what waits for a commit writes again at once.
  const goOn = () => {
    if (isOver) return;
    write();
    store.afterCommit(() => {
      if (!isOver) write();
    });
    setImmediate(goOn);
  };
  goOn();
  const path = temporaryPath(t);
  await store.backupTo(path);
  isOver = true;
  t.ok(written > before, 'it was in use');
  const copy = open(t, { path }).store;
  const numbers = payloads(copy, 'c').map((text) => Number(text.split(' ')[0]));
  t.ok(numbers.length >= before && numbers.length <= written, `${before} <= ${numbers.length} <= ${written}`);
  t.strictSame(numbers, [...numbers.keys()], 'none is missing, none is half');
});

t.test('a copy of nothing is none', async (t) => {
  const commits = { settle: () => {}, hurry: () => {}, rest: () => {} };
  const backup = async () => ({ totalPages: 0, remainingPages: 0 });
  await t.rejects(backupDatabase({ backup, open: true }, commits, 'copy.db'), {
    code: 'store_unwritable',
    message: /copy\.db cannot be written .*nothing was copied/,
  });
});

t.test('a path that cannot be written is named, and the store goes on', async (t) => {
  const { store } = open(t);
  const path = join(t.testdir(), 'nowhere', 'copy.db');
  await t.rejects(store.backupTo(path), { name: 'PersistenceError', code: 'store_unwritable', message: /nowhere/ });
  begin(store, 'c');
  await committed(store);
  t.equal(store.stats().sessions, 1);
});

t.test('a store that is closed meanwhile ends the copy with an error', async (t) => {
  const { store } = open(t);
  begin(store, 'c');
  for (let n = 0; n < 500; n++) store.enqueue('c', delivery('a', 'x'.repeat(4_000)));
  await committed(store);
  const copy = store.backupTo(temporaryPath(t));
  const refused = t.rejects(copy, { code: 'store_unwritable' });
  await store.destroy();
  await refused;
});

t.test('whether the store can be written is found out by writing, in no transaction of somebody else', async (t) => {
  const { database, store } = openOver(t);
  begin(store, 'c');
  t.doesNotThrow(() => store.checkWritable());
  t.notOk(database.inTransaction, 'what was open is committed');
  database.pragma('query_only = 1');
  t.throws(() => store.checkWritable(), { code: 'store_unwritable', message: /SQLITE_READONLY/ });
  database.pragma('query_only = 0');
  t.doesNotThrow(() => store.checkWritable());
  await store.destroy();
  t.throws(() => store.checkWritable(), { code: 'store_closed' });
});

t.test('the time of each commit is told', async (t) => {
  const times: number[] = [];
  const { store } = open(t, { onCommitted: (durationMs) => times.push(durationMs) });
  begin(store, 'c');
  await committed(store);
  t.equal(times.length, 1);
  t.ok((times[0] ?? -1) >= 0);
});
