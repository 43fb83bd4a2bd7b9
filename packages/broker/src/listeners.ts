import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import type { BrokerContext } from './context.ts';
import { BrokerError } from './errors.ts';
import { Listener } from './listener.ts';
import type { BrokerListenerOptions, ListenerStatus } from './options.ts';
import { disconnectReason } from './refusals.ts';
import type { SocketContext } from './socket-listener.ts';

/** The listeners of the broker, by id. */
export class Listeners {
  readonly #context: BrokerContext;
  readonly #connections: Connections;
  readonly #byId = new Map<string, Listener>();
  readonly #opening = new Set<string>();
  readonly #full = new Set<string>();
  #isClosed = false;

  constructor(context: BrokerContext, connections: Connections) {
    this.#context = context;
    this.#connections = connections;
  }

  async listen(options: BrokerListenerOptions): Promise<ListenerStatus> {
    const { id } = options;
    if (this.#isClosed) throw new BrokerError('BROKER_CLOSED', 'the broker is closed');
    if (this.#byId.has(id) || this.#opening.has(id)) {
      throw new BrokerError('LISTENER_EXISTS', `listener ${id} is there already`);
    }
    this.#opening.add(id);
    try {
      const listener = await Listener.open(options, this.#socketContext(id), () => this.#dropped(options));
      this.#byId.set(id, listener);
      return listener.status();
    } finally {
      this.#opening.delete(id);
    }
  }

  async unlisten(id: string): Promise<void> {
    const listener = this.#byId.get(id);
    if (listener === undefined) return;
    this.#byId.delete(id);
    listener.stopAccepting();
    await this.#endConnections((connection) => connection.listenerId === id);
    await listener.close();
  }

  status(): readonly ListenerStatus[] {
    return [...this.#byId.values()].map((listener) => listener.status());
  }

  /** Stops all listeners and ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const listeners = [...this.#byId.values()];
    this.#byId.clear();
    for (const listener of listeners) listener.stopAccepting();
    await this.#endConnections(() => true);
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  async #endConnections(isMeant: (connection: Connection) => boolean): Promise<void> {
    const connections = [...this.#connections.all()].filter(isMeant);
    await this.#connections.end(connections, disconnectReason.serverShuttingDown);
  }

  #socketContext(listenerId: string): SocketContext {
    return {
      hasRoom: () => this.#connections.hasRoom(),
      accept: (carrier) => {
        this.#full.delete(listenerId);
        this.#connections.accept(carrier, listenerId);
      },
      connectTimeoutMs: () => this.#context.options.connectTimeoutMs,
      maxPacketBytes: () => this.#context.options.maxPacketBytes,
    };
  }

  /** Logged once for each time that it is full, since a storm of connections is when logs are needed. */
  #dropped({ id, connectionsMax }: BrokerListenerOptions): void {
    this.#context.report({ kind: 'connection-refused', reason: 'too-many-connections', listenerId: id });
    if (this.#full.has(id)) return;
    this.#full.add(id);
    this.#context.log.warn({ listener: id, connectionsMax }, 'listener is full: new connections are closed');
  }
}
