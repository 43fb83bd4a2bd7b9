import type { ListenerView, SettingsDocument } from './ports.ts';

/** An OCPP listener as the wire has it: its settings in EMQX's shape, and its live state. */
export function printListener(listener: ListenerView): object {
  const { type, name, running, settings } = listener;
  const maxConnections = numberOf(settings, 'max_connections');
  return {
    id: listenerId(listener),
    type,
    name,
    enable: settings.enable !== false,
    running,
    bind: listener.bind,
    max_connections: maxConnections,
    max_conn_rate: String(settings.max_conn_rate ?? 'infinity'),
    proxy_protocol: settings.proxy_protocol === true,
    proxy_protocol_timeout: textOf(settings, 'proxy_protocol_timeout', '3s'),
    enable_authn: settings.enable_authn !== false,
    websocket: printWebSocket(part(settings, 'websocket')),
    ...(type === 'wss' ? { ssl_options: printTls(part(settings, 'ssl_options')) } : {}),
    status: { running, max_connections: maxConnections, current_connections: listener.currentConnections },
  };
}

/** `ocpp:ws:default` */
export function listenerId({ type, name }: Pick<ListenerView, 'type' | 'name'>): string {
  return `ocpp:${type}:${name}`;
}

/** How many connections a listener allows. */
export function maxConnectionsOf(listener: ListenerView): number {
  return numberOf(listener.settings, 'max_connections');
}

function printWebSocket(settings: SettingsDocument): object {
  return {
    path: textOf(settings, 'path', '/ocpp'),
    compress: settings.compress === true,
    idle_timeout: textOf(settings, 'idle_timeout', 'infinity'),
    max_frame_size: String(settings.max_frame_size ?? 'infinity'),
    fail_if_no_subprotocol: settings.fail_if_no_subprotocol === true,
    supported_subprotocols: subprotocols(settings.supported_subprotocols),
    check_origin_enable: settings.check_origin_enable === true,
    allow_origin_absence: settings.allow_origin_absence !== false,
    check_origins: textOf(settings, 'check_origins', ''),
  };
}

function printTls(settings: SettingsDocument): object {
  return {
    versions: listOf(settings, 'versions'),
    cacertfile: textOf(settings, 'cacertfile', ''),
    certfile: textOf(settings, 'certfile', ''),
    keyfile: textOf(settings, 'keyfile', ''),
    more_certfiles: listOf(settings, 'more_certfiles'),
    more_keyfiles: listOf(settings, 'more_keyfiles'),
    reload_interval: textOf(settings, 'reload_interval', '60s'),
    verify: textOf(settings, 'verify', 'verify_none'),
    fail_if_no_peer_cert: settings.fail_if_no_peer_cert === true,
    identity_rule: textOf(settings, 'identity_rule', 'cn_or_san'),
  };
}

// EMQX prints one text, also where the settings hold a list.
function subprotocols(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : 'ocpp1.6, ocpp2.0.1, ocpp2.1';
}

function part(settings: SettingsDocument, name: string): SettingsDocument {
  const value = settings[name];
  return typeof value === 'object' && value !== null ? (value as SettingsDocument) : {};
}

function textOf(settings: SettingsDocument, name: string, otherwise: string): string {
  const value = settings[name];
  return typeof value === 'string' ? value : otherwise;
}

function listOf(settings: SettingsDocument, name: string): readonly string[] {
  const value = settings[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function numberOf(settings: SettingsDocument, name: string): number {
  const value = settings[name];
  return typeof value === 'number' ? value : 0;
}
