import {
  bind,
  choice,
  count,
  flag,
  type LeafSchema,
  type NamedSchema,
  path,
  rate,
  type SectionSchema,
  section,
  text,
} from './setting-schema.ts';

const listenersMax = 32;
const connectionsMax = 1_000_000;

const named = (description: string, entry: SectionSchema, listeners: NamedSchema['default']): NamedSchema => ({
  type: 'object',
  description,
  apply: 'restart',
  default: listeners,
  propertyNames: {
    pattern: '^[a-z][a-z0-9_-]{0,63}$',
    expects: 'of lower-case letters, digits, - and _ such as default',
  },
  additionalProperties: entry,
  maxProperties: listenersMax,
  expects: `at most ${listenersMax} listeners under their names`,
});

const enable = flag(true, 'restart', 'Opens this listener.');

const urlPath = (value: string, description: string): LeafSchema =>
  text(value, 'restart', description, {
    pattern: '^/[A-Za-z0-9._~/-]*$',
    expects: `a path such as ${value}`,
    maxLength: 256,
  });

const maxConnections = (): LeafSchema =>
  count(10_000, 'restart', 'How many connections this listener holds at once.', { min: 1, max: connectionsMax });

const tlsVersions: LeafSchema = {
  type: 'array',
  items: { type: 'string', enum: ['tlsv1.3', 'tlsv1.2'], expects: 'tlsv1.3 or tlsv1.2' },
  minItems: 1,
  maxItems: 2,
  uniqueItems: true,
  default: ['tlsv1.3', 'tlsv1.2'],
  description: 'The versions of TLS that are spoken.',
  apply: 'restart',
  expects: 'a list of tlsv1.3, tlsv1.2 or both',
};

const sslOptions = section('The TLS side of the listener.', {
  versions: tlsVersions,
  cacertfile: path('', 'restart', 'PEM file of the authorities that client certificates are held to.', 'optional'),
  certfile: path('', 'restart', 'PEM file of the certificate and its chain; an enabled listener needs it.', 'optional'),
  keyfile: path('', 'restart', 'PEM file of the private key; an enabled listener needs it.', 'optional'),
  verify: choice(
    ['verify_none', 'verify_peer'],
    'verify_none',
    'restart',
    'Whether clients are asked for a certificate, which then has to be good.',
  ),
  fail_if_no_peer_cert: flag(false, 'restart', 'With `verify_peer`: refuses clients that show no certificate.'),
});

const mqttBind = (value: string): LeafSchema => bind(value, 'Where this listener takes MQTT clients.');

const mqttWebsocket = section('The WebSocket side of the listener.', {
  path: urlPath('/mqtt', 'The path that MQTT clients ask for.'),
});

/** The root `mqtt.listeners`. */
export const mqttListenersSchema = section('Where MQTT clients come in.', {
  tcp: named(
    'MQTT over TCP.',
    section('An MQTT listener.', { enable, bind: mqttBind('0.0.0.0:1883'), max_connections: maxConnections() }),
    { default: { bind: '0.0.0.0:1883' } },
  ),
  tls: named(
    'MQTT over TLS.',
    section('An MQTT listener with TLS.', {
      enable,
      bind: mqttBind('0.0.0.0:8883'),
      max_connections: maxConnections(),
      ssl_options: sslOptions,
    }),
    {},
  ),
  ws: named(
    'MQTT over WebSocket.',
    section('An MQTT listener over WebSocket.', {
      enable,
      bind: mqttBind('0.0.0.0:8083'),
      max_connections: maxConnections(),
      websocket: mqttWebsocket,
    }),
    { default: { bind: '0.0.0.0:8083' } },
  ),
  wss: named(
    'MQTT over WebSocket with TLS.',
    section('An MQTT listener over WebSocket with TLS.', {
      enable,
      bind: mqttBind('0.0.0.0:8084'),
      max_connections: maxConnections(),
      websocket: mqttWebsocket,
      ssl_options: sslOptions,
    }),
    {},
  ),
});

const ocppWebsocket = section('The WebSocket side of the listener.', {
  path: urlPath('/ocpp', 'The path before the identity of the charge point.'),
  compress: flag(false, 'restart', 'Offers permessage-deflate to charge points that ask for it.'),
  fail_if_no_subprotocol: flag(
    false,
    'restart',
    'Refuses charge points that offer no subprotocol; otherwise they are taken to speak OCPP 1.6.',
  ),
  // EMQX holds a comma-separated text here; later versions of OCPP join it as they are built.
  supported_subprotocols: choice(['ocpp1.6'], 'ocpp1.6', 'restart', 'The subprotocols that are accepted.'),
  unsupported_subprotocol: choice(
    ['reject', 'accept_then_close'],
    'reject',
    'restart',
    'What a charge point meets that offers no subprotocol of ours: status 400, or an accepted socket that is closed at once with 1002.',
  ),
  check_origin_enable: flag(false, 'restart', 'Checks the Origin header when there is one.'),
  allow_origin_absence: flag(
    true,
    'restart',
    'With the check on: lets clients in that send no Origin, as charge points do.',
  ),
  check_origins: text(
    'http://localhost:18083, http://127.0.0.1:18083',
    'restart',
    'With the check on: the origins that are let in, separated by commas.',
    { pattern: '^[ -~]*$', expects: 'origins separated by commas', maxLength: 4096 },
  ),
});

const ocppListener = (value: string) => ({
  enable,
  bind: bind(value, 'Where this listener takes charge points.'),
  max_connections: maxConnections(),
  max_conn_rate: rate('1000/s', 'restart', 'How many connections are taken in that time; the others get 503.', {
    min: '1/h',
    max: '1000000/s',
  }),
  enable_authn: flag(true, 'restart', 'Asks charge points of this listener for their user and password.'),
  websocket: ocppWebsocket,
});

/** The root `gateway.ocpp.listeners`. */
export const ocppListenersSchema = section('Where charge points come in.', {
  ws: named('OCPP over WebSocket.', section('An OCPP listener.', ocppListener('0.0.0.0:33033')), {
    default: { bind: '0.0.0.0:33033' },
  }),
  wss: named(
    'OCPP over WebSocket with TLS.',
    section('An OCPP listener with TLS.', { ...ocppListener('0.0.0.0:33034'), ssl_options: sslOptions }),
    {},
  ),
});
