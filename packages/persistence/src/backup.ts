import type { StoreDatabase } from './database.ts';
import { PersistenceError } from './errors.ts';
import type { GroupCommit } from './group-commit.ts';

/** Pages that are copied between two turns of the event loop: 1 MiB, some milliseconds. */
const PAGES_PER_STEP = 256;

/**
 * Writes a copy of a database that is in use. SQLite copies nothing while a transaction of this connection is open, and in most turns of
 * the event loop there is one. The first step must not meet one: better-sqlite3 takes it for the end when there is nothing to copy yet,
 * and so all is committed at once until then. The others may, and are made again.
 */
export async function backupDatabase(
  database: Pick<StoreDatabase, 'backup' | 'open'>,
  commits: Pick<GroupCommit, 'settle' | 'hurry' | 'rest'>,
  path: string,
): Promise<void> {
  commits.settle();
  commits.hurry();
  try {
    const { totalPages } = await database.backup(path, {
      progress: () => {
        commits.rest();
        // Before the next step, which is put in line behind it.
        setImmediate(() => {
          if (database.open) commits.settle();
        });
        return PAGES_PER_STEP;
      },
    });
    if (totalPages === 0) throw new Error('nothing was copied');
  } catch (error) {
    throw new PersistenceError('store_unwritable', `${path} cannot be written (${codeOf(error)})`, { cause: error });
  } finally {
    commits.rest();
  }
}

/** The code of an error, for a sentence. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
