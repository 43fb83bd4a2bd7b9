// How the HTTP API's ports are satisfied: by settings, gateway, broker, access and store.

import { randomUUID } from 'node:crypto';
import type { AdminApiPorts, ListenerView, PublishMessage } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import type { Gateway } from '@ocpp-broker/gateway';
import type { SqliteMessageStore } from '@ocpp-broker/persistence';
import type { BackupFolder, Store } from '@ocpp-broker/store';
import type { Webhooks } from '@ocpp-broker/webhooks';
import type { Logger } from 'pino';
import type { Access } from './access.ts';
import { banPort, topicRulePort } from './admin-access-ports.ts';
import { auditPort, storedSettingsPort, userBackupPort, userImportPort } from './admin-data-ports.ts';
import { apiKeyPort, userPort } from './admin-store-ports.ts';
import { webhookPort } from './admin-webhook-port.ts';
import { passwordOriginOf } from './bootstrap.ts';
import { chargePointView } from './charge-point-view.ts';
import type { EventCounts } from './event-counts.ts';
import { gatewayPatch } from './gateway-patch.ts';
import { mqttListenerViews, ocppListenerViews } from './listener-views.ts';
import type { LiveSettings } from './live-settings.ts';
import type { Metrics } from './metrics.ts';
import { messageProperties, mqttClientView } from './mqtt-client-view.ts';
import { nodeHealth, type WantedListener, type WritableStore } from './node-health.ts';
import { nodeStatistics } from './node-statistics.ts';
import type { ListenerSets } from './open-listeners.ts';
import { faultOf, TopicOwned } from './port-fault.ts';

/** The rooms that the API shows. */
export type Rooms = {
  readonly settings: LiveSettings;
  readonly gateway: Gateway;
  readonly broker: Broker;
  readonly access: Access;
  readonly listeners: ListenerSets;
  readonly store: Store;
  readonly messages: SqliteMessageStore;
  readonly webhooks: Webhooks;
  readonly backups: BackupFolder;
  readonly metrics: Metrics;
  readonly counts: EventCounts;
  readonly log: Logger;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly isRunning: () => boolean;
};

type Fields = Readonly<Record<string, unknown>>;

/** The ports of the HTTP API. */
export function adminPorts(rooms: Rooms): AdminApiPorts {
  const { settings, gateway, broker, access, store, log } = rooms;
  return {
    settings: gatewaySettings(settings),
    gateway: gatewayPort(rooms),
    mqttClients: mqttClientPort(rooms),
    mqttSettings: {
      read: () => settings.current.mqtt as unknown as Fields,
      update: async (mqtt) => {
        await settings.update({ mqtt });
      },
    },
    mqttListeners: {
      list: () => mqttListenerViews(settings.current, broker),
      restart: (type, name) => rooms.listeners.mqtt.restart(`${type}:${name}`),
    },
    topicRules: topicRulePort(access, store.topicRules),
    bans: banPort(access, { broker, gateway }),
    users: {
      ocpp: userPort(store.users('ocpp'), () => passwordOriginOf(settings.current)),
      mqtt: userPort(store.users('mqtt'), () => 'chosen'),
      admin: store.users('admin'),
    },
    apiKeys: apiKeyPort(store.apiKeys),
    publisher: {
      publish: async (message) => {
        if (gateway.ownsTopic(message.topic)) throw new TopicOwned(message.topic);
        return { id: await publish(broker, message), matched: isHeard(message.topic, gateway, broker) };
      },
    },
    node: {
      status: () => ({
        node: settings.current.node_name,
        version: rooms.version,
        startedAt: rooms.startedAt,
        running: rooms.isRunning(),
        connections: broker.clients().length + gateway.clients().length,
      }),
    },
    userImports: {
      ocpp: userImportPort(store.users('ocpp'), () => passwordOriginOf(settings.current)),
      mqtt: userImportPort(store.users('mqtt'), () => 'chosen'),
    },
    userBackup: userBackupPort(store),
    storedSettings: storedSettingsPort(settings),
    backups: rooms.backups,
    calls: {
      send: (call, signal) => gateway.call(call, signal),
      find: (clientId, uniqueId) => gateway.callOutcome(clientId, uniqueId),
    },
    frames: gateway.frames,
    statistics: nodeStatistics(rooms),
    metrics: rooms.metrics,
    health: healthPort(rooms),
    webhooks: webhookPort(rooms.webhooks),
    webhookSettings: {
      read: () => settings.current.webhooks,
      update: async (webhooks) => {
        await settings.update({ webhooks });
      },
    },
    audit: auditPort(store.audit),
    clock: { now: Date.now },
    log,
    faultOf,
  };
}

function gatewaySettings(settings: LiveSettings): AdminApiPorts['settings'] {
  return {
    read: () => settings.current.gateway.ocpp as unknown as Fields,
    update: async (patch) => {
      await settings.update(({ gateway }) => ({ gateway: { ocpp: gatewayPatch(patch, gateway.ocpp) } }));
    },
  };
}

function gatewayPort({ settings, gateway, startedAt }: Rooms): AdminApiPorts['gateway'] {
  return {
    status: () => ({
      status: gateway.enabled ? 'running' : 'stopped',
      createdAt: startedAt,
      startedAt: gateway.enabled ? gateway.changedAt : null,
      stoppedAt: gateway.enabled ? null : gateway.changedAt,
    }),
    listeners: () => ocppListenerViews(settings.current, gateway),
    clients: {
      list: () => gateway.clients().map((client) => chargePointView(client, settings.current.gateway.ocpp)),
      find: (clientId) => {
        const client = gateway.client(clientId);
        return client === undefined ? undefined : chargePointView(client, settings.current.gateway.ocpp);
      },
      kick: (clientId) => gateway.kick(clientId),
      subscriptions: (clientId) => {
        const client = gateway.client(clientId);
        return client === undefined ? undefined : [{ topic: client.downstreamTopic, qos: 1 }];
      },
    },
  };
}

function healthPort({ settings, gateway, broker, store, messages, webhooks, log }: Rooms): AdminApiPorts['health'] {
  return nodeHealth({
    listeners: () => [
      ...wanted(mqttListenerViews(settings.current, broker), ''),
      ...wanted(ocppListenerViews(settings.current, gateway), 'ocpp:'),
    ],
    stores: new Map<string, WritableStore>([
      ['the database', store],
      ['the store of messages', messages],
      ['the store of webhooks', webhooks],
    ]),
    log,
  });
}

function wanted(views: readonly ListenerView<string>[], idPrefix: string): readonly WantedListener[] {
  return views
    .filter(({ settings }) => settings.enable === true)
    .map(({ type, name, running }) => ({ id: `${idPrefix}${type}:${name}`, isRunning: running }));
}

function mqttClientPort({ settings, broker }: Rooms): AdminApiPorts['mqttClients'] {
  const queueMax = () => settings.current.mqtt.sessions.queue.max_messages;
  return {
    list: () => broker.clients().map((client) => mqttClientView(client, queueMax())),
    find: (clientId) => {
      const client = broker.client(clientId);
      return client === undefined ? undefined : mqttClientView(client, queueMax());
    },
    kick: (clientId) => broker.kick(clientId),
    endSession: (clientId) => broker.endSession(clientId),
    subscriptions: (clientId) => broker.subscriptions(clientId),
  };
}

/** Publishes and names the message, once the broker has taken it. */
function publish(broker: Broker, message: PublishMessage): Promise<string> {
  const { topic, qos, payload, retain } = message;
  const properties = messageProperties(message.properties);
  const toBroker = { topic, qos, retain, payload: Buffer.from(payload), ...(properties ? { properties } : {}) };
  return new Promise((resolve, reject) => {
    broker.publish(toBroker, (error) => (error ? reject(error) : resolve(randomUUID())));
  });
}

/** A downstream message is heard by its charge point, not by the gateway that listens for all of them. */
function isHeard(topic: string, gateway: Gateway, broker: Broker): boolean {
  const identity = gateway.identityOfDownstream(topic);
  return (identity !== undefined && gateway.isConnected(identity)) || broker.hasSubscribers(topic);
}
