import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type Carrier, SocketCarrier } from './carrier.ts';
import type { BrokerListenerOptions } from './options.ts';
import { tlsServerOptions } from './tls-options.ts';

/** What a listener asks of the broker. */
export interface SocketContext {
  /** Whether another connection fits into the limit over all listeners. */
  hasRoom(): boolean;
  /** Takes the connection over; it is refused when there is no room. */
  accept(carrier: Carrier): void;
  connectTimeoutMs(): number;
  maxPacketBytes(): number;
}

/** Makes the server of a `tcp` or `tls` listener. */
export function createSocketServer(options: BrokerListenerOptions, context: SocketContext): Server {
  const accept = (socket: Socket) => context.accept(new SocketCarrier(socket));
  if (options.type === 'tcp') return createServer({ noDelay: true }, accept);
  const handshakeTimeout = context.connectTimeoutMs();
  const server = createSecureServer({ noDelay: true, handshakeTimeout, ...tlsServerOptions(options) }, accept);
  // A failed handshake concerns nobody but its peer, who is told by an alert.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}
