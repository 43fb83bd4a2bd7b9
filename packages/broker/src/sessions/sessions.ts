import { type Delivery, type PublishEncoder, parseShared, type SubscriptionTree } from '@ocpp-broker/mqtt';
import type { Connection } from '../clients/connection.ts';
import type { BrokerContext } from '../context.ts';
import { Outlet } from '../messages/outlet.ts';
import type { Publishing, Subscriber } from '../messages/publishing.ts';
import type { Wills } from '../messages/wills.ts';
import { Session } from './session.ts';
import { SharedWork } from './shared-work.ts';

/** How often it is looked whether a session has run out. */
const sweepIntervalMs = 1000;

/** What sessions are joined with. */
export type SessionsParts = {
  readonly tree: SubscriptionTree<Subscriber>;
  readonly publishing: Publishing;
  readonly wills: Wills;
  readonly encoder: PublishEncoder;
};

/** All sessions: those of connected clients, and those that outlive their connection. */
export class Sessions {
  readonly #context: BrokerContext;
  readonly #tree: SubscriptionTree<Subscriber>;
  readonly #encoder: PublishEncoder;
  readonly #wills: Wills;
  readonly #byClientId = new Map<string, Session>();
  /** Those that run out while their client is away. */
  readonly #away = new Set<Session>();
  readonly #sharedWork: SharedWork;
  #storedCount = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: BrokerContext, parts: SessionsParts) {
    this.#context = context;
    this.#tree = parts.tree;
    this.#encoder = parts.encoder;
    this.#wills = parts.wills;
    this.#sharedWork = new SharedWork(context, parts.tree, parts.publishing);
  }

  /** Takes up the sessions that the store has from before. */
  start(): void {
    for (const stored of this.#context.store.load()) {
      const session = new Session({ ...stored, isStored: true });
      session.disconnectedAt = stored.disconnectedAt ?? this.#context.now();
      for (const messageId of this.#context.store.inbound(session.clientId)) session.awaitingRel.add(messageId);
      for (const [filter, options] of stored.subscriptions) {
        session.subscriptions.set(filter, options);
        this.#tree.set(filter, session, options);
      }
      this.#byClientId.set(session.clientId, session);
      this.#storedCount += 1;
      this.#watch(session);
    }
    this.#timer = setInterval(() => this.endExpired(), sweepIntervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get(clientId: string): Session | undefined {
    return this.#byClientId.get(clientId);
  }

  all(): Iterable<Session> {
    return this.#byClientId.values();
  }

  /** Sessions that outlive their connection, or may. */
  get storedCount(): number {
    return this.#storedCount;
  }

  /** Sessions whose clients are away. */
  get awayCount(): number {
    let connected = 0;
    for (const { outlet, isStored } of this.#byClientId.values()) if (isStored && outlet !== undefined) connected += 1;
    return this.#storedCount - connected;
  }

  /** Sessions with a subscription. */
  get subscriberCount(): number {
    let subscribers = 0;
    for (const { subscriptions } of this.#byClientId.values()) if (subscriptions.size > 0) subscribers += 1;
    return subscribers;
  }

  /** Whether a client may have a session that outlives its connection; one that has it already may. */
  hasRoomFor(clientId: string): boolean {
    return this.#storedCount < this.#context.options.limits.sessionsMax || this.get(clientId)?.isStored === true;
  }

  /**
   * Joins a client to its session, the one that it had (`isPresent`) or a new one (MQTT 5 §3.1.2.4). The connection that had it
   * until now is to be cut, after CONNACK: its will may concern the session.
   */
  attach(connection: Connection): { readonly isPresent: boolean; readonly previous: Connection | undefined } {
    const before = this.#byClientId.get(connection.clientId);
    // The sweep may come a little late.
    if (before !== undefined && this.#isOver(before)) this.#end(before);
    const previous = this.#release(before);
    const isPresent = before !== undefined && this.#canResume(before, connection);
    if (before !== undefined && !isPresent) this.#end(before);
    const session = isPresent ? before : this.#begin(connection);
    if (isPresent) this.#wills.cancel(session.clientId);
    this.#away.delete(session);
    session.disconnectedAt = null;
    session.expirySeconds = connection.client.sessionExpiryInterval;
    if (session.isStored) this.#open(session, connection, isPresent);
    session.outlet = new Outlet(connection, session, this.#context, this.#encoder);
    connection.session = session;
    return { isPresent, previous };
  }

  /** After CONNACK: sends what waited for the client, and lets it help the groups that it shares subscriptions with. */
  resume({ session }: Connection): void {
    if (session === undefined) return;
    if (session.isStored) session.outlet?.resume();
    for (const filter of session.subscriptions.keys()) {
      if (parseShared(filter) !== undefined) this.joined(filter);
    }
  }

  /** The connection is gone: its session ends, or waits for the client. */
  detach(connection: Connection): void {
    const { session } = connection;
    if (session === undefined) return;
    connection.session = undefined;
    session.expirySeconds = connection.client.sessionExpiryInterval;
    this.#lose(session);
  }

  /** A session has a new subscription to a shared filter: it helps with what waits for members that are away. */
  joined(share: string): void {
    this.#sharedWork.takeFromAbsent(share);
  }

  /** Forgets a session whatever it is to get; its client is to be disconnected before. */
  discard(clientId: string): boolean {
    const session = this.#byClientId.get(clientId);
    if (session === undefined || session.outlet !== undefined) return false;
    this.#end(session);
    return true;
  }

  /** Ends the sessions that have run out by now. */
  endExpired(): void {
    for (const session of this.#away) {
      if (!this.#isOver(session)) continue;
      this.#context.log.info({ clientId: session.clientId }, 'session has run out');
      this.#end(session);
    }
  }

  #isOver({ expiresAt }: Session): boolean {
    return expiresAt !== undefined && expiresAt <= this.#context.now();
  }

  /** Another user may have been let in under the same client id in the same moment; what waits is not for him. */
  #canResume(session: Session, { isCleanStart, identity }: Connection): boolean {
    if (isCleanStart || this.#byClientId.get(session.clientId) !== session) return false;
    return session.username === (identity?.username ?? null);
  }

  #open(session: Session, connection: Connection, isPresent: boolean): void {
    const { store } = this.#context;
    store.openSession(session);
    store.afterCommit((error) => {
      if (error === undefined) return;
      connection.fail(error);
      if (isPresent || this.#byClientId.get(session.clientId) !== session) return;
      // The store knows nothing of it: whatever it is to get would be lost without a word.
      if (connection.session === session) this.detach(connection);
      this.#end(session);
    });
  }

  /** Takes a session from the connection that has it now, if any. */
  #release(session: Session | undefined): Connection | undefined {
    const previousConnection = session?.outlet?.connection;
    if (session !== undefined && previousConnection !== undefined) {
      previousConnection.session = undefined;
      this.#lose(session);
    }
    return previousConnection;
  }

  #lose(session: Session): void {
    const { outlet } = session;
    session.outlet = undefined;
    session.disconnectedAt = this.#context.now();
    const left: readonly Delivery[] = outlet?.close() ?? [];
    if (session.expirySeconds === 0) this.#end(session);
    else {
      this.#context.store.sessionDisconnected(session.clientId, session.disconnectedAt, session.expirySeconds);
      this.#watch(session);
    }
    this.#sharedWork.lost(session, left);
  }

  #begin(connection: Connection): Session {
    const { clientId, identity, client } = connection;
    const expirySeconds = client.sessionExpiryInterval;
    const session = new Session({
      clientId,
      username: identity?.username ?? null,
      createdAt: this.#context.now(),
      expirySeconds,
      isStored: expirySeconds > 0,
    });
    this.#byClientId.set(clientId, session);
    if (session.isStored) this.#storedCount += 1;
    // One may be left there whose end could not be stored.
    this.#context.store.endSession(clientId);
    return session;
  }

  #watch(session: Session): void {
    if (session.expiresAt !== undefined) this.#away.add(session);
  }

  #end(session: Session): void {
    if (this.#byClientId.get(session.clientId) !== session) return;
    for (const filter of session.subscriptions.keys()) this.#tree.delete(filter, session);
    this.#byClientId.delete(session.clientId);
    this.#away.delete(session);
    this.#wills.sessionEnded(session.clientId);
    if (session.isStored) {
      this.#storedCount -= 1;
      // What it was to get of shared subscriptions goes to the others first.
      this.#sharedWork.ending(session);
      this.#context.store.endSession(session.clientId);
    }
    // Whatever is still being sent to it ends by that.
    session.subscriptions.clear();
  }
}
