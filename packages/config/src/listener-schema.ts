import {
  bind,
  choice,
  count,
  duration,
  flag,
  type LeafSchema,
  type NamedSchema,
  rate,
  type SectionSchema,
  section,
  text,
} from './setting-schema.ts';
import { ocppSslOptions, sslOptions } from './tls-schema.ts';

const listenersMax = 32;
const connectionsMax = 1_000_000;

const whileRunning =
  'Listeners are opened, changed and closed while the server runs. A change of certificates, `max_connections` or ' +
  '`max_conn_rate` disconnects nobody; any other opens the listener anew, and those who came in by it are disconnected.';

const named = (description: string, entry: SectionSchema, listeners: NamedSchema['default']): NamedSchema => ({
  type: 'object',
  description,
  apply: 'live',
  default: listeners,
  propertyNames: {
    pattern: '^[a-z][a-z0-9_-]{0,63}$',
    expects: 'of lower-case letters, digits, - and _ such as default',
  },
  additionalProperties: entry,
  maxProperties: listenersMax,
  expects: `at most ${listenersMax} listeners under their names`,
});

const enable = flag(true, 'live', 'Opens this listener.');

const urlPath = (value: string, description: string): LeafSchema =>
  text(value, 'live', description, {
    pattern: '^/[A-Za-z0-9._~/-]*$',
    expects: `a path such as ${value}`,
    maxLength: 256,
  });

// What every listener has, whoever comes in by it.
const intake = (clients: string, refusal: string) => ({
  max_connections: count(10_000, 'live', 'How many connections this listener holds at once.', {
    min: 1,
    max: connectionsMax,
  }),
  max_conn_rate: rate('1000/s', 'live', `How many connections are taken in that time; the others ${refusal}.`, {
    min: '1/h',
    max: '1000000/s',
  }),
  proxy_protocol: flag(
    false,
    'live',
    `Takes the address of ${clients} from the PROXY protocol, version 1 or 2, without which no connection is taken then.`,
  ),
  proxy_protocol_timeout: duration('3s', 'live', 'How long a connection may take to send that header.', {
    min: '100ms',
    max: '10m',
  }),
});

const mqttIntake = intake('a client', 'are closed');

const mqttBind = (value: string): LeafSchema => bind(value, 'live', 'Where this listener takes MQTT clients.');

const mqttWebsocket = section('The WebSocket side of the listener.', {
  path: urlPath('/mqtt', 'The path that MQTT clients ask for.'),
});

/** The root `mqtt.listeners`. */
export const mqttListenersSchema = section(`Where MQTT clients come in. ${whileRunning}`, {
  tcp: named(
    'MQTT over TCP.',
    section('An MQTT listener.', { enable, bind: mqttBind('0.0.0.0:1883'), ...mqttIntake }),
    { default: { bind: '0.0.0.0:1883' } },
  ),
  tls: named(
    'MQTT over TLS.',
    section('An MQTT listener with TLS.', {
      enable,
      bind: mqttBind('0.0.0.0:8883'),
      ...mqttIntake,
      ssl_options: sslOptions,
    }),
    {},
  ),
  ws: named(
    'MQTT over WebSocket.',
    section('An MQTT listener over WebSocket.', {
      enable,
      bind: mqttBind('0.0.0.0:8083'),
      ...mqttIntake,
      websocket: mqttWebsocket,
    }),
    { default: { bind: '0.0.0.0:8083' } },
  ),
  wss: named(
    'MQTT over WebSocket with TLS.',
    section('An MQTT listener over WebSocket with TLS.', {
      enable,
      bind: mqttBind('0.0.0.0:8084'),
      ...mqttIntake,
      websocket: mqttWebsocket,
      ssl_options: sslOptions,
    }),
    {},
  ),
});

const subprotocol = 'ocpp1\\.6|ocpp2\\.0\\.1|ocpp2\\.1';

const ocppWebsocket = section('The WebSocket side of the listener.', {
  path: urlPath('/ocpp', 'The path before the identity of the charge point.'),
  compress: flag(false, 'live', 'Offers permessage-deflate to charge points that ask for it.'),
  fail_if_no_subprotocol: flag(
    false,
    'live',
    'Refuses charge points that offer no subprotocol; otherwise they are taken to speak OCPP 1.6, or the version of their own setting.',
  ),
  supported_subprotocols: text(
    'ocpp1.6, ocpp2.0.1, ocpp2.1',
    'live',
    'The subprotocols that are accepted, separated by commas; of those that a charge point offers, its first one counts.',
    {
      // Any of the three, in any order, none of them twice.
      pattern: `^(?!.*(${subprotocol}).*\\1) *(?:${subprotocol})(?: *, *(?:${subprotocol}))* *$`,
      expects: 'one or more of ocpp1.6, ocpp2.0.1 and ocpp2.1, separated by commas',
      maxLength: 64,
    },
  ),
  unsupported_subprotocol: choice(
    ['reject', 'accept_then_close'],
    'reject',
    'live',
    'What a charge point meets that offers no subprotocol of ours: status 400, or an accepted socket that is closed at once with 1002.',
  ),
  check_origin_enable: flag(false, 'live', 'Checks the Origin header when there is one.'),
  allow_origin_absence: flag(
    true,
    'live',
    'With the check on: lets clients in that send no Origin, as charge points do.',
  ),
  check_origins: text(
    'http://localhost:18083, http://127.0.0.1:18083',
    'live',
    'With the check on: the origins that are let in, separated by commas.',
    { pattern: '^[ -~]*$', expects: 'origins separated by commas', maxLength: 4096 },
  ),
});

const ocppListener = (value: string) => ({
  enable,
  bind: bind(value, 'live', 'Where this listener takes charge points.'),
  ...intake('a charge point', 'get 503'),
  enable_authn: flag(true, 'live', 'Asks charge points of this listener for their user and password.'),
  websocket: ocppWebsocket,
});

/** The root `gateway.ocpp.listeners`. */
export const ocppListenersSchema = section(`Where charge points come in. ${whileRunning}`, {
  ws: named('OCPP over WebSocket.', section('An OCPP listener.', ocppListener('0.0.0.0:33033')), {
    default: { bind: '0.0.0.0:33033' },
  }),
  wss: named(
    'OCPP over WebSocket with TLS.',
    section('An OCPP listener with TLS.', { ...ocppListener('0.0.0.0:33034'), ssl_options: ocppSslOptions }),
    {},
  ),
});
