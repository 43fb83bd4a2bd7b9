import t from 'tap';
import { bindAddress, defaultSettings, parseSettings } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

const tcp = (listeners: unknown) => ({ mqtt: { listeners: { tcp: listeners } } });

t.test('without a word, MQTT is on 1883 and 8083, OCPP on 33033', async (t) => {
  const { mqtt, gateway } = defaultSettings();
  t.strictSame(Object.keys(mqtt.listeners.tcp), ['default']);
  t.equal(mqtt.listeners.tcp.default?.bind, '0.0.0.0:1883');
  t.equal(mqtt.listeners.ws.default?.bind, '0.0.0.0:8083');
  t.equal(mqtt.listeners.ws.default?.websocket.path, '/mqtt');
  t.equal(gateway.ocpp.listeners.ws.default?.bind, '0.0.0.0:33033');
  t.equal(gateway.ocpp.listeners.ws.default?.websocket.path, '/ocpp');
  t.strictSame([mqtt.listeners.tls, mqtt.listeners.wss, gateway.ocpp.listeners.wss], [{}, {}, {}]);
});

t.test('a listener with TLS that says no more than its files is on the port of its kind', async (t) => {
  const secure = { default: { ssl_options: { certfile: 'c.pem', keyfile: 'k.pem' } } };
  const { mqtt, gateway } = parseSettings([
    {
      source: 'file',
      document: {
        mqtt: { listeners: { tls: secure, wss: secure } },
        gateway: { ocpp: { listeners: { wss: secure } } },
      },
    },
  ]);
  const entries = [mqtt.listeners.tls.default, mqtt.listeners.wss.default, gateway.ocpp.listeners.wss.default];
  t.strictSame(
    entries.map((entry) => bindAddress(entry?.bind ?? '').port),
    [8883, 8084, 33034],
  );
  t.strictSame(mqtt.listeners.tls.default?.ssl_options.versions, ['tlsv1.3', 'tlsv1.2']);
});

t.test('listeners have lower-case names that no object has already', async (t) => {
  const expects = 'unknown key; a name here must be of lower-case letters, digits, - and _ such as default';
  t.strictSame(pathsOf(tcp({ 'site-2_b': { bind: 2 } })), []);
  t.strictSame(linesOf(tcp({ Default: {} })), [`mqtt.listeners.tcp.Default: ${expects}`]);
  t.strictSame(linesOf(tcp({ 'a.b': {} })), [`mqtt.listeners.tcp.a.b: ${expects}`]);
  t.strictSame(linesOf(tcp({ constructor: {} })), ['mqtt.listeners.tcp.constructor: unknown key']);
  t.strictSame(linesOf(tcp(JSON.parse('{"__proto__":{}}'))), ['mqtt.listeners.tcp.__proto__: unknown key']);
});

t.test('a kind has 32 listeners at most, in one layer and in all', async (t) => {
  const some = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`l${from + index}`, { bind: 0 }]));
  t.strictSame(pathsOf(tcp(some(0, 31))), [], 'one is there already');
  t.strictSame(linesOf(tcp(some(0, 33))), ['mqtt.listeners.tcp: must be at most 32 listeners under their names']);
  t.strictSame(pathsOf(tcp(some(0, 20)), tcp(some(20, 32))), ['mqtt.listeners.tcp']);
});

t.test('addresses, rates, paths and versions that are none are refused in words', async (t) => {
  const ws = (listener: unknown) => ({ gateway: { ocpp: { listeners: { ws: { default: listener } } } } });
  const path = 'gateway.ocpp.listeners.ws.default';
  const address = 'must be an address to listen on such as 0.0.0.0:1883, [::1]:1883, :1883 or 1883';
  t.strictSame(linesOf(ws({ bind: 70_000 })), [`${path}.bind: ${address}`]);
  t.strictSame(linesOf(ws({ bind: '300.1.1.1:1' })), [`${path}.bind: ${address}`]);
  t.strictSame(linesOf(ws({ max_conn_rate: '0/s' })), [
    `${path}.max_conn_rate: must be a rate such as 1000/s, from 1/h to 1000000/s`,
  ]);
  t.strictSame(linesOf(ws({ max_conn_rate: 500 })), []);
  for (const rate of [0, -5, 1_000_001]) t.strictSame(pathsOf(ws({ max_conn_rate: rate })), [`${path}.max_conn_rate`]);
  t.strictSame(pathsOf(ws({ websocket: { path: 'ocpp', supported_subprotocols: 'ocpp2.0' } })), [
    `${path}.websocket.path`,
    `${path}.websocket.supported_subprotocols`,
  ]);
  const versions = (list: unknown) => ({
    mqtt: { listeners: { tls: { x: { ssl_options: { versions: list, certfile: 'c', keyfile: 'k' } } } } },
  });
  t.strictSame(pathsOf(versions(['tlsv1.2'])), []);
  t.strictSame(linesOf(versions(['tlsv1.1'])), [
    'mqtt.listeners.tls.x.ssl_options.versions.0: must be tlsv1.3 or tlsv1.2',
  ]);
  t.strictSame(pathsOf(versions([])), ['mqtt.listeners.tls.x.ssl_options.versions']);
});

const allThree = 'ocpp1.6, ocpp2.0.1, ocpp2.1';

t.test('any of the three subprotocols can be chosen, in any order, each once', async (t) => {
  const chosen = (supported_subprotocols: unknown) =>
    pathsOf({ gateway: { ocpp: { listeners: { ws: { default: { websocket: { supported_subprotocols } } } } } } })
      .length;
  const good = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1,ocpp1.6', ' ocpp2.1 ,  ocpp2.0.1,ocpp1.6 '];
  for (const text of good) t.equal(chosen(text), 0, text);
  const bad = ['', ' ', ',', 'ocpp2.0', 'ocpp1x6', 'ocpp1.6,', 'ocpp1.6 ocpp2.1', 'ocpp1.6,ocpp1.6', 'OCPP1.6'];
  for (const text of [...bad, 'ocpp2.1,ocpp1.6, ocpp2.1', ' '.repeat(100_000), ['ocpp1.6']]) t.equal(chosen(text), 1);
  t.equal(defaultSettings().gateway.ocpp.listeners.ws.default?.websocket.supported_subprotocols, allThree);
});

t.test('PROXY protocol is off, and its header has three seconds', async (t) => {
  const listener = defaultSettings().gateway.ocpp.listeners.ws.default;
  t.equal(listener?.proxy_protocol, false);
  t.equal(listener?.proxy_protocol_timeout, '3s');
  const proxied = (proxy_protocol_timeout: string) =>
    pathsOf({
      gateway: { ocpp: { listeners: { ws: { default: { proxy_protocol: true, proxy_protocol_timeout } } } } },
    });
  t.strictSame(proxied('10m'), []);
  t.strictSame(proxied('0s'), ['gateway.ocpp.listeners.ws.default.proxy_protocol_timeout']);
});

t.test('a listener for MQTT takes what one for charge points takes of rate and PROXY protocol', async (t) => {
  const { mqtt, gateway } = defaultSettings();
  const shared = ['max_connections', 'max_conn_rate', 'proxy_protocol', 'proxy_protocol_timeout'] as const;
  for (const key of shared) t.equal(mqtt.listeners.tcp.default?.[key], gateway.ocpp.listeners.ws.default?.[key], key);
  t.strictSame(pathsOf(tcp({ default: { max_conn_rate: '10/m', proxy_protocol: true } })), []);
  t.strictSame(pathsOf(tcp({ default: { max_conn_rate: 'infinity', proxy_protocol_timeout: '0s' } })), [
    'mqtt.listeners.tcp.default.max_conn_rate',
    'mqtt.listeners.tcp.default.proxy_protocol_timeout',
  ]);
});
