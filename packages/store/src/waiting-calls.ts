import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error.ts';
import type { KeptWaitingCall, WaitingCall, WaitingCallRepository } from './waiting-call.ts';
import { WriteBehind } from './write-behind.ts';

/** CALLs that wait at once, of all charge points together: ten for each of 10,000 charge points. */
export const WAITING_CALLS_MAX = 100_000;
/** Characters and bytes of all that wait together: room for 1,300 of each CALL, and an end to what a hundred thousand large ones could take. */
export const WAITING_CALLS_SIZE_MAX = 128 * 1024 * 1024;

type Parts = {
  readonly database: Database;
  /** Called when a write behind failed; what was not written is kept and tried again. */
  readonly onWriteError: (error: unknown) => void;
  readonly waitingCallsMax?: number | undefined;
  readonly waitingCallsSizeMax?: number | undefined;
};

type Row = {
  readonly id: number;
  readonly identity: string;
  readonly unique_id: string;
  readonly action: string;
  readonly payload: string;
  readonly expires_at: number;
  readonly reply_topic: string | null;
  readonly correlation_data: Buffer | null;
  readonly queued_at: number;
};

/** All waiting CALLs in memory, written to SQLite behind. Those in the file are kept at a start even when the bounds became lower. */
export class SqliteWaitingCalls implements WaitingCallRepository {
  readonly #waitingCallsMax: number;
  readonly #sizeMax: number;
  readonly #rows = new Map<number, Row>();
  readonly #behind: WriteBehind<number>;
  #nextKey = 1;
  #size = 0;

  constructor(parts: Parts) {
    this.#waitingCallsMax = parts.waitingCallsMax ?? WAITING_CALLS_MAX;
    this.#sizeMax = parts.waitingCallsSizeMax ?? WAITING_CALLS_SIZE_MAX;
    const { list, write, remove } = prepare(parts.database);
    for (const row of list.all()) this.#keep(row);
    this.#behind = new WriteBehind({
      database: parts.database,
      writtenKeys: this.#rows.keys(),
      has: (key) => this.#rows.has(key),
      writeRow: (key) => {
        const row = this.#rows.get(key);
        if (row !== undefined) write.run(row);
      },
      removeRow: (key) => void remove.run(key),
      onWriteError: parts.onWriteError,
    });
  }

  add(call: WaitingCall): number | 'full' {
    // The table refuses them, and one row that cannot be written would hold back all the others.
    if (!Number.isSafeInteger(call.expiresAt) || !Number.isSafeInteger(call.queuedAt)) {
      throw new StoreError(
        'store_invalid_value',
        'expiresAt or queuedAt of a waiting call is not a whole number of ms',
      );
    }
    const row = rowOf(call, this.#nextKey);
    if (this.#rows.size >= this.#waitingCallsMax || this.#size + sizeOf(row) > this.#sizeMax) return 'full';
    this.#keep(row);
    this.#behind.changed(row.id);
    return row.id;
  }

  remove(key: number): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#size -= sizeOf(row);
    this.#behind.changed(key);
  }

  all(): readonly KeptWaitingCall[] {
    return [...this.#rows.values()].map(callOf);
  }

  count(): number {
    return this.#rows.size;
  }

  flush(): void {
    this.#behind.flush();
  }

  /** Writes what is left; what is added or removed afterwards is only remembered. */
  close(): void {
    this.#behind.close();
  }

  #keep(row: Row): void {
    this.#rows.set(row.id, row);
    this.#size += sizeOf(row);
    this.#nextKey = row.id + 1;
  }
}

function sizeOf(row: Row): number {
  const texts = row.identity.length + row.unique_id.length + row.action.length + row.payload.length;
  return texts + (row.reply_topic?.length ?? 0) + (row.correlation_data?.length ?? 0);
}

function prepare(database: Database) {
  return {
    list: database.prepare<[], Row>('SELECT * FROM waiting_calls ORDER BY id'),
    write: database.prepare<[Row]>(
      `INSERT OR REPLACE INTO waiting_calls (id, identity, unique_id, action, payload, expires_at, reply_topic, correlation_data, queued_at)
       VALUES (@id, @identity, @unique_id, @action, @payload, @expires_at, @reply_topic, @correlation_data, @queued_at)`,
    ),
    remove: database.prepare<[number]>('DELETE FROM waiting_calls WHERE id = ?'),
  };
}

function rowOf(call: WaitingCall, key: number): Row {
  return {
    id: key,
    identity: call.identity,
    unique_id: call.uniqueId,
    action: call.action,
    payload: call.payloadText,
    expires_at: call.expiresAt,
    reply_topic: call.replyTopic,
    // Copied: a part of what a socket received would keep the whole of it in memory.
    correlation_data: call.correlationData === null ? null : Buffer.from(call.correlationData),
    queued_at: call.queuedAt,
  };
}

function callOf(row: Row): KeptWaitingCall {
  return {
    key: row.id,
    identity: row.identity,
    uniqueId: row.unique_id,
    action: row.action,
    payloadText: row.payload,
    expiresAt: row.expires_at,
    replyTopic: row.reply_topic,
    correlationData: row.correlation_data,
    queuedAt: row.queued_at,
  };
}
