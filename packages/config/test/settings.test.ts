// The types of settings.ts are written by hand, the schema beside them. Here one is held against the other: the sample is
// checked by the compiler and by the schema, and each union of words has its record, which the compiler keeps complete.

import t from 'tap';
import { isFields } from '../src/document.ts';
import {
  type AuthorizationSettings,
  type BrokerSettings,
  type ChargePointSettings,
  type GatewaySettings,
  gatewaySettingsSchema,
  type HttpAuthenticationSettings,
  type JwtSettings,
  type LogSettings,
  type MessageFormatMode,
  type MqttSettings,
  mqttSettingsSchema,
  type OcppAuthenticationSettings,
  type OcppListenerSettings,
  type OcppSslOptions,
  parseSettings,
  type ResponderSettings,
  type SslOptions,
  type WebhookSettings,
} from '../src/index.ts';
import { sampleSettings } from './sample-settings.ts';
import { leafAt, leavesOf } from './schema-leaves.ts';

const valuePaths = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  isFields(value) ? Object.entries(value).flatMap(([key, part]) => valuePaths(part, [...path, key])) : [path];

const isMap = (key: string | undefined, parent: string | undefined): boolean =>
  parent === 'listeners' ||
  (key === 'webhooks' && parent === undefined) ||
  [
    ...['topic_override_mapping', 'call_timeout_overrides', 'actions', 'charge_points'],
    ...['verify_claims', 'headers', 'body'],
  ].includes(key ?? '');

const withoutNames = (path: readonly string[]): string =>
  path.map((key, index) => (isMap(path[index - 1], path[index - 2]) ? '*' : key)).join('.');

t.test('the type has every setting of the schema, and no other', async (t) => {
  t.strictSame(
    [...new Set(valuePaths(sampleSettings).map(withoutNames))].sort(),
    leavesOf()
      .map(({ path }) => path.join('.'))
      .sort(),
  );
});

t.test('a document of the type is taken as it stands', async (t) => {
  const removed = { mqtt: { listeners: { tcp: { default: null }, ws: { default: null } } } };
  t.strictSame(parseSettings([{ source: 'sample', document: sampleSettings }]), sampleSettings);
  t.strictSame(
    parseSettings([
      { source: 'removed', document: removed },
      { source: 'sample', document: sampleSettings },
    ]),
    sampleSettings,
  );
});

t.test('the type of the gateway’s settings is the part that GET and PUT carry', async (t) => {
  const { authentication, listeners, ...gateway }: GatewaySettings & Record<string, unknown> =
    sampleSettings.gateway.ocpp;
  t.ok(authentication && listeners);
  t.strictSame(Object.keys(gateway), Object.keys(gatewaySettingsSchema().properties));
});

t.test('the type of the broker’s settings is the part that GET and PUT carry', async (t) => {
  const { authentication, listeners, ...broker }: BrokerSettings & Record<string, unknown> = sampleSettings.mqtt;
  t.ok(authentication && listeners);
  t.strictSame(Object.keys(broker), Object.keys(mqttSettingsSchema().properties));
});

type Words<Union extends string> = Readonly<Record<Union, true>>;
const level: Words<LogSettings['level']> = {
  trace: true,
  debug: true,
  info: true,
  warn: true,
  error: true,
  fatal: true,
  silent: true,
};
const format: Words<LogSettings['format']> = { auto: true, json: true, pretty: true };
const persistence: Words<MqttSettings['persistence']> = { sqlite: true, memory: true };
const synchronous: Words<MqttSettings['persistence_synchronous']> = { normal: true, full: true };
const noMatch: Words<AuthorizationSettings['no_match']> = { allow: true, deny: true };
const denyAction: Words<AuthorizationSettings['deny_action']> = { ignore: true, disconnect: true };
const chargePointTopics: Words<AuthorizationSettings['charge_point_topics']> = { users: true, rules: true, open: true };
const from: Words<JwtSettings['from']> = { password: true, username: true };
const algorithm: Words<JwtSettings['algorithm']> = { 'hmac-based': true, 'public-key': true };
const method: Words<HttpAuthenticationSettings['method']> = { post: true, get: true };
const checking: Words<GatewaySettings['message_format_checking']> = {
  all: true,
  upstream_only: true,
  dnstream_only: true,
  disable: true,
};
const offline: Words<GatewaySettings['offline_policy']> = { fail: true, queue: true };
const mechanism: Words<OcppAuthenticationSettings['mechanism']> = { password_based: true };
const backend: Words<OcppAuthenticationSettings['backend']> = { built_in_database: true };
const ocppUser: Words<OcppAuthenticationSettings['user_id_type']> = { username: true, clientid: true };
const mqttUser: Words<MqttSettings['authentication']['user_id_type']> = { username: true };
const hash: Words<OcppAuthenticationSettings['password_hash_algorithm']['name']> = { scrypt: true, sha256: true };
const identity: Words<OcppAuthenticationSettings['username_must_be_identity']> = {
  never: true,
  '2.x': true,
  always: true,
};
const mode: Words<MessageFormatMode> = { reject: true, warn: true, off: true };
const ownMode: Words<ChargePointSettings['message_format_mode']> = { '': true, ...mode };
const ownVersion: Words<ChargePointSettings['version']> = { '': true, '1.6': true, '2.0.1': true, '2.1': true };
const authorize: Words<ResponderSettings['authorize']> = { accept_all: true, list: true };
const downgrade: Words<GatewaySettings['security_profile_downgrade']> = { allow: true, refuse: true };
const rule: Words<OcppSslOptions['identity_rule']> = { cn_or_san: true, cn: true, san: true, none: true };
const unsupported: Words<OcppListenerSettings['websocket']['unsupported_subprotocol']> = {
  reject: true,
  accept_then_close: true,
};
const direction: Words<WebhookSettings['direction']> = { both: true, upstream: true, downstream: true };
const verify: Words<SslOptions['verify']> = { verify_none: true, verify_peer: true };

const listeners = (root: string, names: readonly string[], rest: string): readonly string[] =>
  names.map((name) => `${root}.listeners.${name}.*.${rest}`);

const authentications = (rest: string): readonly string[] =>
  ['mqtt', 'gateway.ocpp'].map((root) => `${root}.authentication.${rest}`);

const unions: readonly (readonly [readonly string[], Words<string>])[] = [
  [['log.level'], level],
  [['log.format'], format],
  [['webhooks.*.direction'], direction],
  [['mqtt.persistence'], persistence],
  [['mqtt.persistence_synchronous'], synchronous],
  [['mqtt.authorization.no_match'], noMatch],
  [['mqtt.authorization.deny_action'], denyAction],
  [['mqtt.authorization.charge_point_topics'], chargePointTopics],
  [authentications('jwt.from'), from],
  [authentications('jwt.algorithm'), algorithm],
  [authentications('http.method'), method],
  [['mqtt.authentication.mechanism', 'gateway.ocpp.authentication.mechanism'], mechanism],
  [['mqtt.authentication.backend', 'gateway.ocpp.authentication.backend'], backend],
  [['mqtt.authentication.user_id_type'], mqttUser],
  [['gateway.ocpp.message_format_checking'], checking],
  [['gateway.ocpp.offline_policy'], offline],
  [['gateway.ocpp.authentication.user_id_type'], ocppUser],
  [['gateway.ocpp.authentication.password_hash_algorithm.name'], hash],
  [['gateway.ocpp.authentication.username_must_be_identity'], identity],
  [['upstream', 'dnstream', 'actions.*'].map((key) => `gateway.ocpp.message_format_mode.${key}`), mode],
  [['gateway.ocpp.charge_points.*.message_format_mode'], ownMode],
  [['gateway.ocpp.charge_points.*.version'], ownVersion],
  [['gateway.ocpp.responder.authorize'], authorize],
  [['gateway.ocpp.security_profile_downgrade'], downgrade],
  [listeners('gateway.ocpp', ['wss'], 'ssl_options.identity_rule'), rule],
  [listeners('gateway.ocpp', ['ws', 'wss'], 'websocket.unsupported_subprotocol'), unsupported],
  [
    [
      ...listeners('mqtt', ['tls', 'wss'], 'ssl_options.verify'),
      ...listeners('gateway.ocpp', ['wss'], 'ssl_options.verify'),
    ],
    verify,
  ],
];

t.test('every choice of words is the same in type and schema', async (t) => {
  const choices = leavesOf().filter(({ leaf }) => leaf.enum !== undefined);
  t.strictSame(unions.flatMap(([paths]) => paths).sort(), choices.map(({ path }) => path.join('.')).sort());
  for (const [paths, words] of unions) {
    for (const path of paths) t.strictSame([...(leafAt(path).enum ?? [])].sort(), Object.keys(words).sort(), path);
  }
});
