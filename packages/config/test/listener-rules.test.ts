import t from 'tap';
import { linesOf, pathsOf, problemsOf } from './problems.ts';

const mqtt = (listeners: unknown) => ({ mqtt: { listeners } });
const files = { certfile: 'cert.pem', keyfile: 'key.pem' };

t.test('two enabled listeners that want one port are named both', async (t) => {
  t.strictSame(linesOf({ api: { bind: '127.0.0.1:1883' } }), [
    'mqtt.listeners.tcp.default.bind: wants port 1883, as api.bind does',
  ]);
  t.strictSame(linesOf(mqtt({ tcp: { second: { bind: 33033 } } })), [
    'gateway.ocpp.listeners.ws.default.bind: wants port 33033, as mqtt.listeners.tcp.second.bind does',
  ]);
  t.strictSame(pathsOf(mqtt({ tcp: { second: {} } })), ['mqtt.listeners.tcp.second.bind'], 'left at the default bind');
});

t.test('three listeners on one port are three pairs', async (t) => {
  t.equal(pathsOf(mqtt({ tcp: { a: { bind: 9000 }, b: { bind: 9000 }, c: { bind: 9000 } } })).length, 3);
});

t.test('a disabled listener, another host and port 0 are in nobody’s way', async (t) => {
  t.strictSame(pathsOf(mqtt({ tcp: { second: { enable: false } } })), []);
  t.strictSame(pathsOf(mqtt({ tcp: { default: { bind: '127.0.0.1:9' }, second: { bind: '127.0.0.2:9' } } })), []);
  t.strictSame(pathsOf({ api: { bind: 0 }, ...mqtt({ tcp: { default: { bind: ':0' } } }) }), []);
});

t.test('the layer that brought the collision about is the one to blame', async (t) => {
  const [found] = problemsOf({ api: { bind: 5000 } }, mqtt({ ws: { default: { bind: ':5000' } } }), {});
  t.equal(found?.source, 'second');
});

t.test('an enabled listener with TLS needs certificate and key', async (t) => {
  t.strictSame(linesOf(mqtt({ tls: { secure: { ssl_options: { certfile: 'cert.pem' } } } })), [
    'mqtt.listeners.tls.secure.ssl_options.keyfile: is needed by an enabled listener with TLS',
  ]);
  t.strictSame(pathsOf({ gateway: { ocpp: { listeners: { wss: { default: {} } } } } }), [
    'gateway.ocpp.listeners.wss.default.ssl_options.certfile',
    'gateway.ocpp.listeners.wss.default.ssl_options.keyfile',
  ]);
  t.strictSame(pathsOf(mqtt({ wss: { default: { enable: false } } })), []);
  t.strictSame(pathsOf(mqtt({ wss: { default: { ssl_options: files } } })), []);
});

t.test('the layer that made a listener is blamed for what it left out', async (t) => {
  const [found] = problemsOf({}, mqtt({ tls: { secure: {} } }), { log: { level: 'debug' } });
  t.equal(found?.source, 'second');
});

t.test('client certificates are held to authorities that were named', async (t) => {
  const tls = (ssl_options: object) => mqtt({ tls: { secure: { ssl_options: { ...files, ...ssl_options } } } });
  t.strictSame(linesOf(tls({ verify: 'verify_peer' })), [
    'mqtt.listeners.tls.secure.ssl_options.cacertfile: is needed by verify_peer',
  ]);
  t.strictSame(linesOf(tls({ fail_if_no_peer_cert: true })), [
    'mqtt.listeners.tls.secure.ssl_options.fail_if_no_peer_cert: does nothing without verify_peer',
  ]);
  t.strictSame(linesOf(tls({ verify: 'verify_peer', cacertfile: 'ca.pem', fail_if_no_peer_cert: true })), []);
});

t.test('further certificates and their keys come in pairs', async (t) => {
  const tls = (ssl_options: object, enable = true) =>
    mqtt({ tls: { secure: { enable, ssl_options: { ...files, ...ssl_options } } } });
  const uneven = { more_certfiles: ['rsa.pem', 'ec.pem'], more_keyfiles: ['rsa.key'] };
  const path = 'mqtt.listeners.tls.secure.ssl_options.more_keyfiles';
  t.strictSame(linesOf(tls(uneven)), [`${path}: must hold as many files as more_certfiles beside it`]);
  t.strictSame(linesOf(tls({ more_keyfiles: ['rsa.key'] })), [
    `${path}: must hold as many files as more_certfiles beside it`,
  ]);
  t.strictSame(linesOf(tls({ ...uneven, more_keyfiles: ['rsa.key', 'ec.key'] })), []);
  t.strictSame(linesOf(tls(uneven, false)), []);
});
