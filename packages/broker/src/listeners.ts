import type { Clock, TlsServerOptions } from '@ocpp-broker/net';
import { type AddressLimitOptions, AddressLimits } from './address-limits.ts';
import type { Carrier } from './carrier.ts';
import { BrokerError } from './errors.ts';
import { Listener } from './listener.ts';
import type { BrokerListenerOptions, ListenerStatus } from './listener-options.ts';
import type { Logger } from './ports.ts';
import { type RefusalEvent, RefusalLog } from './refusal-log.ts';

/** Takes the connections that come in by the listeners. */
export interface ConnectionTaker {
  /** Whether another connection fits into the limit over all listeners. */
  hasRoom(): boolean;
  accept(carrier: Carrier, listenerId: string): void;
  /** Ends those that are meant, with a reason for MQTT 5, and resolves when their sockets are gone. */
  end(isMeant: (carrier: Carrier) => boolean, reasonCode: number): Promise<void>;
}

/** What of the broker's options concerns listeners. */
export type ListenerLimits = AddressLimitOptions & {
  readonly connectTimeoutMs: number;
  readonly maxPacketBytes: number;
};

/** What listeners need. */
export type ListenersParts = {
  /** The current ones; asked for each time. */
  readonly limits: () => ListenerLimits;
  readonly connections: ConnectionTaker;
  readonly log: Logger;
  /** Called for each connection that a listener closed itself. */
  readonly report: (event: RefusalEvent) => void;
  readonly clock: Clock;
};

/** "Server shutting down" (MQTT 5 §3.14.2.1): the client may come again elsewhere, or later. */
const serverShuttingDown = 0x8b;

/** The listeners of the broker, by id; what is asked of one id is done one after the other. */
export class Listeners {
  readonly #parts: ListenersParts;
  readonly #addresses: AddressLimits;
  readonly #refusals: RefusalLog;
  readonly #byId = new Map<string, Listener>();
  readonly #turns = new Map<string, Promise<unknown>>();
  #isClosed = false;

  constructor(parts: ListenersParts) {
    const { limits, clock, log, report } = parts;
    this.#parts = parts;
    this.#addresses = new AddressLimits(limits, clock);
    this.#refusals = new RefusalLog(log, report, clock);
  }

  /** Opens a listener; rejects with a `BrokerError` whose `code` is the system's (`EADDRINUSE`) or ours (`LISTENER_EXISTS`, `TLS_OPTIONS_INVALID`). */
  listen(options: BrokerListenerOptions): Promise<ListenerStatus> {
    const { id } = options;
    return this.#inTurn(id, async () => {
      this.#mustBeOpen();
      if (this.#byId.has(id)) throw new BrokerError('LISTENER_EXISTS', `listener ${id} is there already`);
      const listener = this.#create(options);
      await listener.listen();
      this.#byId.set(id, listener);
      return listener.status();
    });
  }

  /** Stops a listener and disconnects its clients; nothing happens when there is none of that id. */
  unlisten(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      const listener = this.#byId.get(id);
      if (listener === undefined) return;
      this.#byId.delete(id);
      listener.stopAccepting();
      await this.#end(listener);
    });
  }

  /**
   * Makes a listener what the options say. Its clients stay, unless the type, the address, the PROXY protocol or the rules for client
   * certificates change: then another listener is opened in its place. When that fails, the old one goes on with all its clients.
   */
  change(id: string, options: Omit<BrokerListenerOptions, 'id'>): Promise<ListenerStatus> {
    return this.#inTurn(id, async () => {
      this.#mustBeOpen();
      const next = { ...options, id };
      const listener = this.#find(id);
      if (!listener.canBecome(next)) return this.#replace(listener, next);
      listener.apply(next);
      return listener.status();
    });
  }

  /** Shows other certificates from now on, with no client disconnected; throws a `BrokerError`, and changes nothing, when they are no good. */
  replaceTls(id: string, tls: TlsServerOptions): void {
    this.#find(id).replaceTls(tls);
  }

  status(): readonly ListenerStatus[] {
    return [...this.#byId.values()].map((listener) => listener.status());
  }

  /** Stops all listeners and ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#turns.values()]);
    const listeners = [...this.#byId.values()];
    this.#byId.clear();
    for (const listener of listeners) listener.stopAccepting();
    await this.#parts.connections.end(() => true, serverShuttingDown);
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  async #replace(old: Listener, options: BrokerListenerOptions): Promise<ListenerStatus> {
    const next = this.#create(options);
    // Not before the options are known to be good; the new one may want the same port.
    old.stopAccepting();
    try {
      await next.listen();
    } catch (error) {
      await listenAgain(old, error);
      throw error;
    }
    this.#byId.set(options.id, next);
    await this.#end(old);
    return next.status();
  }

  async #end(listener: Listener): Promise<void> {
    await this.#parts.connections.end((carrier) => listener.owns(carrier), serverShuttingDown);
    await listener.close();
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new BrokerError('BROKER_CLOSED', 'the broker is closed');
  }

  #find(id: string): Listener {
    const listener = this.#byId.get(id);
    if (listener === undefined) throw new BrokerError('LISTENER_UNKNOWN', `there is no listener ${id}`);
    return listener;
  }

  #create(options: BrokerListenerOptions): Listener {
    const { id } = options;
    const { limits, connections, clock } = this.#parts;
    return new Listener(options, {
      context: {
        hasRoom: () => connections.hasRoom(),
        accept: (carrier) => connections.accept(carrier, id),
        connectTimeoutMs: () => limits().connectTimeoutMs,
        maxPacketBytes: () => limits().maxPacketBytes,
      },
      addresses: this.#addresses,
      clock,
      refused: (reason, remoteAddress, problem) =>
        this.#refusals.refused({
          reason,
          listenerId: id,
          ...(remoteAddress === undefined ? {} : { remoteAddress }),
          ...(problem === undefined ? {} : { problem }),
        }),
    });
  }

  #inTurn<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    const settled: Promise<void> = turn.then(
      () => this.#passed(id, settled),
      () => this.#passed(id, settled),
    );
    this.#turns.set(id, settled);
    return turn;
  }

  #passed(id: string, turn: Promise<void>): void {
    if (this.#turns.get(id) === turn) this.#turns.delete(id);
  }
}

async function listenAgain(listener: Listener, problem: unknown): Promise<void> {
  try {
    await listener.listen();
  } catch (error) {
    if (!(error instanceof BrokerError) || !(problem instanceof BrokerError)) throw error;
    const message = `${problem.message}; nor as before: ${error.message}`;
    throw new BrokerError(problem.code, message, { cause: problem });
  }
}
