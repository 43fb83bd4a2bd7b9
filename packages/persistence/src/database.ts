import { closeSync, existsSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { PersistenceError } from './errors.ts';
import { migrations } from './migrations.ts';
import type { Synchronous } from './options.ts';

/** An open database of the schema that this version knows. */
export type StoreDatabase = Database.Database;

// A restarted process may meet the last moments of the one before it; two live ones must not share the file.
const LOCK_WAIT_MS = 500;
/** Messages tell who charges where. SQLite gives its other files the mode of this one. */
const PRIVATE_MODE = 0o600;
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * Opens the file, makes it when absent, and brings its schema up to date.
 * Throws a PersistenceError: `store_newer_version`, `store_in_use` or `store_unreadable`, each naming the file.
 */
export function openDatabase(path: string, synchronous: Synchronous = 'normal'): StoreDatabase {
  if (path === '') throw new PersistenceError('store_unreadable', 'the database needs a path');
  const file = path === ':memory:' ? path : resolve(path);
  let database: StoreDatabase | undefined;
  try {
    // Never opened and closed when it exists: on POSIX, closing any descriptor of a file drops this process's locks on it.
    if (file !== ':memory:' && !existsSync(file)) closeSync(openSync(file, 'wx', PRIVATE_MODE));
    database = new Database(file, { timeout: LOCK_WAIT_MS });
    // The indexes in memory are right only while nobody else writes; with the lock held, WAL also works without shared memory.
    database.pragma('locking_mode = EXCLUSIVE');
    refuseNewer(database, file);
    database.pragma('journal_mode = WAL');
    // With `normal` the file is sound after a power cut too, but may miss the last commits.
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw explain(error, file);
  }
}

function refuseNewer(database: StoreDatabase, file: string): void {
  const version = versionOf(database);
  if (version <= migrations.length) return;
  throw new PersistenceError(
    'store_newer_version',
    `${file} was written by a newer version of the broker: its schema is ${version}, this version knows up to ${migrations.length}`,
  );
}

function migrate(database: StoreDatabase): void {
  // The transaction also takes the lock at once, when there is nothing to migrate too.
  const upgrade = database.transaction(() => {
    for (let version = versionOf(database); version < migrations.length; version++) {
      database.exec(migrations[version] ?? '');
      database.pragma(`user_version = ${version + 1}`);
    }
  });
  upgrade.exclusive();
}

function versionOf(database: StoreDatabase): number {
  return database.pragma('user_version', { simple: true }) as number;
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof PersistenceError) return error;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_BUSY')) {
    return new PersistenceError('store_in_use', `${file} is in use by another process`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new PersistenceError('store_unreadable', `${file} cannot be opened: ${reason}`, { cause: error });
}
