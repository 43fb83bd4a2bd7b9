import { closeSync, existsSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { migrations } from './migrations.ts';
import { WebhookError } from './webhook-error.ts';

/** `full` lets a commit outlive a power cut too, `normal` the end of the process. */
export type Synchronous = 'normal' | 'full';

const IN_MEMORY = ':memory:';
/** "ocpW" in ASCII: tells our files from other programs' and from our other ones (the `application_id` of SQLite's file header). */
const APPLICATION_ID = 0x6f637057;
/** Events tell where people charge. */
const PRIVATE_MODE = 0o600;
// A restarted process may meet the last moments of the one before it; two live ones would send everything twice.
const LOCK_WAIT_MS = 500;
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

/** Opens the file, makes it when absent, and brings its schema up to date. Throws a WebhookError `store_…` that names the file. */
export function openDatabase(path: string, synchronous: Synchronous = 'normal'): Database.Database {
  if (path === '') throw new WebhookError('store_unreadable', 'the database of webhooks needs a path');
  const file = path === IN_MEMORY ? path : resolve(path);
  let database: Database.Database | undefined;
  try {
    // Never opened and closed when it exists: on POSIX, closing any descriptor of a file drops this process's locks on it.
    if (file !== IN_MEMORY && !existsSync(file)) closeSync(openSync(file, 'wx', PRIVATE_MODE));
    database = new Database(file, { timeout: LOCK_WAIT_MS });
    database.pragma('locking_mode = EXCLUSIVE');
    refuseOthers(database, file);
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw explain(error, file);
  }
}

function refuseOthers(database: Database.Database, file: string): void {
  const version = numberPragma(database, 'user_version');
  const owner = numberPragma(database, 'application_id');
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const isFresh = version === 0 && owner === 0 && tables === 0;
  if (!isFresh && owner !== APPLICATION_ID) {
    throw new WebhookError('store_unreadable', `${file} is the database of something else; name another file`);
  }
  if (version > migrations.length) {
    throw new WebhookError(
      'store_newer_version',
      `${file} was written by a newer release: its schema is ${version}, this one knows up to ${migrations.length}`,
    );
  }
}

function migrate(database: Database.Database): void {
  // The transaction also takes the lock at once, when there is nothing to migrate too.
  const upgrade = database.transaction(() => {
    for (const step of migrations.slice(numberPragma(database, 'user_version'))) database.exec(step);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${migrations.length}`);
  });
  upgrade.exclusive();
}

function numberPragma(database: Database.Database, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}

function explain(error: unknown, file: string): WebhookError {
  if (error instanceof WebhookError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  const cause = { cause: error };
  if (code.startsWith('SQLITE_BUSY')) {
    return new WebhookError('store_in_use', `${file} is in use by another process; stop the other one`, cause);
  }
  return new WebhookError('store_unreadable', `${file} cannot be opened (${code})`, cause);
}
