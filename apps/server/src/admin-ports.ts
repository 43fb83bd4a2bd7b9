// How the HTTP API's ports are satisfied: by settings, gateway, broker and store.

import { randomUUID } from 'node:crypto';
import type { AdminApiPorts, GatewayClientView, ListenerView, PublishMessage } from '@ocpp-broker/admin-api';
import type { Broker } from '@ocpp-broker/broker';
import type { OcppListenerSettings } from '@ocpp-broker/config';
import type { ChargePointClient, Gateway } from '@ocpp-broker/gateway';
import { type Store, StoreError } from '@ocpp-broker/store';
import type { Logger } from 'pino';
import { apiKeyPort, userPort } from './admin-store-ports.ts';
import { passwordOriginOf } from './bootstrap.ts';
import { gatewayPatch } from './gateway-patch.ts';
import type { LiveSettings } from './live-settings.ts';
import { messageProperties, mqttClientView } from './mqtt-client-view.ts';

/** The rooms that the API shows. */
export type Rooms = {
  readonly settings: LiveSettings;
  readonly gateway: Gateway;
  readonly broker: Broker;
  readonly store: Store;
  readonly log: Logger;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly isRunning: () => boolean;
};

/** The ports of the HTTP API. */
export function adminPorts(rooms: Rooms): AdminApiPorts {
  const { settings, gateway, broker, store, log } = rooms;
  return {
    settings: settingsPort(settings),
    gateway: {
      status: () => ({
        status: gateway.enabled ? 'running' : 'stopped',
        createdAt: rooms.startedAt,
        startedAt: gateway.enabled ? gateway.changedAt : null,
        stoppedAt: gateway.enabled ? null : gateway.changedAt,
      }),
      listeners: () => listenerViews(settings, gateway),
      clients: {
        list: () => gateway.clients().map((client) => chargePointView(client, settings)),
        find: (clientId) => {
          const client = gateway.client(clientId);
          return client === undefined ? undefined : chargePointView(client, settings);
        },
        kick: (clientId) => gateway.kick(clientId),
        subscriptions: (clientId) => {
          const client = gateway.client(clientId);
          return client === undefined ? undefined : [{ topic: client.downstreamTopic, qos: 1 }];
        },
      },
    },
    mqttClients: {
      list: () => broker.clients().map(mqttClientView),
      find: (clientId) => {
        const client = broker.client(clientId);
        return client === undefined ? undefined : mqttClientView(client);
      },
      kick: (clientId) => broker.kick(clientId),
      subscriptions: (clientId) => broker.subscriptions(clientId),
    },
    users: {
      ocpp: userPort(store.users('ocpp'), () => passwordOriginOf(settings.current)),
      mqtt: userPort(store.users('mqtt'), () => 'chosen'),
      admin: store.users('admin'),
    },
    apiKeys: apiKeyPort(store.apiKeys),
    publisher: {
      publish: async (message) => {
        if (gateway.ownsTopic(message.topic)) {
          throw new TopicOwned(`only charge points speak on ${message.topic}: the topic belongs to the gateway`);
        }
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
    audit: {
      append: async ({ at, actor, action, target, from }) =>
        store.audit.append({ at, actor: `${actor.kind}:${actor.name}`, action, target, from, detail: null }),
    },
    clock: { now: Date.now },
    log,
    faultOf: (error) => {
      if (error instanceof TopicOwned) return { kind: 'invalid', message: error.message };
      if (!(error instanceof StoreError)) return undefined;
      if (error.code === 'store_busy') return { kind: 'busy', message: error.message };
      if (error.code === 'store_invalid_value') return { kind: 'invalid', message: error.message };
      return undefined;
    },
  };
}

/** Somebody wanted to pose as a charge point. */
class TopicOwned extends Error {}

function settingsPort(settings: LiveSettings): AdminApiPorts['settings'] {
  return {
    read: () => settings.current.gateway.ocpp as unknown as Readonly<Record<string, unknown>>,
    update: async (patch) => {
      await settings.update(({ gateway }) => ({ gateway: { ocpp: gatewayPatch(patch, gateway.ocpp) } }));
    },
    authentication: () => {
      const {
        enable,
        user_id_type: userIdType,
        password_hash_algorithm: algorithm,
      } = settings.current.gateway.ocpp.authentication;
      return { enable, userIdType, passwordHashAlgorithm: algorithm };
    },
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

function listenerViews(settings: LiveSettings, gateway: Gateway): readonly ListenerView[] {
  const running = new Map(gateway.listeners().map((listener) => [listener.id, listener]));
  const { ws, wss } = settings.current.gateway.ocpp.listeners;
  const view = (type: 'ws' | 'wss', name: string, entry: OcppListenerSettings): ListenerView => {
    const live = running.get(`ocpp:${type}:${name}`);
    return {
      type,
      name,
      running: live?.running ?? false,
      currentConnections: live?.connections ?? 0,
      bind: live === undefined ? String(entry.bind) : `${live.host}:${live.port}`,
      settings: entry as unknown as Readonly<Record<string, unknown>>,
    };
  };
  return [
    ...Object.entries(ws).map(([name, entry]) => view('ws', name, entry)),
    ...Object.entries(wss).map(([name, entry]) => view('wss', name, entry)),
  ];
}

function chargePointView(client: ChargePointClient, settings: LiveSettings): GatewayClientView {
  const { mountpoint, strict_call_order: strict, dnstream } = settings.current.gateway.ocpp;
  const { traffic, facts } = client;
  return {
    clientId: client.identity,
    username: client.username,
    mountpoint,
    protocolVersion: client.version,
    ipAddress: client.remoteAddress,
    port: client.remotePort,
    connected: true,
    connectedAt: client.connectedAt,
    createdAt: client.connectedAt,
    listener: client.listenerId,
    keepaliveSeconds: Math.round(client.heartbeatIntervalMs / 1_000),
    cleanStart: true,
    subscriptionsCount: 1,
    subscriptionsMax: 1,
    inflightCount: client.inFlight,
    inflightMax: strict ? 1 : 0,
    queueLength: client.queued,
    queueMax: dnstream.max_mqueue_len,
    queueDropped: client.refused,
    receivedBytes: traffic.receivedBytes,
    receivedChunks: traffic.receivedMessages,
    receivedPackets: traffic.receivedMessages,
    receivedMessages: traffic.receivedMessages,
    sentBytes: traffic.sentBytes,
    sentChunks: traffic.sentMessages,
    sentPackets: traffic.sentMessages,
    sentMessages: traffic.sentMessages,
    ocpp: { ...facts, bootStatus: client.bootStatus, lastSeenAt: client.lastSeenAt, pendingCall: client.pendingCall },
  };
}
