import { PersistenceError } from './errors.ts';
import { type MessageRow, toMessage, toRow } from './message-row.ts';
import type { StoredWill, WillPacket } from './packet.ts';
import type { StoreContext } from './store-context.ts';

type WillRow = Omit<MessageRow, 'expires_at' | 'broker_counter'> & {
  readonly client_id: string;
  readonly broker_id: string;
};

/** The wills of connected clients; after a crash they tell which ones are still to be sent. */
export class Wills {
  readonly #context: StoreContext;
  readonly #statements;
  // Every connect asks for a will to be removed; most clients have none.
  readonly #clientIds = new Set<string>();

  constructor(context: StoreContext) {
    this.#context = context;
    this.#statements = prepare(context);
  }

  /** Reads anew whose wills there are. */
  load(): void {
    this.#clientIds.clear();
    for (const { client_id } of this.#statements.clientIds.iterate()) this.#clientIds.add(client_id);
  }

  /** Stores a will in place of the client's last one; throws `wills_full`. */
  put(clientId: string, brokerId: string, will: WillPacket): void {
    const row = toRow(will);
    if (!this.#clientIds.has(clientId) && this.#clientIds.size + 1 > this.#context.limits.willsMax) {
      this.#context.drop({ clientId, topic: row.topic, reason: 'wills' });
      throw new PersistenceError('wills_full', 'there is no room for another will');
    }
    this.#context.commits.open();
    this.#statements.put.run(clientId, brokerId, row.flags, row.topic, row.properties, row.payload);
    this.#clientIds.add(clientId);
  }

  get(clientId: string): StoredWill | undefined {
    if (!this.#clientIds.has(clientId)) return undefined;
    const row = this.#statements.get.get(clientId);
    return row && toWill(row);
  }

  /** Removes a will and returns it. */
  take(clientId: string): StoredWill | undefined {
    const will = this.get(clientId);
    if (will === undefined) return undefined;
    this.#context.commits.open();
    this.#statements.remove.run(clientId);
    this.#clientIds.delete(clientId);
    return will;
  }

  /** The wills that brokers other than the named ones have left. */
  *left(brokerIds: ReadonlySet<string>): Generator<StoredWill> {
    for (const clientId of [...this.#clientIds]) {
      if (!this.#context.database.open) return;
      const will = this.get(clientId);
      if (will !== undefined && !brokerIds.has(will.brokerId)) yield will;
    }
  }
}

function toWill(row: WillRow): StoredWill {
  const { topic, payload, qos, retain, properties } = toMessage({ ...row, broker_counter: null, expires_at: null });
  const { client_id: clientId, broker_id: brokerId } = row;
  return { clientId, brokerId, topic, payload, qos, retain, ...(properties !== undefined && { properties }) };
}

function prepare({ database }: StoreContext) {
  const columns = 'client_id, broker_id, flags, topic, properties, payload';
  return {
    clientIds: database.prepare<[], { client_id: string }>('SELECT client_id FROM will'),
    get: database.prepare<[string], WillRow>(`SELECT ${columns} FROM will WHERE client_id = ?`),
    put: database.prepare(`INSERT OR REPLACE INTO will (${columns}) VALUES (?, ?, ?, ?, ?, ?)`),
    remove: database.prepare('DELETE FROM will WHERE client_id = ?'),
  };
}
