import type { MessageRow } from './message-row.ts';
import type { StoreContext } from './store-context.ts';

/** A will's columns; `broker_id` is empty unless Aedes stored it. */
export type WillRow = Pick<MessageRow, 'flags' | 'topic' | 'properties' | 'payload'> & {
  readonly client_id: string;
  readonly broker_id: string;
};

/** The wills of connected clients; after a crash they tell which ones are still to be sent. One for each client at most. */
export class Wills {
  readonly #context: StoreContext;
  readonly #statements;
  // Every connect asks for a will to be removed; most clients have none.
  readonly #clientIds = new Set<string>();

  constructor(context: StoreContext) {
    this.#context = context;
    this.#statements = prepare(context);
    for (const clientId of this.#statements.clientIds.iterate()) this.#clientIds.add(clientId);
  }

  get count(): number {
    return this.#clientIds.size;
  }

  /** Stores a will in place of the client's last one. */
  put(row: WillRow): void {
    const { commits } = this.#context;
    const clientId = row.client_id;
    commits.open();
    this.#statements.put.run(clientId, row.broker_id, row.flags, row.topic, row.properties, row.payload);
    if (this.#clientIds.has(clientId)) return;
    this.#clientIds.add(clientId);
    commits.onUndo(() => this.#clientIds.delete(clientId));
  }

  get(clientId: string): WillRow | undefined {
    return this.#clientIds.has(clientId) ? this.#statements.get.get(clientId) : undefined;
  }

  delete(clientId: string): void {
    if (!this.#clientIds.has(clientId)) return;
    const { commits } = this.#context;
    commits.open();
    this.#statements.remove.run(clientId);
    this.#clientIds.delete(clientId);
    commits.onUndo(() => this.#clientIds.add(clientId));
  }

  /** All of them, in no particular order. */
  all(): WillRow[] {
    return this.#statements.all.all();
  }
}

function prepare({ database }: StoreContext) {
  const columns = 'client_id, broker_id, flags, topic, properties, payload';
  return {
    clientIds: database.prepare<[], string>('SELECT client_id FROM will').pluck(),
    all: database.prepare<[], WillRow>(`SELECT ${columns} FROM will`),
    get: database.prepare<[string], WillRow>(`SELECT ${columns} FROM will WHERE client_id = ?`),
    put: database.prepare(`INSERT OR REPLACE INTO will (${columns}) VALUES (?, ?, ?, ?, ?, ?)`),
    remove: database.prepare('DELETE FROM will WHERE client_id = ?'),
  };
}
