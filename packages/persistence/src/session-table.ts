import type { QoS, SubscriptionOptions } from '@ocpp-broker/mqtt';
import type { StoreContext } from './store-context.ts';

/** The Session Expiry Interval that means never (MQTT 5 §3.1.2.11.2). */
export const NEVER_SECONDS = 0xffff_ffff;

/** One stored session; what is counted of its queue belongs to the queue. */
export type Session = {
  readonly id: number;
  readonly clientId: string;
  readonly username: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  expirySeconds: number;
  /** Milliseconds since 1970; null while its client is connected. */
  disconnectedAt: number | null;
  queuedMessages: number;
  queuedBytes: number;
  /** The part of `queuedBytes` that is in payloads which sessions share. */
  sharedBytes: number;
  /** Before this moment nothing that waits expires; it may be too early. */
  expiresFrom: number;
};

/** What a new session is begun with. */
export type SessionStart = Pick<Session, 'clientId' | 'username' | 'createdAt' | 'expirySeconds'>;

/** Columns of a subscription besides its filter; null for options that its client did not give. */
export type SubscriptionColumns = {
  readonly qos: number;
  readonly rh: number | null;
  readonly rap: number | null;
  readonly nl: number | null;
  readonly identifier: number | null;
};

/** A stored subscription and whose it is. */
export type SubscriptionRow = SubscriptionColumns & { readonly session_id: number; readonly filter: string };

/** The sessions, all of them in memory and in SQLite, and their subscriptions, in SQLite alone. */
export class SessionTable {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #byClientId = new Map<string, Session>();
  readonly #byId = new Map<number, Session>();

  constructor(context: StoreContext) {
    this.#context = context;
    this.#statements = prepare(context);
    for (const row of this.#statements.sessions.all()) this.#remember(toSession(row));
  }

  get count(): number {
    return this.#byClientId.size;
  }

  get(clientId: string): Session | undefined {
    return this.#byClientId.get(clientId);
  }

  byId(id: number): Session | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<Session> {
    return this.#byClientId.values();
  }

  /** The client's session, begun when there is none; one that is there keeps its beginning, and its client counts as connected. */
  open(start: SessionStart): Session {
    const { commits } = this.#context;
    const present = this.#byClientId.get(start.clientId);
    if (present !== undefined) {
      this.#change(present, null, start.expirySeconds);
      return present;
    }
    commits.open();
    const { clientId, createdAt, username, expirySeconds } = start;
    const { lastInsertRowid } = this.#statements.create.run(clientId, createdAt, username, expirySeconds);
    const session = toSession({
      id: Number(lastInsertRowid),
      client_id: clientId,
      created_at: createdAt,
      username,
      expiry_seconds: expirySeconds,
      disconnected_at: null,
    });
    this.#remember(session);
    commits.onUndo(() => this.#forget(session));
    return session;
  }

  disconnected(session: Session, at: number, expirySeconds: number): void {
    this.#change(session, at, expirySeconds);
  }

  /** Notes that no client is connected, as is true when a process begins. */
  disconnectAll(at: number): void {
    const connected = [...this.all()].filter((session) => session.disconnectedAt === null);
    if (connected.length === 0) return;
    const { commits } = this.#context;
    commits.open();
    this.#statements.disconnectAll.run(at);
    for (const session of connected) session.disconnectedAt = at;
    commits.onUndo(() => {
      for (const session of connected) session.disconnectedAt = null;
    });
  }

  /** Removes the session, its subscriptions and the packet ids that it received; the queue is not touched. */
  end(session: Session): void {
    const { commits } = this.#context;
    commits.open();
    for (const statement of this.#statements.end) statement.run(session.id);
    this.#forget(session);
    commits.onUndo(() => this.#remember(session));
  }

  putSubscription(session: Session, filter: string, { qos, rh, rap, nl, identifier }: SubscriptionColumns): void {
    this.#context.commits.open();
    this.#statements.subscribe.run(session.id, filter, qos, rh, rap, nl, identifier);
  }

  deleteSubscription(session: Session, filter: string): void {
    this.#context.commits.open();
    this.#statements.unsubscribe.run(session.id, filter);
  }

  /** All subscriptions of all sessions. */
  subscriptions(): IterableIterator<SubscriptionRow> {
    return this.#statements.subscriptions.iterate();
  }

  #change(session: Session, disconnectedAt: number | null, expirySeconds: number): void {
    const before = { disconnectedAt: session.disconnectedAt, expirySeconds: session.expirySeconds };
    if (before.disconnectedAt === disconnectedAt && before.expirySeconds === expirySeconds) return;
    const { commits } = this.#context;
    commits.open();
    this.#statements.change.run(disconnectedAt, expirySeconds, session.id);
    Object.assign(session, { disconnectedAt, expirySeconds });
    commits.onUndo(() => Object.assign(session, before));
  }

  #remember(session: Session): void {
    this.#byClientId.set(session.clientId, session);
    this.#byId.set(session.id, session);
  }

  #forget(session: Session): void {
    this.#byClientId.delete(session.clientId);
    this.#byId.delete(session.id);
  }
}

/** A stored subscription as MQTT's options; what its client did not say has its default. */
export function toOptions({ qos, rh, rap, nl, identifier }: SubscriptionColumns): SubscriptionOptions {
  return {
    qos: qos as QoS,
    noLocal: nl === 1,
    retainAsPublished: rap === 1,
    retainHandling: (rh ?? 0) as 0 | 1 | 2,
    identifier: identifier ?? undefined,
  };
}

type SessionRow = {
  readonly id: number;
  readonly client_id: string;
  readonly created_at: number;
  readonly username: string | null;
  readonly expiry_seconds: number;
  readonly disconnected_at: number | null;
};

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    clientId: row.client_id,
    username: row.username,
    createdAt: row.created_at,
    expirySeconds: row.expiry_seconds,
    disconnectedAt: row.disconnected_at,
    queuedMessages: 0,
    queuedBytes: 0,
    sharedBytes: 0,
    // Nothing is known yet: the first search for something expired finds out.
    expiresFrom: 0,
  };
}

function prepare({ database }: StoreContext) {
  const columns = 'qos, rh, rap, nl, identifier';
  return {
    sessions: database.prepare<[], SessionRow>('SELECT * FROM session'),
    create: database.prepare(
      'INSERT INTO session (client_id, created_at, username, expiry_seconds) VALUES (?, ?, ?, ?)',
    ),
    change: database.prepare('UPDATE session SET disconnected_at = ?, expiry_seconds = ? WHERE id = ?'),
    disconnectAll: database.prepare('UPDATE session SET disconnected_at = ? WHERE disconnected_at IS NULL'),
    end: [
      database.prepare('DELETE FROM session WHERE id = ?'),
      database.prepare('DELETE FROM subscription WHERE session_id = ?'),
      database.prepare('DELETE FROM received WHERE session_id = ?'),
      database.prepare('DELETE FROM inbound WHERE session_id = ?'),
    ],
    subscriptions: database.prepare<[], SubscriptionRow>(`SELECT session_id, filter, ${columns} FROM subscription`),
    subscribe: database.prepare(
      `INSERT OR REPLACE INTO subscription (session_id, filter, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    unsubscribe: database.prepare('DELETE FROM subscription WHERE session_id = ? AND filter = ?'),
  };
}
