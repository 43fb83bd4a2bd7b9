import type { ChargePointView, ClientView, GatewayClientView, SubscriptionView } from './client-ports.ts';
import { formatTime } from './timestamps.ts';

/** A charge point's client as the wire has it: every field of EMQX's, and ours under `ocpp`. */
export function printGatewayClient(client: GatewayClientView, node: string): object {
  return {
    ...printClient(client, node),
    proto_name: 'OCPP',
    proto_ver: client.protocolVersion,
    ocpp: printChargePoint(client.ocpp ?? {}),
  };
}

/** An MQTT client as the wire has it. */
export function printMqttClient(client: ClientView, node: string): object {
  const version = Number(client.protocolVersion);
  return {
    ...printClient(client, node),
    // EMQX calls TLS by its older name.
    listener: client.listener?.replace(/^tls:/, 'ssl:') ?? null,
    // MQTT 3.1 still bore its old name in CONNECT.
    proto_name: version === 3 ? 'MQIsdp' : 'MQTT',
    proto_ver: version,
  };
}

/** A subscription with MQTT 5's options under their short names. */
export function printSubscription(subscription: SubscriptionView): object {
  return {
    topic: subscription.topic,
    qos: subscription.qos,
    nl: subscription.noLocal === true ? 1 : 0,
    rap: subscription.retainAsPublished === true ? 1 : 0,
    rh: subscription.retainHandling ?? 0,
  };
}

function printClient(client: ClientView, node: string): object {
  return {
    node,
    clientid: client.clientId,
    username: client.username ?? null,
    mountpoint: client.mountpoint ?? null,
    listener: client.listener ?? null,
    ip_address: client.ipAddress ?? null,
    port: client.port ?? 0,
    is_bridge: false,
    connected: client.connected,
    connected_at: formatTime(client.connectedAt),
    disconnected_at: formatTime(client.disconnectedAt),
    created_at: formatTime(client.createdAt),
    keepalive: client.keepaliveSeconds ?? 0,
    clean_start: client.cleanStart ?? false,
    expiry_interval: client.expiryIntervalSeconds ?? 0,
    ...printCounters(client),
  };
}

function printCounters(client: ClientView): object {
  return {
    subscriptions_cnt: client.subscriptionsCount ?? 0,
    subscriptions_max: client.subscriptionsMax ?? 0,
    inflight_cnt: client.inflightCount ?? 0,
    inflight_max: client.inflightMax ?? 0,
    mqueue_len: client.queueLength ?? 0,
    mqueue_max: client.queueMax ?? 0,
    mqueue_dropped: client.queueDropped ?? 0,
    awaiting_rel_cnt: client.awaitingRelCount ?? 0,
    awaiting_rel_max: client.awaitingRelMax ?? 0,
    recv_oct: client.receivedBytes ?? 0,
    recv_cnt: client.receivedChunks ?? 0,
    recv_pkt: client.receivedPackets ?? 0,
    recv_msg: client.receivedMessages ?? 0,
    send_oct: client.sentBytes ?? 0,
    send_cnt: client.sentChunks ?? 0,
    send_pkt: client.sentPackets ?? 0,
    send_msg: client.sentMessages ?? 0,
  };
}

function printChargePoint(chargePoint: ChargePointView): object {
  const { connectors, pendingCall } = chargePoint;
  return {
    vendor: chargePoint.vendor ?? null,
    model: chargePoint.model ?? null,
    serial_number: chargePoint.serialNumber ?? null,
    firmware_version: chargePoint.firmwareVersion ?? null,
    boot_status: chargePoint.bootStatus ?? null,
    last_seen_at: formatTime(chargePoint.lastSeenAt),
    last_heartbeat_at: formatTime(chargePoint.lastHeartbeatAt),
    connectors: (connectors ?? []).map(({ id, evseId, status, errorCode }) => ({
      id,
      evse_id: evseId ?? null,
      status,
      error_code: errorCode || null,
    })),
    pending_call:
      pendingCall === undefined || pendingCall === null
        ? null
        : { unique_id: pendingCall.uniqueId, action: pendingCall.action, sent_at: formatTime(pendingCall.sentAt) },
    last_error: chargePoint.lastError ?? null,
  };
}
