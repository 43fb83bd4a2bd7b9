import type { Database } from 'better-sqlite3';
import type { Clock } from './ports.ts';

/** A full disk is not gone at once, and every attempt costs the event loop what all that waits costs to write. */
const RETRY_AFTER_MS = 5_000;

type Write = { readonly write: () => void; readonly committed: () => void };

/**
 * All writes of one turn of the event loop in one transaction, at its end. What cannot be written stays and is tried again, in its order:
 * a write must therefore follow from the database and its own arguments alone. The list needs no bound of its own: each write stands for
 * events that are bounded.
 */
export class TurnWrites {
  readonly #writeAll: () => void;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  #waiting: Write[] = [];
  #nextTurn: NodeJS.Immediate | undefined;
  #cancelRetry: (() => void) | undefined;

  /** `onError` is told of every attempt that failed at the end of a turn. */
  constructor(database: Database, clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
    this.#writeAll = database.transaction(() => {
      for (const { write } of this.#waiting) write();
    }).immediate;
  }

  /** Writes at the end of this turn; `committed` is called when it is on disk. */
  add(write: () => void, committed: () => void = nothing): void {
    this.#waiting.push({ write, committed });
    // While the disk refuses, a turn adds nothing to what is tried.
    if (this.#cancelRetry === undefined) this.#nextTurn ??= setImmediate(() => this.#attempt());
  }

  /** Writes what waits, at once; when that fails it throws, and nothing was written. */
  flush(): void {
    this.#unschedule();
    if (this.#waiting.length === 0) return;
    try {
      this.#writeAll();
    } catch (error) {
      this.#cancelRetry = this.#clock.after(RETRY_AFTER_MS, () => this.#attempt());
      throw error;
    }
    const written = this.#waiting;
    this.#waiting = [];
    for (const { committed } of written) committed();
  }

  /** Makes no further attempt by itself. */
  stop(): void {
    this.#unschedule();
  }

  #attempt(): void {
    try {
      this.flush();
    } catch (error) {
      this.#onError(error);
    }
  }

  #unschedule(): void {
    if (this.#nextTurn !== undefined) clearImmediate(this.#nextTurn);
    this.#cancelRetry?.();
    this.#nextTurn = undefined;
    this.#cancelRetry = undefined;
  }
}

function nothing(): void {
  // Nobody waits for this one.
}
