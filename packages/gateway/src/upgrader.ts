import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type PerMessageDeflateOptions, type WebSocket, WebSocketServer } from 'ws';

/** What was agreed with the client before the upgrade. */
export type Upgrade = {
  readonly subprotocol: string | undefined;
  /** Agree to permessage-deflate where the client offers it in a form that can be kept. */
  readonly compress: boolean;
  /** Largest message, after inflation. */
  readonly frameBytesMax: number;
};

/**
 * Nothing is remembered from one message to the next, and the window is small. With zlib's defaults a connection that has sent one
 * compressed message keeps 250 kB; so it is little more than half of that, and messages of OCPP become no larger (measured). A client
 * need not have offered any of this (RFC 7692 §7.1.1.2, §7.1.2.1).
 */
const deflateOptions: PerMessageDeflateOptions = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 10,
  zlibDeflateOptions: { memLevel: 4 },
};

type Attempt = { readonly subprotocol: string | undefined; readonly uncompressed: () => void };

/** Makes WebSockets of upgrade requests that everything has been decided about. */
export class Upgrader {
  readonly #onRefused: (socket: Socket, reason: string) => void;
  readonly #attempts = new WeakMap<IncomingMessage, Attempt>();
  /** With compression and without, both for the limit below: what a `ws` server is made with cannot be changed. */
  readonly #servers = new Map<boolean, WebSocketServer>();
  #frameBytesMax = 0;

  /** `onRefused` has to answer a request that is no WebSocket handshake. */
  constructor(onRefused: (socket: Socket, reason: string) => void) {
    this.#onRefused = onRefused;
  }

  /** Answers with 101 and calls back in the same turn, or not at all when the request is no WebSocket handshake. */
  upgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    { subprotocol, compress, frameBytesMax }: Upgrade,
    done: (webSocket: WebSocket) => void,
  ): void {
    if (frameBytesMax !== this.#frameBytesMax) this.#servers.clear();
    this.#frameBytesMax = frameBytesMax;
    const uncompressed = () => this.#server(false).handleUpgrade(request, socket, head, done);
    this.#attempts.set(request, { subprotocol, uncompressed });
    if (compress) this.#server(true).handleUpgrade(request, socket, head, done);
    else uncompressed();
  }

  #server(compress: boolean): WebSocketServer {
    const server = this.#servers.get(compress) ?? this.#create(compress);
    this.#servers.set(compress, server);
    return server;
  }

  #create(compress: boolean): WebSocketServer {
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: this.#frameBytesMax,
      perMessageDeflate: compress ? deflateOptions : false,
      handleProtocols: (_offered, request) => this.#attempts.get(request)?.subprotocol ?? false,
    });
    // Whoever listens to this event has to answer: `ws` leaves the socket open.
    server.on('wsClientError', ({ message }, socket, request) => {
      // An offer of compression that cannot be kept is to be passed over (RFC 7692 §5.1); `ws` takes it for a fault of the handshake.
      if (compress) this.#attempts.get(request)?.uncompressed();
      else this.#onRefused(socket as Socket, message);
    });
    return server;
  }
}
