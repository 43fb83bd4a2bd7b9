import { Bodies, SHARED_PAYLOAD_BYTES_MIN } from './bodies.ts';
import { type BrokerNumber, bytesOf, isPubrel, type MessageRow, pubrelFlags } from './message-row.ts';
import type { StoreDropReason } from './options.ts';
import { QueueExpiry } from './queue-expiry.ts';
import { type QueuedRow, rowColumns, type Size, sizeColumns } from './queue-row.ts';
import { QueueSweep } from './queue-sweep.ts';
import { QueueUsage } from './queue-usage.ts';
import type { Session, SessionTable } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

/** A message as it is put into a queue. `copies` counts the overlapping subscriptions that Aedes delivers it for one by one. */
export type QueueEntry = MessageRow & BrokerNumber & { readonly share: string | null; readonly copies: number };

/** The messages that wait for sessions or are on their way to them, in order of arrival. */
export class Queue {
  readonly #context: StoreContext;
  readonly #sessions: SessionTable;
  readonly #statements;
  readonly #bodies: Bodies;
  readonly #usage: QueueUsage;
  readonly #expiry: QueueExpiry;
  readonly #sweep: QueueSweep;
  // Packet ids that have yet to be written: a message that is acknowledged within the turn needs none.
  readonly #sent = new Map<number, number>();
  #newestSeq: number;

  constructor(context: StoreContext, sessions: SessionTable) {
    this.#context = context;
    this.#sessions = sessions;
    this.#statements = prepare(context);
    this.#bodies = new Bodies(context);
    this.#usage = new QueueUsage(context, this.#bodies);
    this.#expiry = new QueueExpiry(context, (session, row) => this.#remove(session, row));
    this.#sweep = new QueueSweep(context, this.#bodies);
    this.#newestSeq = this.#statements.newestSeq.get() ?? 0;
    for (const sessionId of this.#usage.load(sessions)) this.#sweep.add(sessionId);
    context.commits.beforeCommit(() => this.settle());
  }

  /** Messages in all queues. */
  get messages(): number {
    return this.#usage.messages;
  }

  /** Bytes of all of them; a payload that several share counts once. */
  get bytes(): number {
    return this.#usage.bytes;
  }

  /** The position of the message that came last. */
  get newestSeq(): number {
    return this.#newestSeq;
  }

  /** Puts a message at the end: its `seq`, or why it does not fit. */
  append(session: Session, entry: QueueEntry): number | StoreDropReason {
    const { limits, commits } = this.#context;
    const now = this.#context.now();
    if (entry.expires_at !== null && entry.expires_at <= now) return 'expired';
    const bytes = bytesOf(entry);
    const payload = shareable(entry.payload);
    const sharedBytes = payload?.length ?? 0;
    let bodyId = payload === undefined ? undefined : this.#bodies.present(payload);
    const reason = this.#makeRoom(session, bytes, bodyId === undefined ? bytes : bytes - sharedBytes, now);
    if (reason !== undefined) return reason;
    commits.open();
    if (payload !== undefined) {
      bodyId ??= this.#bodies.put(payload);
      this.#bodies.refer(bodyId);
    }
    const seq = ++this.#newestSeq;
    this.#statements.insert.run(
      seq,
      session.id,
      entry.flags,
      entry.expires_at,
      now,
      bytes,
      entry.copies,
      bodyId ?? null,
      entry.broker_id,
      entry.broker_counter,
      entry.publisher,
      entry.share,
      entry.topic,
      entry.properties,
      bodyId === undefined ? entry.payload : null,
    );
    this.#usage.count(session, 1, bytes, sharedBytes);
    this.#expiry.note(session, entry.expires_at, limits.queuedAgeMaxMs > 0 ? now + limits.queuedAgeMaxMs : null);
    return seq;
  }

  /** What is queued after a position, in order, at most `limit`; what has expired meanwhile is dropped. */
  read(session: Session, afterSeq: number, limit: number): QueuedRow[] {
    this.settle();
    const found: QueuedRow[] = [];
    let position = afterSeq;
    while (found.length < limit && session.queuedMessages > 0) {
      const wanted = limit - found.length;
      const rows = this.#statements.after.all(session.id, position, wanted);
      for (const row of rows) {
        if (this.#expiry.isOver(row)) this.#dropExpired(session, row);
        else found.push(row);
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < wanted) break;
      position = last[0];
    }
    return found;
  }

  /** The payload of a message that was read, wherever it is kept. */
  payloadOf([, , , , , , bodyId, , , , , , , payload]: QueuedRow): Buffer | string | null {
    return bodyId === null ? payload : this.#bodies.payload(bodyId);
  }

  /** Notes the packet id under which a message is sent; does nothing when it is not in the queue any more. */
  sent(seq: number, messageId: number): void {
    const { commits } = this.#context;
    commits.open();
    if (this.#sent.size === 0) commits.onUndo(() => this.#sent.clear());
    this.#sent.set(seq, messageId);
  }

  /** Writes the packet ids that have been put off. */
  settle(): void {
    if (this.#sent.size === 0) return;
    for (const [seq, messageId] of this.#sent) this.#statements.assign.run(messageId, seq);
    this.#sent.clear();
  }

  /** Keeps of a QoS 2 message only its packet id, once its receiver has it (MQTT 3.1.1 §4.3.3). */
  released(seq: number): void {
    const row = this.#statements.size.get(seq);
    const session = row && this.#sessions.byId(row[1]);
    if (row === undefined || session === undefined || isPubrel(row[4])) return;
    this.settle();
    this.#context.commits.open();
    this.#statements.release.run(pubrelFlags, seq);
    this.#letGoOf(session, row, 0);
  }

  /** Removes a message of this session. */
  done(session: Session, seq: number): void {
    const row = this.#statements.size.get(seq);
    if (row !== undefined && row[1] === session.id) this.#remove(session, row);
  }

  /** Removes all messages of a session that ends in this turn. */
  discard(session: Session): void {
    if (session.queuedMessages === 0) return;
    this.#sweep.add(session.id);
    this.#usage.count(session, -session.queuedMessages, -session.queuedBytes, -session.sharedBytes);
  }

  /** What was known of the times at which messages expire is no longer certain: the limit on age may have changed. */
  reconfigured(): void {
    for (const session of this.#sessions.all()) this.#expiry.forget(session);
  }

  // The newest message is the one that is refused: those before it may be on their way already, and order stays.
  #makeRoom(session: Session, bytes: number, added: number, now: number): StoreDropReason | undefined {
    if (this.#usage.refusal(session, bytes, added) === undefined) return undefined;
    this.settle();
    this.#expiry.dropFrom(session, now);
    const reason = this.#usage.refusal(session, bytes, added);
    if (reason !== 'queued_bytes_total') return reason;
    const fits = () => this.#usage.refusal(session, bytes, added) === undefined;
    this.#expiry.dropFromAll(this.#sessions.all(), now, fits);
    return this.#usage.refusal(session, bytes, added);
  }

  #dropExpired(session: Session, [seq, , flags, , , bytes, bodyId, , , , , topic]: QueuedRow): void {
    this.#remove(session, [seq, session.id, bytes, bodyId, flags]);
    this.#context.drop({ clientId: session.clientId, topic, reason: 'expired' });
  }

  #remove(session: Session, row: Size): void {
    this.#context.commits.open();
    this.#sent.delete(row[0]);
    this.#statements.remove.run(row[0]);
    this.#letGoOf(session, row, -1);
  }

  #letGoOf(session: Session, [, , bytes, bodyId]: Size, messages: 0 | -1): void {
    this.#usage.count(session, messages, -bytes, bodyId === null ? 0 : -this.#bodies.bytesOf(bodyId));
    if (bodyId !== null) this.#bodies.release(bodyId);
  }
}

function shareable(payload: MessageRow['payload']): Buffer | undefined {
  return Buffer.isBuffer(payload) && payload.length >= SHARED_PAYLOAD_BYTES_MIN ? payload : undefined;
}

function prepare({ database }: StoreContext) {
  return {
    newestSeq: database.prepare<[], number | null>('SELECT max(seq) FROM queued').pluck(),
    insert: database.prepare(
      `INSERT INTO queued (seq, session_id, flags, expires_at, enqueued_at, bytes, copies, body_id, broker_id, broker_counter,
         publisher, share, topic, properties, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    after: database
      .prepare<[sessionId: number, afterSeq: number, limit: number], QueuedRow>(
        `SELECT ${rowColumns} FROM queued INDEXED BY queued_in_order
         WHERE session_id = ? + 0 AND seq > ? + 0 ORDER BY seq LIMIT (? + 0)`,
      )
      .raw(),
    size: database.prepare<[seq: number], Size>(`SELECT ${sizeColumns} FROM queued WHERE seq = ?`).raw(),
    assign: database.prepare('UPDATE queued SET message_id = ? WHERE seq = ?'),
    release: database.prepare(
      `UPDATE queued SET flags = ?, bytes = 0, topic = '', payload = NULL, properties = NULL, expires_at = NULL, body_id = NULL
       WHERE seq = ?`,
    ),
    remove: database.prepare('DELETE FROM queued WHERE seq = ?'),
  };
}
