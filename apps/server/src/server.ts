// The composition root: opens what there is to open, in the order in which the rooms need each other, and closes it in the
// opposite order. Nothing here decides anything about MQTT or OCPP.

import { join } from 'node:path';
import { buildAdminApi } from '@ocpp-broker/admin-api';
import { type BrokerEvent, createBroker } from '@ocpp-broker/broker';
import { type LogSettings, parseSettings, type Settings, type SettingsLayer } from '@ocpp-broker/config';
import { Gateway } from '@ocpp-broker/gateway';
import { PersistenceError } from '@ocpp-broker/persistence';
import { openStore, type Realm, type Store, StoreError } from '@ocpp-broker/store';
import { openWebhooks, WebhookError, type Webhooks } from '@ocpp-broker/webhooks';
import type { Logger } from 'pino';
import { Access } from './access.ts';
import { adminApiOptions } from './admin-options.ts';
import { adminPorts } from './admin-ports.ts';
import { backupFolder } from './backups.ts';
import { kickIfBanned } from './ban-enforcement.ts';
import { adminName, bootstrap } from './bootstrap.ts';
import { brokerOptions } from './broker-options.ts';
import { Closers } from './closers.ts';
import { databaseFile, makeDataFolder, messageFile, webhookFile } from './data-folder.ts';
import { EventCounts } from './event-counts.ts';
import { followSettings } from './follow-settings.ts';
import { gatewayOptions } from './gateway-options.ts';
import { busOf, registrationsOf, systemClock } from './gateway-ports.ts';
import { LiveSettings } from './live-settings.ts';
import { openMessageStore } from './message-store.ts';
import { Metrics } from './metrics.ts';
import { everyObserver } from './observers.ts';
import { type Endpoints, listenerSets, openListeners } from './open-listeners.ts';
import { shownUsername } from './shown-username.ts';
import { StartError } from './start-error.ts';
import { chargePointEvents, clientEvents } from './webhook-events.ts';
import { refusingBySetting, webhookOptions } from './webhook-options.ts';
import { passwordBox } from './welcome.ts';

/** What a server is made of. */
export type ServerParts = {
  /** Settings from file and environment. */
  readonly layers: readonly SettingsLayer[];
  /** Leaves out what was changed over the API; it stays stored until the next change. */
  readonly isStoredIgnored?: boolean;
  /** The first administrator's password; made up, and printed once, when left out. */
  readonly adminPassword?: string | undefined;
  readonly version: string;
  /** Folder of the built console. */
  readonly consoleDirectory: string;
  readonly createLog: (settings: LogSettings) => Logger;
  /** Shows a text to whoever started the server, whatever the log level. */
  readonly print: (text: string) => void;
};

/** A running server. */
export type Server = {
  readonly log: Logger;
  readonly settings: LiveSettings;
  readonly endpoints: Endpoints;
  /** Makes a user of a realm. */
  addUser(realm: Realm, userId: string, password: string): Promise<void>;
  /** Stops listening, closes charge points with 1001 and MQTT clients, writes what is left to write. */
  close(): Promise<void>;
};

/** Starts everything, or throws a SettingsError or StartError with every problem and leaves nothing open. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const closers = new Closers();
  try {
    return await open(parts, closers);
  } catch (error) {
    await closers.close();
    throw asStartError(error);
  }
}

async function open(parts: ServerParts, closers: Closers): Promise<Server> {
  const startedAt = Date.now();
  let log: Logger | undefined;
  // Closed last: what ends with the server is told by them, and is not to be lost.
  let webhooks: Webhooks | undefined;
  closers.add(() => webhooks?.close());
  const store = openData(parts.layers, (error) =>
    log?.error({ err: error }, 'what is known of charge points could not be saved'),
  );
  closers.add(() => store.close());
  const settings = new LiveSettings({
    below: parts.layers,
    stored: parts.isStoredIgnored ? {} : await store.settings.load(),
    repository: store.settings,
  });
  const { current } = settings;
  log = parts.createLog(current.log);
  const options = gatewayOptions(current.gateway.ocpp);
  const { generatedPassword } = await bootstrap(store, current, parts.adminPassword);
  if (generatedPassword !== undefined) parts.print(passwordBox(adminName, generatedPassword));

  const logOf = roomLogs(log);
  const hooks = openHooks(current, logOf('webhooks'));
  webhooks = hooks;
  const metrics = new Metrics({ version: parts.version, startedAt });
  closers.add(() => metrics.close());
  const counts = new EventCounts();
  // The gateway comes last, since it publishes from its first moment on; no client comes before it is there.
  let gateway: Gateway;
  const access = await Access.open({ store, settings: current, log: logOf('access'), topics: () => gateway });
  closers.add(() => access.close());
  const messages = openMessageStore(current, logOf('broker'), metrics);
  closers.add(() => messages.destroy());
  const onClientEvent = clientEvents(hooks, () => broker);
  const broker = await createBroker({
    options: brokerOptions(current.mqtt),
    store: messages,
    authenticator: access.authenticator,
    topicGuard: access.guard,
    log: logOf('broker'),
    node: current.node_name,
    version: parts.version,
    onEvent: (event) => {
      metrics.onBrokerEvent(event);
      counts.onBrokerEvent(event);
      onClientEvent(event);
      onBrokerEvent(event, (clientId) => kickIfBanned(clientId, access.bans, broker));
    },
  });
  closers.add(() => broker.close());
  const bus = busOf(broker);
  closers.add(() => bus.settled());
  gateway = new Gateway({
    options,
    bus,
    credentials: access.credentials,
    registrations: registrationsOf(store),
    waitingCalls: store.waitingCalls,
    clock: systemClock,
    log: logOf('gateway'),
    node: current.node_name,
    observer: everyObserver([metrics.observer, counts.observer, chargePointEvents(hooks)]),
  });
  closers.add(() => gateway.close());
  await gateway.start();
  metrics.measure({ gateway, broker, webhooks: hooks, files: databaseFiles(current) });

  let isRunning = false;
  const listeners = listenerSets(broker, gateway, log);
  const api = await buildAdminApi(
    adminApiOptions(current, parts.consoleDirectory),
    adminPorts({
      settings,
      gateway,
      broker,
      access,
      listeners,
      store,
      messages,
      webhooks: hooks,
      backups: backupFolder(current, store, messages),
      metrics,
      counts,
      log: logOf('api'),
      version: parts.version,
      startedAt,
      isRunning: () => isRunning,
    }),
  );
  closers.add(() => api.close());
  const { consoleDirectory } = parts;
  followSettings({
    ...{ settings, access, gateway, broker, messages, listeners, webhooks: hooks, api, consoleDirectory, log },
  });
  closers.add(() => {
    listeners.mqtt.stopWatching();
    listeners.ocpp.stopWatching();
  });
  const endpoints = await openListeners(current, listeners, api);
  isRunning = true;

  return {
    log,
    settings,
    endpoints,
    addUser: async (realm, userId, password) => {
      await store.users(realm).add({ userId, password });
    },
    close: async () => {
      isRunning = false;
      for (const error of await closers.close()) log.error({ err: error }, 'a part did not close cleanly');
    },
  };
}

/** The store in the data folder, both made when they are not there. */
function openData(layers: readonly SettingsLayer[], onWriteError: (error: StoreError) => void): Store {
  const { data_dir: folder, api } = parseSettings(layers);
  makeDataFolder(folder);
  return openStore({ path: join(folder, databaseFile), auditEntriesMax: api.max_audit_entries, onWriteError });
}

/** The webhooks of the settings; what they refuse, and a file that cannot be used, is a StartError. */
function openHooks(settings: Settings, log: Logger): Webhooks {
  const hooks = webhookOptions(settings);
  return refusingBySetting(() => openWebhooks({ path: join(settings.data_dir, webhookFile), hooks, log }));
}

/** What the databases are called among the metrics, and their paths. */
function databaseFiles({ data_dir: folder, mqtt }: Settings): ReadonlyMap<string, string> {
  return new Map([
    ['database', join(folder, databaseFile)],
    ['webhooks', join(folder, webhookFile)],
    ...(mqtt.persistence === 'memory' ? [] : ([['messages', join(folder, messageFile)]] as const)),
  ]);
}

/** A log for each room; a user name that is a token is not written. */
function roomLogs(log: Logger): (room: string) => Logger {
  return (room) => log.child({ room }, { serializers: { username: shownUsername } });
}

function onBrokerEvent(event: BrokerEvent, onConnected: (clientId: string) => void): void {
  // The store of messages broke where nobody waits for the answer: what was promised can no longer be kept.
  if (event.kind === 'failed') queueMicrotask(() => Promise.reject(event.error));
  if (event.kind === 'connected') onConnected(event.clientId);
}

function asStartError(error: unknown): unknown {
  const isOfDatabase =
    error instanceof StoreError || error instanceof PersistenceError || error instanceof WebhookError;
  if (!isOfDatabase) return error;
  return new StartError([{ path: 'data_dir', message: error.message }]);
}
