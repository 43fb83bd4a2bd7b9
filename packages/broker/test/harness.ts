// A broker on 127.0.0.1 with two users and a guarded branch of topics, and clients to try it with.
import { createMessageStore } from '@ocpp-broker/persistence';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import {
  type Broker,
  type BrokerEvent,
  type BrokerOptions,
  type BrokerParts,
  createBroker,
  type LoginOutcome,
} from '../src/index.ts';
import type { Address } from './outside/transport.ts';

export const options: BrokerOptions = {
  allowAnonymous: false,
  maxPacketBytes: 1024 * 1024,
  connectTimeoutMs: 5000,
  connectionsMax: 100,
  connectionsPerAddressMax: 0,
  connectRatePerAddressPerSecond: 0,
  slowClient: { dropQos0AboveBytes: 1024 * 1024, disconnectAboveBytes: 8 * 1024 * 1024 },
  denyAction: 'disconnect',
  limits: {
    topicLevelsMax: 100,
    topicBytesMax: 4096,
    subscriptionsPerClientMax: 1000,
    inflightMax: 1024,
    receiveMaximum: 1024,
    awaitingRelMax: 1024,
    topicAliasMaximum: 16,
    keepaliveMaxSeconds: 600,
    sessionsMax: 1000,
    sessionExpiryMaxSeconds: 0,
  },
  systemTopicsIntervalMs: 0,
};

/** Options with some limits that are different. */
export function withLimits(limits: Partial<BrokerOptions['limits']>): { options: BrokerOptions } {
  return { options: { ...options, limits: { ...options.limits, ...limits } } };
}

export type LogLine = { readonly level: string; readonly message: string } & Record<string, unknown>;

export type TestBroker = {
  readonly broker: Broker;
  readonly events: BrokerEvent[];
  readonly log: LogLine[];
  /** `mqtt://` of the TCP listener. */
  readonly url: string;
  readonly port: number;
  /** The same for the strict client of the tests from outside. */
  readonly tcp: Address;
  /** Waits for the first event, past or future, that the condition takes. */
  event(isMeant: (event: BrokerEvent) => boolean): Promise<BrokerEvent>;
};

export type Teardown = { teardown(handler: () => unknown): unknown };

/** Users are `alice`, `bob` and `banned`, each with the password `secret`; `busy` is never checked. Anonymous clients may come. */
export async function authenticate(username: string | undefined, password: Buffer | undefined): Promise<LoginOutcome> {
  if (username === undefined && password === undefined) return { outcome: 'accepted', superuser: false };
  if (username === 'banned') return { outcome: 'banned' };
  if (username === 'busy') return { outcome: 'busy' };
  if (username === 'unasked') return { outcome: 'unavailable' };
  if (username?.startsWith('token-') === true) return { outcome: 'accepted', superuser: false, username: '(token)' };
  if (username === 'broken') throw new Error('database is gone');
  const isKnown = username === 'alice' || username === 'bob';
  return isKnown && password?.toString() === 'secret'
    ? { outcome: 'accepted', superuser: false }
    : { outcome: 'refused' };
}

/** Clients must not publish under `guarded/`, nor subscribe under `private/`. */
export const topicGuard = {
  mayPublish: (_client: unknown, topic: string) => !topic.startsWith('guarded/'),
  maySubscribe: (_client: unknown, filter: string) => !filter.startsWith('private/'),
  isNarrowed: () => true,
  mayReceive: (_client: unknown, topic: string) => !topic.startsWith('hidden/'),
};

export async function startBroker(t: Teardown, parts: Partial<BrokerParts> = {}): Promise<TestBroker> {
  const events: BrokerEvent[] = [];
  const log: LogLine[] = [];
  const waiting = new Set<(event: BrokerEvent) => void>();
  const write = (level: string) => (fields: object, message: string) => void log.push({ ...fields, level, message });
  const store = parts.store ?? createMessageStore({ path: ':memory:' });
  const broker = await createBroker({
    options,
    store,
    authenticator: { authenticate: ({ username, password }) => authenticate(username, password) },
    topicGuard,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    node: 'test@127.0.0.1',
    version: '1.2.3',
    onEvent: (event) => {
      events.push(event);
      for (const tell of [...waiting]) tell(event);
    },
    ...parts,
  });
  t.teardown(() => broker.close());
  const { port } = await broker.listen({
    id: 'tcp:default',
    type: 'tcp',
    host: '127.0.0.1',
    port: 0,
    connectionsMax: 100,
  });
  const event = (isMeant: (event: BrokerEvent) => boolean) => {
    const past = events.find(isMeant);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise<BrokerEvent>((resolve) => {
      const tell = (next: BrokerEvent) => {
        if (!isMeant(next)) return;
        waiting.delete(tell);
        resolve(next);
      };
      waiting.add(tell);
    });
  };
  return { broker, events, log, url: `mqtt://127.0.0.1:${port}`, port, tcp: { carrier: 'tcp', port }, event };
}

/** Adds a WebSocket listener and returns its URL. */
export async function listenWebSocket(broker: Broker): Promise<string> {
  const { port } = await broker.listen({
    id: 'ws:default',
    type: 'ws',
    host: '127.0.0.1',
    port: 0,
    connectionsMax: 100,
  });
  return `ws://127.0.0.1:${port}/mqtt`;
}

/** The three versions of MQTT as mqtt.js takes them. */
export const versions = [
  { name: 'MQTT 3.1', options: { protocolVersion: 3, protocolId: 'MQIsdp' } },
  { name: 'MQTT 3.1.1', options: { protocolVersion: 4 } },
  { name: 'MQTT 5', options: { protocolVersion: 5 } },
] as const;

/** mqtt.js' options; undefined takes a default away. */
export type ClientOptions = { readonly [Key in keyof IClientOptions]?: IClientOptions[Key] | undefined };

function asAlice(clientOptions: ClientOptions): IClientOptions {
  return { username: 'alice', password: 'secret', reconnectPeriod: 0, ...clientOptions } as IClientOptions;
}

/** Connects mqtt.js as `alice`; it does not reconnect. */
export async function connect(t: Teardown, url: string, clientOptions: ClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, asAlice(clientOptions));
  client.on('error', () => undefined);
  t.teardown(() => client.endAsync(true));
  return client;
}

/** Resolves when a client's connection is closed. */
export function closed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', () => resolve()));
}

/** The error with which a connection attempt ends; mqtt.js puts the CONNACK's code into `code`. */
export async function refusal(
  url: string,
  clientOptions: ClientOptions = {},
): Promise<{ code?: unknown; message: string }> {
  const client = mqtt.connect(url, asAlice(clientOptions));
  const outcome = await new Promise<{ code?: unknown; message: string }>((resolve) => {
    client.once('connect', () => resolve({ message: 'connected' }));
    client.once('error', resolve);
    client.once('close', () => resolve({ message: 'closed' }));
  });
  client.end(true);
  return outcome;
}

export type Received = {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
};

/** Collects what a client receives; `take(n)` waits until there are n. */
export function collect(client: MqttClient): { readonly all: Received[]; take(count: number): Promise<Received[]> } {
  const all: Received[] = [];
  let check = () => {};
  client.on('message', (topic, payload, { qos, retain }) => {
    all.push({ topic, payload: payload.toString(), qos, retain });
    check();
  });
  const take = (count: number) =>
    new Promise<Received[]>((resolve) => {
      check = () => {
        if (all.length >= count) resolve(all);
      };
      check();
    });
  return { all, take };
}

/** Publishes from inside and waits until the broker has taken it. */
export function publish(
  broker: Broker,
  message: { topic: string; payload?: string | Buffer; qos?: 0 | 1 | 2; retain?: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    broker.publish({ payload: 'x', qos: 0, retain: false, ...message }, (error) => (error ? reject(error) : resolve()));
  });
}
