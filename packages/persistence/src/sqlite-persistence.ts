import { Readable } from 'node:stream';
import { openDatabase, type StoreDatabase } from './database.ts';
import { PersistenceError } from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { Inbound } from './inbound.ts';
import { defaultLimits, type PersistenceOptions } from './options.ts';
import type {
  BrokerIdentity,
  BrokerPacket,
  SessionClient,
  StoredMessage,
  StoredRelease,
  StoredWill,
  Subscription,
  SubscriptionMatch,
  WillPacket,
} from './packet.ts';
import { Queue } from './queue.ts';
import { byClient } from './queue-target.ts';
import { Retained } from './retained.ts';
import { type Session, SessionTable } from './session-table.ts';
import type { StoreContext } from './store-context.ts';
import { StoredAhead } from './stored-ahead.ts';
import { Wills } from './wills.ts';

/**
 * Aedes' persistence on one SQLite file. Whatever a peer is told to be stored is: such a promise settles after the commit of the turn in
 * which it was made. Only the loss of a QoS 1 packet id or of an acknowledged message's removal is harmless (the message is sent once
 * more), so those do not wait.
 */
export class SqlitePersistence {
  readonly #database: StoreDatabase;
  readonly #commits: GroupCommit;
  readonly #now: () => number;
  readonly #sessions: SessionTable;
  readonly #queue: Queue;
  readonly #inbound: Inbound;
  readonly #retained: Retained;
  readonly #wills: Wills;
  readonly #ahead = new StoredAhead();
  #broker: BrokerIdentity | undefined;
  #destroyed: Promise<void> | undefined;

  constructor({ path, now = Date.now, limits, onDropped }: PersistenceOptions) {
    this.#database = openDatabase(path);
    this.#commits = new GroupCommit(this.#database, () => this.#load());
    this.#now = now;
    const context: StoreContext = {
      database: this.#database,
      commits: this.#commits,
      limits: { ...defaultLimits, ...limits },
      now,
      drop: (drop) => onDropped?.(drop),
    };
    this.#sessions = new SessionTable(context);
    this.#queue = new Queue(context, this.#sessions);
    this.#inbound = new Inbound(context, this.#sessions);
    this.#retained = new Retained(context);
    this.#wills = new Wills(context);
    this.#load();
  }

  /** The broker that was set up with. */
  get broker(): BrokerIdentity {
    if (this.#broker === undefined) throw new Error('the persistence has not been set up with a broker');
    return this.#broker;
  }

  /** Aedes calls this first. New packets are numbered above the stored ones, so that the two are never taken for each other. */
  async setup(broker: BrokerIdentity): Promise<void> {
    broker.counter = Math.max(broker.counter, this.#queue.newestCounter);
    this.#broker = broker;
  }

  /**
   * Stores all that a client's QoS 1 or 2 publish needs (its retained copy, its place in the queues, its QoS 2 packet id) in one
   * transaction, and settles after the commit. To be awaited in `authorizePublish`, since Aedes 2 writes PUBACK before it stores. What Aedes
   * then asks to have stored is recognised by the `brokerId` and `brokerCounter` that this gives the packet.
   */
  async storeBeforeAck(client: SessionClient, packet: BrokerPacket): Promise<void> {
    if (packet.qos !== 1 && packet.qos !== 2) return;
    await this.#durably(() => {
      const messageId = packet.qos === 2 ? packet.messageId : undefined;
      // A repetition (MQTT 3.1.1 §4.3.3): everything is stored already.
      if (messageId != null && this.#inbound.get(client, messageId) !== undefined) return;
      this.#number(packet);
      if (messageId != null) {
        this.#inbound.put(client, packet, messageId);
        this.#ahead.noteInbound(client, messageId);
      }
      if (packet.retain === true) this.#retained.put(packet);
      const matches = this.#sessions.matching(packet.topic ?? '');
      const wanted = matches.filter((match) => !(match.nl === true && match.clientId === client.id));
      this.#queue.enqueue(byClient(wanted), packet);
      this.#ahead.note(packet, new Set(matches.map((match) => match.clientId)));
    });
  }

  async storeRetained(packet: BrokerPacket): Promise<void> {
    if (this.#ahead.has(packet)) return;
    await this.#durably(() => this.#retained.put(packet));
  }

  createRetainedStream(filter: string): Readable {
    return this.createRetainedStreamCombi([filter]);
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retained.matching(filters));
  }

  async addSubscriptions(client: SessionClient, subscriptions: readonly Subscription[]): Promise<void> {
    await this.#durably(() => this.#sessions.subscribe(client.id, subscriptions));
  }

  async removeSubscriptions(client: SessionClient, filters: readonly string[]): Promise<void> {
    await this.#inSession(client, (session) => {
      this.#sessions.unsubscribe(session, filters);
      this.#sessions.closeIfEmpty(session);
    });
  }

  /** Ends the session: its subscriptions, its queue and its inbound packet ids (MQTT 3.1.1 §3.1.2.4). */
  async cleanSubscriptions(client: SessionClient): Promise<void> {
    await this.#inSession(client, (session) => {
      this.#sessions.unsubscribeAll(session);
      this.#queue.discard(session);
      this.#inbound.clear(session);
      this.#sessions.closeIfEmpty(session);
    });
  }

  async subscriptionsByClient(client: SessionClient): Promise<Subscription[]> {
    return [...(this.#sessions.get(client.id)?.subscriptions.values() ?? [])].map((record) => ({ ...record }));
  }

  async subscriptionsByTopic(topic: string): Promise<readonly SubscriptionMatch[]> {
    return this.#sessions.matching(topic);
  }

  async countOffline(): Promise<{ subsCount: number; clientsCount: number }> {
    return this.#sessions.count();
  }

  /** The ids of the clients that are subscribed to exactly this filter. */
  getClientList(filter: string): Readable {
    const sessions = [...this.#sessions.all()].filter((session) => session.subscriptions.has(filter));
    return Readable.from(sessions.map((session) => session.clientId));
  }

  async outgoingEnqueue(match: SubscriptionMatch, packet: BrokerPacket): Promise<void> {
    await this.outgoingEnqueueCombi([match], packet);
  }

  async outgoingEnqueueCombi(matches: readonly SubscriptionMatch[], packet: BrokerPacket): Promise<void> {
    const stored = this.#ahead.take(packet);
    const open = stored === undefined ? matches : matches.filter((match) => !stored.has(match.clientId));
    if (open.length === 0) return;
    await this.#durably(() => this.#queue.enqueue(byClient(open), packet));
  }

  /** Notes the packet id of a publish, or that a QoS 2 message is down to its PUBREL. Not an error when it is not in the queue: it was dropped. */
  async outgoingUpdate(client: SessionClient, packet: BrokerPacket): Promise<void> {
    const session = this.#sessions.get(client.id);
    if (session === undefined) return;
    const { messageId } = packet;
    if (packet.cmd === 'pubrel') {
      if (messageId != null) await this.#durably(() => this.#queue.release(session, messageId));
    } else if (packet.qos === 2) {
      // A QoS 2 message that came again under another packet id would be a second message.
      await this.#durably(() => this.#queue.assignMessageId(session, packet));
    } else {
      this.#eventually(() => this.#queue.assignMessageId(session, packet));
    }
  }

  /** Removes what a packet id stands for and returns it; without a packet id, lets go of a publish that Aedes decided not to deliver. */
  async outgoingClearMessageId(
    client: SessionClient,
    { messageId, brokerId, brokerCounter }: Pick<BrokerPacket, 'messageId' | 'brokerId' | 'brokerCounter'>,
  ): Promise<StoredMessage | StoredRelease | undefined> {
    const session = this.#sessions.get(client.id);
    if (session === undefined) return undefined;
    if (messageId != null) return this.#eventually(() => this.#queue.takeByMessageId(session, messageId));
    if (brokerId == null || brokerCounter == null) return undefined;
    // One that was overtaken by a newer packet has not been delivered; it stays for the next connection.
    const newest = Object.hasOwn(client.duplicates ?? {}, brokerId) ? client.duplicates?.[brokerId] : undefined;
    if ((newest ?? 0) <= brokerCounter) this.#eventually(() => this.#queue.letGo(session, brokerId, brokerCounter));
    return undefined;
  }

  outgoingStream(client: SessionClient): Readable {
    const session = this.#sessions.get(client.id);
    // Aedes does not catch here, and may ask while it is shutting down.
    if (session === undefined || !this.#database.open) return Readable.from([]);
    return Readable.from(this.#eventually(() => this.#queue.messages(session)));
  }

  async incomingStorePacket(client: SessionClient, packet: BrokerPacket): Promise<void> {
    const messageId = requireMessageId(packet);
    await this.#durably(() => {
      const stored = this.#inbound.get(client, messageId);
      if (stored?.brokerCounter !== undefined && stored.brokerCounter === packet.brokerCounter) return;
      this.#inbound.put(client, packet, messageId);
    });
  }

  /** Rejects with `no_such_packet` for a packet id that is not in store, and once for one that `storeBeforeAck` has just put there. */
  async incomingGetPacket(client: SessionClient, packet: BrokerPacket): Promise<StoredMessage> {
    const messageId = requireMessageId(packet);
    const isNew = packet.cmd === 'publish' && this.#ahead.takeInbound(client, messageId);
    const stored = isNew ? undefined : this.#inbound.get(client, messageId);
    if (stored === undefined) throw noSuchPacket(messageId);
    return stored;
  }

  async incomingDelPacket(client: SessionClient, packet: BrokerPacket): Promise<void> {
    const messageId = requireMessageId(packet);
    const deleted = await this.#durably(() => this.#inbound.delete(client, messageId));
    if (!deleted) throw noSuchPacket(messageId);
  }

  /** Writes `brokerId` and `clientId` onto the will, as Aedes' own persistence does. */
  async putWill(client: SessionClient, will: WillPacket): Promise<void> {
    will.brokerId = this.broker.id;
    will.clientId = client.id;
    await this.#durably(() => this.#wills.put(client.id, this.broker.id, will));
  }

  async getWill(client: SessionClient): Promise<StoredWill | undefined> {
    return this.#wills.get(client.id);
  }

  async delWill(client: SessionClient): Promise<StoredWill | undefined> {
    return this.#durably(() => this.#wills.take(client.id));
  }

  /** The wills of brokers that are not among the living. */
  streamWill(brokers: Readonly<Record<string, unknown>> = {}): Readable {
    return Readable.from(this.#wills.left(new Set(Object.keys(brokers))));
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

  #load(): void {
    this.#sessions.load();
    this.#queue.load();
    this.#inbound.load();
    this.#retained.load();
    this.#wills.load();
  }

  #number(packet: BrokerPacket): void {
    packet.brokerId ??= this.broker.id;
    packet.brokerCounter ??= ++this.broker.counter;
    // As Aedes does, which would otherwise reckon a moment later.
    const interval = packet.properties?.messageExpiryInterval;
    if (typeof interval === 'number' && interval > 0) packet.messageExpiry ??= this.#now() + interval * 1000;
  }

  async #inSession(client: SessionClient, work: (session: Session) => void): Promise<void> {
    const session = this.#sessions.get(client.id);
    if (session !== undefined) await this.#durably(() => work(session));
  }

  async #durably<T>(work: () => T): Promise<T> {
    this.#refuseWhenClosed();
    return this.#commits.durably(work);
  }

  #eventually<T>(work: () => T): T {
    this.#refuseWhenClosed();
    return this.#commits.eventually(work);
  }

  #refuseWhenClosed(): void {
    if (!this.#database.open) throw new PersistenceError('store_closed', 'the store has been closed');
  }
}

/** Opens or makes the database file; throws a PersistenceError that names the file when it cannot be used. */
export function createSqlitePersistence(options: PersistenceOptions): SqlitePersistence {
  return new SqlitePersistence(options);
}

function requireMessageId({ messageId }: BrokerPacket): number {
  if (messageId == null) throw noSuchPacket(messageId);
  return messageId;
}

function noSuchPacket(messageId: number | null | undefined): PersistenceError {
  return new PersistenceError('no_such_packet', `there is no packet ${messageId} in store`);
}
