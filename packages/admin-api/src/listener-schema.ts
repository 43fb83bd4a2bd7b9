import { type SettingSchema, settingsSchema } from '@ocpp-broker/config';
import { annotationsAsExtensions } from './annotations.ts';
import type { Schema } from './operation.ts';
import { amount, exact, flag, text } from './schema-parts.ts';

const connections = {
  max_connections: amount('Connections that are allowed'),
  current_connections: amount('Connections now'),
};

const status = exact({ running: flag('Whether it listens'), ...connections });

const ocppWebSocket = exact({
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

const tls = {
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
};

const ocppTls = exact({
  ...tls,
  identity_rule: text('Which name of a client certificate has to be the identity', {
    enum: ['cn_or_san', 'cn', 'san', 'none'],
  }),
});

/** What every listener shows. */
const common = {
  name: text('Name'),
  enable: flag('Whether it is to listen'),
  running: flag('Whether it does'),
  bind: text('Address and port'),
  max_connections: amount('Connections that are allowed'),
  max_conn_rate: text('New connections that are allowed in a time'),
  proxy_protocol: flag('Whether PROXY protocol is spoken'),
  proxy_protocol_timeout: text('How long its header may take'),
};

/** What names a listener that is made. */
const naming = {
  type: text('Type; needed without an id'),
  name: text('Name; needed without an id'),
  id: text('`<type>:<name>`, instead of both'),
};

/** The schemas of listeners. */
export const listenerSchemas: Readonly<Record<string, Schema>> = {
  Listener: exact(
    {
      id: text('`ocpp:<type>:<name>`', { examples: ['ocpp:ws:default'] }),
      type: text('Carrier', { enum: ['ws', 'wss'] }),
      ...common,
      enable_authn: flag('Whether charge points are authenticated'),
      websocket: ocppWebSocket,
      ssl_options: ocppTls,
      status,
    },
    ['ssl_options'],
  ),
  ListenerChange: changeOf('gateway', 'ocpp'),
  MqttListener: exact(
    {
      id: text('`<type>:<name>`', { examples: ['tcp:default'] }),
      type: text('Carrier; `ssl` is MQTT over TLS', { enum: ['tcp', 'ssl', 'ws', 'wss'] }),
      ...common,
      websocket: exact({ mqtt_path: text('Path that MQTT clients ask for') }),
      ssl_options: exact(tls),
      status,
      node_status: { type: 'array', items: exact({ node: text('Name of the node'), status }) },
    },
    ['websocket', 'ssl_options'],
  ),
  MqttListenerChange: changeOf('mqtt'),
};

/** The settings of a listener as a body may give them; those of `wss` are all that there are. */
function changeOf(...root: readonly string[]): Schema {
  const path = [...root, 'listeners', 'wss'];
  const entry = path.reduce<SettingSchema>(propertyOf, settingsSchema);
  const settings =
    'propertyNames' in entry && 'properties' in entry.additionalProperties ? entry.additionalProperties.properties : {};
  return annotationsAsExtensions({ type: 'object', properties: { ...naming, ...settings } });
}

function propertyOf(schema: SettingSchema, key: string): SettingSchema {
  const child = 'properties' in schema ? schema.properties[key] : undefined;
  if (child === undefined) throw new Error(`the settings have no ${key}`);
  return child;
}
