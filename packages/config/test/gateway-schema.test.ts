import t from 'tap';
import { defaultSettings, gatewaySettingsSchema } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

t.test('names and defaults are those of EMQX, ours after them', async (t) => {
  const { authentication, listeners, ...table } = defaultSettings().gateway.ocpp;
  t.ok(authentication && listeners);
  t.strictSame(table, {
    enable: true,
    mountpoint: 'ocpp/',
    default_heartbeat_interval: '60s',
    heartbeat_checking_times_backoff: 1,
    message_format_checking: 'all',
    json_schema_dir: '',
    json_schema_id_prefix: 'urn:OCPP:1.6:2019:12:',
    idle_timeout: '30s',
    upstream: {
      topic: 'cp/${cid}',
      reply_topic: 'cp/${cid}/Reply',
      error_topic: 'cp/${cid}/Reply',
      topic_override_mapping: {},
    },
    dnstream: { topic: 'cs/${cid}', max_mqueue_len: 100 },
    message_format_mode: { upstream: 'reject', dnstream: 'reject', actions: {} },
    strict_call_order: true,
    call_timeout: '30s',
    call_timeout_overrides: {},
    reply_timeout: '60s',
    retry_window: '60s',
    presence: { topic: 'cp/${cid}/Presence' },
    boot_gate: false,
    responder: { enable: false, after: '1s', heartbeat_interval: '300s', authorize: 'accept_all', id_tags: [] },
    offline_policy: 'fail',
    offline_ttl: '1h',
    ping_interval: '20s',
    max_frame_size: '64KB',
    security_profile_downgrade: 'allow',
    trusted_proxies: [],
    calls: { max_waiting: 1000, max_timeout: '5m' },
    frames: { keep: 50, max_bytes: '16MB', mask_id_tags: true },
    charge_points: {},
  });
  t.strictSame(Object.keys(gatewaySettingsSchema().properties), Object.keys(table));
});

t.test('authentication is on, by user name, with scrypt, unless told otherwise', async (t) => {
  const { order, jwt, http, throttle, ...ours } = defaultSettings().gateway.ocpp.authentication;
  t.ok(order && jwt && http && throttle);
  t.strictSame(ours, {
    enable: true,
    mechanism: 'password_based',
    backend: 'built_in_database',
    user_id_type: 'username',
    password_hash_algorithm: { name: 'scrypt' },
    bootstrap_file: '',
    username_must_be_identity: '2.x',
  });
});

const gateway = (ocpp: unknown) => ({ gateway: { ocpp } });

t.test('only the waits that can be for ever or never take 0s', async (t) => {
  t.strictSame(pathsOf(gateway({ reply_timeout: '0s', ping_interval: '0m', retry_window: '0s' })), []);
  t.strictSame(
    pathsOf(gateway({ idle_timeout: '0s', call_timeout: '0s', offline_ttl: '0s', default_heartbeat_interval: '0s' })),
    [
      'gateway.ocpp.default_heartbeat_interval',
      'gateway.ocpp.idle_timeout',
      'gateway.ocpp.call_timeout',
      'gateway.ocpp.offline_ttl',
    ],
  );
});

t.test('no wait is longer than the timers of the system', async (t) => {
  t.strictSame(pathsOf(gateway({ call_timeout: '24d' })), []);
  t.strictSame(linesOf(gateway({ call_timeout: '25d' })), [
    'gateway.ocpp.call_timeout: must be a duration such as 500ms, 60s or 2h, from 100ms to 24d',
  ]);
});

t.test('overrides are named by actions, two hundred at most', async (t) => {
  const overrides = (mapping: unknown) => gateway({ upstream: { topic_override_mapping: mapping } });
  const path = 'gateway.ocpp.upstream.topic_override_mapping';
  t.strictSame(pathsOf(overrides({ BootNotification: 'boot/${cid}' })), []);
  t.strictSame(linesOf(overrides({ bootNotification: 'boot/${cid}' })), [
    `${path}.bootNotification: unknown key; a name here must be an action such as BootNotification`,
  ]);
  t.strictSame(pathsOf(overrides(JSON.parse('{"__proto__":"x","toString":"y"}'))), [
    `${path}.__proto__`,
    `${path}.toString`,
  ]);
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`A${index}`, 'x']));
  t.strictSame(pathsOf(overrides(many(200))), []);
  t.strictSame(pathsOf(overrides(many(201))), [path]);
});

t.test('queue length and backoff are whole numbers within bounds', async (t) => {
  t.strictSame(pathsOf(gateway({ heartbeat_checking_times_backoff: 0, dnstream: { max_mqueue_len: 0 } })), []);
  t.strictSame(linesOf(gateway({ heartbeat_checking_times_backoff: 1.5, dnstream: { max_mqueue_len: 10_001 } })), [
    'gateway.ocpp.heartbeat_checking_times_backoff: must be a whole number from 0 to 20',
    'gateway.ocpp.dnstream.max_mqueue_len: must be a whole number from 0 to 10000',
  ]);
});

t.test('single actions have their own timeouts', async (t) => {
  const path = 'gateway.ocpp.call_timeout_overrides';
  t.strictSame(pathsOf(gateway({ call_timeout_overrides: { GetDiagnostics: '5m', 'A-Signed': '100ms' } })), []);
  t.strictSame(pathsOf(gateway({ call_timeout_overrides: { Reset: '0s', reset: '1s' } })), [
    `${path}.reset`,
    `${path}.Reset`,
  ]);
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`A${index}`, '1s']));
  t.strictSame(linesOf(gateway({ call_timeout_overrides: many })), [
    `${path}: must be at most 200 durations under the names of actions`,
  ]);
});

t.test('a trusted proxy is an address or a network', async (t) => {
  t.strictSame(pathsOf(gateway({ trusted_proxies: ['10.0.0.7', '10.0.0.0/8', '::1', 'fd00::/8'] })), []);
  t.strictSame(linesOf(gateway({ trusted_proxies: ['10.0.0.7', 'proxy.example.org'] })), [
    'gateway.ocpp.trusted_proxies.1: must be an address or a network such as 10.0.0.7, 10.0.0.0/8 or fd00::/8',
  ]);
  const proxies = (count: number) => Array.from({ length: count }, (_, index) => `10.0.0.${index}`);
  t.strictSame(pathsOf(gateway({ trusted_proxies: proxies(100) })), []);
  t.strictSame(pathsOf(gateway({ trusted_proxies: proxies(101) })), ['gateway.ocpp.trusted_proxies']);
});

t.test('frames may be kept or not, in little memory or much; callers wait for an hour at most', async (t) => {
  t.strictSame(pathsOf(gateway({ frames: { keep: 0, max_bytes: '64KB' }, calls: { max_timeout: '1h' } })), []);
  t.strictSame(
    pathsOf(
      gateway({ frames: { keep: -1, max_bytes: '63KB' }, calls: { max_waiting: 0, max_timeout: '61m' } }),
    ).toSorted(),
    [
      'gateway.ocpp.calls.max_timeout',
      'gateway.ocpp.calls.max_waiting',
      'gateway.ocpp.frames.keep',
      'gateway.ocpp.frames.max_bytes',
    ],
  );
});
