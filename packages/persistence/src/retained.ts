import { bytesOf, type MessageRow } from './message-row.ts';
import type { StoreDropReason } from './options.ts';
import { RetainedTopics } from './retained-topics.ts';
import type { StoreContext } from './store-context.ts';

/** A retained message's columns. `broker_*` and `extra` (JSON of further fields) are of Aedes' packets alone. */
export type RetainedRow = MessageRow & {
  readonly broker_id: string | null;
  readonly broker_counter: number | null;
  readonly extra: string | null;
};

/** The last retained message of each topic: topics in memory, messages in SQLite. */
export class Retained {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #topics = new RetainedTopics();

  constructor(context: StoreContext) {
    this.#context = context;
    this.#statements = prepare(context);
    for (const { topic, bytes, expires_at } of this.#statements.topics.iterate()) {
      this.#topics.set(topic, bytes, expires_at ?? undefined);
    }
  }

  get count(): number {
    return this.#topics.count;
  }

  get bytes(): number {
    return this.#topics.bytes;
  }

  /**
   * Stores a message in place of its topic's last one; an empty payload only removes that (MQTT 3.1.1 §3.3.1.3). Where it does not fit,
   * the last one goes as well: no value is better than one that is known to be out of date.
   */
  put(row: RetainedRow): StoreDropReason | undefined {
    if (row.payload === null || row.payload.length === 0) {
      this.#remove(row.topic);
      return undefined;
    }
    const bytes = bytesOf(row);
    const reason = this.#makeRoom(row, bytes);
    if (reason !== undefined) {
      this.#remove(row.topic);
      return reason;
    }
    this.#context.commits.open();
    this.#statements.put.run(
      row.topic,
      row.broker_counter,
      row.broker_id,
      bytes,
      row.flags,
      row.expires_at,
      row.properties,
      row.payload,
      row.extra,
      row.publisher,
    );
    this.#restoreOnUndo(row.topic);
    this.#topics.set(row.topic, bytes, row.expires_at ?? undefined);
    return undefined;
  }

  /** The topics that a filter matches and that have a message now. */
  topics(filter: string): string[] {
    return this.#topics.matching(filter, this.#context.now());
  }

  /** The message of a topic; one that has expired is dropped. */
  get(topic: string): RetainedRow | undefined {
    const present = this.#topics.get(topic);
    if (present === undefined) return undefined;
    if (present.expiresAt !== undefined && present.expiresAt <= this.#context.now()) {
      this.#dropExpired(topic);
      return undefined;
    }
    return this.#statements.get.get(topic);
  }

  #makeRoom(row: RetainedRow, bytes: number): StoreDropReason | undefined {
    const now = this.#context.now();
    if (row.expires_at !== null && row.expires_at <= now) return 'expired';
    if (this.#refusal(row.topic, bytes) === undefined) return undefined;
    for (const topic of this.#statements.expired.all(now)) this.#dropExpired(topic);
    return this.#refusal(row.topic, bytes);
  }

  #refusal(topic: string, bytes: number): StoreDropReason | undefined {
    const { limits } = this.#context;
    const present = this.#topics.get(topic);
    if (present === undefined && this.#topics.count + 1 > limits.retainedMessagesMax) return 'retained_messages';
    if (this.#topics.bytes - (present?.bytes ?? 0) + bytes > limits.retainedBytesMax) return 'retained_bytes';
    return undefined;
  }

  #dropExpired(topic: string): void {
    this.#remove(topic);
    this.#context.drop({ topic, reason: 'expired' });
  }

  #remove(topic: string): void {
    if (this.#topics.get(topic) === undefined) return;
    this.#context.commits.open();
    this.#statements.remove.run(topic);
    this.#restoreOnUndo(topic);
    this.#topics.delete(topic);
  }

  #restoreOnUndo(topic: string): void {
    const before = this.#topics.get(topic);
    this.#context.commits.onUndo(() => {
      if (before === undefined) this.#topics.delete(topic);
      else this.#topics.set(topic, before.bytes, before.expiresAt);
    });
  }
}

function prepare({ database }: StoreContext) {
  const columns = 'topic, broker_counter, broker_id, bytes, flags, expires_at, properties, payload, extra, publisher';
  return {
    topics: database.prepare<[], { topic: string; bytes: number; expires_at: number | null }>(
      'SELECT topic, bytes, expires_at FROM retained',
    ),
    get: database.prepare<[string], RetainedRow>(`SELECT ${columns} FROM retained WHERE topic = ?`),
    put: database.prepare(`INSERT OR REPLACE INTO retained (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    expired: database
      .prepare<[number], string>('SELECT topic FROM retained WHERE expires_at IS NOT NULL AND expires_at <= ?')
      .pluck(),
    remove: database.prepare('DELETE FROM retained WHERE topic = ?'),
  };
}
