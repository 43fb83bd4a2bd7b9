import type { Database } from 'better-sqlite3';

/** A full disk or a foreign lock is not gone at once, and each attempt may hold the event loop for as long as the wait for a lock lasts. */
const RETRY_AFTER_MS = 5_000;

/** A table that memory is ahead of: what memory holds under a key, and how its row is brought up to that. */
export type TableBehind<Key> = {
  readonly database: Database;
  /** Keys of the rows that are there at the start. */
  readonly writtenKeys: Iterable<Key>;
  /** Whether memory holds something under `key`. */
  readonly has: (key: Key) => boolean;
  /** Writes the row of a key that memory holds. */
  readonly writeRow: (key: Key) => void;
  readonly removeRow: (key: Key) => void;
  /** Called when a write behind failed; what was not written is tried again with the next change, and after `retryAfterMs` (5 s) at the latest. */
  readonly onWriteError: (error: unknown) => void;
  readonly retryAfterMs?: number | undefined;
  /** Turns of the event loop that a change waits for others, as long as each turn brings one. Left out: it is written after its own. */
  readonly turnsMax?: number | undefined;
};

/**
 * Brings a table up to what memory says, in one transaction for one turn of the event loop, or for a few. The list of differences needs
 * no bound of its own: only keys stand in it that memory holds or that have a row.
 */
export class WriteBehind<Key> {
  readonly #table: TableBehind<Key>;
  readonly #written: Set<Key>;
  readonly #unwritten = new Set<Key>();
  readonly #write: () => void;
  #nextTurn: NodeJS.Immediate | null = null;
  #turns = 0;
  #hasChanged = false;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(table: TableBehind<Key>) {
    this.#table = table;
    this.#written = new Set(table.writtenKeys);
    this.#write = table.database.transaction(() => {
      for (const key of this.#unwritten) {
        if (table.has(key)) table.writeRow(key);
        else table.removeRow(key);
      }
    });
  }

  /** To be called after memory changed under `key`. */
  changed(key: Key): void {
    if (this.#closed) return;
    if (this.#table.has(key) || this.#written.has(key)) this.#unwritten.add(key);
    else this.#unwritten.delete(key);
    this.#hasChanged = true;
    this.#nextTurn ??= setImmediate(this.#endTurn);
  }

  /** Writes all differences now; when that fails it throws, and nothing was written. */
  flush(): void {
    this.#unschedule();
    if (this.#unwritten.size === 0) return;
    try {
      this.#write();
    } catch (error) {
      // Unref'd: whoever ends the process calls close(), which tries once more.
      if (!this.#closed) {
        this.#retry = setTimeout(() => this.#attempt(), this.#table.retryAfterMs ?? RETRY_AFTER_MS).unref();
      }
      throw error;
    }
    for (const key of this.#unwritten) {
      if (this.#table.has(key)) this.#written.add(key);
      else this.#written.delete(key);
    }
    this.#unwritten.clear();
  }

  /** Writes what is left; what changes afterwards is not written. */
  close(): void {
    this.#closed = true;
    this.flush();
  }

  readonly #endTurn = (): void => {
    this.#turns += 1;
    if (!this.#hasChanged || this.#turns >= (this.#table.turnsMax ?? 1)) {
      this.#attempt();
      return;
    }
    this.#hasChanged = false;
    this.#nextTurn = setImmediate(this.#endTurn);
  };

  #attempt(): void {
    try {
      this.flush();
    } catch (error) {
      this.#table.onWriteError(error);
    }
  }

  #unschedule(): void {
    if (this.#nextTurn !== null) clearImmediate(this.#nextTurn);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#nextTurn = null;
    this.#retry = null;
    this.#turns = 0;
    this.#hasChanged = false;
  }
}
