// What this room uses of Aedes beyond its declared types, in one place. `clientOf` fails at the first connection if a
// new version has renamed any of it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Will } from '@ocpp-broker/mqtt';
import { BrokerError } from '../errors.ts';

/** A will as Aedes holds it from CONNECT until it is sent or dropped. */
export type AedesWill = {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties: { readonly willDelayInterval: number };
  readonly decoded: Will;
};

/** A packet as Aedes takes it from a parser. */
export type AedesPacket = {
  readonly cmd: 'connect' | 'disconnect';
  readonly length: number;
  readonly clientId?: string;
  readonly protocolVersion?: number;
  readonly clean?: boolean;
  readonly keepalive?: number;
  readonly username?: string;
  readonly password?: Buffer;
  readonly will?: AedesWill;
  readonly reasonCode?: number;
  readonly properties?: { readonly sessionExpiryInterval?: number };
};

/** What Aedes says in CONNACK; `returnCode` before MQTT 5. */
export type AedesConnack = { readonly reasonCode?: number; readonly returnCode?: number };

type PacketParser = {
  emit(event: 'packet', packet: AedesPacket): boolean;
};

/** A client object of Aedes. */
export interface AedesClient {
  /** Null until CONNECT was read. */
  readonly id: string | null;
  readonly version: number | null;
  conn: object;
  readonly closed: boolean;
  /** Seconds; of CONNECT, or of DISCONNECT once that came. */
  readonly sessionExpiryInterval: number;
  readonly disconnectReasonCode?: number | null;
  readonly _parser: PacketParser;
  /** Reads what has come in; each packet that is done calls it as well. */
  readonly _nextBatch: () => void;
  /** Set: what the client is told as Server Keep Alive, and what counts. */
  _serverKeepAlive?: number;
  /** Milliseconds; not above 0: no keep alive. */
  readonly _keepaliveInterval: number;
  readonly _keepaliveTimer: NodeJS.Timeout | null;
  close(done?: () => void): void;
  emit(event: 'error', error: Error): boolean;
}

/** What Aedes calls of a persistence; the rest of its contract is not reached. */
export interface AedesPersistence {
  setup(broker: object): Promise<void>;
  subscriptionsByClient(client: object): Promise<readonly []>;
  cleanSubscriptions(client: object): Promise<void>;
  outgoingStream(client: object): Duplex | NodeJS.ReadableStream;
  putWill(client: { readonly id: string }, will: AedesWill): Promise<void>;
  delWill(client: { readonly id: string }): Promise<void>;
  streamWill(brokers: object): NodeJS.ReadableStream;
}

/** The broker object of Aedes. */
export interface AedesBroker {
  readonly id: string;
  clients: Record<string, AedesClient>;
  /** Seconds; the longest Session Expiry Interval that is granted, 0: any. */
  sessionExpiryIntervalLimit: number;
  handle(stream: Duplex, request?: IncomingMessage): object;
  /** Called when a client was let in, before its CONNACK. */
  registerClient(client: AedesClient): void;
  /** Called when a client closes, before the next. */
  unregisterClient(client: AedesClient): void;
  /** Called when a client is lost whose will is to be sent later. */
  scheduleWill(client: AedesClient, will: AedesWill, delaySeconds: number): void;
  /** Called when a client is lost whose will is to be sent now. */
  publishWill(client: AedesClient, will: AedesWill): void;
  /** Ends the session of a client that has closed, now or later. */
  scheduleSessionExpiry(client: AedesClient): void;
  listen(): Promise<void>;
  close(done: () => void): void;
  on(event: 'connackSent', listener: (connack: AedesConnack, client: AedesClient) => void): unknown;
  on(event: 'clientDisconnect', listener: (client: AedesClient) => void): unknown;
  on(event: 'keepaliveTimeout', listener: (client: AedesClient) => void): unknown;
  on(event: 'clientError' | 'connectionError', listener: (client: AedesClient, error: Error) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Reads what `handle` returned as the client that this room knows, or says that Aedes has changed. */
export function clientOf(handled: object): AedesClient {
  const client = handled as AedesClient;
  const isKnown =
    typeof client._nextBatch === 'function' &&
    typeof client._keepaliveInterval === 'number' &&
    typeof client.sessionExpiryInterval === 'number' &&
    typeof client.conn === 'object' &&
    typeof client._parser?.emit === 'function';
  if (isKnown) return client;
  throw new BrokerError('AEDES_CHANGED', 'this version of Aedes is built otherwise than the broker expects');
}

/** Takes Aedes off the socket: it reads nothing, and writes through `stream`. */
export function detachFromSocket(client: AedesClient, socket: Duplex, stream: object): void {
  const { _nextBatch: readNext } = client;
  if (!socket.listeners('readable').includes(readNext)) {
    throw new BrokerError('AEDES_CHANGED', 'this version of Aedes reads otherwise than the broker expects');
  }
  socket.removeListener('readable', readNext);
  client.conn = stream;
  // Aedes counts the packets under way, and begins at one although there is none.
  readNext();
}
