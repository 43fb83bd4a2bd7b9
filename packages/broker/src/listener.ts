import type { Server, Socket } from 'node:net';
import { type TLSSocket, Server as TlsServer } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { backlogMax, type Clock, isTlsReplaceable, replaceTls, type TlsServerOptions } from '@ocpp-broker/net';
import type { AddressLimits } from './address-limits.ts';
import type { Carrier } from './carrier.ts';
import { BrokerError, bindError } from './errors.ts';
import { ListenerDoor } from './listener-door.ts';
import type { BrokerListenerOptions, ListenerRefusal, ListenerStatus } from './listener-options.ts';
import { createSocketServer, type SocketContext } from './socket-listener.ts';
import { createWebSocketServer } from './websocket-listener.ts';

/** The path of WebSockets where none is set, which is where clients look for MQTT. */
const defaultPath = '/mqtt';

/** What a listener needs. */
export type ListenerParts = {
  readonly context: Pick<SocketContext, 'hasRoom' | 'accept' | 'connectTimeoutMs' | 'maxPacketBytes'>;
  readonly addresses: AddressLimits;
  readonly clock: Clock;
  /** Told of each connection that was closed; without an address where it concerns the listener as a whole. */
  readonly refused: (reason: ListenerRefusal, remoteAddress?: string, problem?: string) => void;
};

/** One listening socket, the sockets that came in by it, and the connections that were made of them. */
export class Listener {
  readonly #server: Server;
  readonly #door: ListenerDoor;
  readonly #parts: ListenerParts;
  readonly #sockets = new Set<Socket>();
  readonly #carriers = new Set<Carrier>();
  #options: BrokerListenerOptions;
  #port: number;

  /** Does not listen yet; throws a `BrokerError` when TLS is wanted but not to be had with the options. */
  constructor(options: BrokerListenerOptions, parts: ListenerParts) {
    this.#options = options;
    this.#port = options.port;
    this.#parts = parts;
    this.#server = createServerFor(options, this.#socketContext());
    this.#door = new ListenerDoor(this.#server, { ...parts, options: () => this.#options });
    this.#server.prependListener('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.maxConnections = options.connectionsMax;
    this.#server.on('drop', () => parts.refused('too-many-connections'));
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) =>
      this.#tlsFailed(error, socket),
    );
  }

  /** Starts listening, also again after `stopAccepting`; a `BrokerError` names the address and what is the matter with it. */
  async listen(): Promise<void> {
    const server = this.#server;
    const { host } = this.#options;
    const port = this.#port;
    server.removeAllListeners('error');
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error) => {
        server.off('listening', succeed);
        reject(bindError(error, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
      };
      const succeed = () => {
        // After this, `error` tells of a failed accept (too many open files, say); the listener goes on.
        server.off('error', fail).on('error', () => this.#parts.refused('too-many-connections'));
        resolve();
      };
      server.once('error', fail).once('listening', succeed);
      server.listen({ host, port, backlog: backlogMax });
    });
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  status(): ListenerStatus {
    const { id, type, host, connectionsMax } = this.#options;
    return {
      id,
      type,
      host,
      port: this.#port,
      ...(type === 'ws' || type === 'wss' ? { path: this.#path() } : {}),
      running: this.#server.listening,
      connectionsMax,
      connections: this.#sockets.size,
    };
  }

  /** Whether a connection came in here. */
  owns(carrier: Carrier): boolean {
    return this.#carriers.has(carrier);
  }

  /** Whether `apply` can make the listener what the options say. */
  canBecome(next: BrokerListenerOptions): boolean {
    const { type, host, port, proxyProtocol = false, tls } = this.#options;
    const isSamePort = next.port === port || next.port === this.#port;
    const isSameSocket = next.type === type && next.host === host && isSamePort;
    const isSameTls =
      tls === next.tls || (tls !== undefined && next.tls !== undefined && isTlsReplaceable(tls, next.tls));
    return this.#server.listening && isSameSocket && (next.proxyProtocol ?? false) === proxyProtocol && isSameTls;
  }

  /** Changes what can be changed under the connections that stand; throws, and changes nothing, when the certificates are no good. */
  apply(next: BrokerListenerOptions): void {
    if (next.tls !== undefined && !isDeepStrictEqual(next.tls, this.#options.tls)) this.replaceTls(next.tls);
    this.#options = next;
    this.#server.maxConnections = next.connectionsMax;
  }

  /** Shows other certificates from now on; throws a `BrokerError`, and changes nothing, when they are no good. */
  replaceTls(tls: TlsServerOptions): void {
    const { id, tls: current } = this.#options;
    const server = this.#server;
    if (!(server instanceof TlsServer) || current === undefined)
      throw new BrokerError('TLS_OPTIONS_INVALID', `listener ${id} has no TLS`);
    asTlsError(id, () => replaceTls(server, `listener ${id}`, current, tls));
    this.#options = { ...this.#options, tls };
  }

  /** Takes no new connection; those that are there stay. */
  stopAccepting(): void {
    this.#server.close();
  }

  /** Ends every socket and waits until the last one is gone; the port is free at once. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #socketContext(): SocketContext {
    const { context } = this.#parts;
    return {
      hasRoom: context.hasRoom,
      connectTimeoutMs: context.connectTimeoutMs,
      maxPacketBytes: context.maxPacketBytes,
      accept: (carrier) => {
        this.#carriers.add(carrier);
        carrier.onClosed(() => this.#carriers.delete(carrier));
        context.accept(carrier);
      },
      turnedAway: () => this.#parts.refused('too-many-connections'),
      peerOf: (socket) => this.#door.peerOf(socket),
      path: () => this.#path(),
    };
  }

  #path(): string {
    return this.#options.path ?? defaultPath;
  }

  #tlsFailed({ code, message }: NodeJS.ErrnoException, socket: TLSSocket): void {
    const { address } = this.#door.peerOf(socket);
    socket.destroy();
    // Whoever only looks whether the port is open, as health checks do, hangs up like this.
    if (code === 'ECONNRESET') return;
    this.#parts.refused('tls-handshake', address, code ?? message);
  }
}

function createServerFor(options: BrokerListenerOptions, context: SocketContext): Server {
  return asTlsError(options.id, () =>
    options.type === 'tcp' || options.type === 'tls'
      ? createSocketServer(options, context)
      : createWebSocketServer(options, context),
  );
}

function asTlsError<Result>(id: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = reason.startsWith(`listener ${id}`) ? reason : `listener ${id}: ${reason}`;
    throw new BrokerError('TLS_OPTIONS_INVALID', message, { cause: error });
  }
}
