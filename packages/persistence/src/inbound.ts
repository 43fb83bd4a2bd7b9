import { PersistenceError } from './errors.ts';
import { bytesOf, type MessageRow, toMessage, toRow } from './message-row.ts';
import type { BrokerPacket, SessionClient, StoredMessage } from './packet.ts';
import type { Session, SessionTable } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

type Usage = { readonly client_id: string; readonly messages: number; readonly bytes: number };

/** QoS 2 messages of one connection whose session ends with it. */
type Passing = {
  readonly messages: Map<number, { readonly message: StoredMessage; readonly bytes: number }>;
  bytes: number;
};

/**
 * QoS 2 messages that a client has published and not yet released, by packet id: what tells a repetition from a new message.
 * Those of a clean client are held with its connection and go with it: stored under its client id they would outlive it, and the
 * next client of that name would lose the messages that happen to have the same packet ids.
 */
export class Inbound {
  readonly #context: StoreContext;
  readonly #sessions: SessionTable;
  readonly #statements;
  readonly #passing = new WeakMap<SessionClient, Passing>();

  constructor(context: StoreContext, sessions: SessionTable) {
    this.#context = context;
    this.#sessions = sessions;
    this.#statements = prepare(context);
  }

  /** Reads anew how much there is; the sessions must have been loaded. */
  load(): void {
    for (const { client_id, messages, bytes } of this.#statements.usage.all()) {
      const session = this.#sessions.get(client_id);
      if (session !== undefined) Object.assign(session, { inboundMessages: messages, inboundBytes: bytes });
    }
  }

  get(client: SessionClient, messageId: number): StoredMessage | undefined {
    if (client.clean === true) return this.#passing.get(client)?.messages.get(messageId)?.message;
    const session = this.#sessions.get(client.id);
    if (session === undefined || session.inboundMessages === 0) return undefined;
    const row = this.#statements.get.get(session.id, messageId);
    return row === undefined ? undefined : toInbound(row, messageId);
  }

  /** Stores a message in place of one with the same packet id; throws `inbound_full` or `sessions_full` with nothing changed. */
  put(client: SessionClient, packet: BrokerPacket, messageId: number): void {
    const row = toRow(packet);
    const bytes = bytesOf(row);
    if (client.clean === true) this.#hold(client, row, bytes, messageId);
    else this.#store(client.id, row, bytes, messageId);
  }

  /** False when there is no such packet id. */
  delete(client: SessionClient, messageId: number): boolean {
    if (client.clean === true) return this.#forget(client, messageId);
    const session = this.#sessions.get(client.id);
    const bytes = session && this.#statements.bytes.get(session.id, messageId)?.bytes;
    if (session === undefined || bytes === undefined) return false;
    this.#context.commits.open();
    this.#statements.remove.run(session.id, messageId);
    session.inboundMessages--;
    session.inboundBytes -= bytes;
    this.#sessions.closeIfEmpty(session);
    return true;
  }

  /** Removes all that a stored session has published and not released. */
  clear(session: Session): void {
    if (session.inboundMessages === 0) return;
    this.#context.commits.open();
    this.#statements.clear.run(session.id);
    session.inboundMessages = 0;
    session.inboundBytes = 0;
  }

  #store(clientId: string, row: MessageRow, bytes: number, messageId: number): void {
    const present = this.#sessions.get(clientId);
    this.#refuseTooMuch(clientId, row.topic, present?.inboundMessages ?? 0, (present?.inboundBytes ?? 0) + bytes);
    const session = this.#sessions.open(clientId);
    if (session === undefined) {
      this.#context.drop({ clientId, topic: row.topic, reason: 'sessions' });
      throw new PersistenceError('sessions_full', 'there is no room for another session');
    }
    this.#context.commits.open();
    const replaced = this.#statements.bytes.get(session.id, messageId);
    this.#statements.put.run(
      session.id,
      messageId,
      row.broker_counter,
      row.broker_id,
      bytes,
      row.flags,
      row.expires_at,
      row.topic,
      row.properties,
      row.payload,
    );
    if (replaced === undefined) session.inboundMessages++;
    session.inboundBytes += bytes - (replaced?.bytes ?? 0);
  }

  #hold(client: SessionClient, row: MessageRow, bytes: number, messageId: number): void {
    const passing = this.#passing.get(client) ?? { messages: new Map(), bytes: 0 };
    this.#refuseTooMuch(client.id, row.topic, passing.messages.size, passing.bytes + bytes);
    this.#forget(client, messageId);
    passing.messages.set(messageId, { message: toInbound(row, messageId), bytes });
    passing.bytes += bytes;
    this.#passing.set(client, passing);
  }

  #forget(client: SessionClient, messageId: number): boolean {
    const passing = this.#passing.get(client);
    const held = passing?.messages.get(messageId);
    if (passing === undefined || held === undefined) return false;
    passing.messages.delete(messageId);
    passing.bytes -= held.bytes;
    return true;
  }

  #refuseTooMuch(clientId: string, topic: string, messages: number, bytes: number): void {
    const { limits, drop } = this.#context;
    const tooMany = messages + 1 > limits.inboundMessagesPerClientMax;
    if (!tooMany && bytes <= limits.inboundBytesPerClientMax) return;
    drop({ clientId, topic, reason: tooMany ? 'inbound_messages' : 'inbound_bytes' });
    throw new PersistenceError('inbound_full', 'the client has too many QoS 2 messages that it has not released');
  }
}

function toInbound(row: MessageRow, messageId: number): StoredMessage {
  return { ...toMessage(row), dup: false, messageId };
}

function prepare({ database }: StoreContext) {
  const columns = 'broker_counter, broker_id, bytes, flags, expires_at, topic, properties, payload';
  return {
    usage: database.prepare<[], Usage>(
      `SELECT client_id, count(*) AS messages, sum(bytes) AS bytes
       FROM inbound JOIN session ON session.id = session_id GROUP BY session_id`,
    ),
    get: database.prepare<[number, number], MessageRow>(
      `SELECT ${columns} FROM inbound WHERE session_id = ? AND message_id = ?`,
    ),
    bytes: database.prepare<[number, number], { bytes: number }>(
      'SELECT bytes FROM inbound WHERE session_id = ? AND message_id = ?',
    ),
    put: database.prepare(
      `INSERT OR REPLACE INTO inbound (session_id, message_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    remove: database.prepare('DELETE FROM inbound WHERE session_id = ? AND message_id = ?'),
    clear: database.prepare('DELETE FROM inbound WHERE session_id = ?'),
  };
}
