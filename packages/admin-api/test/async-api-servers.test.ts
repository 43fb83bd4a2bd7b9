import t from 'tap';
import { printServers } from '../src/async-api-servers.ts';
import { listener } from './fixtures/async-api.ts';

const closed = { allow_anonymous: false, authentication: { enable: true } };

t.test('each kind of listener has its protocol, and those over WebSocket their path', async (t) => {
  const websocket = { settings: { websocket: { path: '/m' } } };
  const servers = printServers(
    [
      listener('tcp', '0.0.0.0:1883'),
      listener('tls', '0.0.0.0:8883', { name: 'second' }),
      listener('ws', '0.0.0.0:8083', websocket),
      listener('wss', '0.0.0.0:8084', websocket),
    ],
    closed,
    'h',
  );
  t.match(servers, {
    'tcp-default': { host: 'h:1883', protocol: 'mqtt' },
    'tls-second': { host: 'h:8883', protocol: 'mqtts' },
    'ws-default': { host: 'h:8083', protocol: 'ws', pathname: '/m' },
    'wss-default': { host: 'h:8084', protocol: 'wss', pathname: '/m' },
  });
  t.notOk('pathname' in (servers['tcp-default'] ?? {}));
});

t.test('a listener that does not run is not told of', async (t) => {
  t.same(printServers([listener('tcp', '0.0.0.0:1883', { running: false })], closed, 'h'), {});
});

t.test('the host is that of the listener, and where it listens everywhere that of the caller', async (t) => {
  const hostOf = (bind: string, host: string) =>
    printServers([listener('tcp', bind)], closed, host)['tcp-default']?.host;
  t.equal(hostOf('127.0.0.1:1883', 'broker.example'), '127.0.0.1:1883');
  t.equal(hostOf('[fd00::7]:1883', 'broker.example'), '[fd00::7]:1883');
  for (const bind of ['0.0.0.0:1883', '[::]:1883', ':1883', '1883']) {
    t.equal(hostOf(bind, 'broker.example'), 'broker.example:1883', bind);
  }
  t.equal(hostOf('[::]:1883', '[::1]'), '[::1]:1883');
  for (const strange of ['', 'a b', '{x}', '"', 'a/b', 'x'.repeat(300)]) {
    t.equal(hostOf('0.0.0.0:1883', strange), 'localhost:1883', strange);
  }
});

t.test('who has to log in is told, and who may come without', async (t) => {
  const of = (login: typeof closed) => printServers([listener('tcp', '0.0.0.0:1883')], login, 'h')['tcp-default'];
  t.match(of(closed), { security: [{ $ref: '#/components/securitySchemes/login' }] });
  t.notMatch(of(closed), { description: /neither/ });
  for (const login of [
    { ...closed, allow_anonymous: true },
    { ...closed, authentication: { enable: false } },
  ]) {
    t.match(of(login), { description: /neither user nor password/ });
    t.notOk('security' in (of(login) ?? {}));
  }
});

t.test('a listener that asks for certificates says so, and shows nothing of its own', async (t) => {
  const settings = { ssl_options: { verify: 'verify_peer', fail_if_no_peer_cert: true, keyfile: 'secret.pem' } };
  const [server] = Object.values(printServers([listener('tls', '0.0.0.0:8883', { settings })], closed, 'h'));
  t.match(server, { description: /certificate/ });
  t.notMatch(JSON.stringify(server), /secret/);
});
