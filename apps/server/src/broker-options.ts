import type { BrokerListenerOptions, BrokerOptions } from '@ocpp-broker/broker';
import {
  bindAddress,
  byteCount,
  durationMs,
  type MqttListenerSettings,
  type MqttSettings,
  ratePerSecond,
  type SslOptions,
} from '@ocpp-broker/config';
import { enabled, tlsOptions } from './listener-files.ts';
import { type ListenerPlan, watchedCertificates } from './listener-plan.ts';
import { urlOf } from './welcome.ts';

/** What the settings mean to the broker. */
export function brokerOptions(settings: MqttSettings): BrokerOptions {
  return {
    allowAnonymous: settings.allow_anonymous || !settings.authentication.enable,
    maxPacketBytes: byteCount(settings.max_packet_size),
    connectTimeoutMs: durationMs(settings.connect_timeout),
    connectionsMax: settings.max_connections,
    connectionsPerAddressMax: settings.max_connections_per_address,
    connectRatePerAddressPerSecond: ratePerSecond(settings.max_connect_rate_per_address),
    slowClient: {
      dropQos0AboveBytes: byteCount(settings.slow_client.drop_qos0_above),
      disconnectAboveBytes: byteCount(settings.slow_client.disconnect_above),
    },
    denyAction: settings.authorization.deny_action,
    limits: {
      topicLevelsMax: settings.max_topic_levels,
      topicBytesMax: byteCount(settings.max_topic_length),
      subscriptionsPerClientMax: settings.max_subscriptions,
      inflightMax: settings.max_inflight,
      receiveMaximum: settings.receive_maximum,
      awaitingRelMax: settings.max_awaiting_rel,
      topicAliasMaximum: settings.max_topic_alias,
      keepaliveMaxSeconds: durationMs(settings.max_keepalive) / 1_000,
      sessionsMax: settings.sessions.max,
      sessionExpiryMaxSeconds: durationMs(settings.sessions.max_expiry) / 1_000,
    },
    systemTopicsIntervalMs: durationMs(settings.sys_topics.interval),
  };
}

/** The enabled listeners. */
export function mqttListeners({ listeners }: MqttSettings): readonly ListenerPlan<BrokerListenerOptions>[] {
  const { tcp, tls, ws, wss } = listeners;
  return [
    ...enabled(tcp).map(([name, one]) => plan('tcp', name, one)),
    ...enabled(tls).map(([name, one]) => plan('tls', name, one)),
    ...enabled(ws).map(([name, one]) => plan('ws', name, one)),
    ...enabled(wss).map(([name, one]) => plan('wss', name, one)),
  ];
}

type AnyListenerSettings = MqttListenerSettings & {
  readonly websocket?: { readonly path: string };
  readonly ssl_options?: SslOptions;
};

const schemes = { tcp: 'mqtt', tls: 'mqtts', ws: 'ws', wss: 'wss' } as const;

function plan(
  type: BrokerListenerOptions['type'],
  name: string,
  settings: AnyListenerSettings,
): ListenerPlan<BrokerListenerOptions> {
  const { websocket, ssl_options: ssl } = settings;
  const [id, path] = [`${type}:${name}`, `mqtt.listeners.${type}.${name}`];
  const address = bindAddress(settings.bind);
  return {
    id,
    path,
    address,
    wording: JSON.stringify(settings),
    isSecured: ssl !== undefined,
    ...(ssl === undefined ? {} : watchedCertificates(ssl)),
    options: () => ({
      id,
      type,
      ...address,
      connectionsMax: settings.max_connections,
      connectRatePerSecond: ratePerSecond(settings.max_conn_rate),
      proxyProtocol: settings.proxy_protocol,
      proxyProtocolTimeoutMs: durationMs(settings.proxy_protocol_timeout),
      ...(websocket === undefined ? {} : { path: websocket.path }),
      ...(ssl === undefined ? {} : { tls: tlsOptions(ssl, `${path}.ssl_options`) }),
    }),
    urlAt: (port) => urlOf(schemes[type], address.host, port, websocket?.path),
  };
}
