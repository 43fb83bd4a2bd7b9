import type { Delivery, Message, SubscriptionOptions, Will } from '@ocpp-broker/mqtt';
import { AedesPersistence } from './aedes/aedes-persistence.ts';
import { backupDatabase, codeOf } from './backup.ts';
import { openDatabase, type StoreDatabase } from './database.ts';
import { encodeDelivery, encodeRetained, encodeWill, toQueuedDelivery, toStoredWill } from './delivery-row.ts';
import { PersistenceError } from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { toMessage } from './message-row.ts';
import {
  defaultLimits,
  type MessageStoreOptions,
  type StoreDropReason,
  type StoreLimits,
  type Synchronous,
} from './options.ts';
import { Queue } from './queue.ts';
import { Received } from './received.ts';
import { Retained } from './retained.ts';
import { NEVER_SECONDS, SessionTable, toOptions } from './session-table.ts';
import type { StoreContext } from './store-context.ts';
import type { QueuedDelivery, StoredSession, StoredWill, StoreStats } from './stored.ts';
import { Wills } from './wills.ts';

/**
 * What must outlive the process, in one SQLite file: sessions with their subscriptions and queues, retained messages, wills. Everything
 * is done in memory and in the open transaction at once; `afterCommit` tells when the turn of the event loop is on disk. What is
 * asked of a session that is not there does nothing. A method throws only when the database is broken or has been closed.
 */
export class SqliteMessageStore {
  readonly #database: StoreDatabase;
  readonly #context: StoreContext;
  readonly #commits: GroupCommit;
  readonly #sessions: SessionTable;
  readonly #queue: Queue;
  readonly #received: Received;
  readonly #retained: Retained;
  readonly #wills: Wills;
  #aedes: AedesPersistence | undefined;
  #destroyed: Promise<void> | undefined;

  /** Takes over an open database of the newest schema. */
  constructor(database: StoreDatabase, options: Omit<MessageStoreOptions, 'path'> = {}) {
    const { now = Date.now, limits, onDropped, onCommitted } = options;
    this.#database = database;
    this.#commits = new GroupCommit(database, onCommitted);
    this.#context = {
      database,
      commits: this.#commits,
      limits: { ...defaultLimits, ...limits },
      now,
      drop: (drop) => onDropped?.(drop),
    };
    this.#sessions = new SessionTable(this.#context);
    this.#queue = new Queue(this.#context, this.#sessions);
    this.#received = new Received(this.#context);
    this.#retained = new Retained(this.#context);
    this.#wills = new Wills(this.#context);
  }

  /** All sessions, once, at start; those that ran out while the process was away are gone, and nobody is connected. */
  load(): readonly StoredSession[] {
    return this.#commits.run(() => {
      const now = this.#context.now();
      this.#sessions.disconnectAll(now);
      for (const session of [...this.#sessions.all()]) {
        const { clientId, expirySeconds, disconnectedAt } = session;
        if (expirySeconds === NEVER_SECONDS) continue;
        if ((disconnectedAt ?? now) + expirySeconds * 1000 <= now) this.endSession(clientId);
      }
      const subscriptions = new Map<number, Map<string, SubscriptionOptions>>();
      for (const row of this.#sessions.subscriptions()) {
        const present = subscriptions.get(row.session_id);
        if (present === undefined) subscriptions.set(row.session_id, new Map([[row.filter, toOptions(row)]]));
        else present.set(row.filter, toOptions(row));
      }
      return [...this.#sessions.all()].map((session) => ({
        clientId: session.clientId,
        username: session.username,
        createdAt: session.createdAt,
        expirySeconds: session.expirySeconds,
        disconnectedAt: session.disconnectedAt,
        subscriptions: subscriptions.get(session.id) ?? new Map(),
      }));
    });
  }

  /** Begins a session, or notes that its client is back; one that is there keeps its beginning, subscriptions and queue. */
  openSession(session: Omit<StoredSession, 'disconnectedAt' | 'subscriptions'>): void {
    this.#commits.run(() => this.#sessions.open(session));
  }

  sessionDisconnected(clientId: string, at: number, expirySeconds: number): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) this.#commits.run(() => this.#sessions.disconnected(session, at, expirySeconds));
  }

  /** Removes the session, with its subscriptions, queue and packet ids; nothing happens when there is none. */
  endSession(clientId: string): void {
    const session = this.#sessions.get(clientId);
    if (session === undefined) return;
    this.#commits.run(() => {
      this.#sessions.end(session);
      this.#queue.discard(session);
    });
  }

  putSubscription(clientId: string, filter: string, options: SubscriptionOptions): void {
    const session = this.#sessions.get(clientId);
    if (session === undefined) return;
    const { qos, retainHandling, retainAsPublished, noLocal, identifier } = options;
    const [rap, nl] = [Number(retainAsPublished), Number(noLocal)];
    const columns = { qos, rh: retainHandling, rap, nl, identifier: identifier ?? null };
    this.#commits.run(() => this.#sessions.putSubscription(session, filter, columns));
  }

  deleteSubscription(clientId: string, filter: string): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) this.#commits.run(() => this.#sessions.deleteSubscription(session, filter));
  }

  /** Puts a delivery at the end of a session's queue: its `seq`, or why it does not fit; a session that is not there has no room. */
  enqueue(clientId: string, delivery: Delivery): number | StoreDropReason {
    const session = this.#sessions.get(clientId);
    if (session === undefined) return 'queued_messages';
    return this.#commits.run(() => this.#queue.append(session, encodeDelivery(delivery)));
  }

  /** What is queued after `afterSeq`, in order, sent or not; at most `limit`. Expired ones that were not sent are dropped on the way. */
  read(clientId: string, afterSeq: number, limit: number): readonly QueuedDelivery[] {
    const session = this.#sessions.get(clientId);
    if (session === undefined) return [];
    return this.#commits.run(() =>
      this.#queue.read(session, afterSeq, limit).map((row) => toQueuedDelivery(row, this.#queue.payloadOf(row))),
    );
  }

  /** It is on its way under this packet id. */
  sent(seq: number, messageId: number): void {
    this.#commits.run(() => this.#queue.sent(seq, messageId));
  }

  /** A PUBREC came for it: from now on only its packet id is kept. */
  released(seq: number): void {
    this.#commits.run(() => this.#queue.released(seq));
  }

  /** The client has it, or will never get it. */
  done(clientId: string, seq: number): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) this.#commits.run(() => this.#queue.done(session, seq));
  }

  queued(clientId: string): { readonly messages: number; readonly bytes: number } {
    const session = this.#sessions.get(clientId);
    return { messages: session?.queuedMessages ?? 0, bytes: session?.queuedBytes ?? 0 };
  }

  /** Packet ids of QoS 2 publishes of a client that wait for PUBREL. */
  inbound(clientId: string): readonly number[] {
    const session = this.#sessions.get(clientId);
    return session === undefined ? [] : this.#received.all(session);
  }

  putInbound(clientId: string, messageId: number): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) this.#commits.run(() => this.#received.put(session, messageId));
  }

  deleteInbound(clientId: string, messageId: number): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) this.#commits.run(() => this.#received.delete(session, messageId));
  }

  /** Keeps the message for its topic; an empty payload removes what is kept. Returns why it is not kept: then nothing is, for that topic. */
  putRetained(message: Message): StoreDropReason | undefined {
    return this.#commits.run(() => this.#retained.put(encodeRetained(message)));
  }

  /** Topics under a filter that have a message now; `$` topics only for filters that begin with `$`. */
  retainedTopics(filter: string): readonly string[] {
    return this.#retained.topics(filter);
  }

  retained(topic: string): Message | undefined {
    const row = this.#commits.run(() => this.#retained.get(topic));
    return row && toMessage(row);
  }

  putWill(clientId: string, will: Will): void {
    this.#commits.run(() => this.#wills.put(encodeWill(clientId, will)));
  }

  deleteWill(clientId: string): void {
    this.#commits.run(() => this.#wills.delete(clientId));
  }

  wills(): readonly StoredWill[] {
    return this.#wills.all().map(toStoredWill);
  }

  /**
   * Calls back when everything that was written up to now is on disk: at once when nothing waits, else in the order of the calls. With an
   * error, all that was written in that turn is undone.
   */
  afterCommit(done: (error?: Error) => void): void {
    this.#commits.afterCommit(done);
  }

  stats(): StoreStats {
    return {
      sessions: this.#sessions.count,
      queuedMessages: this.#queue.messages,
      queuedBytes: this.#queue.bytes,
      retainedMessages: this.#retained.count,
      retainedBytes: this.#retained.bytes,
      wills: this.#wills.count,
    };
  }

  /** What a commit survives now, as SQLite says. */
  get synchronous(): Synchronous {
    return this.#database.pragma('synchronous', { simple: true }) === 2 ? 'full' : 'normal';
  }

  /**
   * Writes a copy of the whole file to `path`, where nothing is yet, while the store is in use. Rejects with a PersistenceError, also when
   * the store is closed meanwhile.
   */
  backupTo(path: string): Promise<void> {
    return backupDatabase(this.#database, this.#commits, path);
  }

  /** Writes something, and throws a PersistenceError when the disk refuses it. */
  checkWritable(): void {
    this.#commits.refuseClosed();
    this.#commits.settle();
    try {
      this.#database.pragma(`user_version = ${Number(this.#database.pragma('user_version', { simple: true }))}`);
    } catch (error) {
      throw new PersistenceError('store_unwritable', `the store cannot be written (${codeOf(error)})`, {
        cause: error,
      });
    }
  }

  /** Puts other limits in force from now on. What is stored already stays, but for what is too old by a new limit on age. */
  reconfigure(limits: Partial<StoreLimits>): void {
    this.#context.limits = { ...this.#context.limits, ...limits };
    this.#queue.reconfigured();
  }

  /** The same store by the contract of Aedes; not to be mixed with the methods above for one client. */
  aedes(): AedesPersistence {
    this.#aedes ??= new AedesPersistence({
      context: this.#context,
      sessions: this.#sessions,
      queue: this.#queue,
      retained: this.#retained,
      wills: this.#wills,
      destroy: () => this.destroy(),
    });
    return this.#aedes;
  }

  /** Waits until the broker has stopped writing, commits, and closes the file. Later writes are refused with `store_closed`. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#close();
    return this.#destroyed;
  }

  async #close(): Promise<void> {
    // A closed broker still finishes what it began, wills among it.
    await this.#commits.quiet();
    this.#commits.flush();
    this.#database.close();
  }
}

/** Opens or makes the database file; throws a PersistenceError that names the file when it cannot be used. */
export function createMessageStore({ path, ...options }: MessageStoreOptions): SqliteMessageStore {
  return new SqliteMessageStore(openDatabase(path, options.synchronous), options);
}
