import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { openDatabase } from '../src/database.ts';
import { WebhookError } from '../src/webhook-error.ts';
import { temporaryPath } from './fixture/open.ts';

function errorOf(work: () => unknown): WebhookError {
  try {
    work();
  } catch (error) {
    if (error instanceof WebhookError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

t.test('a new file is private, has a write-ahead log, and is made only once', async (t) => {
  const path = temporaryPath(t);
  const database = openDatabase(path);
  t.equal(database.pragma('journal_mode', { simple: true }), 'wal');
  t.equal(database.pragma('synchronous', { simple: true }), 1, 'NORMAL');
  t.equal(statSync(path).mode & 0o777, 0o600);
  database.exec("INSERT INTO hook (name) VALUES ('h')");
  database.close();
  const again = openDatabase(path, 'full');
  t.equal(again.prepare('SELECT count(*) FROM hook').pluck().get(), 1);
  t.equal(again.pragma('synchronous', { simple: true }), 2, 'FULL');
  again.close();
});

t.test('a file that another process has open is refused, and free when that one has closed it', async (t) => {
  const path = temporaryPath(t);
  const first = openDatabase(path);
  const error = errorOf(() => openDatabase(path));
  t.equal(error.code, 'store_in_use');
  t.ok(error.message.includes(path));
  first.close();
  openDatabase(path).close();
});

t.test('a file of a newer release is refused with both versions, and left as it was', async (t) => {
  const path = temporaryPath(t);
  openDatabase(path).close();
  const newer = new Database(path);
  newer.pragma('user_version = 7');
  newer.close();
  const error = errorOf(() => openDatabase(path));
  t.equal(error.code, 'store_newer_version');
  t.match(error.message, /schema is 7, this one knows up to 1/);
  const untouched = new Database(path);
  t.equal(untouched.pragma('user_version', { simple: true }), 7);
  untouched.close();
});

t.test('the database of something else is refused, and left as it was', async (t) => {
  const path = temporaryPath(t);
  const other = new Database(path);
  other.exec('CREATE TABLE session (id INTEGER)');
  other.close();
  const error = errorOf(() => openDatabase(path));
  t.equal(error.code, 'store_unreadable');
  t.match(error.message, 'something else');
  const untouched = new Database(path);
  t.equal(untouched.pragma('journal_mode', { simple: true }), 'delete');
  untouched.close();
});

t.test('what cannot be a database is refused with its path', async (t) => {
  const folder = dirname(temporaryPath(t));
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'no database, '.repeat(100));
  mkdirSync(join(folder, 'folder'));
  for (const path of [text, join(folder, 'folder'), join(folder, 'absent', 'webhooks.db')]) {
    const error = errorOf(() => openDatabase(path));
    t.equal(error.code, 'store_unreadable');
    t.ok(error.message.includes(path), error.message);
  }
  t.equal(errorOf(() => openDatabase('')).code, 'store_unreadable', 'no path would mean a database that vanishes');
});
