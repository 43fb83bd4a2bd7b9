import { join } from 'node:path';
import t from 'tap';
import { gatewayOptions, ocppListeners } from '../src/gateway-options.ts';
import { certificate, certificateKey } from './fixtures/certificate.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const ocpp = (document: unknown = {}) => settingsOf({ gateway: { ocpp: document } }).gateway.ocpp;

t.test('the defaults reach the gateway as the manual has them', async (t) => {
  const { schemas, ...options } = gatewayOptions(ocpp());
  t.strictSame(options, {
    enabled: true,
    topics: {
      mountpoint: 'ocpp/',
      call: 'cp/${cid}',
      reply: 'cp/${cid}/Reply',
      error: 'cp/${cid}/Reply',
      callOverrides: {},
      downstream: 'cs/${cid}',
      presence: 'cp/${cid}/Presence',
    },
    access: { authenticated: true, userIdType: 'username', usernameMustBeIdentity: '2.x' },
    session: {
      upstreamChecked: true,
      downstreamChecked: true,
      strictCallOrder: true,
      callTimeoutMs: 30_000,
      replyTimeoutMs: 60_000,
      callQueueMax: 100,
      bootGate: false,
      idleTimeoutMs: 30_000,
      defaultHeartbeatIntervalMs: 60_000,
      heartbeatBackoff: 1,
    },
    offline: { policy: 'fail', ttlMs: 3_600_000 },
    pingIntervalMs: 20_000,
    frameBytesMax: 65_536,
  });
  t.equal(schemas.idPrefix, 'urn:OCPP:1.6:2019:12:');
  t.equal(schemas.idPrefixOfShipped, 'urn:OCPP:1.6:2019:12:');
  t.ok(schemas.documents['1.6']?.some(({ $id }) => $id === 'urn:OCPP:1.6:2019:12:BootNotificationRequest'));
});

t.test('every setting that can be changed reaches the gateway', async (t) => {
  const { schemas, ...options } = gatewayOptions(
    ocpp({
      enable: false,
      mountpoint: 'cars/',
      default_heartbeat_interval: '2m',
      heartbeat_checking_times_backoff: 3,
      json_schema_id_prefix: 'urn:mine:',
      idle_timeout: '90s',
      upstream: {
        topic: 'up/${cid}',
        reply_topic: 'reply/${cid}',
        error_topic: 'error/${cid}',
        topic_override_mapping: { Heartbeat: 'beat/${cid}' },
      },
      dnstream: { topic: 'down/${cid}', max_mqueue_len: 5 },
      strict_call_order: false,
      call_timeout: '1s',
      reply_timeout: '0s',
      presence: { topic: '' },
      boot_gate: true,
      offline_policy: 'queue',
      offline_ttl: '5m',
      ping_interval: '0s',
      max_frame_size: '1MB',
      authentication: { enable: false, user_id_type: 'clientid', username_must_be_identity: 'always' },
    }),
  );
  t.strictSame(options, {
    enabled: false,
    topics: {
      mountpoint: 'cars/',
      call: 'up/${cid}',
      reply: 'reply/${cid}',
      error: 'error/${cid}',
      callOverrides: { Heartbeat: 'beat/${cid}' },
      downstream: 'down/${cid}',
      presence: '',
    },
    access: { authenticated: false, userIdType: 'clientid', usernameMustBeIdentity: 'always' },
    session: {
      upstreamChecked: true,
      downstreamChecked: true,
      strictCallOrder: false,
      callTimeoutMs: 1_000,
      replyTimeoutMs: 0,
      callQueueMax: 5,
      bootGate: true,
      idleTimeoutMs: 90_000,
      defaultHeartbeatIntervalMs: 120_000,
      heartbeatBackoff: 3,
    },
    offline: { policy: 'queue', ttlMs: 300_000 },
    pingIntervalMs: 0,
    frameBytesMax: 1_048_576,
  });
  t.equal(schemas.idPrefix, 'urn:mine:');
  t.equal(schemas.idPrefixOfShipped, 'urn:OCPP:1.6:2019:12:');
});

t.test('message_format_checking says whose messages are checked', async (t) => {
  for (const [mode, upstreamChecked, downstreamChecked] of [
    ['all', true, true],
    ['upstream_only', true, false],
    ['dnstream_only', false, true],
    ['disable', false, false],
  ] as const) {
    const { session } = gatewayOptions(ocpp({ message_format_checking: mode }));
    t.match(session, { upstreamChecked, downstreamChecked }, mode);
  }
});

t.test('a schema folder that is no good is a problem of json_schema_dir', async (t) => {
  const folder = t.testdir({ 'bad.json': '{' });
  t.match(await problemsOf(() => gatewayOptions(ocpp({ json_schema_dir: folder }))), [
    /^gateway\.ocpp\.json_schema_dir: .*bad\.json: is not JSON/,
  ]);
});

t.test('out of the box charge points connect to port 33033 under /ocpp, with a password', async (t) => {
  const [plan, ...more] = ocppListeners(ocpp());
  t.strictSame(more, []);
  t.equal(plan?.path, 'gateway.ocpp.listeners.ws.default');
  t.match(plan?.options(), {
    id: 'ocpp:ws:default',
    type: 'ws',
    name: 'default',
    host: '0.0.0.0',
    port: 33033,
    path: '/ocpp',
    authenticated: true,
    subprotocols: ['ocpp1.6'],
    unsupportedSubprotocol: 'reject',
    connectionRateMax: 1_000,
  });
});

t.test(
  "a listener's settings reach it: slashes at the end of the path cut, lists apart, rates in seconds",
  async (t) => {
    const folder = t.testdir({ 'cert.pem': certificate, 'key.pem': certificateKey });
    const websocket = {
      path: '/a/b//',
      compress: true,
      fail_if_no_subprotocol: true,
      unsupported_subprotocol: 'accept_then_close',
      check_origin_enable: true,
      allow_origin_absence: false,
      check_origins: 'https://one.example, https://two.example',
    };
    const ssl_options = { certfile: join(folder, 'cert.pem'), keyfile: join(folder, 'key.pem'), versions: ['tlsv1.2'] };
    const entry = { bind: '127.0.0.1:9', max_connections: 3, max_conn_rate: '30/m', enable_authn: false, websocket };
    const listeners = {
      ws: { default: null, off: { enable: false, bind: 1 } },
      wss: { main: { ...entry, ssl_options } },
    };
    const [plan, ...more] = ocppListeners(ocpp({ listeners }));
    t.strictSame(more, []);
    t.strictSame(plan?.options(), {
      id: 'ocpp:wss:main',
      type: 'wss',
      name: 'main',
      host: '127.0.0.1',
      port: 9,
      path: '/a/b',
      connectionsMax: 3,
      connectionRateMax: 0.5,
      authenticated: false,
      compress: true,
      failIfNoSubprotocol: true,
      subprotocols: ['ocpp1.6'],
      unsupportedSubprotocol: 'accept_then_close',
      originChecked: true,
      originAbsenceAllowed: false,
      origins: ['https://one.example', 'https://two.example'],
      tls: {
        cert: certificate,
        key: certificateKey,
        requestCert: false,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
      },
    });
  },
);

t.test('a certificate that is not there is a problem of its listener', async (t) => {
  const ssl_options = { certfile: join(t.testdirName, 'no.pem'), keyfile: join(t.testdirName, 'no.pem') };
  const plans = ocppListeners(ocpp({ listeners: { wss: { a: { bind: 1, ssl_options } } } }));
  t.match(await problemsOf(() => plans.map(({ options }) => options())), [
    /^gateway\.ocpp\.listeners\.wss\.a\.ssl_options\.certfile: .*no\.pem cannot be read/,
    /^gateway\.ocpp\.listeners\.wss\.a\.ssl_options\.keyfile: .*no\.pem cannot be read/,
  ]);
});
