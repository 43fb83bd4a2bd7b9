import type { GatewayClientView } from '@ocpp-broker/admin-api';
import type { OcppSettings } from '@ocpp-broker/config';
import type { ChargePointClient } from '@ocpp-broker/gateway';
import { shownUsername } from './shown-username.ts';

/** A connected charge point as the API shows it. */
export function chargePointView(client: ChargePointClient, settings: OcppSettings): GatewayClientView {
  const { mountpoint, strict_call_order: strict, dnstream } = settings;
  const { traffic, facts } = client;
  return {
    clientId: client.identity,
    username: shownUsername(client.username),
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
