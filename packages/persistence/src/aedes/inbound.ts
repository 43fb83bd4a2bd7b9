import { PersistenceError } from '../errors.ts';
import { bytesOf } from '../message-row.ts';
import type { Session, SessionTable } from '../session-table.ts';
import type { StoreContext } from '../store-context.ts';
import type { BrokerPacket, SessionClient, StoredMessage } from './packet.ts';
import { type PacketRow, toPacketRow, toStoredMessage } from './packet-row.ts';
import type { Subscriptions } from './subscriptions.ts';

const MESSAGES_PER_CLIENT_MAX = 10_000;
const BYTES_PER_CLIENT_MAX = 16 * 1024 * 1024;

type Usage = { readonly messages: number; readonly bytes: number };

/** QoS 2 messages of one connection whose session ends with it. */
type Passing = Map<number, { readonly message: StoredMessage; readonly bytes: number }>;

/**
 * QoS 2 messages that a client has published and not yet released, by packet id: what tells a repetition from a new message.
 * Those of a clean client are held with its connection and go with it: stored under its client id they would outlive it, and the
 * next client of that name would lose the messages that happen to have the same packet ids.
 */
export class Inbound {
  readonly #context: StoreContext;
  readonly #sessions: SessionTable;
  readonly #subscriptions: Subscriptions;
  readonly #statements;
  readonly #passing = new WeakMap<SessionClient, Passing>();

  constructor(context: StoreContext, sessions: SessionTable, subscriptions: Subscriptions) {
    this.#context = context;
    this.#sessions = sessions;
    this.#subscriptions = subscriptions;
    this.#statements = prepare(context);
  }

  get(client: SessionClient, messageId: number): StoredMessage | undefined {
    if (client.clean === true) return this.#passing.get(client)?.get(messageId)?.message;
    const session = this.#sessions.get(client.id);
    const row = session && this.#statements.get.get(session.id, messageId);
    return row && toInbound(row, messageId);
  }

  /** Stores a message in place of one with the same packet id; throws `inbound_full` with nothing changed. */
  put(client: SessionClient, packet: BrokerPacket, messageId: number): void {
    const row = toPacketRow(packet);
    const bytes = bytesOf(row);
    if (client.clean === true) this.#hold(client, row, bytes, messageId);
    else this.#store(client.id, row, bytes, messageId);
  }

  /** False when there is no such packet id. */
  delete(client: SessionClient, messageId: number): boolean {
    if (client.clean === true) return this.#passing.get(client)?.delete(messageId) ?? false;
    const session = this.#sessions.get(client.id);
    if (session === undefined) return false;
    this.#context.commits.open();
    return this.#statements.remove.run(session.id, messageId).changes > 0;
  }

  isEmpty(session: Session): boolean {
    return this.#usage(session).messages === 0;
  }

  #store(clientId: string, row: PacketRow, bytes: number, messageId: number): void {
    const present = this.#sessions.get(clientId);
    if (present !== undefined) refuseTooMuch(this.#usage(present), bytes);
    const session = this.#subscriptions.session(clientId);
    this.#context.commits.open();
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
  }

  #hold(client: SessionClient, row: PacketRow, bytes: number, messageId: number): void {
    const passing: Passing = this.#passing.get(client) ?? new Map();
    const held = [...passing.values()].reduce((sum, one) => sum + one.bytes, 0);
    refuseTooMuch({ messages: passing.size, bytes: held }, bytes);
    passing.set(messageId, { message: toInbound(row, messageId), bytes });
    this.#passing.set(client, passing);
  }

  #usage(session: Session): Usage {
    return this.#statements.usage.get(session.id) ?? { messages: 0, bytes: 0 };
  }
}

function refuseTooMuch({ messages, bytes }: Usage, added: number): void {
  if (messages + 1 <= MESSAGES_PER_CLIENT_MAX && bytes + added <= BYTES_PER_CLIENT_MAX) return;
  throw new PersistenceError('inbound_full', 'the client has too many QoS 2 messages that it has not released');
}

function toInbound(row: PacketRow, messageId: number): StoredMessage {
  return { ...toStoredMessage(row), dup: false, messageId };
}

function prepare({ database }: StoreContext) {
  const columns = 'broker_counter, broker_id, bytes, flags, expires_at, topic, properties, payload';
  return {
    usage: database.prepare<[number], Usage>(
      'SELECT count(*) AS messages, total(bytes) AS bytes FROM inbound WHERE session_id = ?',
    ),
    get: database.prepare<[number, number], PacketRow>(
      `SELECT ${columns}, NULL AS publisher FROM inbound WHERE session_id = ? AND message_id = ?`,
    ),
    put: database.prepare(
      `INSERT OR REPLACE INTO inbound (session_id, message_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    remove: database.prepare('DELETE FROM inbound WHERE session_id = ? AND message_id = ?'),
  };
}
