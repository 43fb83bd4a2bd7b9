import type { Delivery, Message, SubscriptionOptions, Will } from '@ocpp-broker/mqtt';
import type {
  MessageStore,
  QueuedDelivery,
  StoreDropReason,
  StoredSession,
  StoredWill,
  StoreStats,
} from '../message-store.ts';

const nothingQueued = { messages: 0, bytes: 0 } as const;

/**
 * A store that does not throw, whatever its database does: most of what is asked of it is asked by sockets and timers,
 * where an error would end the process. What fails counts as not done, and whoever waits for the commit of that turn of
 * the event loop is given the error, as if the commit had failed.
 */
export class SteadyStore implements MessageStore {
  readonly #store: MessageStore;
  readonly #failed: (error: Error) => void;
  #failure: Error | undefined;

  /** `failed` is called once for each turn of the event loop in which something fails. */
  constructor(store: MessageStore, failed: (error: Error) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  /** Throws: a broker that cannot read its sessions does not start. */
  load(): readonly StoredSession[] {
    return this.#store.load();
  }

  openSession(session: Omit<StoredSession, 'disconnectedAt' | 'subscriptions'>): void {
    this.#try(undefined, () => this.#store.openSession(session));
  }

  sessionDisconnected(clientId: string, at: number, expirySeconds: number): void {
    this.#try(undefined, () => this.#store.sessionDisconnected(clientId, at, expirySeconds));
  }

  endSession(clientId: string): void {
    this.#try(undefined, () => this.#store.endSession(clientId));
  }

  putSubscription(clientId: string, filter: string, options: SubscriptionOptions): void {
    this.#try(undefined, () => this.#store.putSubscription(clientId, filter, options));
  }

  deleteSubscription(clientId: string, filter: string): void {
    this.#try(undefined, () => this.#store.deleteSubscription(clientId, filter));
  }

  enqueue(clientId: string, delivery: Delivery): number | StoreDropReason {
    return this.#try<number | StoreDropReason>('queued_messages', () => this.#store.enqueue(clientId, delivery));
  }

  read(clientId: string, afterSeq: number, limit: number): readonly QueuedDelivery[] {
    return this.#try<readonly QueuedDelivery[]>([], () => this.#store.read(clientId, afterSeq, limit));
  }

  sent(seq: number, messageId: number): void {
    this.#try(undefined, () => this.#store.sent(seq, messageId));
  }

  released(seq: number): void {
    this.#try(undefined, () => this.#store.released(seq));
  }

  done(clientId: string, seq: number): void {
    this.#try(undefined, () => this.#store.done(clientId, seq));
  }

  queued(clientId: string): { readonly messages: number; readonly bytes: number } {
    return this.#try<ReturnType<MessageStore['queued']>>(nothingQueued, () => this.#store.queued(clientId));
  }

  inbound(clientId: string): readonly number[] {
    return this.#try<readonly number[]>([], () => this.#store.inbound(clientId));
  }

  putInbound(clientId: string, messageId: number): void {
    this.#try(undefined, () => this.#store.putInbound(clientId, messageId));
  }

  deleteInbound(clientId: string, messageId: number): void {
    this.#try(undefined, () => this.#store.deleteInbound(clientId, messageId));
  }

  putRetained(message: Message): StoreDropReason | undefined {
    return this.#try<StoreDropReason | undefined>(undefined, () => this.#store.putRetained(message));
  }

  retainedTopics(filter: string): readonly string[] {
    return this.#try<readonly string[]>([], () => this.#store.retainedTopics(filter));
  }

  retained(topic: string): Message | undefined {
    return this.#try<Message | undefined>(undefined, () => this.#store.retained(topic));
  }

  putWill(clientId: string, will: Will): void {
    this.#try(undefined, () => this.#store.putWill(clientId, will));
  }

  deleteWill(clientId: string): void {
    this.#try(undefined, () => this.#store.deleteWill(clientId));
  }

  /** Throws, as `load` does. */
  wills(): readonly StoredWill[] {
    return this.#store.wills();
  }

  afterCommit(done: (error?: Error) => void): void {
    const failure = this.#failure;
    if (failure === undefined) this.#store.afterCommit(done);
    else this.#store.afterCommit((error) => done(error ?? failure));
  }

  stats(): StoreStats {
    return this.#store.stats();
  }

  #try<Result>(otherwise: Result, work: () => Result): Result {
    try {
      return work();
    } catch (thrown) {
      this.#fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return otherwise;
    }
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    setImmediate(() => {
      this.#failure = undefined;
    });
    this.#failed(error);
  }
}
