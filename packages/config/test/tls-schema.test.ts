import t from 'tap';
import { parseSettings } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

const files = { certfile: 'c.pem', keyfile: 'k.pem' };
const ocpp = (ssl_options: object) => ({
  gateway: { ocpp: { listeners: { wss: { default: { ssl_options: { ...files, ...ssl_options } } } } } },
});
const path = 'gateway.ocpp.listeners.wss.default.ssl_options';

t.test('charge points are bound to their certificates, whose files are looked at every minute', async (t) => {
  const { listeners } = parseSettings([{ source: 'test', document: ocpp({}) }]).gateway.ocpp;
  t.strictSame(listeners.wss.default?.ssl_options, {
    versions: ['tlsv1.3', 'tlsv1.2'],
    cacertfile: '',
    ...files,
    more_certfiles: [],
    more_keyfiles: [],
    reload_interval: '60s',
    verify: 'verify_none',
    fail_if_no_peer_cert: false,
    identity_rule: 'cn_or_san',
  });
});

t.test('the identity is looked for in the common name, the alternative names, both or nowhere', async (t) => {
  for (const identity_rule of ['cn_or_san', 'cn', 'san', 'none']) t.strictSame(pathsOf(ocpp({ identity_rule })), []);
  t.strictSame(linesOf(ocpp({ identity_rule: 'dn' })), [`${path}.identity_rule: must be cn_or_san, cn, san or none`]);
});

t.test('the files are looked at once a second at most, or never', async (t) => {
  for (const reload_interval of ['0s', '1s', '1d']) t.strictSame(pathsOf(ocpp({ reload_interval })), []);
  for (const reload_interval of ['999ms', '25h']) {
    t.strictSame(pathsOf(ocpp({ reload_interval })), [`${path}.reload_interval`]);
  }
});

t.test('there are eight further certificates at most, each a path', async (t) => {
  const pairs = (count: number) => {
    const paths = Array.from({ length: count }, (_, index) => `${index}.pem`);
    return ocpp({ more_certfiles: paths, more_keyfiles: paths });
  };
  t.strictSame(pathsOf(pairs(8)), []);
  t.strictSame(linesOf(pairs(9)), [
    `${path}.more_certfiles: must be a list of up to 8 paths`,
    `${path}.more_keyfiles: must be a list of up to 8 paths`,
  ]);
  t.strictSame(linesOf(ocpp({ more_certfiles: [''], more_keyfiles: ['a\u0000b'] })), [
    `${path}.more_certfiles.0: must be a path`,
    `${path}.more_keyfiles.0: must be a path`,
  ]);
});

t.test('MQTT listeners have no identity to bind; their files are looked at every minute as well', async (t) => {
  const mqtt = (ssl_options: object) => ({
    mqtt: { listeners: { tls: { default: { ssl_options: { ...files, ...ssl_options } } } } },
  });
  t.strictSame(pathsOf(mqtt({ more_certfiles: ['ec.pem'], more_keyfiles: ['ec.key'] })), []);
  const { listeners } = parseSettings([{ source: 'test', document: mqtt({}) }]).mqtt;
  t.equal(listeners.tls.default?.ssl_options.reload_interval, '60s');
  t.strictSame(linesOf(mqtt({ identity_rule: 'cn', reload_interval: '5s' })), [
    'mqtt.listeners.tls.default.ssl_options.identity_rule: unknown key',
  ]);
});
