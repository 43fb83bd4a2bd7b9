import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { asStoreError, openDatabase } from '../src/database.ts';
import { StoreError } from '../src/store-error.ts';

const NOBODY = 65_534;

function refusal(path: string): StoreError {
  try {
    openDatabase(path, 20).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

/** File modes do not hold for root, so root steps down meanwhile. */
function asOrdinaryUser<T>(t: Test, work: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (!isRoot) return work();
  process.seteuid?.(NOBODY);
  t.teardown(() => process.seteuid?.(0));
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

t.test('a new database is private to its account, and an old one is made so', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const database = openDatabase(path);
  database.exec('CREATE TABLE extra (x)');
  for (const file of [path, `${path}-wal`, `${path}-shm`]) t.equal(statSync(file).mode & 0o777, 0o600, file);
  database.close();
  chmodSync(path, 0o644);
  openDatabase(path).close();
  t.equal(statSync(path).mode & 0o777, 0o600);
});

t.test('the database keeps what was committed when the process dies, and does not sync at each commit', async (t) => {
  const database = openDatabase(join(t.testdir(), 'store.db'));
  t.teardown(() => database.close());
  t.equal(database.pragma('journal_mode', { simple: true }), 'wal');
  t.equal(database.pragma('synchronous', { simple: true }), 1);
  t.equal(database.pragma('foreign_keys', { simple: true }), 1);
  t.equal(database.pragma('busy_timeout', { simple: true }), 2_000);
});

t.test('a missing folder and a folder in place of a file are named', async (t) => {
  const folder = t.testdir();
  const missing = refusal(join(folder, 'missing', 'store.db'));
  t.match(missing, { code: 'store_unwritable', message: /no folder .*missing; create it/ });
  t.match(refusal(folder), { code: 'store_unreadable', message: `cannot open ${folder}: it is a folder; name a file` });
  const file = join(t.testdir(), 'file');
  writeFileSync(file, '');
  t.match(refusal(join(file, 'store.db')), { code: 'store_unwritable' });
});

t.test('a file that is no database is refused and left as it was', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const text = 'This is a letter, not a database. '.repeat(100);
  writeFileSync(path, text);
  t.match(refusal(path), { code: 'store_unreadable', message: /damaged or no SQLite database/ });
  t.ok(refusal(path).message.includes(path));
  t.equal(readFileSync(path, 'utf8'), text);
});

t.test('a folder in which nothing can be made is refused, and so is a file that cannot be written', async (t) => {
  const folder = t.testdir();
  chmodSync(folder, 0o755);
  const path = join(folder, 'store.db');
  openDatabase(path).close();
  mkdirSync(join(folder, 'locked'), { mode: 0o555 });
  chmodSync(path, 0o444);
  const [file, locked] = asOrdinaryUser(t, () => [refusal(path), refusal(join(folder, 'locked', 'store.db'))]);
  for (const error of [file, locked]) {
    t.match(error, { code: 'store_unwritable', message: /store\.db \((EACCES|SQLITE_\w+)\); give the account/ });
  }
  t.notOk(existsSync(join(folder, 'locked', 'store.db')));
});

t.test('a database that another program holds is said to be locked', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const other = openDatabase(path);
  t.teardown(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  t.match(refusal(path), { code: 'store_locked', message: `${path} is locked by another program; stop the other one` });
  other.exec('ROLLBACK');
  openDatabase(path).close();
});

t.test('two servers may open one new database at once', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const first = openDatabase(path);
  const second = openDatabase(path);
  t.equal(second.prepare('SELECT count(*) FROM users').pluck().get(), 0);
  first.close();
  second.close();
});

t.test('each failure of SQLite has a code that says what to do', async (t) => {
  const of = (code: string): string => asStoreError(new Database.SqliteError('told by SQLite', code), 'x.db').code;
  t.equal(of('SQLITE_BUSY_SNAPSHOT'), 'store_locked');
  t.equal(of('SQLITE_FULL'), 'store_unwritable');
  t.equal(of('SQLITE_READONLY_DIRECTORY'), 'store_unwritable');
  t.equal(of('SQLITE_IOERR_WRITE'), 'store_unwritable');
  t.equal(of('SQLITE_CORRUPT_INDEX'), 'store_unreadable');
  t.equal(of('SQLITE_ERROR'), 'store_unreadable');
  t.equal(asStoreError(new Error('no code'), 'x.db').code, 'store_unreadable');
});
