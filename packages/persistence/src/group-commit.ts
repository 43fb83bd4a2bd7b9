import type { StoreDatabase } from './database.ts';

const QUIET_TURNS = 3;
const QUIET_TURNS_MAX = 1_000;

/**
 * One transaction for all writes of an event-loop turn: the first one opens it, and it is committed when the turn's other work is
 * done. At ten thousand messages a second a commit each would cost more than the writes.
 */
export class GroupCommit {
  readonly #database: StoreDatabase;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #afterRollback: () => void;
  #batch: PromiseWithResolvers<void> | undefined;
  #writes = 0;

  /** `afterRollback` is told when writes that seemed done were undone, so that what is held in memory is read anew. */
  constructor(database: StoreDatabase, afterRollback: () => void) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#afterRollback = afterRollback;
  }

  /** Opens the turn's transaction; to be called before every statement that changes something. */
  open(): void {
    this.#writes++;
    if (this.#batch !== undefined) return;
    this.#begin.run();
    this.#batch = Promise.withResolvers();
    // Whoever wrote awaits the same promise; a write whose outcome nobody awaits must not end the process.
    this.#batch.promise.catch(() => {});
    setImmediate(() => this.flush());
  }

  /** Runs `work` now; settles with its result once everything written so far is committed. */
  async durably<T>(work: () => T): Promise<T> {
    const result = this.eventually(work);
    if (this.#batch !== undefined) await this.#batch.promise;
    return result;
  }

  /** Runs `work` now and returns its result; what it wrote is committed at the end of the turn. */
  eventually<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // A statement failed, so the transaction holds half of a change. A refusal for a limit comes before the first statement.
      if (this.#batch !== undefined && error instanceof Error && error.name === 'SqliteError') this.#abort(error);
      throw error;
    }
  }

  /** Commits what is open, at once. */
  flush(): void {
    const batch = this.#batch;
    if (batch === undefined) return;
    try {
      this.#commit.run();
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#batch = undefined;
    batch.resolve();
  }

  /** Settles when nothing has been written for a few turns; gives up on a writer that does not stop. */
  async quiet(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; turn < QUIET_TURNS_MAX && quiet < QUIET_TURNS; turn++) {
      const before = this.#writes;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#writes === before ? quiet + 1 : 0;
    }
  }

  #abort(error: unknown): void {
    const batch = this.#batch;
    this.#batch = undefined;
    // SQLite has rolled back by itself after some errors, a full disk among them.
    if (this.#database.inTransaction) this.#rollback.run();
    batch?.reject(error);
    this.#afterRollback();
  }
}
