import { gatewaySettingsSchema } from '@ocpp-broker/config';
import type { Schema } from './operation.ts';
import { amount, exact, flag, maybeTime, text, time } from './schema-parts.ts';

const OUR_KEYWORDS: ReadonlySet<string> = new Set(['apply', 'expects', 'unit', 'range']);
const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'propertyNames']);

const connections = {
  max_connections: amount('Connections that are allowed'),
  current_connections: amount('Connections now'),
};

const gatewayStatus = text('Whether the gateway runs', { enum: ['running', 'stopped'] });

const gatewayTimes = {
  created_at: time('When the gateway was made'),
  started_at: maybeTime('When it last began to run'),
  stopped_at: time('When it was switched off; only while it is'),
};

const listenerWebSocket = exact({
  path: text('Path in front of the identity'),
  compress: flag('Whether permessage-deflate is offered'),
  idle_timeout: text('Silence after which a socket is closed'),
  max_frame_size: text('Largest message'),
  fail_if_no_subprotocol: flag('Whether a client without a subprotocol is refused'),
  supported_subprotocols: text('Subprotocols, separated by commas'),
  check_origin_enable: flag('Whether the Origin header is checked'),
  allow_origin_absence: flag('Whether a client may come without one'),
  check_origins: text('Origins that may come, separated by commas'),
});

const listenerTls = exact({
  versions: { type: 'array', items: { type: 'string' }, description: 'Versions of TLS' },
  cacertfile: text('PEM file of the authorities'),
  certfile: text('PEM file of the certificate'),
  keyfile: text('PEM file of its key'),
  more_certfiles: { type: 'array', items: { type: 'string' }, description: 'PEM files of further certificates' },
  more_keyfiles: {
    type: 'array',
    items: { type: 'string' },
    description: 'PEM files of their keys, in the same order',
  },
  reload_interval: text('How often the files are looked at for new certificates; `0s` is never'),
  verify: text('Whether clients must show a certificate', { enum: ['verify_none', 'verify_peer'] }),
  fail_if_no_peer_cert: flag('Whether a client without one is refused'),
  identity_rule: text('Which name of a client certificate has to be the identity', {
    enum: ['cn_or_san', 'cn', 'san', 'none'],
  }),
});

const settingsProperties = gatewaySettingsSchema().properties as unknown as Readonly<Record<string, Schema>>;

/** The schemas of the gateway, its settings and its listeners. */
export const gatewaySchemas: Readonly<Record<string, Schema>> = {
  GatewayOverview: exact(
    {
      name: text('Name of the gateway'),
      status: gatewayStatus,
      ...gatewayTimes,
      ...connections,
      listeners: {
        type: 'array',
        items: exact({ id: text('Id'), type: text('Type'), name: text('Name'), running: flag('Whether it listens') }),
      },
      node_status: {
        type: 'array',
        items: exact({ node: text('Name of the node'), status: gatewayStatus, ...connections }),
      },
    },
    ['stopped_at'],
  ),
  GatewaySettings: annotationsAsExtensions({ ...gatewaySettingsSchema() }),
  Gateway: annotationsAsExtensions({
    type: 'object',
    additionalProperties: false,
    required: ['name', 'status', 'created_at', 'started_at', 'listeners', ...Object.keys(settingsProperties)],
    properties: {
      name: text('Name of the gateway'),
      status: gatewayStatus,
      ...gatewayTimes,
      ...settingsProperties,
      listeners: { type: 'array', items: { $ref: 'Listener#' } },
    },
  }),
  Listener: exact(
    {
      id: text('`ocpp:<type>:<name>`', { examples: ['ocpp:ws:default'] }),
      type: text('Carrier', { enum: ['ws', 'wss'] }),
      name: text('Name'),
      enable: flag('Whether it is to listen'),
      running: flag('Whether it does'),
      bind: text('Address and port'),
      max_connections: amount('Connections that are allowed'),
      max_conn_rate: text('New connections that are allowed in a time'),
      proxy_protocol: flag('Whether PROXY protocol is spoken'),
      proxy_protocol_timeout: text('How long its header may take'),
      enable_authn: flag('Whether charge points are authenticated'),
      websocket: listenerWebSocket,
      ssl_options: listenerTls,
      status: exact({ running: flag('Whether it listens'), ...connections }),
    },
    ['ssl_options'],
  ),
};

/** Our keywords beside JSON Schema's (`apply`, `expects`, …) under the `x-` that OpenAPI leaves to everybody; `default`s and names stay. */
function annotationsAsExtensions(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'properties') return [keyword, mapValues(value as Readonly<Record<string, Schema>>)];
      const isSchema = SCHEMA_KEYWORDS.has(keyword) && typeof value === 'object' && value !== null;
      const name = OUR_KEYWORDS.has(keyword) ? `x-${keyword}` : keyword;
      return [name, isSchema ? annotationsAsExtensions(value as Schema) : value];
    }),
  );
}

function mapValues(schemas: Readonly<Record<string, Schema>>): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, annotationsAsExtensions(schema)]));
}
