// One port: HTTP(S) in, WebSockets out. The `ws` server gets a request only after everything is decided.

import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { backlogMax, isTlsReplaceable, RateLimit } from '@ocpp-broker/net';
import { shownCertificate } from './client-certificate.ts';
import type { Origin } from './forwarded.ts';
import { type AcceptedHandshake, banned, decideHandshake, type RefusedHandshake } from './handshake.ts';
import type { Admission, ListenerParts, ListenerStatus } from './listener-parts.ts';
import { createListenerServer, type ListenerServer } from './listener-server.ts';
import { ListenerSockets } from './listener-sockets.ts';
import type { HandshakeOutcome } from './observer.ts';
import type { ListenerOptions, TlsOptions } from './options.ts';
import { Origins } from './origins.ts';
import type { StoredRegistration } from './ports.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { downgrade } from './security-profile.ts';
import { Upgrader } from './upgrader.ts';

/** A request line and headers must be complete within this time, in milliseconds. */
const headersTimeoutMs = 10_000;

/** Longest reason of a close frame (RFC 6455 §5.5). */
const reasonBytesMax = 123;

/** How long a peer may take to answer the close that tells it which subprotocols are spoken, in milliseconds. */
const closeGraceMs = 2_000;

/** TCP connections beyond `connectionsMax` that may wait for their refusal, or take over the seat of their charge point. */
const refusalSlack = 128;

/** Lines a second that are written about connections which fail before there is a request: a stranger could make any number of them. */
const complaintsPerSecondMax = 10;

const outcomes: Readonly<Record<RefusedHandshake['status'], HandshakeOutcome>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'unknown_identity',
  503: 'unavailable',
};

type Decision =
  | { readonly ok: true; readonly handshake: AcceptedHandshake; readonly stored: StoredRegistration | undefined }
  | RefusedHandshake;

/** One port of the gateway. */
export class OcppListener {
  readonly #parts: ListenerParts;
  readonly #server: Server;
  readonly #replaceTls: ListenerServer['replaceTls'];
  readonly #origins: Origins;
  readonly #upgrader: Upgrader;
  #rate: RateLimit;
  readonly #complaints: RateLimit;
  readonly #sockets: ListenerSockets;
  #options: ListenerOptions;
  #port: number;
  #isClosing = false;

  /** Throws when TLS is wanted but not to be had with the options. */
  constructor(parts: ListenerParts) {
    const { options, clock } = parts;
    this.#parts = parts;
    this.#options = options;
    this.#port = options.port;
    this.#rate = new RateLimit(options.connectionRateMax, clock.now());
    this.#complaints = new RateLimit(complaintsPerSecondMax, clock.now());
    const { server, replaceTls } = createListenerServer(options, headersTimeoutMs);
    this.#server = server;
    this.#replaceTls = replaceTls;
    this.#upgrader = new Upgrader((socket, reason) => {
      const { address } = this.#origins.peerOf(socket);
      this.#refuse(socket, { ok: false, status: 400, reason, identity: undefined }, address);
    });
    this.#server.headersTimeout = headersTimeoutMs;
    this.#server.requestTimeout = headersTimeoutMs;
    this.#server.maxConnections = options.connectionsMax + refusalSlack;
    this.#origins = new Origins({
      server,
      options: () => this.#options,
      clock,
      trustedProxies: () => parts.access().trustedProxies,
      onRefused: (remoteAddress, problem) => {
        parts.onHandshake?.('proxy_refused', null);
        this.#complain({ remoteAddress }, `connection refused: ${problem}`);
      },
    });
    this.#sockets = new ListenerSockets((socket, error) => {
      parts.log.debug({ err: error, remoteAddress: this.#origins.peerOf(socket).address }, 'a socket failed');
    });
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
    this.#server.on('tlsClientError', ({ code }: NodeJS.ErrnoException, socket: TLSSocket) => {
      // A socket that is gone already, as one with a certificate that nobody vouches for, cannot tell its address any more.
      const { address } = this.#origins.peerOf(socket);
      const fields = { code: socket.authorizationError ?? code, ...(address === '' ? {} : { remoteAddress: address }) };
      parts.onHandshake?.('tls_failed', null);
      this.#complain(fields, 'a TLS handshake failed');
    });
    this.#server.on('request', (_request, response) => {
      response.writeHead(426, {
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
        upgrade: 'websocket',
      });
      response.end(`this is an OCPP-J endpoint: open a WebSocket on ${this.#options.path}/<identity>\n`);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket as Socket, head);
    });
  }

  /** Starts to listen, also again after `stopAccepting`; rejects with the system's error (`code`: EADDRINUSE, EACCES, …). */
  async listen(): Promise<ListenerStatus> {
    const { host } = this.#options;
    const port = this.#port;
    const server = this.#server.removeAllListeners('error');
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error) => {
        server.off('listening', succeed);
        reject(error);
      };
      const succeed = () => {
        server.off('error', fail);
        resolve();
      };
      server.once('error', fail).once('listening', succeed);
      server.listen({ host, port, backlog: backlogMax });
    });
    this.#server.on('error', (error) => this.#parts.log.error({ err: error }, 'the listener failed'));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.status();
  }

  status(): ListenerStatus {
    const { id, type, name, host, path, connectionsMax } = this.#options;
    const running = this.#server.listening;
    return { id, type, name, host, port: this.#port, path, running, connections: this.#sockets.seated, connectionsMax };
  }

  /** Whether `apply` can make the listener what the options say. */
  canBecome(next: ListenerOptions): boolean {
    const { type, host, port, proxyProtocol, tls } = this.#options;
    const isSamePort = next.port === port || next.port === this.#port;
    const isSameTls =
      tls === next.tls ||
      (tls !== undefined &&
        next.tls !== undefined &&
        isTlsReplaceable(tls, next.tls) &&
        tls.identityRule === next.tls.identityRule);
    const isSameServer = next.type === type && next.host === host && next.proxyProtocol === proxyProtocol;
    return this.#server.listening && isSamePort && isSameServer && isSameTls;
  }

  /** Changes what can be changed under the connections that stand; throws, and changes nothing, when the certificates are no good. */
  apply(next: ListenerOptions): void {
    const { tls, connectionRateMax } = this.#options;
    if (next.tls !== undefined && JSON.stringify(next.tls) !== JSON.stringify(tls)) this.#replaceTls(next.tls);
    if (next.connectionRateMax !== connectionRateMax)
      this.#rate = new RateLimit(next.connectionRateMax, this.#parts.clock.now());
    this.#options = next;
    this.#server.maxConnections = next.connectionsMax + refusalSlack;
  }

  /** Takes no new connection; those that are there stay. */
  stopAccepting(): void {
    this.#server.close();
  }

  /** Stops taking connections and resolves when none is left; after `graceMs` those that are left are cut off. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.close();
    this.#server.closeAllConnections();
    const cancel = this.#parts.clock.after(graceMs, () => {
      this.#sockets.destroy();
    });
    await closed;
    cancel();
  }

  /** Shows other certificates from now on; sockets that stand are left alone. Throws, and changes nothing, when it cannot. */
  replaceTls(tls: TlsOptions): void {
    this.#replaceTls(tls);
    this.#options = { ...this.#options, tls };
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const peer = this.#origins.peerOf(socket);
    this.#sockets.seat(socket);
    let remote = peer;
    try {
      const origin = this.#origins.of(peer, request);
      if (origin.ok) remote = origin.from;
      const decision = await this.#decide(request, socket, origin);
      if (socket.destroyed) return;
      if (!decision.ok) {
        this.#refuse(socket, decision, remote.address);
        return;
      }
      const { handshake, stored } = decision;
      const { id: listenerId, compress } = this.#options;
      const upgrade = {
        subprotocol: handshake.subprotocol,
        // A CSMS of 2.x has to (OCPP 2.0.1 Part 4, §3.3).
        compress: compress || handshake.version !== '1.6',
        frameBytesMax: this.#parts.frameBytesMax(),
      };
      this.#upgrader.upgrade(request, socket, head, upgrade, (webSocket) => {
        const { address: remoteAddress, port: remotePort } = remote;
        const { frameBytesMax } = upgrade;
        const under = { socket: webSocket, carrier: socket, frameBytesMax };
        this.#admit({ ...under, handshake, stored, listenerId, remoteAddress, remotePort });
      });
    } catch (error) {
      this.#parts.log.error({ err: error, remoteAddress: remote.address }, 'a handshake failed');
      socket.destroy();
    }
  }

  async #decide(request: IncomingMessage, socket: Socket, from: Origin): Promise<Decision> {
    const { credentials, clock, access, load, assumedVersion } = this.#parts;
    const busy = this.#whyShut() ?? (this.#rate.take(clock.now()) ? undefined : 'too many connections at once');
    if (busy !== undefined) return { ok: false, status: 503, reason: busy, identity: undefined };
    if (!from.ok) return { ok: false, status: 400, reason: from.problem, identity: undefined };
    const { address: remoteAddress } = from.from;
    const { authorization, origin, 'sec-websocket-protocol': subprotocols } = request.headers;
    const certificate = socket instanceof TLSSocket ? shownCertificate(socket) : undefined;
    const upgrade = { url: request.url ?? '/', authorization, origin, subprotocols, remoteAddress, certificate };
    const handshake = await decideHandshake(upgrade, {
      listener: this.#options,
      access: access(),
      credentials,
      assumedVersion: assumedVersion ?? (() => '1.6'),
      isFull: (identity) => this.#isFull(identity),
    });
    if (!handshake.ok) return handshake;
    const { identity, username, securityProfile } = handshake;
    const stored = await load(identity);
    // Whoever was banned while the password was verified is not among those whose connections the ban has ended.
    if (credentials.isBanned({ identity, username: username ?? undefined, remoteAddress })) return banned(identity);
    const lower = access().profileDowngradeRefused
      ? downgrade(securityProfile, stored?.securityProfile ?? null)
      : undefined;
    if (lower !== undefined) return { ok: false, status: 403, reason: lower, identity };
    // The gateway may have been switched off, or have begun to stop, while the password was verified.
    const shut = this.#whyShut();
    if (shut !== undefined) return { ok: false, status: 503, reason: shut, identity };
    return { ok: true, handshake, stored };
  }

  #refuse(socket: Socket, refusal: RefusedHandshake, remoteAddress: string): void {
    const { status, reason, identity } = refusal;
    this.#sockets.unseat(socket);
    this.#parts.onHandshake?.(outcomes[status], null);
    this.#parts.log.warn({ status, identity, remoteAddress }, `handshake refused: ${reason}`);
    refuseUpgrade(socket, refusal, this.#parts.clock);
  }

  #whyShut(): string | undefined {
    if (this.#isClosing) return 'the broker stops';
    return this.#parts.isEnabled() ? undefined : 'the OCPP gateway is switched off';
  }

  /** A charge point that comes again while the listener believes in its old socket must not be kept out by it. */
  #isFull(identity: string): boolean {
    const { connectionsMax } = this.#options;
    return this.#sockets.seated > connectionsMax && this.#parts.isTakeOver?.(identity) !== true;
  }

  #complain(fields: object, message: string): void {
    if (this.#complaints.take(this.#parts.clock.now())) this.#parts.log.warn(fields, message);
  }

  #admit(admission: Admission): void {
    const { closeAfterUpgrade, version } = admission.handshake;
    this.#parts.onHandshake?.(closeAfterUpgrade ? 'unsupported_subprotocol' : 'accepted', version);
    if (!closeAfterUpgrade) {
      this.#parts.admit(admission);
      return;
    }
    const { socket } = admission;
    socket.on('error', () => socket.terminate());
    socket.close(1002, `spoken here: ${this.#options.subprotocols.join(', ')}`.slice(0, reasonBytesMax));
    socket.once(
      'close',
      this.#parts.clock.after(closeGraceMs, () => socket.terminate()),
    );
  }
}
