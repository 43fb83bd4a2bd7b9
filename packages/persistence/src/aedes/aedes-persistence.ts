import { Readable } from 'node:stream';
import { PersistenceError } from '../errors.ts';
import type { Queue } from '../queue.ts';
import type { Retained } from '../retained.ts';
import type { Session, SessionTable } from '../session-table.ts';
import type { StoreContext } from '../store-context.ts';
import type { Wills } from '../wills.ts';
import { Inbound } from './inbound.ts';
import { Outgoing } from './outgoing.ts';
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
import { fromRetainedRow, fromWillRow, toRetainedRow, toWillRow } from './packet-row.ts';
import { Subscriptions } from './subscriptions.ts';

/** The tables of a store, and how to close it. */
export type StoreParts = {
  readonly context: StoreContext;
  readonly sessions: SessionTable;
  readonly queue: Queue;
  readonly retained: Retained;
  readonly wills: Wills;
  readonly destroy: () => Promise<void>;
};

/** The store by the contract of aedes-persistence. Its promises settle after the commit of the turn in which they were made. */
export class AedesPersistence {
  readonly #parts: StoreParts;
  readonly #subscriptions: Subscriptions;
  readonly #inbound: Inbound;
  readonly #outgoing: Outgoing;
  #broker: BrokerIdentity | undefined;

  constructor(parts: StoreParts) {
    const { context, sessions, queue } = parts;
    this.#parts = parts;
    this.#subscriptions = new Subscriptions(context, sessions);
    this.#inbound = new Inbound(context, sessions, this.#subscriptions);
    this.#outgoing = new Outgoing(context, queue, this.#subscriptions);
  }

  /** The broker that was set up with. */
  get broker(): BrokerIdentity {
    if (this.#broker === undefined) throw new Error('the persistence has not been set up with a broker');
    return this.#broker;
  }

  /** Aedes calls this first. New packets are numbered above the stored ones, so that the two are never taken for each other. */
  async setup(broker: BrokerIdentity): Promise<void> {
    broker.counter = Math.max(broker.counter, this.#outgoing.newestCounter());
    this.#broker = broker;
  }

  async storeRetained(packet: BrokerPacket): Promise<void> {
    const { context, retained } = this.#parts;
    const reason = await this.#durably(() => retained.put(toRetainedRow(packet)));
    if (reason !== undefined) context.drop({ topic: packet.topic ?? '', reason });
  }

  createRetainedStream(filter: string): Readable {
    return this.createRetainedStreamCombi([filter]);
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retainedMatching(filters));
  }

  async addSubscriptions(client: SessionClient, subscriptions: readonly Subscription[]): Promise<void> {
    await this.#durably(() => this.#subscriptions.add(client.id, subscriptions));
  }

  async removeSubscriptions(client: SessionClient, filters: readonly string[]): Promise<void> {
    await this.#inSession(client, (session) => {
      this.#subscriptions.remove(session, filters);
      this.#endIfEmpty(session);
    });
  }

  /** Ends the session: its subscriptions, its queue and its inbound packet ids (MQTT 3.1.1 §3.1.2.4). */
  async cleanSubscriptions(client: SessionClient): Promise<void> {
    await this.#inSession(client, (session) => {
      this.#subscriptions.remove(session, [...this.#subscriptions.of(session).keys()]);
      this.#parts.sessions.end(session);
      this.#parts.queue.discard(session);
    });
  }

  async subscriptionsByClient(client: SessionClient): Promise<Subscription[]> {
    const session = this.#parts.sessions.get(client.id);
    return session === undefined ? [] : [...this.#subscriptions.of(session).values()].map((one) => ({ ...one }));
  }

  async subscriptionsByTopic(topic: string): Promise<readonly SubscriptionMatch[]> {
    return this.#subscriptions.matching(topic);
  }

  async countOffline(): Promise<{ subsCount: number; clientsCount: number }> {
    return this.#subscriptions.count();
  }

  /** The ids of the clients that are subscribed to exactly this filter. */
  getClientList(filter: string): Readable {
    const sessions = [...this.#parts.sessions.all()].filter((one) => this.#subscriptions.of(one).has(filter));
    return Readable.from(sessions.map((session) => session.clientId));
  }

  async outgoingEnqueue(match: SubscriptionMatch, packet: BrokerPacket): Promise<void> {
    await this.outgoingEnqueueCombi([match], packet);
  }

  async outgoingEnqueueCombi(matches: readonly SubscriptionMatch[], packet: BrokerPacket): Promise<void> {
    if (matches.length === 0) return;
    await this.#durably(() => {
      for (const session of this.#outgoing.enqueue(matches, packet)) this.#endIfEmpty(session);
    });
  }

  /** Notes the packet id of a publish, or that a QoS 2 message is down to its PUBREL. Not an error when it is not in the queue: it was dropped. */
  async outgoingUpdate(client: SessionClient, packet: BrokerPacket): Promise<void> {
    await this.#inSession(client, (session) => this.#outgoing.update(session, packet));
  }

  /** Removes what a packet id stands for and returns it; without a packet id, lets go of a publish that Aedes decided not to deliver. */
  async outgoingClearMessageId(
    client: SessionClient,
    { messageId, brokerId, brokerCounter }: Pick<BrokerPacket, 'messageId' | 'brokerId' | 'brokerCounter'>,
  ): Promise<StoredMessage | StoredRelease | undefined> {
    const session = this.#parts.sessions.get(client.id);
    if (session === undefined) return undefined;
    if (messageId != null) return this.#take(session, () => this.#outgoing.take(session, messageId));
    if (brokerId == null || brokerCounter == null) return undefined;
    // One that was overtaken by a newer packet has not been delivered; it stays for the next connection.
    const newest = Object.hasOwn(client.duplicates ?? {}, brokerId) ? client.duplicates?.[brokerId] : undefined;
    if ((newest ?? 0) > brokerCounter) return undefined;
    await this.#take(session, () => this.#outgoing.letGo(session, brokerId, brokerCounter));
    return undefined;
  }

  /** The messages of this moment, oldest first. */
  outgoingStream(client: SessionClient): Readable {
    const session = this.#parts.sessions.get(client.id);
    return Readable.from(session === undefined ? [] : this.#outgoing.messages(session));
  }

  async incomingStorePacket(client: SessionClient, packet: BrokerPacket): Promise<void> {
    const messageId = requireMessageId(packet);
    await this.#durably(() => this.#inbound.put(client, packet, messageId));
  }

  /** Rejects with `no_such_packet` for a packet id that is not in store. */
  async incomingGetPacket(client: SessionClient, packet: BrokerPacket): Promise<StoredMessage> {
    const messageId = requireMessageId(packet);
    const stored = this.#inbound.get(client, messageId);
    if (stored === undefined) throw noSuchPacket(messageId);
    return stored;
  }

  async incomingDelPacket(client: SessionClient, packet: BrokerPacket): Promise<void> {
    const messageId = requireMessageId(packet);
    const isDeleted = await this.#durably(() => this.#inbound.delete(client, messageId));
    if (!isDeleted) throw noSuchPacket(messageId);
    await this.#inSession(client, (session) => this.#endIfEmpty(session));
  }

  /** Writes `brokerId` and `clientId` onto the will, as Aedes' own persistence does. */
  async putWill(client: SessionClient, will: WillPacket): Promise<void> {
    will.brokerId = this.broker.id;
    will.clientId = client.id;
    await this.#durably(() => this.#parts.wills.put(toWillRow(client.id, this.broker.id, will)));
  }

  async getWill(client: SessionClient): Promise<StoredWill | undefined> {
    const row = this.#parts.wills.get(client.id);
    return row && fromWillRow(row);
  }

  async delWill(client: SessionClient): Promise<StoredWill | undefined> {
    const will = await this.getWill(client);
    await this.#durably(() => this.#parts.wills.delete(client.id));
    return will;
  }

  /** The wills of brokers that are not among the living. */
  streamWill(brokers: Readonly<Record<string, unknown>> = {}): Readable {
    const { context, wills } = this.#parts;
    if (!context.database.open) return Readable.from([]);
    const left = wills.all().filter((will) => !Object.hasOwn(brokers, will.broker_id));
    return Readable.from(left.map(fromWillRow));
  }

  /** Closes the whole store, see `SqliteMessageStore`. */
  destroy(): Promise<void> {
    return this.#parts.destroy();
  }

  #take<T>(session: Session, work: () => T): Promise<T> {
    return this.#durably(() => {
      const taken = work();
      this.#endIfEmpty(session);
      return taken;
    });
  }

  *#retainedMatching(filters: readonly string[]): Generator<StoredMessage> {
    const { context, retained } = this.#parts;
    for (const topic of new Set(filters.flatMap((filter) => retained.topics(filter)))) {
      if (!context.database.open) return;
      const row = context.commits.run(() => retained.get(topic));
      if (row !== undefined) yield fromRetainedRow(row);
    }
  }

  // Aedes does not say when a session begins or ends; it has one for as long as there is something in it.
  #endIfEmpty(session: Session): void {
    if (session.queuedMessages > 0 || this.#subscriptions.of(session).size > 0) return;
    if (this.#inbound.isEmpty(session)) this.#parts.sessions.end(session);
  }

  async #inSession(client: SessionClient, work: (session: Session) => void): Promise<void> {
    const session = this.#parts.sessions.get(client.id);
    if (session !== undefined) await this.#durably(() => work(session));
  }

  #durably<T>(work: () => T): Promise<T> {
    const { commits } = this.#parts.context;
    return commits.durably(() => {
      commits.refuseClosed();
      return work();
    });
  }
}

function requireMessageId({ messageId }: BrokerPacket): number {
  if (messageId == null) throw noSuchPacket(messageId);
  return messageId;
}

function noSuchPacket(messageId: number | null | undefined): PersistenceError {
  return new PersistenceError('no_such_packet', `there is no packet ${messageId} in store`);
}
