import {
  bindAddress,
  byteCount,
  commaSeparated,
  durationMs,
  type OcppListenerSettings,
  type OcppSettings,
  type OcppTlsListenerSettings,
  ratePerSecond,
} from '@ocpp-broker/config';
import type { ChargePointOverrides, GatewayOptions, ListenerOptions } from '@ocpp-broker/gateway';
import { enabled, tlsOptions } from './listener-files.ts';
import { type ListenerPlan, watchedCertificates } from './listener-plan.ts';
import { checkDocuments, operatorDocuments, shippedDocuments, shippedIdPrefixes } from './schema-folder.ts';
import { urlOf } from './welcome.ts';

/** What the settings mean to the gateway; throws a SettingsError when the schema folder is no good. */
export function gatewayOptions(settings: OcppSettings): GatewayOptions {
  const { upstream, dnstream, authentication, calls, frames, json_schema_dir: folder } = settings;
  const own = operatorDocuments(folder);
  checkDocuments(folder, own);
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
      authenticated: authentication.enable,
      userIdType: authentication.user_id_type,
      usernameMustBeIdentity: authentication.username_must_be_identity,
      profileDowngradeRefused: settings.security_profile_downgrade === 'refuse',
      trustedProxies: settings.trusted_proxies,
    },
    session: sessionOptions(settings),
    schemas: { shipped: shippedDocuments, own, idPrefix: settings.json_schema_id_prefix, shippedIdPrefixes },
    offline: { policy: settings.offline_policy, ttlMs: durationMs(settings.offline_ttl) },
    chargePoints: new Map(Object.entries(settings.charge_points).map(([identity, one]) => [identity, overrides(one)])),
    pingIntervalMs: durationMs(settings.ping_interval),
    frameBytesMax: byteCount(settings.max_frame_size),
    calls: { waitingMax: calls.max_waiting, timeoutMsMax: durationMs(calls.max_timeout) },
    frames: { keep: frames.keep, bytesMax: byteCount(frames.max_bytes), idTagsMasked: frames.mask_id_tags },
  };
}

function sessionOptions(settings: OcppSettings): GatewayOptions['session'] {
  const { call_timeout_overrides: callTimeouts, responder } = settings;
  return {
    checking: checking(settings),
    strictCallOrder: settings.strict_call_order,
    callTimeoutMs: durationMs(settings.call_timeout),
    callTimeoutsMs: new Map(Object.entries(callTimeouts).map(([action, time]) => [action, durationMs(time)])),
    replyTimeoutMs: durationMs(settings.reply_timeout),
    retryWindowMs: durationMs(settings.retry_window),
    callQueueMax: settings.dnstream.max_mqueue_len,
    bootGate: settings.boot_gate,
    responder: responder.enable ? responderOptions(responder) : undefined,
    idleTimeoutMs: durationMs(settings.idle_timeout),
    defaultHeartbeatIntervalMs: durationMs(settings.default_heartbeat_interval),
    heartbeatBackoff: settings.heartbeat_checking_times_backoff,
  };
}

/** EMQX's setting says which directions are looked at, ours what becomes of a violation there. */
function checking(settings: OcppSettings): GatewayOptions['session']['checking'] {
  const { message_format_checking: covered, message_format_mode: mode } = settings;
  return {
    upstream: covered === 'all' || covered === 'upstream_only' ? mode.upstream : 'off',
    downstream: covered === 'all' || covered === 'dnstream_only' ? mode.dnstream : 'off',
    actions: new Map(Object.entries(mode.actions)),
  };
}

function responderOptions(settings: OcppSettings['responder']): GatewayOptions['session']['responder'] {
  return {
    afterMs: durationMs(settings.after),
    heartbeatIntervalS: Math.round(durationMs(settings.heartbeat_interval) / 1_000),
    idTags: settings.authorize === 'list' ? new Set(settings.id_tags) : undefined,
  };
}

function overrides(settings: OcppSettings['charge_points'][string]): ChargePointOverrides {
  const time = (text: string) => (text === '' ? undefined : durationMs(text));
  const { version, message_format_mode: mode } = settings;
  return {
    pingIntervalMs: time(settings.ping_interval),
    idleTimeoutMs: time(settings.idle_timeout),
    defaultHeartbeatIntervalMs: time(settings.default_heartbeat_interval),
    assumedVersion: version === '' ? undefined : version,
    checkMode: mode === '' ? undefined : mode,
  };
}

/** The enabled listeners. */
export function ocppListeners({ listeners }: OcppSettings): readonly ListenerPlan<ListenerOptions>[] {
  return [
    ...enabled(listeners.ws).map(([name, listener]) => plan('ws', name, listener)),
    ...enabled(listeners.wss).map(([name, listener]) => securedPlan(name, listener)),
  ];
}

function plan(type: 'ws' | 'wss', name: string, settings: OcppListenerSettings): ListenerPlan<ListenerOptions> {
  const { websocket } = settings;
  const address = bindAddress(settings.bind);
  const id = `ocpp:${type}:${name}`;
  const path = websocket.path.replace(/\/+$/, '');
  return {
    id,
    path: `gateway.ocpp.listeners.${type}.${name}`,
    address,
    wording: JSON.stringify(settings),
    isSecured: type === 'wss',
    options: () => ({
      id,
      type,
      name,
      ...address,
      path,
      connectionsMax: settings.max_connections,
      connectionRateMax: ratePerSecond(settings.max_conn_rate),
      authenticated: settings.enable_authn,
      proxyProtocol: settings.proxy_protocol,
      proxyProtocolTimeoutMs: durationMs(settings.proxy_protocol_timeout),
      compress: websocket.compress,
      failIfNoSubprotocol: websocket.fail_if_no_subprotocol,
      subprotocols: commaSeparated(websocket.supported_subprotocols),
      unsupportedSubprotocol: websocket.unsupported_subprotocol,
      originChecked: websocket.check_origin_enable,
      originAbsenceAllowed: websocket.allow_origin_absence,
      origins: commaSeparated(websocket.check_origins),
    }),
    urlAt: (port) => urlOf(type, address.host, port, path),
  };
}

function securedPlan(name: string, settings: OcppTlsListenerSettings): ListenerPlan<ListenerOptions> {
  const { options, ...rest } = plan('wss', name, settings);
  const { ssl_options: ssl } = settings;
  return {
    ...rest,
    ...watchedCertificates(ssl),
    options: () => ({
      ...options(),
      tls: { ...tlsOptions(ssl, `${rest.path}.ssl_options`), identityRule: ssl.identity_rule },
    }),
  };
}
