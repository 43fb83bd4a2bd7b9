// The database file: made private before SQLite sees it, opened, checked to be writable, and every failure said in the operator's words.
import { accessSync, chmodSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrations.ts';
import { StoreError } from './store-error.ts';

const IN_MEMORY = ':memory:';
const PRIVATE_MODE = 0o600;
/** better-sqlite3 waits on the event loop's own thread, so a wait for a lock has to be short. */
const BUSY_TIMEOUT_MS = 2_000;

/** Opens and migrates the database file at `path` (or `':memory:'`); throws a StoreError that names the file and what to do. */
export function openDatabase(path: string, busyTimeoutMs: number = BUSY_TIMEOUT_MS): Database.Database {
  if (path !== IN_MEMORY) prepareFile(path);
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: busyTimeoutMs });
    database.pragma('foreign_keys = ON');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw asStoreError(error, path);
  }
}

function prepareFile(path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StoreError('store_unwritable', `cannot open ${path}: there is no folder ${folder}; create it first`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StoreError('store_unreadable', `cannot open ${path}: it is a folder; name a file`);
  }
  try {
    // Never open and close an existing file here: on POSIX, closing any descriptor of a file drops this process's locks on it.
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    else closeSync(openSync(path, 'wx', PRIVATE_MODE));
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new StoreError('store_unwritable', unwritable(path, reasonOf(error)), { cause: error });
  }
  tighten(path);
}

/** SQLite gives its -wal and -shm files the mode of the database, so this covers all three. */
function tighten(path: string): void {
  try {
    chmodSync(path, PRIVATE_MODE);
  } catch {
    // The file belongs to somebody else, who has opened it to us: the owner's choice of mode stands.
  }
}

function unwritable(path: string, reason: string): string {
  return `cannot write ${path} (${reason}); give the account that runs the server the right to write the file and its folder, and check the free space`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

/** Says a failure of SQLite as a StoreError about the file `path`; a StoreError passes unchanged, an unknown failure is an unreadable file. */
export function asStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = reasonOf(error);
  const cause = { cause: error };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError(
      'store_locked',
      `${path} is locked by another program; stop the other one, then try again`,
      cause,
    );
  }
  if (/^SQLITE_(READONLY|CANTOPEN|FULL|IOERR|PERM)/.test(code)) {
    return new StoreError('store_unwritable', unwritable(path, code), cause);
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError(
      'store_unreadable',
      `${path} is damaged or no SQLite database (${code}); move it away or restore a backup`,
      cause,
    );
  }
  return new StoreError('store_unreadable', `cannot use ${path} (${code})`, cause);
}
