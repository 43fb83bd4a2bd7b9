import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { openDatabase } from '../src/database.ts';
import { createMessageStore, PersistenceError } from '../src/index.ts';
import { temporaryPath } from './fixture/open.ts';

function errorOf(work: () => unknown): PersistenceError {
  try {
    work();
  } catch (error) {
    if (error instanceof PersistenceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

t.test('a new file is made with write-ahead log, and only once', async (t) => {
  const path = temporaryPath(t);
  const database = openDatabase(path);
  t.equal(database.pragma('journal_mode', { simple: true }), 'wal');
  t.equal(database.pragma('synchronous', { simple: true }), 1, 'NORMAL');
  for (const file of [path, `${path}-wal`]) t.equal(statSync(file).mode & 0o777, 0o600, 'nobody else reads it');
  database.exec("INSERT INTO session (client_id, created_at) VALUES ('c', 0)");
  database.close();
  const again = openDatabase(path);
  t.equal(again.prepare('SELECT count(*) FROM session').pluck().get(), 1);
  again.close();
});

t.test('a commit that is to survive a power cut is asked for, in the file and by the store', async (t) => {
  const database = openDatabase(temporaryPath(t), 'full');
  t.equal(database.pragma('synchronous', { simple: true }), 2, 'FULL');
  database.close();
  for (const synchronous of ['normal', 'full'] as const) {
    const store = createMessageStore({ path: temporaryPath(t), synchronous });
    t.equal(store.synchronous, synchronous);
    await store.destroy();
  }
});

t.test('a file of a newer version is refused with both versions and the path, and left as it was', async (t) => {
  const path = temporaryPath(t);
  const newer = new Database(path);
  newer.pragma('user_version = 7');
  newer.exec('CREATE TABLE future (x)');
  newer.close();
  const error = errorOf(() => createMessageStore({ path }));
  t.equal(error.code, 'store_newer_version');
  t.ok(error.message.includes(path));
  t.match(error.message, /schema is 7, this version knows up to 2/);
  const untouched = new Database(path);
  t.equal(untouched.pragma('user_version', { simple: true }), 7);
  t.equal(untouched.pragma('journal_mode', { simple: true }), 'delete');
  untouched.close();
});

t.test('a file that another broker has open is refused', async (t) => {
  const path = temporaryPath(t);
  const first = openDatabase(path);
  const error = errorOf(() => openDatabase(path));
  t.equal(error.code, 'store_in_use');
  t.ok(error.message.includes(path));
  first.close();
  openDatabase(path).close();
});

t.test('what cannot be a database is refused with its path', async (t) => {
  const folder = dirname(temporaryPath(t));
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'no database, '.repeat(100));
  mkdirSync(join(folder, 'folder'));
  for (const path of [text, join(folder, 'folder'), join(folder, 'absent', 'broker.db')]) {
    const error = errorOf(() => openDatabase(path));
    t.equal(error.code, 'store_unreadable');
    t.ok(error.message.includes(path), error.message);
  }
  t.equal(errorOf(() => openDatabase('')).code, 'store_unreadable', 'no path would mean a database that vanishes');
});
