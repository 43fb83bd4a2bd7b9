import { join } from 'node:path';
import t from 'tap';
import { brokerOptions, mqttListeners } from '../src/broker-options.ts';
import { certificate, certificateKey } from './fixtures/certificate.ts';
import { serverRsa } from './fixtures/certificates.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const mqtt = (document: unknown) => settingsOf({ mqtt: document }).mqtt;

t.test('sizes, rates and times reach the broker in bytes, by the second, in milliseconds and in seconds', async (t) => {
  const settings = mqtt({
    max_packet_size: '2MB',
    connect_timeout: '3s',
    max_connections: 7,
    max_connections_per_address: 8,
    max_connect_rate_per_address: '120/m',
    slow_client: { drop_qos0_above: '16KB', disconnect_above: '1MB' },
    authorization: { deny_action: 'disconnect' },
    max_topic_levels: 9,
    max_topic_length: '2KB',
    max_subscriptions: 10,
    max_inflight: 11,
    receive_maximum: 12,
    max_awaiting_rel: 13,
    max_topic_alias: 14,
    max_keepalive: '2m',
    sessions: { max: 15, max_expiry: '2d' },
    sys_topics: { interval: '5s' },
  });
  t.strictSame(brokerOptions(settings), {
    allowAnonymous: false,
    maxPacketBytes: 2 * 1024 * 1024,
    connectTimeoutMs: 3_000,
    connectionsMax: 7,
    connectionsPerAddressMax: 8,
    connectRatePerAddressPerSecond: 2,
    slowClient: { dropQos0AboveBytes: 16 * 1024, disconnectAboveBytes: 1024 * 1024 },
    denyAction: 'disconnect',
    limits: {
      topicLevelsMax: 9,
      topicBytesMax: 2_048,
      subscriptionsPerClientMax: 10,
      inflightMax: 11,
      receiveMaximum: 12,
      awaitingRelMax: 13,
      topicAliasMaximum: 14,
      keepaliveMaxSeconds: 120,
      sessionsMax: 15,
      sessionExpiryMaxSeconds: 172_800,
    },
    systemTopicsIntervalMs: 5_000,
  });
});

t.test('clients without a user are let in only when the settings say so, or nobody is asked', async (t) => {
  t.equal(brokerOptions(mqtt({})).allowAnonymous, false);
  t.equal(brokerOptions(mqtt({ allow_anonymous: true })).allowAnonymous, true);
  t.equal(brokerOptions(mqtt({ authentication: { enable: false } })).allowAnonymous, true);
});

t.test('out of the box MQTT listens on TCP 1883 and on WebSocket 8083 under /mqtt', async (t) => {
  const plans = mqttListeners(mqtt({}));
  t.strictSame(
    plans.map(({ path }) => path),
    ['mqtt.listeners.tcp.default', 'mqtt.listeners.ws.default'],
  );
  t.match(
    plans.map(({ options }) => options()),
    [
      { id: 'tcp:default', type: 'tcp', host: '0.0.0.0', port: 1883 },
      { id: 'ws:default', type: 'ws', host: '0.0.0.0', port: 8083, path: '/mqtt' },
    ],
  );
});

t.test('each kind of listener gets what it needs, and one that is switched off is not opened', async (t) => {
  const folder = t.testdir({
    'cert.pem': certificate,
    'key.pem': certificateKey,
    'rsa-cert.pem': serverRsa.cert,
    'rsa-key.pem': serverRsa.key,
  });
  const ssl = { certfile: join(folder, 'cert.pem'), keyfile: join(folder, 'key.pem') };
  const both = { ...ssl, more_certfiles: [join(folder, 'rsa-cert.pem')], more_keyfiles: [join(folder, 'rsa-key.pem')] };
  const peer = { verify: 'verify_peer', fail_if_no_peer_cert: true, cacertfile: ssl.certfile };
  const settings = mqtt({
    listeners: {
      tcp: { default: null, inside: { bind: '127.0.0.1:1', max_connections: 5 }, off: { enable: false, bind: 2 } },
      tls: { default: { bind: '[::1]:3', ssl_options: { ...ssl, ...peer } } },
      ws: { default: { bind: ':4', websocket: { path: '/other' } } },
      wss: { default: { bind: '127.0.0.1:5', ssl_options: both } },
    },
  });
  const plans = mqttListeners(settings);
  const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' };
  const asking = {
    certificates: [{ cert: certificate, key: certificateKey }],
    ca: certificate,
    requestCert: true,
    rejectUnauthorized: true,
    ...versions,
  };
  const notAsking = {
    certificates: [
      { cert: certificate, key: certificateKey },
      { cert: serverRsa.cert, key: serverRsa.key },
    ],
    requestCert: false,
    rejectUnauthorized: false,
    ...versions,
  };
  t.match(
    plans.map(({ options }) => options()),
    [
      { id: 'tcp:inside', type: 'tcp', host: '127.0.0.1', port: 1, connectionsMax: 5 },
      { id: 'tls:default', type: 'tls', host: '::1', port: 3, tls: asking },
      { id: 'ws:default', type: 'ws', host: '0.0.0.0', port: 4, path: '/other' },
      { id: 'wss:default', type: 'wss', host: '127.0.0.1', port: 5, path: '/mqtt', tls: notAsking },
    ],
  );
  t.equal(plans.length, 4);
  t.strictSame(plans[1]?.options().tls, asking, 'and nothing that the broker does not know');
  t.strictSame(plans[1]?.address, { host: '::1', port: 3 });
  t.strictSame(
    plans.map(({ urlAt }) => urlAt(9)),
    ['mqtt://127.0.0.1:9', 'mqtts://[::1]:9', 'ws://localhost:9/other', 'wss://127.0.0.1:9/mqtt'],
  );
});

t.test('rates and the PROXY protocol are those of the listener', async (t) => {
  const inside = { bind: '127.0.0.1:1', max_conn_rate: '60/m', proxy_protocol: true, proxy_protocol_timeout: '500ms' };
  const [plan] = mqttListeners(mqtt({ listeners: { tcp: { default: null, inside } } }));
  t.match(plan?.options(), { connectRatePerSecond: 1, proxyProtocol: true, proxyProtocolTimeoutMs: 500 });
});

t.test(
  'a plan reads the same as long as the settings of its listener do, and tells which files to look at',
  async (t) => {
    const plansOf = (entry: object, others: object = {}) =>
      mqttListeners(
        mqtt({ listeners: { tcp: { default: null }, ws: { default: null }, tls: { main: entry, ...others } } }),
      );
    const ssl_options = { certfile: '/c.pem', keyfile: '/k.pem', cacertfile: '/a.pem', reload_interval: '7s' };
    const [plan] = plansOf({ bind: 1, ssl_options });
    t.strictSame(plan?.certificates, { files: ['/c.pem', '/k.pem', '/a.pem'], intervalMs: 7_000 });
    const [same] = plansOf({ bind: 1, ssl_options }, { other: { bind: 2, ssl_options } });
    t.equal(same?.wording, plan?.wording);
    const [never] = plansOf({ bind: 1, ssl_options: { ...ssl_options, reload_interval: '0s' } });
    t.not(never?.wording, plan?.wording);
    t.notOk('certificates' in Object(never));
    t.equal(never?.isSecured, true);
  },
);

t.test('a certificate that is not there is a problem of its listener alone', async (t) => {
  const ssl_options = { certfile: join(t.testdirName, 'no.pem'), keyfile: join(t.testdirName, 'no.pem') };
  const plans = mqttListeners(mqtt({ listeners: { tls: { a: { bind: 1, ssl_options } } } }));
  t.strictSame(
    plans.map(({ path }) => path),
    ['mqtt.listeners.tcp.default', 'mqtt.listeners.tls.a', 'mqtt.listeners.ws.default'],
  );
  t.match(await problemsOf(() => plans[1]?.options()), [
    /^mqtt\.listeners\.tls\.a\.ssl_options\.certfile: .*no\.pem cannot be read/,
    /^mqtt\.listeners\.tls\.a\.ssl_options\.keyfile: .*no\.pem cannot be read/,
  ]);
});
