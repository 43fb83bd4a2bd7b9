import { isPubrel } from '../message-row.ts';
import type { Queue } from '../queue.ts';
import { type QueuedRow, rowColumns } from '../queue-row.ts';
import type { Session } from '../session-table.ts';
import type { StoreContext } from '../store-context.ts';
import type { BrokerPacket, StoredMessage, StoredRelease, SubscriptionMatch } from './packet.ts';
import { toPacketRow, toStoredMessage } from './packet-row.ts';
import { byClient, toEntry } from './queue-target.ts';
import type { Subscriptions } from './subscriptions.ts';

const ROWS_PER_READ = 64;

/** The queue as Aedes sees it: it knows messages by its own numbers and by packet ids. */
export class Outgoing {
  readonly #context: StoreContext;
  readonly #queue: Queue;
  readonly #subscriptions: Subscriptions;
  readonly #statements;

  constructor(context: StoreContext, queue: Queue, subscriptions: Subscriptions) {
    this.#context = context;
    this.#queue = queue;
    this.#subscriptions = subscriptions;
    this.#statements = prepare(context);
  }

  /** The highest number that Aedes gave to one of the messages. */
  newestCounter(): number {
    return this.#statements.newestCounter.get() ?? 0;
  }

  /** Puts a message into the queue of each client; returns the sessions for which it did not fit, which is told. */
  enqueue(matches: readonly SubscriptionMatch[], packet: BrokerPacket): readonly Session[] {
    const row = toPacketRow(packet);
    const refused: Session[] = [];
    for (const [clientId, wanted] of byClient(matches)) {
      const session = this.#subscriptions.session(clientId);
      const result = this.#queue.append(session, toEntry(row, wanted, this.#subscriptions.of(session)));
      if (typeof result === 'number') continue;
      this.#context.drop({ clientId, topic: row.topic, reason: result });
      refused.push(session);
    }
    return refused;
  }

  /** Notes the packet id of a publish, or that a QoS 2 message is down to its PUBREL. */
  update(session: Session, { cmd, messageId, brokerId, brokerCounter }: BrokerPacket): void {
    if (messageId == null) return;
    if (cmd === 'pubrel') {
      const row = this.#byMessageId(session, messageId);
      if (row !== undefined) this.#queue.released(row[0]);
    } else if (brokerId != null && brokerCounter != null) {
      const position = this.#statements.byCounter.get(session.id, brokerCounter, brokerId);
      if (position !== undefined) this.#queue.sent(position.seq, messageId);
    }
  }

  /** Removes the message that is on its way under a packet id, and returns it. */
  take(session: Session, messageId: number): StoredMessage | StoredRelease | undefined {
    const row = this.#byMessageId(session, messageId);
    if (row === undefined) return undefined;
    const packet = this.#toPacket(row);
    this.#queue.done(session, row[0]);
    return packet;
  }

  /**
   * Lets go of one copy of a message that Aedes decided not to deliver. With overlapping subscriptions that is true of all copies but one, and
   * the message stays until the last is gone.
   */
  letGo(session: Session, brokerId: string, brokerCounter: number): undefined {
    const position = this.#statements.byCounter.get(session.id, brokerCounter, brokerId);
    if (position === undefined) return;
    if (position.copies > 1) {
      this.#context.commits.open();
      this.#statements.letGo.run(position.seq);
    } else this.#queue.done(session, position.seq);
  }

  /** The messages of this moment, oldest first. */
  messages(session: Session): Iterable<StoredMessage | StoredRelease> {
    return this.#read(session, this.#queue.newestSeq);
  }

  *#read(session: Session, newestSeq: number): Generator<StoredMessage | StoredRelease> {
    const { database, commits } = this.#context;
    let seq = 0;
    // Aedes does not catch here, and may ask while it is shutting down.
    while (database.open) {
      const rows = commits.run(() => this.#queue.read(session, seq, ROWS_PER_READ));
      for (const row of rows) {
        if (row[0] > newestSeq) return;
        yield this.#toPacket(row);
      }
      const last = rows.at(-1);
      if (last === undefined) return;
      seq = last[0];
    }
  }

  #byMessageId(session: Session, messageId: number): QueuedRow | undefined {
    this.#queue.settle();
    return this.#statements.byMessageId.get(session.id, messageId);
  }

  #toPacket(row: QueuedRow): StoredMessage | StoredRelease {
    const [, message_id, flags, expires_at, , , , broker_id, broker_counter, publisher, , topic, properties] = row;
    if (isPubrel(flags)) return { cmd: 'pubrel', messageId: message_id ?? 0 };
    const payload = this.#queue.payloadOf(row);
    const columns = { topic, payload, flags, properties, expires_at, publisher, broker_id, broker_counter };
    return { ...toStoredMessage(columns), dup: false, messageId: message_id ?? undefined };
  }
}

function prepare({ database }: StoreContext) {
  return {
    newestCounter: database
      .prepare<[], number | null>('SELECT max(broker_counter) FROM queued WHERE broker_counter IS NOT NULL')
      .pluck(),
    byCounter: database.prepare<
      [sessionId: number, brokerCounter: number, brokerId: string],
      { seq: number; copies: number }
    >(
      `SELECT seq, copies FROM queued INDEXED BY queued_by_counter
       WHERE session_id = ? + 0 AND broker_counter = ? + 0 AND broker_counter IS NOT NULL AND broker_id = ?`,
    ),
    // Where two messages have one packet id, which Aedes' counter may bring about, the index yields the older one first.
    byMessageId: database
      .prepare<[sessionId: number, messageId: number], QueuedRow>(
        `SELECT ${rowColumns} FROM queued INDEXED BY queued_by_message_id
         WHERE session_id = ? + 0 AND message_id = ? + 0 AND message_id IS NOT NULL AND broker_counter IS NOT NULL`,
      )
      .raw(),
    letGo: database.prepare('UPDATE queued SET copies = copies - 1 WHERE seq = ?'),
  };
}
