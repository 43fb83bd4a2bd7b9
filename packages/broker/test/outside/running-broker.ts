// The one place where the tests from outside make a broker: two users, two guarded branches of topics, TCP and WebSocket.
import { createMessageStore } from '@ocpp-broker/persistence';
import { type Broker, type BrokerEvent, type BrokerOptions, type BrokerParts, createBroker } from '../../src/index.ts';
import type { Teardown } from './raw-client.ts';
import type { Address } from './transport.ts';

type ProtocolLimits = BrokerOptions['limits'];

export type LogLine = { readonly level: string; readonly message: string } & Record<string, unknown>;

/** What a test may want to be different. */
export type RunOptions = {
  /** Of the database; default in memory. */
  readonly path?: string;
  readonly options?: Partial<Omit<BrokerOptions, 'limits'>>;
  /** Some of the `limits` among the broker's options. */
  readonly limits?: Partial<ProtocolLimits>;
  /** Called with each write to the store, before it is done; the rig for crashes dies in some of them. */
  readonly onStoreWrite?: () => void;
  /** Keeps nothing of events and log but what is wrong with the broker itself; for long runs. */
  readonly isLong?: boolean;
};

export type RunningBroker = {
  readonly broker: Broker;
  readonly tcp: Address;
  readonly ws: Address;
  readonly events: readonly BrokerEvent[];
  readonly log: readonly LogLine[];
  /** Waits for the first event, past or future, that the condition takes. */
  event(isMeant: (event: BrokerEvent) => boolean): Promise<BrokerEvent>;
  /** Closes the broker, then its store. */
  stop(): Promise<void>;
};

const options: Omit<BrokerOptions, 'limits'> = {
  allowAnonymous: false,
  maxPacketBytes: 1024 * 1024,
  connectTimeoutMs: 20_000,
  connectionsMax: 1000,
  connectionsPerAddressMax: 0,
  connectRatePerAddressPerSecond: 0,
  slowClient: { dropQos0AboveBytes: 1024 * 1024, disconnectAboveBytes: 8 * 1024 * 1024 },
  denyAction: 'disconnect',
  systemTopicsIntervalMs: 0,
};

const limits: ProtocolLimits = {
  topicLevelsMax: 100,
  topicBytesMax: 4096,
  subscriptionsPerClientMax: 1000,
  inflightMax: 1024,
  receiveMaximum: 1024,
  awaitingRelMax: 1024,
  topicAliasMaximum: 16,
  keepaliveMaxSeconds: 0,
  sessionsMax: 20_000,
  sessionExpiryMaxSeconds: 0,
};

/** Users are `alice` and `bob`, with the password `secret`. */
const authenticator: BrokerParts['authenticator'] = {
  authenticate: async ({ username, password }) =>
    (username === 'alice' || username === 'bob') && password?.toString() === 'secret'
      ? { outcome: 'accepted', superuser: false }
      : { outcome: 'refused' },
};

/** Clients must not publish under `guarded/`, nor subscribe under `private/`. */
const topicGuard = {
  mayPublish: (_client: unknown, topic: string) => !topic.startsWith('guarded/'),
  maySubscribe: (_client: unknown, filter: string) => !filter.startsWith('private/'),
  isNarrowed: () => false,
  mayReceive: () => true,
};

/** Runs a broker until the test ends. */
export async function runBroker(t: Teardown, wish: RunOptions = {}): Promise<RunningBroker> {
  const running = await startBroker(wish);
  t.teardown(() => running.stop());
  return running;
}

/** Runs a broker until it is told to stop. */
export async function startBroker(wish: RunOptions = {}): Promise<RunningBroker> {
  const events: BrokerEvent[] = [];
  const log: LogLine[] = [];
  const listeners = new Set<(event: BrokerEvent) => void>();
  const write = (level: string) => (fields: object, message: string) => {
    if (!wish.isLong || level === 'error') log.push({ ...fields, level, message });
  };
  const store = createMessageStore({ path: wish.path ?? ':memory:' });
  const { onStoreWrite } = wish;
  const broker = await createBroker({
    options: { ...options, ...wish.options, limits: { ...limits, ...wish.limits } },
    authenticator,
    topicGuard,
    log: { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') },
    node: 'test@127.0.0.1',
    version: '1.2.3',
    onEvent: (event) => {
      if (!wish.isLong || event.kind === 'failed') events.push(event);
      for (const tell of [...listeners]) tell(event);
    },
    store: onStoreWrite === undefined ? store : watched(store, onStoreWrite),
  });
  const listen = async (type: 'tcp' | 'ws'): Promise<Address> => {
    const at = { id: `${type}:default`, type, host: '127.0.0.1', port: 0, connectionsMax: 1000 };
    return { carrier: type, port: (await broker.listen(at)).port };
  };
  return {
    broker,
    tcp: await listen('tcp'),
    ws: await listen('ws'),
    events,
    log,
    event: (isMeant) => firstEvent(events, listeners, isMeant),
    stop: async () => {
      await broker.close();
      await store.destroy();
    },
  };
}

const storeWrites: readonly (string | symbol)[] = [
  ...['openSession', 'sessionDisconnected', 'endSession', 'putSubscription', 'deleteSubscription', 'enqueue', 'sent'],
  ...['released', 'done', 'putInbound', 'deleteInbound', 'putRetained', 'putWill', 'deleteWill'],
];

function watched<Store extends object>(store: Store, onWrite: () => void): Store {
  return new Proxy(store, {
    get: (target, key) => {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return (...call: readonly unknown[]) => {
        if (storeWrites.includes(key)) onWrite();
        return method.apply(target, call);
      };
    },
  });
}

function firstEvent(
  events: readonly BrokerEvent[],
  listeners: Set<(event: BrokerEvent) => void>,
  isMeant: (event: BrokerEvent) => boolean,
): Promise<BrokerEvent> {
  const past = events.find(isMeant);
  if (past !== undefined) return Promise.resolve(past);
  return new Promise((resolve) => {
    const tell = (next: BrokerEvent) => {
      if (!isMeant(next)) return;
      listeners.delete(tell);
      resolve(next);
    };
    listeners.add(tell);
  });
}
