import { bytesOf, type MessageRow, toMessage, toRow } from './message-row.ts';
import type { DropReason } from './options.ts';
import type { BrokerPacket, StoredMessage } from './packet.ts';
import { RetainedTopics } from './retained-topics.ts';
import type { StoreContext } from './store-context.ts';

type RetainedRow = MessageRow & { readonly extra: string | null };

/** The last retained message of each topic: topics in memory, messages in SQLite. */
export class Retained {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #topics = new RetainedTopics();

  constructor(context: StoreContext) {
    this.#context = context;
    this.#statements = prepare(context);
  }

  /** Reads anew which topics there are. */
  load(): void {
    this.#topics.clear();
    for (const { topic, bytes } of this.#statements.topics.iterate()) this.#topics.set(topic, bytes);
  }

  /** Stores a message in place of its topic's last one; an empty payload only removes that (MQTT 3.1.1 §3.3.1.3). */
  put(packet: BrokerPacket): void {
    const row = toRow(packet);
    if (row.payload === null || row.payload.length === 0) {
      this.#remove(row.topic);
      return;
    }
    const bytes = bytesOf(row);
    if (this.#refusal(row.topic, bytes) !== undefined) this.#dropExpired();
    const reason = this.#refusal(row.topic, bytes);
    if (reason !== undefined) {
      // No value is better than one that is known to be out of date.
      this.#dropAs(row.topic, reason);
      return;
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
      extraOf(packet),
    );
    this.#topics.set(row.topic, bytes);
  }

  /** The messages of the topics that any of the filters matches, each once; the expired ones are dropped on the way. */
  *matching(filters: readonly string[]): Generator<StoredMessage> {
    const topics = new Set(filters.flatMap((filter) => this.#topics.matching(filter)));
    for (const topic of topics) {
      if (!this.#context.database.open) return;
      const row = this.#statements.get.get(topic);
      if (row === undefined) continue;
      if (row.expires_at !== null && row.expires_at <= this.#context.now()) {
        this.#context.commits.eventually(() => this.#dropAs(topic, 'expired'));
        continue;
      }
      yield { ...(row.extra === null ? undefined : JSON.parse(row.extra)), ...toMessage(row) };
    }
  }

  #refusal(topic: string, bytes: number) {
    const { limits } = this.#context;
    const present = this.#topics.bytesOf(topic);
    if (present === undefined && this.#topics.count + 1 > limits.retainedMessagesMax) return 'retained_messages';
    if (this.#topics.bytes - (present ?? 0) + bytes > limits.retainedBytesMax) return 'retained_bytes';
    return undefined;
  }

  #dropExpired(): void {
    for (const { topic } of this.#statements.expired.all(this.#context.now())) {
      this.#dropAs(topic, 'expired');
    }
  }

  #dropAs(topic: string, reason: DropReason): void {
    this.#remove(topic);
    this.#context.drop({ topic, reason });
  }

  #remove(topic: string): void {
    if (!this.#topics.delete(topic)) return;
    this.#context.commits.open();
    this.#statements.remove.run(topic);
  }
}

const known = new Set([
  ...['cmd', 'topic', 'payload', 'qos', 'retain', 'dup', 'messageId', 'length', 'clientId', 'nl'],
  ...['brokerId', 'brokerCounter', 'properties', 'messageExpiry'],
]);

// Fields that MQTT does not know come from publishers inside the process; a retained message comes back whole.
function extraOf(packet: BrokerPacket): string | null {
  const fields = Object.entries(packet).filter(([name]) => !known.has(name));
  return fields.length === 0 ? null : JSON.stringify(Object.fromEntries(fields));
}

function prepare({ database }: StoreContext) {
  const columns = 'topic, broker_counter, broker_id, bytes, flags, expires_at, properties, payload, extra';
  return {
    topics: database.prepare<[], { topic: string; bytes: number }>('SELECT topic, bytes FROM retained'),
    get: database.prepare<[string], RetainedRow>(`SELECT ${columns} FROM retained WHERE topic = ?`),
    put: database.prepare(`INSERT OR REPLACE INTO retained (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    expired: database.prepare<[number], { topic: string }>(
      'SELECT topic FROM retained WHERE expires_at IS NOT NULL AND expires_at <= ?',
    ),
    remove: database.prepare('DELETE FROM retained WHERE topic = ?'),
  };
}
