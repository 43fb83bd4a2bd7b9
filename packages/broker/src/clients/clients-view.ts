import type { ProtocolLimits } from '../options.ts';
import type { Session } from '../sessions/session.ts';
import type { Connection } from './connection.ts';

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
  /** Messages of QoS 1 and 2 that it has not acknowledged. */
  readonly inflightCount: number;
  readonly inflightMax: number;
  /** Messages that wait for it, in memory or in the store. */
  readonly queuedCount: number;
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
export function viewOf(connection: Connection, limits: ProtocolLimits, queuedInStore: number): BrokerClient {
  const { carrier, client, identity, session } = connection;
  const inflightCount = session?.outlet?.inflight ?? 0;
  return {
    clientId: connection.clientId,
    username: identity?.username ?? null,
    superuser: identity?.superuser ?? false,
    protocolVersion: versionOf(connection.version),
    ipAddress: carrier.remoteAddress,
    port: carrier.remotePort,
    listener: connection.listenerId,
    connected: true,
    connectedAt: connection.connectedAt ?? connection.acceptedAt,
    createdAt: connection.acceptedAt,
    keepaliveSeconds: client._serverKeepAlive ?? connection.connect?.keepaliveSeconds ?? 0,
    cleanStart: connection.isCleanStart,
    expiryIntervalSeconds: client.sessionExpiryInterval,
    subscriptionsCount: session?.subscriptions.size ?? 0,
    subscriptionsMax: limits.subscriptionsPerClientMax,
    inflightCount,
    inflightMax: Math.min(limits.inflightMax, connection.receiveMaximum),
    // The store counts those that are on their way too.
    queuedCount:
      session?.isStored === true ? Math.max(0, queuedInStore - inflightCount) : (session?.outlet?.waiting ?? 0),
    awaitingRelCount: session?.awaitingRel.size ?? 0,
    awaitingRelMax: limits.awaitingRelMax,
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

/** The subscriptions of a session. */
export function subscriptionsOf(session: Session): readonly ClientSubscription[] {
  return [...session.subscriptions].map(([topic, { qos, noLocal, retainAsPublished, retainHandling }]) => ({
    topic,
    qos,
    noLocal,
    retainAsPublished,
    retainHandling,
  }));
}

function versionOf(protocolVersion: 3 | 4 | 5): '3' | '4' | '5' {
  if (protocolVersion === 3) return '3';
  return protocolVersion === 5 ? '5' : '4';
}
