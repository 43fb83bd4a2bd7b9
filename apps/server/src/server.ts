// The composition root: opens what there is to open, in the order in which the rooms need each other, and closes it in the
// opposite order. Nothing here decides anything about MQTT or OCPP.

import { join } from 'node:path';
import { buildAdminApi } from '@ocpp-broker/admin-api';
import { type Authenticator, type Broker, createBroker } from '@ocpp-broker/broker';
import { type LogSettings, parseSettings, type Settings, type SettingsLayer } from '@ocpp-broker/config';
import { Gateway } from '@ocpp-broker/gateway';
import { createSqlitePersistence, PersistenceError, type SqlitePersistence } from '@ocpp-broker/persistence';
import { openStore, type Realm, type Store, StoreError } from '@ocpp-broker/store';
import type { Logger } from 'pino';
import { adminApiOptions } from './admin-options.ts';
import { adminPorts } from './admin-ports.ts';
import { adminName, bootstrap } from './bootstrap.ts';
import { brokerOptions } from './broker-options.ts';
import { authenticatorOf, topicGuardOf } from './broker-ports.ts';
import { followCertificates } from './certificate-watch.ts';
import { Closers } from './closers.ts';
import { makeDataFolder } from './data-folder.ts';
import { followSettings } from './follow-settings.ts';
import { gatewayOptions } from './gateway-options.ts';
import { busOf, credentialsOf, registrationsOf, systemClock } from './gateway-ports.ts';
import { LiveSettings } from './live-settings.ts';
import { type Endpoints, openListeners } from './open-listeners.ts';
import { StartError } from './start-error.ts';
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

  const topics: { owns: (topic: string) => boolean } = { owns: () => true };
  const authenticator = authenticatorOf(store, () => settings.current.mqtt.authentication.enable);
  const persistence = openPersistence(current, log);
  if (persistence !== undefined) closers.add(() => persistence.destroy());
  const broker = await openBroker(current, authenticator, log, (topic) => topics.owns(topic), persistence);
  closers.add(() => broker.close());
  const gateway = new Gateway({
    options,
    bus: busOf(broker),
    credentials: credentialsOf(store),
    registrations: registrationsOf(store),
    waitingCalls: store.waitingCalls,
    clock: systemClock,
    log: log.child({ room: 'gateway' }),
    node: current.node_name,
  });
  topics.owns = (topic) => gateway.ownsTopic(topic);
  closers.add(() => gateway.close());
  await gateway.start();

  let isRunning = false;
  const rooms = {
    settings,
    gateway,
    broker,
    store,
    log: log.child({ room: 'api' }),
    version: parts.version,
    startedAt,
    isRunning: () => isRunning,
  };
  const api = await buildAdminApi(adminApiOptions(current.api, parts.consoleDirectory), adminPorts(rooms));
  closers.add(() => api.close());
  followSettings({ settings, gateway, broker, log });
  const endpoints = await openListeners(current, { gateway, broker, api });
  closers.add(followCertificates(current.gateway.ocpp, gateway, log));
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
  const { data_dir: folder } = parseSettings(layers);
  makeDataFolder(folder);
  return openStore({ path: join(folder, 'ocpp-broker.db'), onWriteError });
}

/** Sessions, queued and retained messages in the data folder; Aedes does not close what it was given, so whoever opens it does. */
function openPersistence({ mqtt, data_dir: folder }: Settings, log: Logger): SqlitePersistence | undefined {
  if (mqtt.persistence !== 'sqlite') return undefined;
  return createSqlitePersistence({
    path: join(folder, 'mqtt.db'),
    onDropped: (drop) => log.warn({ room: 'broker', ...drop }, 'a message was not kept'),
  });
}

function openBroker(
  { mqtt, node_name: node }: Settings,
  authenticator: Authenticator,
  log: Logger,
  ownsTopic: (topic: string) => boolean,
  persistence: SqlitePersistence | undefined,
): Promise<Broker> {
  return createBroker({
    options: brokerOptions(mqtt),
    authenticator,
    topicGuard: topicGuardOf(ownsTopic),
    log: log.child({ room: 'broker' }),
    node,
    onEvent: (event) => {
      // The store of messages broke where nobody waits for the answer: what was promised can no longer be kept.
      if (event.kind === 'failed') queueMicrotask(() => Promise.reject(event.error));
    },
    ...(persistence === undefined ? {} : { persistence }),
  });
}

function asStartError(error: unknown): unknown {
  if (!(error instanceof StoreError) && !(error instanceof PersistenceError)) return error;
  return new StartError([{ path: 'data_dir', message: error.message }]);
}
