import fc from 'fast-check';
import t from 'tap';
import { defaultSettings, diffSettings, parseSettings } from '../src/index.ts';
import { goodDocuments } from './arbitrary-document.ts';

const parse = (document: unknown) => parseSettings([{ source: 'test', document }]);
const before = defaultSettings();

t.test('a change has its path, both values and what it needs', async (t) => {
  const after = parse({ log: { level: 'debug' }, data_dir: '/data', gateway: { ocpp: { max_frame_size: '128KB' } } });
  t.strictSame(diffSettings(before, after), [
    { path: 'data_dir', before: './data', after: '/data', apply: 'restart' },
    { path: 'log.level', before: 'info', after: 'debug', apply: 'live' },
    { path: 'gateway.ocpp.max_frame_size', before: '64KB', after: '128KB', apply: 'reconnect' },
  ]);
});

t.test('lists differ as a whole', async (t) => {
  const cors = (...origins: string[]) => parse({ api: { cors: { origins } } });
  t.strictSame(diffSettings(cors('http://a'), cors('http://a')), []);
  t.strictSame(diffSettings(cors('http://a'), cors('http://a', 'http://b')), [
    { path: 'api.cors.origins', before: ['http://a'], after: ['http://a', 'http://b'], apply: 'live' },
  ]);
});

t.test('a listener that came or went is one change, one that changed is told by setting', async (t) => {
  const listener = {
    enable: true,
    bind: '127.0.0.1:1',
    max_connections: 10_000,
    max_conn_rate: '1000/s',
    proxy_protocol: false,
    proxy_protocol_timeout: '3s',
  };
  const after = parse({
    mqtt: { listeners: { tcp: { second: listener, default: { enable: false } }, ws: { default: null } } },
  });
  t.strictSame(diffSettings(before, after), [
    { path: 'mqtt.listeners.tcp.default.enable', before: true, after: false, apply: 'live' },
    { path: 'mqtt.listeners.tcp.second', before: undefined, after: listener, apply: 'live' },
    { path: 'mqtt.listeners.ws.default', before: before.mqtt.listeners.ws.default, after: undefined, apply: 'live' },
  ]);
});

t.test('a change of a secret is told without the secret', async (t) => {
  const jwt = (secret: string) => parse({ mqtt: { authentication: { jwt: { secret } } } });
  const path = 'mqtt.authentication.jwt.secret';
  t.strictSame(diffSettings(before, jwt('old')), [{ path, before: '', after: '******', apply: 'reconnect' }]);
  t.strictSame(diffSettings(jwt('old'), jwt('new')), [{ path, before: '******', after: '******', apply: 'reconnect' }]);
  const header = parse({ mqtt: { authentication: { http: { headers: { authorization: 'Bearer abc' } } } } });
  t.strictSame(diffSettings(before, header), [
    {
      path: 'mqtt.authentication.http.headers.authorization',
      before: undefined,
      after: '******',
      apply: 'reconnect',
    },
  ]);
});

t.test('overrides of topics come, change and go live', async (t) => {
  const overrides = (mapping: unknown) =>
    parse({ gateway: { ocpp: { upstream: { topic_override_mapping: mapping } } } });
  const path = 'gateway.ocpp.upstream.topic_override_mapping';
  t.strictSame(
    diffSettings(overrides({ Heartbeat: 'a', Authorize: 'b' }), overrides({ Heartbeat: 'c', StatusNotification: 'd' })),
    [
      { path: `${path}.Heartbeat`, before: 'a', after: 'c', apply: 'live' },
      { path: `${path}.Authorize`, before: 'b', after: undefined, apply: 'live' },
      { path: `${path}.StatusNotification`, before: undefined, after: 'd', apply: 'live' },
    ],
  );
});

t.test('there are changes exactly when the settings differ, and the way back has as many', async (t) => {
  fc.assert(
    fc.property(goodDocuments(), goodDocuments(), (first, second) => {
      const a = parse(first);
      const b = parse(second);
      t.strictSame(diffSettings(a, a), []);
      t.equal(diffSettings(a, b).length > 0, JSON.stringify(a) !== JSON.stringify(b));
      t.equal(diffSettings(a, b).length, diffSettings(b, a).length);
    }),
    { numRuns: 50 },
  );
});
