// What this room uses of Aedes beyond its declared types, in one place. All of it is in 1.2.0 as well, but for
// what belongs to MQTT 5. `clientOf` fails at the first connection if a new version has renamed any of it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { BrokerError } from './errors.ts';

/** MQTT 5 properties as mqtt-packet reads them; of a client's packet nothing is certain. */
export type PacketProperties = Readonly<Record<string, unknown>>;

/** A message on its way through Aedes; `brokerId` null marks a retained one sent because of a SUBSCRIBE. */
export type BrokerPacket = {
  readonly cmd: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  qos: 0 | 1 | 2;
  retain: boolean;
  messageId?: number | undefined;
  brokerId: string | null;
  readonly brokerCounter: number;
  /** The MQTT client that published it. */
  readonly clientId?: string;
  /** The subscription that matched wants none of the client's own messages. */
  readonly nl?: boolean;
  properties?: PacketProperties | undefined;
};

/** A client's PUBLISH, or its will, which has neither `cmd` nor `messageId`. */
export type ClientPublish = {
  readonly cmd?: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup?: boolean;
  readonly messageId?: number;
  readonly clientId?: string;
  properties?: PacketProperties | undefined;
  /** Set: Aedes neither publishes nor acknowledges the packet any more. */
  _notAuthorized?: boolean;
};

/** One topic of a SUBSCRIBE. */
export type RequestedSubscription = { readonly topic: string; qos: number };

/** A packet as it came from a client; `cmd` can be overwritten so that Aedes refuses it. */
export type ReceivedPacket = {
  cmd: string;
  readonly length: number;
  readonly messageId?: number;
  readonly qos?: number;
  readonly topic?: string;
  readonly properties?: PacketProperties;
  readonly subscriptions?: RequestedSubscription[];
  readonly unsubscriptions?: string[];
};

/** The part of CONNECT that is looked at before the login. */
export type ConnectPacket = {
  readonly clientId: string;
  readonly protocolVersion: number;
  readonly clean: boolean;
  readonly keepalive: number;
  readonly will?: { readonly topic: string; readonly properties?: PacketProperties };
};

/** A subscription that a client holds. */
export type HeldSubscription = {
  readonly qos: 0 | 1 | 2;
  readonly nl?: boolean;
  readonly rap?: boolean;
  readonly rh?: number;
};

export type Deliver = (packet: BrokerPacket, done: () => void) => void;

type PacketParser = {
  parse(bytes: Buffer): number;
  prependListener(event: 'packet', listener: (packet: ReceivedPacket) => void): unknown;
};

/** A client object of Aedes. */
export interface AedesClient {
  /** Null until CONNECT was read. */
  readonly id: string | null;
  readonly version: number | null;
  readonly clean: boolean;
  readonly conn: Duplex;
  readonly closed: boolean;
  readonly connected: boolean;
  readonly connackSent: boolean;
  readonly sessionExpiryInterval: number;
  readonly disconnectReasonCode?: number | null;
  readonly _parser: PacketParser;
  /** Reads what has come in, unless packets are under way; each packet that is done calls it as well. */
  readonly _nextBatch: () => void;
  /** Packets under way. */
  readonly _parsingBatch: number;
  /** The next packet id of the broker's own publishes to this client, 1 to 65535. */
  _nextId: number;
  subscriptions: Record<string, HeldSubscription>;
  deliver0: Deliver;
  deliverQoS: Deliver;
  waitForDrain(done: () => void): void;
  close(done?: () => void): void;
  emit(event: 'error', error: Error): boolean;
}

/** What is called of a persistence; the rest is between it and Aedes. */
export interface AedesPersistence {
  outgoingUpdate(client: AedesClient, packet: BrokerPacket): Promise<unknown>;
  outgoingClearMessageId(client: AedesClient, packet: { readonly messageId?: number | undefined }): Promise<unknown>;
  incomingDelPacket(client: { readonly id: string }, packet: { readonly messageId: number }): Promise<unknown>;
}

/** The emitter under Aedes, as mqemitter has it. */
export interface MessageEmitter {
  on(topic: string, notify: Notify, done?: () => void): unknown;
  removeListener(topic: string, notify: Notify, done?: () => void): unknown;
  emit(packet: BrokerPacket, done?: (error?: Error) => void): unknown;
  close(done: () => void): unknown;
}

export type Notify = (packet: BrokerPacket, done: () => void) => void;

/** A message that is handed to Aedes. */
export type PublishInput = {
  readonly cmd: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties?: PacketProperties;
};

/** The broker object of Aedes. */
export interface AedesBroker {
  readonly id: string;
  mq: MessageEmitter;
  clients: Record<string, AedesClient>;
  maximumPacketSize: number;
  readonly persistence: AedesPersistence;
  handle(stream: Duplex, request?: IncomingMessage): object;
  publish(message: PublishInput | ClientPublish, done: (error?: Error | null) => void): void;
  publish(message: ClientPublish, client: AedesClient, done: (error?: Error | null) => void): void;
  /** Called when a client closes, before the next. */
  unregisterClient(client: AedesClient): void;
  /** Ends the session of a client that has closed, now or later; Aedes 1.2.0 does not have it. */
  scheduleSessionExpiry?(client: AedesClient): void;
  listen(): Promise<void>;
  close(done: () => void): void;
  on(event: 'client' | 'clientDisconnect', listener: (client: AedesClient) => void): unknown;
  on(event: 'subscribe' | 'unsubscribe', listener: (list: unknown, client: AedesClient) => void): unknown;
  on(event: 'clientError' | 'connectionError', listener: (client: AedesClient, error: Error) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Reads what `handle` returned as the client that this room knows, or says that Aedes has changed. */
export function clientOf(handled: object): AedesClient {
  const client = handled as AedesClient;
  const isKnown =
    typeof client.deliver0 === 'function' &&
    typeof client.deliverQoS === 'function' &&
    typeof client.waitForDrain === 'function' &&
    typeof client._nextId === 'number' &&
    typeof client.subscriptions === 'object' &&
    typeof client._parser?.parse === 'function';
  if (isKnown) return client;
  throw new BrokerError('AEDES_CHANGED', 'this version of Aedes is built otherwise than the broker expects');
}
