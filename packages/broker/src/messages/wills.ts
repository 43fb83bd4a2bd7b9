import type { Message, Will } from '@ocpp-broker/mqtt';
import type { Connection } from '../clients/connection.ts';
import type { BrokerContext } from '../context.ts';
import type { Session } from '../sessions/session.ts';

/** How often it is looked whether a delayed will is due, while there is one. */
const sweepIntervalMs = 200;

/** Sends a message; the callback tells when it is stored and handed on. */
export type PublishMessage = (message: Message, done: (error?: Error) => void) => void;

/** The message that a will becomes when it is sent. */
export function messageOfWill(clientId: string, will: Will, now: number): Message {
  const { topic, payload, qos, retain, properties, expirySeconds } = will;
  const expiresAt = expirySeconds === undefined ? undefined : now + expirySeconds * 1000;
  return { topic, payload, qos, retain, properties, expiresAt, from: clientId };
}

/**
 * The wills of clients (MQTT 5 §3.1.2.5): in store while their client is connected, so that those of a process that was
 * killed are sent by the next one, and waiting while their delay runs. A delay begins anew with the process, since
 * nobody knows when the client was lost.
 */
export class Wills {
  readonly #context: BrokerContext;
  readonly #publish: PublishMessage;
  /** Those whose delay runs, by client id, with the time at which they are due. */
  readonly #waiting = new Map<string, { readonly will: Will; readonly dueAt: number }>();
  readonly #inStore = new Map<string, Will>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: BrokerContext, publish: PublishMessage) {
    this.#context = context;
    this.#publish = publish;
  }

  /** Takes over what the process before this one left; `expiryOf` is the Session Expiry Interval, the longest delay. */
  start(expiryOf: (clientId: string) => number): void {
    for (const { clientId, will } of this.#context.store.wills()) {
      this.#inStore.set(clientId, will);
      this.delay(clientId, will, Math.min(will.delaySeconds, expiryOf(clientId)));
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Stores the will of a client that connects; settles when it is on disk. */
  keep(clientId: string, will: Will): Promise<void> {
    const { store } = this.#context;
    return new Promise((resolve, reject) => {
      this.#inStore.set(clientId, will);
      store.putWill(clientId, will);
      store.afterCommit((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  /** A client is lost. `session` is the one of its client id, which may go on with another connection or have ended. */
  lost(connection: Connection, session: Session | undefined, will: Will, delaySeconds: number): void {
    const { clientId } = connection;
    if (!this.#isDue(connection, will)) {
      this.release(clientId, will);
      return;
    }
    const successor = session?.outlet?.connection;
    if (session === undefined || delaySeconds === 0) this.send(clientId, will);
    else if (successor === undefined || successor === connection) this.delay(clientId, will, delaySeconds);
    else if (successor.isCleanStart) this.send(clientId, will);
    // The session goes on: its client was not away at all.
    else this.release(clientId, will);
  }

  /** Sends a will when its delay is over, unless its client is back before. */
  delay(clientId: string, will: Will, seconds: number): void {
    if (seconds <= 0) {
      this.send(clientId, will);
      return;
    }
    this.#waiting.set(clientId, { will, dueAt: this.#context.now() + seconds * 1000 });
    this.#timer ??= setInterval(() => this.sendDue(), sweepIntervalMs).unref();
  }

  /** Sends what is due by now. */
  sendDue(): void {
    const now = this.#context.now();
    for (const [clientId, { will, dueAt }] of this.#waiting) {
      if (dueAt > now) continue;
      this.#waiting.delete(clientId);
      this.send(clientId, will);
    }
    if (this.#waiting.size === 0) this.stop();
  }

  /** Sends a will; it is in store until it is safe elsewhere. */
  send(clientId: string, will: Will, done: (error?: Error) => void = () => {}): void {
    this.#publish(messageOfWill(clientId, will, this.#context.now()), (error) => {
      if (error === undefined) this.release(clientId, will);
      else {
        this.#context.log.error({ clientId, err: error }, 'a will could not be sent');
        this.#context.report({ kind: 'failed', error });
      }
      done(error);
    });
  }

  /** The session goes on with another connection: the will that waited is void (MQTT-3.1.3-9). */
  cancel(clientId: string): void {
    const waiting = this.#waiting.get(clientId);
    if (waiting === undefined) return;
    this.#waiting.delete(clientId);
    this.release(clientId, waiting.will);
  }

  /** The session has ended: its will waits no longer (MQTT 5 §3.1.3.2.2). */
  sessionEnded(clientId: string): void {
    const waiting = this.#waiting.get(clientId);
    if (waiting === undefined) return;
    this.#waiting.delete(clientId);
    this.send(clientId, waiting.will);
  }

  /** A will was sent, or its client went in peace. One that the client has left since then stays. */
  release(clientId: string, will: Will): void {
    if (this.#inStore.get(clientId) !== will) return;
    this.#inStore.delete(clientId);
    this.#context.store.deleteWill(clientId);
  }

  /** A client that was never let in has none; and what it may publish can have changed since then. */
  #isDue({ clientId, identity, connectedAt }: Connection, { topic, qos, retain }: Will): boolean {
    if (identity === undefined || connectedAt === undefined) return false;
    if (this.#context.topicGuard.mayPublish(identity, topic, qos, retain)) return true;
    this.#context.log.warn({ clientId, username: identity.username, topic }, 'will refused');
    this.#context.report({ kind: 'publish-refused', clientId });
    return false;
  }
}
