import { bytesOf, flagsOf, isPubrel, type MessageRow, pubrelFlags, toMessage, toRow } from './message-row.ts';
import type { BrokerPacket, StoredMessage, StoredRelease, SubscriptionMatch } from './packet.ts';
import { encodeProperties } from './properties.ts';
import { QueueSweep } from './queue-sweep.ts';
import { type QueueTarget, toTarget } from './queue-target.ts';
import type { Session, SessionTable } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

type QueuedRow = MessageRow & {
  readonly seq: number;
  readonly message_id: number | null;
  readonly copies: number;
  readonly bytes: number;
};
type Usage = {
  readonly client_id: string;
  readonly messages: number;
  readonly bytes: number;
  readonly counter: number | null;
};
type Position = { readonly seq: number; readonly copies: number; readonly bytes: number };

// The statement costs as much as a dozen rows, and a row may be as large as a packet.
const ROWS_PER_READ = 64;

const COLUMNS =
  'seq, message_id, broker_counter, broker_id, copies, bytes, flags, expires_at, topic, properties, payload';

/** The messages that wait for sessions or are on their way to them, in order of arrival. */
export class Queue {
  readonly #context: StoreContext;
  readonly #sessions: SessionTable;
  readonly #statements;
  readonly #sweep: QueueSweep;
  #newestSeq = 0;
  #newestCounter = 0;
  #bytes = 0;

  constructor(context: StoreContext, sessions: SessionTable) {
    this.#context = context;
    this.#sessions = sessions;
    this.#statements = prepare(context);
    this.#sweep = new QueueSweep(context);
  }

  /** The highest broker counter in the queue when it was loaded: new packets must be numbered above it. */
  get newestCounter(): number {
    return this.#newestCounter;
  }

  /** Reads anew how much there is; the sessions must have been loaded. */
  load(): void {
    this.#bytes = 0;
    this.#newestSeq = Math.max(this.#newestSeq, this.#statements.newestSeq.get()?.seq ?? 0);
    for (const { client_id, messages, bytes, counter } of this.#statements.usage.all()) {
      const session = this.#sessions.get(client_id);
      if (session !== undefined) Object.assign(session, { queuedMessages: messages, queuedBytes: bytes });
      this.#bytes += bytes;
      this.#newestCounter = Math.max(this.#newestCounter, counter ?? 0);
    }
    this.#sweep.load();
  }

  /** Puts a message into the queue of each client; what does not fit is dropped for that client alone. */
  enqueue(matches: ReadonlyMap<string, readonly SubscriptionMatch[]>, packet: BrokerPacket): void {
    const row = toRow(packet);
    const bytes = bytesOf(row);
    const message = { qos: packet.qos ?? 0, retain: packet.retain ?? false };
    for (const [clientId, wanted] of matches) {
      const session = this.#sessions.open(clientId);
      if (session === undefined) this.#context.drop({ clientId, topic: row.topic, reason: 'sessions' });
      else this.#insert(toTarget(session, wanted, message), row, bytes, packet);
    }
  }

  /** Notes the packet id under which a message is sent; false when the message is not in the queue. */
  assignMessageId(session: Session, packet: BrokerPacket): boolean {
    const { brokerId, brokerCounter, messageId } = packet;
    if (brokerId == null || brokerCounter == null) return false;
    const position = this.#statements.byCounter.get(session.id, brokerCounter, brokerId);
    if (position === undefined) return false;
    this.#context.commits.open();
    this.#statements.assign.run(messageId ?? null, position.seq);
    return true;
  }

  /** Keeps of a QoS 2 message only its packet id, once its receiver has it (MQTT 3.1.1 §4.3.3); false when it is not in the queue. */
  release(session: Session, messageId: number): boolean {
    const row = this.#statements.byMessageId.get(session.id, messageId);
    if (row === undefined) return false;
    if (isPubrel(row.flags)) return true;
    this.#context.commits.open();
    this.#statements.release.run(pubrelFlags, row.seq);
    this.#count(session, 0, -row.bytes);
    return true;
  }

  /** Removes the message that is on its way under a packet id, and returns it. */
  takeByMessageId(session: Session, messageId: number): StoredMessage | StoredRelease | undefined {
    const row = this.#statements.byMessageId.get(session.id, messageId);
    if (row === undefined) return undefined;
    this.#remove(session, row);
    this.#sessions.closeIfEmpty(session);
    return toPacket(row);
  }

  /**
   * Lets go of one copy of a message that Aedes decided not to deliver. With overlapping subscriptions that is true of all copies but one, and
   * the message stays until the last is gone.
   */
  letGo(session: Session, brokerId: string, brokerCounter: number): void {
    const position = this.#statements.byCounter.get(session.id, brokerCounter, brokerId);
    if (position === undefined) return;
    if (position.copies > 1) {
      this.#context.commits.open();
      this.#statements.letGo.run(position.seq);
    } else {
      this.#remove(session, position);
      this.#sessions.closeIfEmpty(session);
    }
  }

  /** The session's messages of this moment, oldest first; the expired ones are dropped. */
  messages(session: Session): Iterable<StoredMessage | StoredRelease> {
    this.#dropExpired(session);
    this.#sessions.closeIfEmpty(session);
    return this.#read(session, this.#newestSeq);
  }

  /** Removes all messages of a session, which must end in this turn. */
  discard(session: Session): void {
    if (session.queuedMessages === 0) return;
    this.#sweep.add(session.id);
    this.#count(session, -session.queuedMessages, -session.queuedBytes);
  }

  *#read(session: Session, newestSeq: number): Generator<StoredMessage | StoredRelease> {
    let seq = 0;
    while (this.#context.database.open) {
      const rows = this.#statements.after.all(session.id, seq, newestSeq);
      for (const row of rows) yield toPacket(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      seq = last.seq;
    }
  }

  #insert(target: QueueTarget, row: MessageRow, rowBytes: number, packet: BrokerPacket): void {
    const { session, identifiers } = target;
    let { properties } = row;
    let bytes = rowBytes;
    if (identifiers.length > 0) {
      properties = encodeProperties({ ...packet.properties, subscriptionIdentifier: identifiers });
      bytes = bytesOf({ ...row, properties });
    }
    if (!this.#fits(session, bytes, row.topic)) return;
    this.#context.commits.open();
    this.#statements.insert.run(
      ++this.#newestSeq,
      session.id,
      row.broker_counter,
      row.broker_id,
      target.copies,
      bytes,
      flagsOf(target.qos, target.retain),
      row.expires_at,
      row.topic,
      properties,
      row.payload,
    );
    this.#count(session, 1, bytes);
  }

  // The newest message is the one that is dropped: those before it may be on their way already, and order stays.
  #fits(session: Session, bytes: number, topic: string): boolean {
    if (this.#refusal(session, bytes) !== undefined) this.#dropExpired(session);
    const reason = this.#refusal(session, bytes);
    if (reason === undefined) return true;
    this.#context.drop({ clientId: session.clientId, topic, reason });
    this.#sessions.closeIfEmpty(session);
    return false;
  }

  #refusal(session: Session, bytes: number) {
    const { limits } = this.#context;
    if (session.queuedMessages + 1 > limits.queuedMessagesPerSessionMax) return 'queued_messages';
    if (session.queuedBytes + bytes > limits.queuedBytesPerSessionMax) return 'queued_bytes';
    if (this.#bytes + bytes > limits.queuedBytesMax) return 'queued_bytes_total';
    return undefined;
  }

  #dropExpired(session: Session): void {
    if (session.queuedMessages === 0) return;
    const expired = this.#statements.expired.all(session.id, this.#context.now());
    for (const row of expired) {
      this.#remove(session, row);
      this.#context.drop({ clientId: session.clientId, topic: row.topic, reason: 'expired' });
    }
  }

  #remove(session: Session, row: { readonly seq: number; readonly bytes: number }): void {
    this.#context.commits.open();
    this.#statements.remove.run(row.seq);
    this.#count(session, -1, -row.bytes);
  }

  #count(session: Session, messages: number, bytes: number): void {
    session.queuedMessages += messages;
    session.queuedBytes += bytes;
    this.#bytes += bytes;
  }
}

function toPacket(row: QueuedRow): StoredMessage | StoredRelease {
  if (isPubrel(row.flags)) return { cmd: 'pubrel', messageId: row.message_id ?? 0 };
  return { ...toMessage(row), dup: false, messageId: row.message_id ?? undefined };
}

function prepare({ database }: StoreContext) {
  return {
    newestSeq: database.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM queued'),
    usage: database.prepare<[], Usage>(
      `SELECT client_id, usage.* FROM session JOIN (
         SELECT session_id, count(*) AS messages, sum(bytes) AS bytes, max(broker_counter) AS counter
         FROM queued INDEXED BY queued_by_counter GROUP BY session_id
       ) AS usage ON session.id = session_id`,
    ),
    insert: database.prepare(
      `INSERT INTO queued
         (seq, session_id, broker_counter, broker_id, copies, bytes, flags, expires_at, topic, properties, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    // The indexes are named because the planner, which knows no statistics, would walk the whole session instead. Where two messages have
    // one packet id, which Aedes' counter may bring about, the index yields the older one first; an ORDER BY that said so would make SQLite
    // prepare the statement anew for every call (its STAT4), at ten times the cost.
    byCounter: database.prepare<[number, number, string], Position>(
      `SELECT seq, copies, bytes FROM queued INDEXED BY queued_by_counter
       WHERE session_id = ? AND broker_counter = ? AND broker_id = ?`,
    ),
    byMessageId: database.prepare<[number, number], QueuedRow>(
      `SELECT ${COLUMNS} FROM queued INDEXED BY queued_by_message_id
       WHERE session_id = ? AND message_id = ? AND message_id IS NOT NULL`,
    ),
    after: database.prepare<[number, number, number], QueuedRow>(
      `SELECT ${COLUMNS} FROM queued INDEXED BY queued_in_order
       WHERE session_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${ROWS_PER_READ}`,
    ),
    // A message that is on its way already is still owed to its receiver (MQTT 5 §3.3.2.3.3).
    expired: database.prepare<[number, number], { seq: number; bytes: number; topic: string }>(
      `SELECT seq, bytes, topic FROM queued INDEXED BY queued_by_expiry
       WHERE session_id = ? AND expires_at <= ? AND expires_at IS NOT NULL AND message_id IS NULL`,
    ),
    assign: database.prepare('UPDATE queued SET message_id = ? WHERE seq = ?'),
    release: database.prepare(
      `UPDATE queued SET flags = ?, bytes = 0, topic = '', payload = NULL, properties = NULL, expires_at = NULL,
         broker_id = NULL, broker_counter = NULL WHERE seq = ?`,
    ),
    letGo: database.prepare('UPDATE queued SET copies = copies - 1 WHERE seq = ?'),
    remove: database.prepare('DELETE FROM queued WHERE seq = ?'),
  };
}
