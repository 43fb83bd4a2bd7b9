import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type Endpoint, nodeTlsOptions, type TlsServerOptions } from '@ocpp-broker/net';
import { type Carrier, SocketCarrier } from './carrier.ts';
import { BrokerError } from './errors.ts';
import type { BrokerListenerOptions } from './listener-options.ts';

/** What the server of a listener asks of it. */
export interface SocketContext {
  /** Whether another connection fits into the limit over all listeners. */
  hasRoom(): boolean;
  /** Takes the connection over; it is refused when there is no room. */
  accept(carrier: Carrier): void;
  /** A connection was turned away since there is no room. */
  turnedAway(): void;
  /** Whom a socket is for, which is not always its other end. */
  peerOf(socket: Socket): Endpoint;
  /** The path of WebSockets. */
  path(): string;
  connectTimeoutMs(): number;
  maxPacketBytes(): number;
}

/** Makes the server of a `tcp` or `tls` listener. */
export function createSocketServer(options: BrokerListenerOptions, context: SocketContext): Server {
  const accept = (socket: Socket) => context.accept(new SocketCarrier(socket, context.peerOf(socket)));
  if (options.type === 'tcp') return createServer({ noDelay: true }, accept);
  const tls = nodeTlsOptions(`listener ${options.id}`, tlsOf(options));
  return createSecureServer({ noDelay: true, handshakeTimeout: context.connectTimeoutMs(), ...tls }, accept);
}

/** The TLS options of a listener that cannot be without. */
export function tlsOf({ id, tls }: BrokerListenerOptions): TlsServerOptions {
  if (tls === undefined) throw new BrokerError('TLS_OPTIONS_MISSING', `listener ${id} needs a certificate and a key`);
  return tls;
}
