import { SqliteError } from 'better-sqlite3';
import type { StoreDatabase } from './database.ts';
import { PersistenceError } from './errors.ts';

const QUIET_TURNS = 3;
const QUIET_TURNS_MAX = 1_000;
const SETTLE_ROUNDS_MAX = 100;

type Done = (error?: Error) => void;
/** All writes of one turn of the event loop, and who waits for them; as many as that turn makes. */
type Turn = { readonly waiting: Done[]; readonly undo: (() => void)[]; error: Error | undefined };

/**
 * One transaction for all writes of an event-loop turn: the first one opens it, and it is committed when the turn's other work is
 * done. At ten thousand messages a second a commit each would cost more than the writes. A turn is written as a whole or not at all.
 */
export class GroupCommit {
  readonly #database: StoreDatabase;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #onCommitted: ((durationMs: number) => void) | undefined;
  readonly #beforeCommit: (() => void)[] = [];
  readonly #settled: { readonly done: Done; readonly error: Error | undefined }[] = [];
  #turn: Turn | undefined;
  #isSettling = false;
  #isHurried = false;
  #writes = 0;

  constructor(database: StoreDatabase, onCommitted?: (durationMs: number) => void) {
    this.#database = database;
    this.#onCommitted = onCommitted;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
  }

  /** Opens the turn's transaction; to be called before every statement that changes something. Throws `store_closed`. */
  open(): void {
    this.#writes++;
    const turn = this.#turn;
    if (turn === undefined) {
      this.refuseClosed();
      this.#begin.run();
      this.#turn = { waiting: [], undo: [], error: undefined };
      if (this.#isHurried) queueMicrotask(() => this.flush());
      else setImmediate(() => this.flush());
    } else if (turn.error !== undefined && !this.#database.inTransaction) {
      // The rest of a turn that failed is undone at its end, but sees what it writes until then.
      this.#begin.run();
    }
  }

  /** Throws `store_closed` when there is no file to write to any more. */
  refuseClosed(): void {
    if (!this.#database.open) throw new PersistenceError('store_closed', 'the store has been closed');
  }

  /** Registers how to take back in memory what the open turn has just changed there. */
  onUndo(step: () => void): void {
    this.#turn?.undo.push(step);
  }

  /** Registers writes that are put off to the end of each turn. */
  beforeCommit(write: () => void): void {
    this.#beforeCommit.push(write);
  }

  /** Runs `work`; when a statement fails in it, all that the turn has written is undone. */
  run<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // A refusal by our own code comes before the first statement; a statement that fails leaves half of a change.
      if (this.#turn !== undefined && error instanceof SqliteError) this.#undo(this.#turn, error);
      throw error;
    }
  }

  /** Calls back when all that was written up to now is on disk, or undone: then with the error. At once when nothing waits. */
  afterCommit(done: Done): void {
    if (this.#turn !== undefined) this.#turn.waiting.push(done);
    else if (this.#isSettling) this.#settled.push({ done, error: undefined });
    else done();
  }

  /** Runs `work` now; settles with its result once everything written so far is committed. */
  async durably<T>(work: () => T): Promise<T> {
    const result = this.run(work);
    await new Promise<void>((resolve, reject) => {
      this.afterCommit((error) => (error === undefined ? resolve() : reject(error)));
    });
    return result;
  }

  /** Commits what is open, at once. */
  flush(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    try {
      if (turn.error === undefined) {
        for (const write of this.#beforeCommit) write();
        const startedAt = performance.now();
        this.#commit.run();
        this.#onCommitted?.(performance.now() - startedAt);
      } else {
        this.#undo(turn, turn.error);
      }
    } catch (error) {
      this.#undo(turn, error instanceof Error ? error : new Error(String(error)));
    }
    this.#turn = undefined;
    for (const done of turn.waiting) this.#settled.push({ done, error: turn.error });
    this.#settle();
  }

  /** Commits what is open, and what whoever waited for that has written since; at the end nothing is open, unless somebody never stops. */
  settle(): void {
    for (let round = 0; round < SETTLE_ROUNDS_MAX && this.#turn !== undefined; round++) this.flush();
  }

  /** From now on a turn is over as soon as the code that runs is: between two callbacks of the event loop nothing is open. */
  hurry(): void {
    this.#isHurried = true;
  }

  /** From now on turns are those of the event loop again. */
  rest(): void {
    this.#isHurried = false;
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

  #undo(turn: Turn, error: Error): void {
    turn.error ??= error;
    // SQLite has rolled back by itself after some errors, a full disk among them.
    if (this.#database.inTransaction) this.#rollback.run();
    for (let step = turn.undo.pop(); step !== undefined; step = turn.undo.pop()) step();
  }

  #settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    // It may grow meanwhile.
    for (const { done, error: failure } of this.#settled) {
      try {
        if (failure === undefined) done();
        else done(failure);
      } catch (error) {
        // The others must be told all the same.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#settled.length = 0;
    this.#isSettling = false;
  }
}
