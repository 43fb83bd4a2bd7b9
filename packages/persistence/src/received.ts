import type { Session } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

/** Packet ids of QoS 2 publishes that a session's client has sent and not yet released (MQTT 3.1.1 §4.3.3). */
export class Received {
  readonly #context: StoreContext;
  readonly #statements;

  constructor(context: StoreContext) {
    this.#context = context;
    const { database } = context;
    this.#statements = {
      all: database.prepare<[number], number>('SELECT message_id FROM received WHERE session_id = ?').pluck(),
      put: database.prepare('INSERT OR IGNORE INTO received (session_id, message_id) VALUES (?, ?)'),
      remove: database.prepare('DELETE FROM received WHERE session_id = ? AND message_id = ?'),
    };
  }

  /** At most 65,535: there are no more packet ids. */
  all(session: Session): readonly number[] {
    return this.#statements.all.all(session.id);
  }

  put(session: Session, messageId: number): void {
    this.#context.commits.open();
    this.#statements.put.run(session.id, messageId);
  }

  delete(session: Session, messageId: number): void {
    this.#context.commits.open();
    this.#statements.remove.run(session.id, messageId);
  }
}
