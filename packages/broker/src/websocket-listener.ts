import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { nodeTlsOptions } from '@ocpp-broker/net';
import websocketStream from 'websocket-stream';
import type { WebSocket } from 'ws';
import type { BrokerListenerOptions } from './listener-options.ts';
import { type SocketContext, tlsOf } from './socket-listener.ts';
import { WebSocketCarrier, type WebSocketStream } from './websocket-carrier.ts';

/** MQTT 3.1.1 and 5 (§6.0), and what MQTT 3.1 clients offer. */
const subprotocols = ['mqtt', 'mqttv3.1'];

// A client may put many MQTT packets into one frame; mqtt.js puts in all that have waited for its socket.
const frameBytesMax = 16 * 1024 * 1024;

/** How long a peer may take to answer the closing handshake. */
const closeTimeoutMs = 1000;

/** Makes the HTTP server of a `ws` or `wss` listener; it serves nothing but the upgrade on its path. */
export function createWebSocketServer(options: BrokerListenerOptions, context: SocketContext): Server {
  const server = createHttpServer(options, context);
  const webSockets = createUpgrader(context);

  server.on('request', (request, response) => {
    const status = pathOf(request) === context.path() ? 426 : 404;
    response.writeHead(status, { connection: 'close', upgrade: 'websocket' }).end();
  });
  server.on('upgrade', (request, socket, head) => {
    // node:http takes its own listener away; without one, a reset would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request, context);
    if (refusal !== undefined) {
      if (refusal === 503) context.turnedAway();
      refuse(socket, refusal);
      return;
    }
    webSockets.options.maxPayload = Math.max(frameBytesMax, context.maxPacketBytes());
    webSockets.handleUpgrade(request, request.socket, head, (ws) => webSockets.emit('connection', ws, request));
  });
  return server;
}

function refusalOf(request: IncomingMessage, context: SocketContext): number | undefined {
  if (pathOf(request) !== context.path()) return 404;
  if (!offersMqtt(request)) return 400;
  return context.hasRoom() ? undefined : 503;
}

function createHttpServer(options: BrokerListenerOptions, context: SocketContext): Server {
  const timeoutMs = context.connectTimeoutMs();
  const limits = {
    noDelay: true,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 5000),
  };
  if (options.type === 'ws') return createServer(limits);
  const tls = nodeTlsOptions(`listener ${options.id}`, tlsOf(options));
  return createSecureServer({ ...limits, ...tls, handshakeTimeout: timeoutMs });
}

type Upgrader = {
  readonly options: { maxPayload: number };
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (ws: WebSocket) => void): void;
  emit(event: 'connection', ws: WebSocket, request: IncomingMessage): boolean;
};

function createUpgrader(context: SocketContext): Upgrader {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: frameBytesMax,
    closeTimeout: closeTimeoutMs,
    handleProtocols: (offered: Set<string>) => subprotocols.find((name) => offered.has(name)) ?? false,
  };
  const server = websocketStream.createServer(options);
  server.on('stream', (stream: Duplex, request: IncomingMessage) => {
    context.accept(new WebSocketCarrier(stream as WebSocketStream, request, context.peerOf(request.socket)));
  });
  // The types of websocket-stream are those of ws 3; what is used of it here is the same in ws 8.
  return server as unknown as Upgrader;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function offersMqtt(request: IncomingMessage): boolean {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  return offered.some((name) => subprotocols.includes(name.trim()));
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
