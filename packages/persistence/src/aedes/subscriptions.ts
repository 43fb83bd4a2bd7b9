import { NEVER_SECONDS, type Session, type SessionTable, type SubscriptionRow } from '../session-table.ts';
import type { StoreContext } from '../store-context.ts';
import type { QoS, Subscription, SubscriptionMatch } from './packet.ts';
import { SubscriptionIndex } from './subscription-index.ts';

type BySession = Map<Session, Map<string, Subscription>>;

/** Subscriptions as Aedes wants them: by client, by topic, and with a session for as long as there is something in it. */
export class Subscriptions {
  readonly #context: StoreContext;
  readonly #sessions: SessionTable;
  readonly #bySession: BySession = new Map();
  readonly #index = new SubscriptionIndex();

  constructor(context: StoreContext, sessions: SessionTable) {
    this.#context = context;
    this.#sessions = sessions;
    for (const row of sessions.subscriptions()) {
      const session = sessions.byId(row.session_id);
      if (session !== undefined) this.#put(session, fromRow(row));
    }
  }

  /** The client's session, begun when there is none; it never expires, which Aedes sees to itself. */
  session(clientId: string): Session {
    const present = this.#sessions.get(clientId);
    if (present !== undefined) return present;
    return this.#sessions.open({
      clientId,
      username: null,
      createdAt: this.#context.now(),
      expirySeconds: NEVER_SECONDS,
    });
  }

  of(session: Session): ReadonlyMap<string, Subscription> {
    return this.#bySession.get(session) ?? new Map();
  }

  /** The subscriptions above QoS 0 that a topic matches. */
  matching(topic: string): readonly SubscriptionMatch[] {
    return this.#index.matching(topic);
  }

  /** Subscriptions above QoS 0, and the sessions that have any subscription: as Aedes counts them. */
  count(): { subsCount: number; clientsCount: number } {
    return { subsCount: this.#index.count, clientsCount: this.#bySession.size };
  }

  add(clientId: string, subscriptions: readonly Subscription[]): void {
    if (subscriptions.length === 0) return;
    const session = this.session(clientId);
    for (const subscription of subscriptions) this.#add(session, subscription);
  }

  remove(session: Session, filters: readonly string[]): void {
    for (const filter of filters) {
      const present = this.of(session).get(filter);
      if (present === undefined) continue;
      this.#sessions.deleteSubscription(session, filter);
      this.#take(session, filter);
      this.#context.commits.onUndo(() => this.#put(session, present));
    }
  }

  #add(session: Session, subscription: Subscription): void {
    const { topic, qos, rh, rap, nl, subscriptionIdentifier } = subscription;
    const record: Subscription = {
      ...{ topic, qos, rh, rap, nl },
      ...(subscriptionIdentifier !== undefined && { subscriptionIdentifier }),
    };
    const before = this.of(session).get(topic);
    // The index comes first: it is what may refuse a filter (more than 100 levels).
    this.#put(session, record);
    this.#sessions.putSubscription(session, topic, {
      qos,
      rh: rh ?? null,
      rap: toInteger(rap),
      nl: toInteger(nl),
      identifier: subscriptionIdentifier ?? null,
    });
    this.#context.commits.onUndo(() => {
      this.#take(session, topic);
      if (before !== undefined) this.#put(session, before);
    });
  }

  #put(session: Session, subscription: Subscription): void {
    if (subscription.qos > 0) this.#index.add(session.clientId, subscription);
    else this.#index.remove(session.clientId, subscription.topic);
    const present = this.#bySession.get(session);
    if (present === undefined) this.#bySession.set(session, new Map([[subscription.topic, subscription]]));
    else present.set(subscription.topic, subscription);
  }

  #take(session: Session, filter: string): void {
    const present = this.#bySession.get(session);
    present?.delete(filter);
    if (present?.size === 0) this.#bySession.delete(session);
    this.#index.remove(session.clientId, filter);
  }
}

function fromRow({ filter, qos, rh, rap, nl, identifier }: SubscriptionRow): Subscription {
  return {
    topic: filter,
    qos: qos as QoS,
    rh: rh ?? undefined,
    rap: rap === null ? undefined : rap === 1,
    nl: nl === null ? undefined : nl === 1,
    ...(identifier !== null && { subscriptionIdentifier: identifier }),
  };
}

function toInteger(flag: boolean | undefined): number | null {
  return flag === undefined ? null : Number(flag);
}
