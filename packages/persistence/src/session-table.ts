import { PersistenceError } from './errors.ts';
import type { QoS, Subscription, SubscriptionMatch } from './packet.ts';
import type { StoreContext } from './store-context.ts';
import { SubscriptionIndex } from './subscription-index.ts';

/** One stored session. Its subscriptions belong to the session table, the queue's and the inbound counts to those two. */
export type Session = {
  readonly id: number;
  readonly clientId: string;
  readonly subscriptions: Map<string, Subscription>;
  queuedMessages: number;
  queuedBytes: number;
  inboundMessages: number;
  inboundBytes: number;
};

/** Sessions and their subscriptions: all of them in memory, each change in SQLite too. */
export class SessionTable {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #sessions = new Map<string, Session>();
  readonly #index = new SubscriptionIndex();

  constructor(context: StoreContext) {
    this.#context = context;
    const { database } = context;
    this.#statements = {
      sessions: database.prepare<[], { id: number; client_id: string }>('SELECT id, client_id FROM session'),
      subscriptions: database.prepare<[], SubscriptionRow>(
        'SELECT client_id, filter, qos, rh, rap, nl, identifier FROM subscription JOIN session ON session.id = session_id',
      ),
      create: database.prepare('INSERT INTO session (client_id, created_at) VALUES (?, ?)'),
      remove: database.prepare('DELETE FROM session WHERE id = ?'),
      subscribe: database.prepare('INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?)'),
      unsubscribe: database.prepare('DELETE FROM subscription WHERE session_id = ? AND filter = ?'),
      unsubscribeAll: database.prepare('DELETE FROM subscription WHERE session_id = ?'),
    };
  }

  /** Reads everything anew. */
  load(): void {
    this.#sessions.clear();
    this.#index.clear();
    for (const { id, client_id } of this.#statements.sessions.all()) this.#remember(id, client_id);
    for (const row of this.#statements.subscriptions.all()) {
      const subscription = fromRow(row);
      this.#sessions.get(row.client_id)?.subscriptions.set(subscription.topic, subscription);
      if (subscription.qos > 0) this.#index.add(row.client_id, subscription);
    }
  }

  get(clientId: string): Session | undefined {
    return this.#sessions.get(clientId);
  }

  all(): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** The client's session, begun when there is none; undefined when there are as many as may be. */
  open(clientId: string): Session | undefined {
    const present = this.#sessions.get(clientId);
    if (present !== undefined) return present;
    if (this.#sessions.size >= this.#context.limits.sessionsMax) return undefined;
    this.#context.commits.open();
    const { lastInsertRowid } = this.#statements.create.run(clientId, this.#context.now());
    return this.#remember(Number(lastInsertRowid), clientId);
  }

  /** Ends a session of which nothing is left; does nothing otherwise. */
  closeIfEmpty(session: Session): void {
    if (session.subscriptions.size + session.queuedMessages + session.inboundMessages > 0) return;
    this.#context.commits.open();
    this.#statements.remove.run(session.id);
    this.#sessions.delete(session.clientId);
  }

  /** Throws `sessions_full` or `subscriptions_full`, with nothing changed: Aedes then closes the connection, which the client notices. */
  subscribe(clientId: string, subscriptions: readonly Subscription[]): void {
    const [first] = subscriptions;
    if (first === undefined) return;
    this.#refuseTooMany(clientId, subscriptions);
    const session = this.open(clientId);
    if (session === undefined) {
      this.#context.drop({ clientId, topic: first.topic, reason: 'sessions' });
      throw new PersistenceError('sessions_full', 'there is no room for another session');
    }
    for (const subscription of subscriptions) this.#add(session, subscription);
  }

  unsubscribe(session: Session, filters: readonly string[]): void {
    for (const filter of filters) {
      const present = session.subscriptions.get(filter);
      if (present === undefined) continue;
      this.#context.commits.open();
      this.#statements.unsubscribe.run(session.id, filter);
      session.subscriptions.delete(filter);
      if (present.qos > 0) this.#index.remove(session.clientId, filter);
    }
  }

  unsubscribeAll(session: Session): void {
    if (session.subscriptions.size === 0) return;
    this.#context.commits.open();
    this.#statements.unsubscribeAll.run(session.id);
    for (const { topic, qos } of session.subscriptions.values()) {
      if (qos > 0) this.#index.remove(session.clientId, topic);
    }
    session.subscriptions.clear();
  }

  /** The subscriptions above QoS 0 that a topic matches. */
  matching(topic: string): readonly SubscriptionMatch[] {
    return this.#index.matching(topic);
  }

  /** Subscriptions above QoS 0, and the sessions that have any subscription: as Aedes counts them. */
  count(): { subsCount: number; clientsCount: number } {
    let clientsCount = 0;
    for (const session of this.#sessions.values()) if (session.subscriptions.size > 0) clientsCount++;
    return { subsCount: this.#index.count, clientsCount };
  }

  #remember(id: number, clientId: string): Session {
    const session: Session = {
      id,
      clientId,
      subscriptions: new Map(),
      queuedMessages: 0,
      queuedBytes: 0,
      inboundMessages: 0,
      inboundBytes: 0,
    };
    this.#sessions.set(clientId, session);
    return session;
  }

  #refuseTooMany(clientId: string, subscriptions: readonly Subscription[]): void {
    const max = this.#context.limits.subscriptionsPerSessionMax;
    const present = this.#sessions.get(clientId)?.subscriptions;
    if ((present?.size ?? 0) + subscriptions.length <= max) return;
    const filters = new Set(present?.keys());
    for (const { topic } of subscriptions) {
      filters.add(topic);
      if (filters.size <= max) continue;
      this.#context.drop({ clientId, topic, reason: 'subscriptions' });
      throw new PersistenceError('subscriptions_full', 'the session has no room for another subscription');
    }
  }

  #add(session: Session, subscription: Subscription): void {
    const { topic, qos, rh, rap, nl, subscriptionIdentifier } = subscription;
    const present = session.subscriptions.get(topic);
    // Aedes stores all subscriptions of a SUBSCRIBE once for each of them.
    if (present !== undefined && same(present, subscription)) return;
    const record: Subscription = { topic, qos, rh, rap, nl };
    // The index comes first: it is what may refuse a filter (more than 100 levels).
    if (qos > 0) this.#index.add(session.clientId, record);
    else if (present !== undefined && present.qos > 0) this.#index.remove(session.clientId, topic);
    this.#context.commits.open();
    this.#statements.subscribe.run(
      session.id,
      topic,
      qos,
      rh ?? null,
      toInteger(rap),
      toInteger(nl),
      subscriptionIdentifier ?? null,
    );
    session.subscriptions.set(
      topic,
      subscriptionIdentifier === undefined ? record : { ...record, subscriptionIdentifier },
    );
  }
}

type SubscriptionRow = {
  readonly client_id: string;
  readonly filter: string;
  readonly qos: number;
  readonly rh: number | null;
  readonly rap: number | null;
  readonly nl: number | null;
  readonly identifier: number | null;
};

function fromRow({ filter, qos, rh, rap, nl, identifier }: SubscriptionRow): Subscription {
  const record: Subscription = {
    topic: filter,
    qos: qos as QoS,
    rh: rh ?? undefined,
    rap: rap === null ? undefined : rap === 1,
    nl: nl === null ? undefined : nl === 1,
  };
  return identifier === null ? record : { ...record, subscriptionIdentifier: identifier };
}

function toInteger(flag: boolean | undefined): number | null {
  return flag === undefined ? null : Number(flag);
}

function same(a: Subscription, b: Subscription): boolean {
  return (
    a.qos === b.qos &&
    a.rh === b.rh &&
    a.rap === b.rap &&
    a.nl === b.nl &&
    a.subscriptionIdentifier === b.subscriptionIdentifier
  );
}
