import { join } from 'node:path';
import t from 'tap';
import { brokerOptions, mqttListeners } from '../src/broker-options.ts';
import { certificate, certificateKey } from './fixtures/certificate.ts';
import { serverRsa } from './fixtures/certificates.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const mqtt = (document: unknown) => settingsOf({ mqtt: document }).mqtt;

t.test('sizes and times reach the broker in bytes and milliseconds', async (t) => {
  const settings = mqtt({
    max_packet_size: '2MB',
    connect_timeout: '3s',
    max_connections: 7,
    slow_client: { drop_qos0_above: '16KB', disconnect_above: '1MB' },
  });
  t.strictSame(brokerOptions(settings), {
    allowAnonymous: false,
    maxPacketBytes: 2 * 1024 * 1024,
    connectTimeoutMs: 3_000,
    connectionsMax: 7,
    slowClient: { dropQos0AboveBytes: 16 * 1024, disconnectAboveBytes: 1024 * 1024 },
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
    cert: [certificate],
    key: [certificateKey],
    ca: certificate,
    requestClientCertificate: true,
    rejectUnauthorized: true,
    ...versions,
  };
  const notAsking = {
    cert: [certificate, serverRsa.cert],
    key: [certificateKey, serverRsa.key],
    requestClientCertificate: false,
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
});

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
