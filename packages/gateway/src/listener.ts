// One port: HTTP(S) in, WebSockets out. The `ws` server gets a request only after everything is decided.

import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type AcceptedHandshake, decideHandshake, type RefusedHandshake } from './handshake.ts';
import type { AccessOptions, ListenerOptions } from './options.ts';
import type { Clock, CredentialStore, Logger, StoredRegistration } from './ports.ts';
import { RateLimit } from './rate-limit.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** A charge point whose handshake is done. */
export type Admission = {
  readonly socket: WebSocket;
  readonly handshake: AcceptedHandshake;
  readonly stored: StoredRegistration | undefined;
  readonly listenerId: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
};

/** What a listener needs; the functions give what may change while it runs. */
export type ListenerParts = {
  readonly options: ListenerOptions;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isEnabled: () => boolean;
  readonly access: () => AccessOptions;
  readonly frameBytesMax: () => number;
  /** Called between the decision and the upgrade; what it returns travels with the admission. */
  readonly load: (identity: string) => Promise<StoredRegistration | undefined>;
  readonly admit: (admission: Admission) => void;
};

/** Where a listener is and how full. */
export type ListenerStatus = {
  readonly id: string;
  readonly type: 'ws' | 'wss';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly running: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
};

/** A request line and headers must be complete within this time, in milliseconds. */
const headersTimeoutMs = 10_000;

/** Longest reason of a close frame (RFC 6455 §5.5). */
const reasonBytesMax = 123;

/** How long a peer may take to answer the close that tells it which subprotocols are spoken, in milliseconds. */
const closeGraceMs = 2_000;

/** TCP connections beyond `connectionsMax` that may wait for their refusal. */
const refusalSlack = 128;

/** One port of the gateway. */
export class OcppListener {
  readonly #parts: ListenerParts;
  readonly #server: Server;
  readonly #rate: RateLimit;
  /** Every TCP connection, so that none is left when the port closes: neither a refused one nor one in the midst of TLS. */
  readonly #sockets = new Set<Socket>();
  /** Those that are connected, or may become so. */
  readonly #seated = new Set<Duplex>();
  readonly #agreed = new WeakMap<IncomingMessage, string | undefined>();
  #current: { readonly frameBytesMax: number; readonly server: WebSocketServer } | undefined;
  #port: number;
  #isClosing = false;

  constructor(parts: ListenerParts) {
    const { options, clock } = parts;
    this.#parts = parts;
    this.#port = options.port;
    this.#rate = new RateLimit(options.connectionRateMax, clock.now());
    this.#server = createServer(options);
    this.#server.headersTimeout = headersTimeoutMs;
    this.#server.requestTimeout = headersTimeoutMs;
    this.#server.maxConnections = options.connectionsMax + refusalSlack;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('request', (_request, response) => {
      response.writeHead(426, {
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
        upgrade: 'websocket',
      });
      response.end(`this is an OCPP-J endpoint: open a WebSocket on ${options.path}/<identity>\n`);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket as Socket, head);
    });
  }

  /** Starts to listen; rejects with the system's error (`code`: EADDRINUSE, EACCES, …). */
  async listen(): Promise<ListenerStatus> {
    const { host, port } = this.#parts.options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', (error) => this.#parts.log.error({ err: error }, 'the listener failed'));
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.status();
  }

  status(): ListenerStatus {
    const { id, type, name, host, path, connectionsMax } = this.#parts.options;
    const running = this.#server.listening;
    return { id, type, name, host, port: this.#port, path, running, connections: this.#seated.size, connectionsMax };
  }

  /** Stops taking connections and resolves when none is left; after `graceMs` those that are left are cut off. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    const cancel = this.#parts.clock.after(graceMs, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await closed;
    cancel();
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const remoteAddress = socket.remoteAddress ?? '';
    const remotePort = socket.remotePort ?? 0;
    socket.on('error', (error) => this.#parts.log.debug({ err: error, remoteAddress }, 'a socket failed'));
    this.#seated.add(socket);
    socket.once('close', () => this.#seated.delete(socket));
    try {
      const decision = await this.#decide(request, remoteAddress);
      if (socket.destroyed) return;
      if (!decision.ok) {
        this.#refuse(socket, decision, remoteAddress);
        return;
      }
      const stored = await this.#parts.load(decision.identity);
      if (socket.destroyed) return;
      // The gateway may have been switched off, or have begun to stop, while the password was verified.
      const shut = this.#whyShut();
      if (shut !== undefined) {
        this.#refuse(socket, { ok: false, status: 503, reason: shut, identity: decision.identity }, remoteAddress);
        return;
      }
      const { id: listenerId } = this.#parts.options;
      this.#agreed.set(request, decision.subprotocol);
      this.#webSockets().handleUpgrade(request, socket, head, (webSocket) => {
        this.#admit({ socket: webSocket, handshake: decision, stored, listenerId, remoteAddress, remotePort });
      });
    } catch (error) {
      this.#parts.log.error({ err: error, remoteAddress }, 'a handshake failed');
      socket.destroy();
    }
  }

  async #decide(request: IncomingMessage, remoteAddress: string): Promise<AcceptedHandshake | RefusedHandshake> {
    const { options, credentials, clock, access } = this.#parts;
    const busy = this.#whyShut() ?? this.#whyBusy(options.connectionsMax, clock.now());
    if (busy !== undefined) return { ok: false, status: 503, reason: busy, identity: undefined };
    const { authorization, origin, 'sec-websocket-protocol': subprotocols } = request.headers;
    const upgrade = { url: request.url ?? '/', authorization, origin, subprotocols, remoteAddress };
    return decideHandshake(upgrade, options, access(), credentials);
  }

  #refuse(socket: Socket, refusal: RefusedHandshake, remoteAddress: string): void {
    const { status, reason, identity } = refusal;
    this.#seated.delete(socket);
    this.#parts.log.warn({ status, identity, remoteAddress }, `handshake refused: ${reason}`);
    refuseUpgrade(socket, refusal, this.#parts.clock);
  }

  #whyShut(): string | undefined {
    if (this.#isClosing) return 'the broker stops';
    return this.#parts.isEnabled() ? undefined : 'the OCPP gateway is switched off';
  }

  #whyBusy(connectionsMax: number, now: number): string | undefined {
    if (this.#seated.size > connectionsMax) return 'too many charge points are connected';
    return this.#rate.take(now) ? undefined : 'too many connections at once';
  }

  #admit(admission: Admission): void {
    if (!admission.handshake.closeAfterUpgrade) {
      this.#parts.admit(admission);
      return;
    }
    const { socket } = admission;
    socket.on('error', () => socket.terminate());
    socket.close(1002, `spoken here: ${this.#parts.options.subprotocols.join(', ')}`.slice(0, reasonBytesMax));
    socket.once(
      'close',
      this.#parts.clock.after(closeGraceMs, () => socket.terminate()),
    );
  }

  /** The `ws` server for connections made now: its limit on frames cannot be changed once it is made. */
  #webSockets(): WebSocketServer {
    const frameBytesMax = this.#parts.frameBytesMax();
    if (this.#current?.frameBytesMax !== frameBytesMax) {
      const { compress } = this.#parts.options;
      const server = new WebSocketServer({
        noServer: true,
        clientTracking: false,
        maxPayload: frameBytesMax,
        // Without context take-over a compressed connection keeps no window of its own between frames.
        perMessageDeflate: compress ? { serverNoContextTakeover: true, clientNoContextTakeover: true } : false,
        handleProtocols: (_offered, request) => this.#agreed.get(request) ?? false,
      });
      // Whoever listens to this event has to answer: `ws` leaves the socket open.
      server.on('wsClientError', ({ message: reason }, socket) => {
        const { remoteAddress = '' } = socket as Socket;
        this.#refuse(socket as Socket, { ok: false, status: 400, reason, identity: undefined }, remoteAddress);
      });
      this.#current = { frameBytesMax, server };
    }
    return this.#current.server;
  }
}

function createServer(options: ListenerOptions): Server {
  if (options.type === 'ws') return createHttpServer();
  const { tls } = options;
  if (tls === undefined) throw new TypeError(`listener ${options.id} has no certificate`);
  const { ca, ...rest } = tls;
  return createHttpsServer({ ...rest, ...(ca === undefined ? {} : { ca }), handshakeTimeout: headersTimeoutMs });
}
