import type { ListenerView, MqttListenerType } from './listener-ports.ts';
import type { SettingsDocument } from './ports.ts';

/** An OCPP listener as the wire has it: its settings in EMQX's shape, and its live state. */
export function printListener(listener: ListenerView): object {
  const { type, settings } = listener;
  return {
    id: listenerId(listener),
    type,
    ...printIntake(listener),
    enable_authn: settings.enable_authn !== false,
    websocket: printWebSocket(part(settings, 'websocket')),
    ...(type === 'wss' ? { ssl_options: printOcppTls(part(settings, 'ssl_options')) } : {}),
    status: printStatus(listener),
  };
}

/** An MQTT listener as the wire has it. */
export function printMqttListener(listener: ListenerView<MqttListenerType>, node: string): object {
  const { type, settings } = listener;
  const status = printStatus(listener);
  const isSecured = type === 'tls' || type === 'wss';
  return {
    id: mqttListenerId(listener),
    type: wireType(type),
    ...printIntake(listener),
    ...(type === 'ws' || type === 'wss'
      ? { websocket: { mqtt_path: textOf(part(settings, 'websocket'), 'path', '/mqtt') } }
      : {}),
    ...(isSecured ? { ssl_options: printTls(part(settings, 'ssl_options')) } : {}),
    status,
    node_status: [{ node, status }],
  };
}

/** `ocpp:ws:default` */
export function listenerId({ type, name }: Pick<ListenerView, 'type' | 'name'>): string {
  return `ocpp:${type}:${name}`;
}

/** `ssl:default`: EMQX calls TLS by its older name. */
export function mqttListenerId({ type, name }: Pick<ListenerView<MqttListenerType>, 'type' | 'name'>): string {
  return `${wireType(type)}:${name}`;
}

/** How many connections a listener allows. */
export function maxConnectionsOf(listener: ListenerView<string>): number {
  return numberOf(listener.settings, 'max_connections');
}

function wireType(type: MqttListenerType): string {
  return type === 'tls' ? 'ssl' : type;
}

function printIntake(listener: ListenerView<string>): object {
  const { name, running, settings } = listener;
  return {
    name,
    enable: settings.enable !== false,
    running,
    bind: listener.bind,
    max_connections: maxConnectionsOf(listener),
    max_conn_rate: String(settings.max_conn_rate ?? 'infinity'),
    proxy_protocol: settings.proxy_protocol === true,
    proxy_protocol_timeout: textOf(settings, 'proxy_protocol_timeout', '3s'),
  };
}

function printStatus(listener: ListenerView<string>): object {
  return {
    running: listener.running,
    max_connections: maxConnectionsOf(listener),
    current_connections: listener.currentConnections,
  };
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
  };
}

function printOcppTls(settings: SettingsDocument): object {
  return { ...printTls(settings), identity_rule: textOf(settings, 'identity_rule', 'cn_or_san') };
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
