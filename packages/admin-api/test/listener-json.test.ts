import { defaultSettings, parseSettings } from '@ocpp-broker/config';
import t from 'tap';
import {
  listenerId,
  maxConnectionsOf,
  mqttListenerId,
  printListener,
  printMqttListener,
} from '../src/listener-json.ts';
import type { ListenerView, MqttListenerType } from '../src/listener-ports.ts';

const bare: ListenerView = {
  type: 'ws',
  name: 'default',
  running: true,
  currentConnections: 2,
  bind: '127.0.0.1:33033',
  settings: {},
};

t.test('a listener without settings is printed with EMQX’s defaults', async (t) => {
  t.same(printListener(bare), {
    id: 'ocpp:ws:default',
    type: 'ws',
    name: 'default',
    enable: true,
    running: true,
    bind: '127.0.0.1:33033',
    max_connections: 0,
    max_conn_rate: 'infinity',
    proxy_protocol: false,
    proxy_protocol_timeout: '3s',
    enable_authn: true,
    websocket: {
      path: '/ocpp',
      compress: false,
      idle_timeout: 'infinity',
      max_frame_size: 'infinity',
      fail_if_no_subprotocol: false,
      supported_subprotocols: 'ocpp1.6, ocpp2.0.1, ocpp2.1',
      check_origin_enable: false,
      allow_origin_absence: true,
      check_origins: '',
    },
    status: { running: true, max_connections: 0, current_connections: 2 },
  });
});

t.test('the entry of the settings document is printed as it stands there', async (t) => {
  const entry = defaultSettings().gateway.ocpp.listeners.ws.default;
  t.ok(entry, 'the default listener');
  const settings = { ...entry, enable: false, max_connections: 5, enable_authn: false };
  t.match(printListener({ ...bare, settings }), {
    enable: false,
    max_connections: 5,
    enable_authn: false,
    max_conn_rate: '1000/s',
    websocket: { path: '/ocpp' },
    status: { max_connections: 5 },
  });
  t.equal(maxConnectionsOf({ ...bare, settings }), 5);
});

t.test('what the settings say of a TLS listener by default is what is printed without them', async (t) => {
  const document = { gateway: { ocpp: { listeners: { wss: { main: { enable: false } } } } } };
  const settings = parseSettings([{ source: 'test', document }]).gateway.ocpp.listeners.wss.main;
  t.ok(settings, 'the listener');
  const printed = (of: object) => printListener({ ...bare, type: 'wss', settings: of as ListenerView['settings'] });
  const { websocket, ssl_options, proxy_protocol_timeout } = printed(settings ?? {}) as Readonly<
    Record<string, object>
  >;
  t.match(printed({}), {
    proxy_protocol_timeout,
    websocket: { supported_subprotocols: (websocket as { supported_subprotocols?: string }).supported_subprotocols },
    ssl_options: { ...ssl_options, versions: [] },
  });
});

t.test('a TLS listener shows its files, and no other key of its options', async (t) => {
  const ssl_options = {
    versions: ['tlsv1.3'],
    certfile: 'c.pem',
    keyfile: 'k.pem',
    more_certfiles: ['c2.pem'],
    more_keyfiles: ['k2.pem'],
    reload_interval: '5m',
    verify: 'verify_peer',
    identity_rule: 'san',
    password: 'x',
  };
  const printed = printListener({
    ...bare,
    type: 'wss',
    settings: {
      ssl_options,
      proxy_protocol: true,
      proxy_protocol_timeout: '9s',
      websocket: { supported_subprotocols: ['a', 'b'] },
    },
  });
  t.match(printed, {
    id: 'ocpp:wss:default',
    proxy_protocol: true,
    proxy_protocol_timeout: '9s',
    ssl_options: {
      versions: ['tlsv1.3'],
      cacertfile: '',
      certfile: 'c.pem',
      keyfile: 'k.pem',
      more_certfiles: ['c2.pem'],
      more_keyfiles: ['k2.pem'],
      reload_interval: '5m',
      verify: 'verify_peer',
      fail_if_no_peer_cert: false,
      identity_rule: 'san',
    },
    websocket: { supported_subprotocols: 'a, b' },
  });
  t.notMatch(JSON.stringify(printed), /password/);
  t.equal(listenerId({ type: 'wss', name: 'x' }), 'ocpp:wss:x');
});

t.test('an MQTT listener is printed as EMQX prints one, TLS under its older name', async (t) => {
  const secured = { enable: false, ssl_options: { certfile: 'c.pem', keyfile: 'k.pem' } };
  const document = { mqtt: { listeners: { tls: { a: secured }, wss: { a: { ...secured, bind: 8084 } } } } };
  const { tcp, tls, ws, wss } = parseSettings([{ source: 'test', document }]).mqtt.listeners;
  const printed = (type: MqttListenerType, settings: object | undefined) =>
    printMqttListener({ ...bare, type, settings: { ...settings } }, 'node-1');
  const status = { running: true, max_connections: 10_000, current_connections: 2 };
  t.strictSame(printed('tcp', tcp.default), {
    id: 'tcp:default',
    type: 'tcp',
    name: 'default',
    enable: true,
    running: true,
    bind: '127.0.0.1:33033',
    max_connections: 10_000,
    max_conn_rate: '1000/s',
    proxy_protocol: false,
    proxy_protocol_timeout: '3s',
    status,
    node_status: [{ node: 'node-1', status }],
  });
  t.match(printed('ws', ws.default), { id: 'ws:default', websocket: { mqtt_path: '/mqtt' } });
  const ssl = printed('tls', tls.a);
  t.match(ssl, { id: 'ssl:default', type: 'ssl', ssl_options: { certfile: 'c.pem', reload_interval: '60s' } });
  t.notOk('websocket' in ssl);
  t.match(printed('wss', wss.a), { type: 'wss', websocket: { mqtt_path: '/mqtt' }, ssl_options: { verify: String } });
  t.notMatch(JSON.stringify(printed('wss', wss.a)), /identity_rule/);
  t.equal(mqttListenerId({ type: 'tls', name: 'x' }), 'ssl:x');
});
