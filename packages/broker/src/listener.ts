import type { Server, Socket } from 'node:net';
import { BrokerError, bindError } from './errors.ts';
import type { BrokerListenerOptions, ListenerStatus } from './options.ts';
import { createSocketServer, type SocketContext } from './socket-listener.ts';
import { createWebSocketServer } from './websocket-listener.ts';

/** One listening socket and the sockets that came in by it. */
export class Listener {
  readonly options: BrokerListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #closed: Promise<void>;

  /** `dropped` is called for each connection that was turned away at the listener's own limit. */
  private constructor(options: BrokerListenerOptions, server: Server, dropped: () => void) {
    this.options = options;
    this.#server = server;
    server.maxConnections = options.connectionsMax;
    server.on('drop', dropped);
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#closed = new Promise((resolve) => server.on('close', resolve));
  }

  /** Starts listening; a `BrokerError` names the address and what is the matter with it. */
  static async open(options: BrokerListenerOptions, context: SocketContext, dropped: () => void): Promise<Listener> {
    const server = createServerFor(options, context);
    const listener = new Listener(options, server, dropped);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(bindError(error, addressOf(options))));
      server.listen({ host: options.host, port: options.port }, resolve);
    });
    server.removeAllListeners('error');
    // After this, `error` tells of a failed accept (too many open files, say); the listener goes on.
    server.on('error', dropped);
    return listener;
  }

  status(): ListenerStatus {
    const { id, type, host, path, connectionsMax } = this.options;
    const address = this.#server.address();
    return {
      id,
      type,
      host,
      port: typeof address === 'object' && address !== null ? address.port : this.options.port,
      ...(type === 'ws' || type === 'wss' ? { path: path ?? '/mqtt' } : {}),
      running: this.#server.listening,
      connectionsMax,
      connections: this.#sockets.size,
    };
  }

  /** Takes no new connection; those that are there stay. */
  stopAccepting(): void {
    this.#server.close();
  }

  /** Ends every socket and waits until the port is free. */
  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#closed;
  }
}

function addressOf({ host, port }: BrokerListenerOptions): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function createServerFor(options: BrokerListenerOptions, context: SocketContext): Server {
  try {
    return options.type === 'tcp' || options.type === 'tls'
      ? createSocketServer(options, context)
      : createWebSocketServer(options, context);
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BrokerError('TLS_OPTIONS_INVALID', `listener ${options.id}: ${reason}`, { cause: error });
  }
}
