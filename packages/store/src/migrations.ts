// The shape of the database. A migration that has shipped is never edited: a change is one more function at the end of the list.
import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/** One step from a version to the next; runs inside a transaction. */
export type Migration = (database: Database) => void;

/** "ocpB" in ASCII: tells our files from other programs' (the `application_id` of SQLite's file header). */
const APPLICATION_ID = 0x6f637042;

/** All steps in order; the version of a database is the number of steps it has taken. */
export const migrations: readonly Migration[] = [
  createTables,
  addProfilesAndWaitingCalls,
  addRulesAndBans,
  addDescriptions,
  addAuditIndex,
];

/**
 * Brings `database` up to the last of `steps` in one transaction. Throws a StoreError when it is newer than that or
 * belongs to another program; `path` is for the message.
 */
export function migrate(database: Database, path: string, steps: readonly Migration[] = migrations): void {
  // IMMEDIATE: of two servers that start at once, the second waits here and then finds the work done.
  database
    .transaction(() => {
      const version = numberPragma(database, 'user_version');
      refuseForeign(database, path, version);
      if (version > steps.length) {
        throw new StoreError(
          'store_newer_version',
          `${path} was written by a newer release (schema version ${version}, this one knows ${steps.length}); run the newer release or restore an older backup`,
        );
      }
      for (const step of steps.slice(version)) step(database);
      // Written even when nothing changed: a file that cannot be written must say so now, not at the first change.
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${steps.length}`);
    })
    .immediate();
}

function refuseForeign(database: Database, path: string, version: number): void {
  const owner = numberPragma(database, 'application_id');
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const fresh = version === 0 && owner === 0 && tables === 0;
  if (!fresh && owner !== APPLICATION_ID) {
    throw new StoreError('store_unreadable', `${path} is the database of another program; name another file`);
  }
}

function numberPragma(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}

function createTables(database: Database): void {
  database.exec(`
    CREATE TABLE users (
      realm TEXT NOT NULL,
      user_id TEXT NOT NULL,
      algorithm TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      is_superuser INTEGER NOT NULL,
      role TEXT,
      identities TEXT,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (realm, user_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX users_by_algorithm ON users (realm, algorithm);

    CREATE TABLE api_keys (
      name TEXT NOT NULL PRIMARY KEY,
      api_key TEXT NOT NULL UNIQUE,
      algorithm TEXT NOT NULL,
      secret_hash TEXT NOT NULL,
      role TEXT NOT NULL,
      description TEXT NOT NULL,
      enable INTEGER NOT NULL,
      expires_at INTEGER,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      document TEXT NOT NULL,
      saved_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE registrations (
      identity TEXT NOT NULL PRIMARY KEY,
      version TEXT,
      vendor TEXT,
      model TEXT,
      serial_number TEXT,
      firmware_version TEXT,
      boot_status TEXT,
      heartbeat_interval_ms INTEGER,
      connected INTEGER NOT NULL,
      first_seen_at INTEGER NOT NULL,
      last_boot_at INTEGER,
      last_seen_at INTEGER NOT NULL,
      connected_at INTEGER,
      disconnected_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      from_address TEXT,
      detail TEXT
    ) STRICT;
  `);
}

function addProfilesAndWaitingCalls(database: Database): void {
  database.exec(`
    ALTER TABLE registrations ADD COLUMN security_profile INTEGER;

    CREATE TABLE waiting_calls (
      id INTEGER PRIMARY KEY,
      identity TEXT NOT NULL,
      unique_id TEXT NOT NULL,
      action TEXT NOT NULL,
      payload TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      reply_topic TEXT,
      correlation_data BLOB,
      queued_at INTEGER NOT NULL
    ) STRICT;
  `);
}

function addRulesAndBans(database: Database): void {
  database.exec(`
    ALTER TABLE users ADD COLUMN client_ids TEXT;

    CREATE TABLE topic_rules (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      rules TEXT NOT NULL,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE bans (
      kind TEXT NOT NULL,
      who TEXT NOT NULL,
      banned_by TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      until INTEGER,
      PRIMARY KEY (kind, who)
    ) STRICT, WITHOUT ROWID;
  `);
}

function addDescriptions(database: Database): void {
  database.exec("ALTER TABLE users ADD COLUMN description TEXT NOT NULL DEFAULT ''");
}

/** For the oldest entry of an action. */
function addAuditIndex(database: Database): void {
  database.exec('CREATE INDEX audit_by_action ON audit (action)');
}
