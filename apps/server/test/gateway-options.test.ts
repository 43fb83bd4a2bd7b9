import { join } from 'node:path';
import t from 'tap';
import { gatewayOptions, ocppListeners } from '../src/gateway-options.ts';
import { operatorDocuments, shippedDocuments, shippedIdPrefixes } from '../src/schema-folder.ts';
import { certificate, certificateKey } from './fixtures/certificate.ts';
import { serverRsa } from './fixtures/certificates.ts';
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
    access: {
      authenticated: true,
      userIdType: 'username',
      usernameMustBeIdentity: '2.x',
      profileDowngradeRefused: false,
      trustedProxies: [],
    },
    session: {
      checking: { upstream: 'reject', downstream: 'reject', actions: new Map() },
      strictCallOrder: true,
      callTimeoutMs: 30_000,
      callTimeoutsMs: new Map(),
      replyTimeoutMs: 60_000,
      retryWindowMs: 60_000,
      callQueueMax: 100,
      bootGate: false,
      responder: undefined,
      idleTimeoutMs: 30_000,
      defaultHeartbeatIntervalMs: 60_000,
      heartbeatBackoff: 1,
    },
    offline: { policy: 'fail', ttlMs: 3_600_000 },
    chargePoints: new Map(),
    pingIntervalMs: 20_000,
    frameBytesMax: 65_536,
    calls: { waitingMax: 1_000, timeoutMsMax: 300_000 },
    frames: { keep: 50, bytesMax: 16_777_216, idTagsMasked: true },
  });
  t.strictSame(schemas, {
    shipped: shippedDocuments,
    own: operatorDocuments(''),
    idPrefix: 'urn:OCPP:1.6:2019:12:',
    shippedIdPrefixes,
  });
  t.strictSame(gatewayOptions(ocpp()).schemas, schemas);
  t.equal(gatewayOptions(ocpp()).schemas.own, schemas.own, 'the same lists, so that no schema is compiled anew');
  for (const [version, id] of [
    ['1.6', 'urn:OCPP:1.6:2019:12:BootNotificationRequest'],
    ['2.0.1', 'urn:OCPP:Cp:2:2020:3:BootNotificationRequest'],
    ['2.1', 'urn:OCPP:Cp:2:2025:1:BootNotificationRequest'],
  ] as const) {
    t.ok(
      schemas.shipped(version).some(({ $id }) => $id === id),
      id,
    );
    t.equal(id, `${schemas.shippedIdPrefixes[version]}BootNotificationRequest`);
  }
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
      message_format_mode: { upstream: 'warn', dnstream: 'off', actions: { DataTransfer: 'off', Reset: 'warn' } },
      call_timeout: '1s',
      call_timeout_overrides: { GetLog: '2m', Reset: '500ms' },
      reply_timeout: '0s',
      retry_window: '5m',
      presence: { topic: '' },
      boot_gate: true,
      responder: { enable: true, after: '200ms', heartbeat_interval: '15m', authorize: 'list', id_tags: ['A', 'B'] },
      offline_policy: 'queue',
      offline_ttl: '5m',
      ping_interval: '0s',
      max_frame_size: '1MB',
      calls: { max_waiting: 7, max_timeout: '2m' },
      frames: { keep: 3, max_bytes: '64KB', mask_id_tags: false },
      security_profile_downgrade: 'refuse',
      trusted_proxies: ['10.0.0.0/8', '::1'],
      charge_points: {
        CP1: {
          ping_interval: '0s',
          default_heartbeat_interval: '5m',
          idle_timeout: '3m',
          version: '2.0.1',
          message_format_mode: 'off',
        },
        'as all/the others': {},
      },
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
    access: {
      authenticated: false,
      userIdType: 'clientid',
      usernameMustBeIdentity: 'always',
      profileDowngradeRefused: true,
      trustedProxies: ['10.0.0.0/8', '::1'],
    },
    session: {
      checking: {
        upstream: 'warn',
        downstream: 'off',
        actions: new Map([
          ['DataTransfer', 'off'],
          ['Reset', 'warn'],
        ]),
      },
      strictCallOrder: false,
      callTimeoutMs: 1_000,
      callTimeoutsMs: new Map([
        ['GetLog', 120_000],
        ['Reset', 500],
      ]),
      replyTimeoutMs: 0,
      retryWindowMs: 300_000,
      callQueueMax: 5,
      bootGate: true,
      responder: { afterMs: 200, heartbeatIntervalS: 900, idTags: new Set(['A', 'B']) },
      idleTimeoutMs: 90_000,
      defaultHeartbeatIntervalMs: 120_000,
      heartbeatBackoff: 3,
    },
    offline: { policy: 'queue', ttlMs: 300_000 },
    chargePoints: new Map([
      [
        'CP1',
        {
          pingIntervalMs: 0,
          idleTimeoutMs: 180_000,
          defaultHeartbeatIntervalMs: 300_000,
          assumedVersion: '2.0.1',
          checkMode: 'off',
        },
      ],
      [
        'as all/the others',
        {
          pingIntervalMs: undefined,
          idleTimeoutMs: undefined,
          defaultHeartbeatIntervalMs: undefined,
          assumedVersion: undefined,
          checkMode: undefined,
        },
      ],
    ]),
    pingIntervalMs: 0,
    frameBytesMax: 1_048_576,
    calls: { waitingMax: 7, timeoutMsMax: 120_000 },
    frames: { keep: 3, bytesMax: 65_536, idTagsMasked: false },
  });
  t.match(schemas, { idPrefix: 'urn:mine:', shippedIdPrefixes: { '1.6': 'urn:OCPP:1.6:2019:12:' } });
});

t.test(
  'message_format_checking says whose messages are checked, message_format_mode what becomes of them',
  async (t) => {
    for (const [covered, upstream, downstream] of [
      ['all', 'reject', 'warn'],
      ['upstream_only', 'reject', 'off'],
      ['dnstream_only', 'off', 'warn'],
      ['disable', 'off', 'off'],
    ] as const) {
      const message_format_mode = { dnstream: 'warn', actions: { Reset: 'reject' } };
      const { session } = gatewayOptions(ocpp({ message_format_checking: covered, message_format_mode }));
      t.strictSame(session.checking, { upstream, downstream, actions: new Map([['Reset', 'reject']]) }, covered);
    }
  },
);

t.test('a responder that is to accept all has no list, and one that is off is none', async (t) => {
  const responder = (fields: object) => gatewayOptions(ocpp({ responder: fields })).session.responder;
  t.strictSame(responder({ enable: true, id_tags: ['A'] }), {
    afterMs: 1_000,
    heartbeatIntervalS: 300,
    idTags: undefined,
  });
  t.strictSame(responder({ enable: true, authorize: 'list' })?.idTags, new Set());
  t.equal(responder({ enable: false, authorize: 'list', id_tags: ['A'] }), undefined);
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
    subprotocols: ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'],
    unsupportedSubprotocol: 'reject',
    connectionRateMax: 1_000,
    proxyProtocol: false,
    proxyProtocolTimeoutMs: 3_000,
  });
});

t.test(
  "a listener's settings reach it: slashes at the end of the path cut, lists apart, rates in seconds",
  async (t) => {
    const folder = t.testdir({
      'cert.pem': certificate,
      'key.pem': certificateKey,
      'rsa-cert.pem': serverRsa.cert,
      'rsa-key.pem': serverRsa.key,
    });
    const websocket = {
      path: '/a/b//',
      compress: true,
      fail_if_no_subprotocol: true,
      supported_subprotocols: 'ocpp2.1 ,ocpp1.6',
      unsupported_subprotocol: 'accept_then_close',
      check_origin_enable: true,
      allow_origin_absence: false,
      check_origins: 'https://one.example, https://two.example',
    };
    const ssl_options = {
      certfile: join(folder, 'cert.pem'),
      keyfile: join(folder, 'key.pem'),
      more_certfiles: [join(folder, 'rsa-cert.pem')],
      more_keyfiles: [join(folder, 'rsa-key.pem')],
      versions: ['tlsv1.2'],
      identity_rule: 'san',
    };
    const entry = {
      bind: '127.0.0.1:9',
      max_connections: 3,
      max_conn_rate: '30/m',
      enable_authn: false,
      proxy_protocol: true,
      proxy_protocol_timeout: '500ms',
      websocket,
    };
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
      proxyProtocol: true,
      proxyProtocolTimeoutMs: 500,
      compress: true,
      failIfNoSubprotocol: true,
      subprotocols: ['ocpp2.1', 'ocpp1.6'],
      unsupportedSubprotocol: 'accept_then_close',
      originChecked: true,
      originAbsenceAllowed: false,
      origins: ['https://one.example', 'https://two.example'],
      tls: {
        certificates: [{ cert: certificate, key: certificateKey }, serverRsa],
        requestCert: false,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        identityRule: 'san',
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

t.test('who waits for CALLs and what is kept of frames is bounded as the settings say', async (t) => {
  const calls = { max_waiting: 7, max_timeout: '9s' };
  const frames = { keep: 3, max_bytes: '64KB', mask_id_tags: false };
  t.match(gatewayOptions(ocpp({ calls, frames })), {
    calls: { waitingMax: 7, timeoutMsMax: 9_000 },
    frames: { keep: 3, bytesMax: 65_536, idTagsMasked: false },
  });
});
