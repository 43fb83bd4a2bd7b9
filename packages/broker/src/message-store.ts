import type { Delivery, Message, SubscriptionOptions, Will } from '@ocpp-broker/mqtt';

/** A session as the store keeps it. */
export type StoredSession = {
  readonly clientId: string;
  /** Whose it is: the user name that began it; null for an anonymous client. */
  readonly username: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Session Expiry Interval; 0xFFFFFFFF: never. */
  readonly expirySeconds: number;
  /** Milliseconds since 1970; null while its client is connected. */
  readonly disconnectedAt: number | null;
  /** By filter as it was sent, `$share/…` too. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionOptions>;
};

/** Why something was not stored; nothing of it was. */
export type StoreDropReason =
  | 'queued_messages'
  | 'queued_bytes'
  | 'queued_bytes_total'
  | 'retained_messages'
  | 'retained_bytes'
  | 'expired';

/** One delivery in the queue of a session. `seq` grows over all sessions and is never used again. */
export type QueuedDelivery = Delivery & {
  readonly seq: number;
  /** The packet id under which it was sent; undefined: not sent yet. */
  readonly messageId: number | undefined;
  /** PUBREC has come: only PUBREL is to be sent; the message is empty then. */
  readonly isReleased: boolean;
};

/** A will that was stored with its client's CONNECT. */
export type StoredWill = { readonly clientId: string; readonly will: Will };

/**
 * What must outlive the process: sessions that outlive their connection, retained messages, wills. Everything is done
 * in memory and in the open transaction at once; the transaction of a turn of the event loop is committed at its end.
 * Whoever promises something to a peer waits for `afterCommit`. A method throws only when the database is broken.
 */
export interface MessageStore {
  /** All sessions, once, at start; those that ran out while the process was away are gone. */
  load(): readonly StoredSession[];
  /** Begins a session, or notes that its client is back; subscriptions and queue of one that is there stay. */
  openSession(session: Omit<StoredSession, 'disconnectedAt' | 'subscriptions'>): void;
  sessionDisconnected(clientId: string, at: number, expirySeconds: number): void;
  /** Removes the session, with its subscriptions, queue and packet ids; nothing happens when there is none. */
  endSession(clientId: string): void;
  putSubscription(clientId: string, filter: string, options: SubscriptionOptions): void;
  deleteSubscription(clientId: string, filter: string): void;

  /** Puts a delivery (QoS 1 or 2) at the end of a session's queue: its `seq`, or why it does not fit. */
  enqueue(clientId: string, delivery: Delivery): number | StoreDropReason;
  /** What is queued after `afterSeq`, in order, sent or not; at most `limit`. Expired ones that were not sent are dropped on the way. */
  read(clientId: string, afterSeq: number, limit: number): readonly QueuedDelivery[];
  /** It is on its way under this packet id. */
  sent(seq: number, messageId: number): void;
  /** A PUBREC came for it. */
  released(seq: number): void;
  /** The client has it, or will never get it. */
  done(clientId: string, seq: number): void;
  queued(clientId: string): { readonly messages: number; readonly bytes: number };

  /** Packet ids of QoS 2 publishes of a client that wait for PUBREL. */
  inbound(clientId: string): readonly number[];
  putInbound(clientId: string, messageId: number): void;
  deleteInbound(clientId: string, messageId: number): void;

  /** Keeps the message for its topic; an empty payload removes what is kept. Returns why it is not kept. */
  putRetained(message: Message): StoreDropReason | undefined;
  /** Topics under a filter that have a message now; `$` topics only for filters that begin with `$`. */
  retainedTopics(filter: string): readonly string[];
  retained(topic: string): Message | undefined;

  putWill(clientId: string, will: Will): void;
  deleteWill(clientId: string): void;
  wills(): readonly StoredWill[];

  /**
   * Calls back when everything that was written up to now is on disk: at once when nothing waits, else in the order of
   * the calls. With an error, all that was written in that turn is undone.
   */
  afterCommit(done: (error?: Error) => void): void;
  stats(): StoreStats;
}

/** What the store holds now. */
export type StoreStats = {
  readonly sessions: number;
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  readonly retainedMessages: number;
  readonly retainedBytes: number;
  readonly wills: number;
};
