import {
  type BindAddress,
  bindAddress,
  byteCount,
  commaSeparated,
  durationMs,
  type OcppListenerSettings,
  type OcppSettings,
  type OcppTlsListenerSettings,
  ratePerSecond,
} from '@ocpp-broker/config';
import type { GatewayOptions, ListenerOptions } from '@ocpp-broker/gateway';
import { enabled, tlsOptions } from './listener-files.ts';
import { checkDocuments, schemaDocuments, shippedIdPrefix } from './schema-folder.ts';

/** What the settings mean to the gateway; throws a SettingsError when the schema folder is no good. */
export function gatewayOptions(settings: OcppSettings): GatewayOptions {
  const { upstream, dnstream, message_format_checking: checking } = settings;
  checkDocuments(settings.json_schema_dir);
  return {
    enabled: settings.enable,
    topics: {
      mountpoint: settings.mountpoint,
      call: upstream.topic,
      reply: upstream.reply_topic,
      error: upstream.error_topic,
      callOverrides: upstream.topic_override_mapping,
      downstream: dnstream.topic,
      presence: settings.presence.topic,
    },
    access: {
      authenticated: settings.authentication.enable,
      userIdType: settings.authentication.user_id_type,
      usernameMustBeIdentity: settings.authentication.username_must_be_identity,
    },
    session: {
      upstreamChecked: checking === 'all' || checking === 'upstream_only',
      downstreamChecked: checking === 'all' || checking === 'dnstream_only',
      strictCallOrder: settings.strict_call_order,
      callTimeoutMs: durationMs(settings.call_timeout),
      replyTimeoutMs: durationMs(settings.reply_timeout),
      callQueueMax: dnstream.max_mqueue_len,
      bootGate: settings.boot_gate,
      idleTimeoutMs: durationMs(settings.idle_timeout),
      defaultHeartbeatIntervalMs: durationMs(settings.default_heartbeat_interval),
      heartbeatBackoff: settings.heartbeat_checking_times_backoff,
    },
    schemas: {
      documents: { '1.6': schemaDocuments(settings.json_schema_dir) },
      idPrefix: settings.json_schema_id_prefix,
      idPrefixOfShipped: shippedIdPrefix,
    },
    offline: { policy: settings.offline_policy, ttlMs: durationMs(settings.offline_ttl) },
    pingIntervalMs: durationMs(settings.ping_interval),
    frameBytesMax: byteCount(settings.max_frame_size),
  };
}

/** A listener to open, and the path of its settings; `options` throws a StartError when a certificate cannot be read. */
export type OcppListenerPlan = {
  readonly path: string;
  readonly address: BindAddress;
  readonly options: () => ListenerOptions;
};

/** The enabled listeners. */
export function ocppListeners({ listeners }: OcppSettings): readonly OcppListenerPlan[] {
  return [
    ...enabled(listeners.ws).map(([name, listener]) => plan('ws', name, listener)),
    ...enabled(listeners.wss).map(([name, listener]) => securedPlan(name, listener)),
  ];
}

function plan(type: 'ws' | 'wss', name: string, settings: OcppListenerSettings): OcppListenerPlan {
  const { websocket } = settings;
  const address = bindAddress(settings.bind);
  return {
    path: `gateway.ocpp.listeners.${type}.${name}`,
    address,
    options: () => ({
      id: `ocpp:${type}:${name}`,
      type,
      name,
      ...address,
      path: websocket.path.replace(/\/+$/, ''),
      connectionsMax: settings.max_connections,
      connectionRateMax: ratePerSecond(settings.max_conn_rate),
      authenticated: settings.enable_authn,
      compress: websocket.compress,
      failIfNoSubprotocol: websocket.fail_if_no_subprotocol,
      subprotocols: commaSeparated(websocket.supported_subprotocols),
      unsupportedSubprotocol: websocket.unsupported_subprotocol,
      originChecked: websocket.check_origin_enable,
      originAbsenceAllowed: websocket.allow_origin_absence,
      origins: commaSeparated(websocket.check_origins),
    }),
  };
}

function securedPlan(name: string, settings: OcppTlsListenerSettings): OcppListenerPlan {
  const { path, address, options } = plan('wss', name, settings);
  const tls = () => tlsOptions(settings.ssl_options, `${path}.ssl_options`);
  return { path, address, options: () => ({ ...options(), tls: tls() }) };
}
