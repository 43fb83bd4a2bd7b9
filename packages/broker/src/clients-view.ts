import type { Connection } from './connection.ts';
import { unfinishedQos2Max } from './inbound-qos2.ts';
import { subscriptionsPerClientMax } from './topic-policy.ts';

/** A connected MQTT client as an operator sees it. Times are milliseconds since the epoch; counters begin at CONNECT. */
export type BrokerClient = {
  readonly clientId: string;
  readonly username: string | null;
  readonly superuser: boolean;
  /** `3` is MQTT 3.1, `4` is 3.1.1. */
  readonly protocolVersion: '3' | '4' | '5';
  readonly ipAddress: string;
  readonly port: number;
  /** Id of the listener that it came in by. */
  readonly listener: string;
  readonly connected: true;
  readonly connectedAt: number;
  readonly createdAt: number;
  readonly keepaliveSeconds: number;
  readonly cleanStart: boolean;
  /** 0xFFFFFFFF: never; that is also what MQTT 3 means by a session that is not clean. */
  readonly expiryIntervalSeconds: number;
  readonly subscriptionsCount: number;
  readonly subscriptionsMax: number;
  /** Its publishes of QoS 2 that wait for PUBREL. */
  readonly awaitingRelCount: number;
  readonly awaitingRelMax: number;
  /** Bytes that wait for its socket. */
  readonly unsentBytes: number;
  /** Messages that it missed because it was too slow. */
  readonly queueDropped: number;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly receivedMessages: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly sentMessages: number;
};

/** One subscription with MQTT 5's options; those of MQTT 3 have the defaults. */
export type ClientSubscription = {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
};

/** What a connection looks like from outside. */
export function viewOf(connection: Connection): BrokerClient {
  const { carrier, client, identity } = connection;
  return {
    clientId: connection.clientId,
    username: identity?.username ?? null,
    superuser: identity?.superuser ?? false,
    protocolVersion: versionOf(connection.protocolVersion),
    ipAddress: carrier.remoteAddress,
    port: carrier.remotePort,
    listener: connection.listenerId,
    connected: true,
    connectedAt: connection.connectedAt ?? connection.acceptedAt,
    createdAt: connection.acceptedAt,
    keepaliveSeconds: connection.keepaliveSeconds,
    cleanStart: connection.cleanStart,
    expiryIntervalSeconds: client.sessionExpiryInterval,
    subscriptionsCount: Object.keys(client.subscriptions).length,
    subscriptionsMax: subscriptionsPerClientMax,
    awaitingRelCount: connection.inboundQos2.size,
    awaitingRelMax: unfinishedQos2Max,
    unsentBytes: carrier.unsentBytes(),
    queueDropped: connection.droppedMessages,
    receivedBytes: carrier.bytesReceived(),
    receivedPackets: connection.receivedPackets,
    receivedMessages: connection.receivedMessages,
    sentBytes: carrier.bytesSent(),
    sentPackets: connection.sentPackets,
    sentMessages: connection.sentMessages,
  };
}

/** The subscriptions that a client holds now. */
export function subscriptionsOf(connection: Connection): readonly ClientSubscription[] {
  return Object.entries(connection.client.subscriptions).map(([topic, held]) => ({
    topic,
    qos: held.qos,
    noLocal: held.nl ?? false,
    retainAsPublished: held.rap ?? false,
    retainHandling: held.rh === 1 || held.rh === 2 ? held.rh : 0,
  }));
}

function versionOf(protocolVersion: number): '3' | '4' | '5' {
  if (protocolVersion === 3) return '3';
  return protocolVersion === 5 ? '5' : '4';
}
