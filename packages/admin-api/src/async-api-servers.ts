// Where MQTT clients connect, as AsyncAPI's servers.
import type { MqttSettings } from '@ocpp-broker/config';
import type { ListenerView, MqttListenerType } from './listener-ports.ts';
import type { Schema } from './operation.ts';

/** What is known of who may log in. */
export type LoginSettings = Pick<MqttSettings, 'allow_anonymous'> & {
  readonly authentication: Pick<MqttSettings['authentication'], 'enable'>;
};

type Kind = { readonly protocol: string; readonly title: string; readonly isWebSocket: boolean };

const KINDS: Readonly<Record<MqttListenerType, Kind>> = {
  tcp: { protocol: 'mqtt', title: 'MQTT over TCP', isWebSocket: false },
  tls: { protocol: 'mqtts', title: 'MQTT over TLS', isWebSocket: false },
  ws: { protocol: 'ws', title: 'MQTT over WebSocket', isWebSocket: true },
  wss: { protocol: 'wss', title: 'MQTT over WebSocket with TLS', isWebSocket: true },
};

/** The listeners that run. Where one listens on every address, clients use the host by which the caller found this API. */
export function printServers(
  listeners: readonly ListenerView<MqttListenerType>[],
  login: LoginSettings,
  callersHost: string,
): Readonly<Record<string, Schema>> {
  const running = listeners.filter((listener) => listener.running);
  return Object.fromEntries(
    running.map((listener) => [`${listener.type}-${listener.name}`, printServer(listener, login, callersHost)]),
  );
}

/** The name that AsyncAPI's servers refer to. */
export const loginScheme = 'login';

/** How MQTT clients log in. */
export const securitySchemes: Readonly<Record<string, Schema>> = {
  [loginScheme]: {
    type: 'userPassword',
    description: 'User name and password of MQTT; a token is sent as the password.',
  },
};

/** Whether everybody has to log in. */
export function isLoginNeeded({ allow_anonymous: isOpen, authentication }: LoginSettings): boolean {
  return authentication.enable && !isOpen;
}

function printServer(
  { type, bind, settings }: ListenerView<MqttListenerType>,
  login: LoginSettings,
  callersHost: string,
): Schema {
  const { protocol, title, isWebSocket } = KINDS[type];
  const { websocket, ssl_options: tls } = settings as Readonly<Record<string, Schema | undefined>>;
  const asksForCertificate = tls?.verify === 'verify_peer' && tls.fail_if_no_peer_cert === true;
  return {
    host: clientsHost(bind, callersHost),
    ...(isWebSocket ? { pathname: String(websocket?.path ?? '/mqtt') } : {}),
    protocol,
    ...(isWebSocket ? {} : { protocolVersion: '5' }),
    description: [
      `${title}: versions 3.1, 3.1.1 and 5${isWebSocket ? ', in binary frames, with the subprotocol `mqtt`' : ''}.`,
      ...(asksForCertificate ? ['The client has to show a certificate.'] : []),
      ...(isLoginNeeded(login) ? [] : ['Clients that show neither user nor password are let in as well.']),
    ].join(' '),
    ...(isLoginNeeded(login) ? { security: [{ $ref: `#/components/securitySchemes/${loginScheme}` }] } : {}),
  };
}

/** The address for clients, with its port; `bind` is `0.0.0.0:1883`, `[::]:1883`, `127.0.0.1:1883`. */
function clientsHost(bind: string, callersHost: string): string {
  const colon = bind.lastIndexOf(':');
  const host = bind.slice(0, Math.max(colon, 0));
  const isEveryAddress = host === '' || host === '0.0.0.0' || /^\[[0:]+\]$/.test(host);
  return `${isEveryAddress ? plainHost(callersHost) : host}:${bind.slice(colon + 1)}`;
}

const HOST = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])$/;

/** A caller may name anything in its Host header; what is no host shall not look like one. */
function plainHost(host: string): string {
  return HOST.test(host) ? host : 'localhost';
}
