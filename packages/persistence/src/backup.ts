import type { StoreDatabase } from './database.ts';
import { PersistenceError } from './errors.ts';

/** How often a copy is begun anew that found the database in the midst of a turn. */
const BEGINNINGS_MAX = 100;
/** Pages that are copied between two turns of the event loop: 1 MiB, some milliseconds. */
const PAGES_PER_STEP = 256;

/**
 * Writes a copy of a database that is in use. SQLite copies nothing while a transaction of this connection is open, and there is one in
 * most turns of the event loop: `settle` commits it just before each step.
 */
export async function backupDatabase(database: StoreDatabase, path: string, settle: () => void): Promise<void> {
  try {
    for (let beginning = 0; beginning < BEGINNINGS_MAX; beginning++) {
      settle();
      const { totalPages } = await database.backup(path, {
        progress: () => {
          // Before the next step, which is put in line behind it.
          setImmediate(() => {
            if (database.open) settle();
          });
          return PAGES_PER_STEP;
        },
      });
      // The first step has met a transaction, and better-sqlite3 takes the nothing that is left to copy for the end.
      if (totalPages > 0) return;
    }
  } catch (error) {
    throw new PersistenceError('store_unwritable', `${path} cannot be written (${codeOf(error)})`, { cause: error });
  }
  throw new PersistenceError('store_unwritable', `${path} cannot be written: the database is never at rest`);
}

/** The code of an error, for a sentence. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
