import { join } from 'node:path';
import { parseSettings, type Settings } from '@ocpp-broker/config';
import t from 'tap';
import { defaultSettingsFile, settingsLayers } from '../src/settings-sources.ts';
import { problemsOf } from './fixtures/settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function settingsFrom(file: string | undefined, environment: Environment = {}): Settings {
  return parseSettings(settingsLayers(file, environment));
}

t.test('with no file and nothing in the environment, the settings are the defaults', async (t) => {
  process.chdir(t.testdir());
  const settings = settingsFrom(undefined, { PATH: '/usr/bin', HOME: '/root' });
  t.equal(settings.data_dir, parseSettings([]).data_dir);
  t.strictSame(settings, parseSettings([]));
});

t.test('ocpp-broker.yaml is read when it is there, and another one when it is named', async (t) => {
  process.chdir(t.testdir({ [defaultSettingsFile]: 'log: { level: warn }\n', 'mine.yaml': 'log: { level: error }\n' }));
  t.equal(settingsFrom(undefined).log.level, 'warn');
  t.equal(settingsFrom('mine.yaml').log.level, 'error');
});

t.test('the environment lies over the file, which lies over the defaults', async (t) => {
  const file = join(t.testdir({ 's.yaml': 'api: { bind: 127.0.0.1:1, token_ttl: 2h }\nnode_name: n1\n' }), 's.yaml');
  const settings = settingsFrom(file, { OCPP_BROKER_API__BIND: '127.0.0.1:2' });
  t.equal(settings.api.bind, '127.0.0.1:2');
  t.equal(settings.api.token_ttl, '2h');
  t.equal(settings.node_name, 'n1');
  t.equal(settings.api.max_body_size, '1MB');
});

t.test('the variables of the manual work', async (t) => {
  process.chdir(t.testdir());
  const settings = settingsFrom(undefined, {
    OCPP_BROKER_DATA_DIR: '/srv/data',
    OCPP_BROKER_API__BIND: '127.0.0.1:18084',
    OCPP_BROKER_API__BOOTSTRAP_FILE: 'keys.txt',
    OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: '127.0.0.1:1884',
    OCPP_BROKER_MQTT__AUTHENTICATION__BOOTSTRAP_FILE: 'mqtt.csv',
    OCPP_BROKER_GATEWAY__OCPP__LISTENERS__WS__DEFAULT__BIND: '127.0.0.1:33035',
    OCPP_BROKER_GATEWAY__OCPP__AUTHENTICATION__BOOTSTRAP_FILE: 'ocpp.json',
    OCPP_BROKER_GATEWAY__OCPP__UPSTREAM__TOPIC_OVERRIDE_MAPPING__BootNotification: 'boot/${cid}',
  });
  t.equal(settings.data_dir, '/srv/data');
  t.equal(settings.api.bind, '127.0.0.1:18084');
  t.equal(settings.api.bootstrap_file, 'keys.txt');
  t.equal(settings.mqtt.listeners.tcp.default?.bind, '127.0.0.1:1884');
  t.equal(settings.mqtt.authentication.bootstrap_file, 'mqtt.csv');
  t.equal(settings.gateway.ocpp.listeners.ws.default?.bind, '127.0.0.1:33035');
  t.equal(settings.gateway.ocpp.authentication.bootstrap_file, 'ocpp.json');
  t.strictSame(settings.gateway.ocpp.upstream.topic_override_mapping, { BootNotification: 'boot/${cid}' });
});

t.test('the variables of password and settings file are no settings', async (t) => {
  process.chdir(t.testdir());
  const environment = { OCPP_BROKER_ADMIN_PASSWORD: 'x', OCPP_BROKER_CONFIG: 'y' };
  t.strictSame(settingsFrom(undefined, environment), parseSettings([]));
});

t.test('everything that is wrong with file and environment is named at once, each with its path', async (t) => {
  const yaml = [
    'mqtt:',
    '  max_packet_size: huge',
    '  listeners: { tcp: { default: { bind: "1.2.3.4:99999" } } }',
    'gatway: {}',
  ];
  const file = join(t.testdir({ 's.yaml': yaml.join('\n') }), 's.yaml');
  const environment = { OCPP_BROKER_LOG__LEVEL: 'loud', OCPP_BROKER_API__BIN: '1' };
  const problems = await problemsOf(() => settingsFrom(file, environment));
  t.equal(problems.length, 5);
  for (const [path, said] of [
    ['mqtt.max_packet_size', 'size'],
    ['mqtt.listeners.tcp.default.bind', 'must'],
    ['gatway', 'did you mean gateway?'],
    ['log.level', 'must'],
    ['api.bin', 'did you mean OCPP_BROKER_API__BIND?'],
  ] as const) {
    const line = problems.find((problem) => problem.startsWith(`${path}: `));
    t.match(line, said, path);
  }
});

t.test('an empty file, or one of comments, says nothing', async (t) => {
  const folder = t.testdir({ empty: '', comments: '# log: { level: debug }\n' });
  for (const name of ['empty', 'comments']) t.strictSame(settingsFrom(join(folder, name)), parseSettings([]), name);
});

t.test('a named file that cannot be read is one clear problem', async (t) => {
  const folder = t.testdir();
  t.strictSame(await problemsOf(() => settingsLayers(join(folder, 'nowhere.yaml'), {})), [
    `settings file: ${join(folder, 'nowhere.yaml')} cannot be read: there is no such file or folder`,
  ]);
  t.strictSame(await problemsOf(() => settingsLayers(folder, {})), [
    `settings file: ${folder} cannot be read: it is a folder, not a file`,
  ]);
});

t.test('ocpp-broker.yaml that is there and cannot be read is not passed over', async (t) => {
  process.chdir(t.testdir({ [defaultSettingsFile]: {} }));
  t.match(await problemsOf(() => settingsLayers(undefined, {})), [/settings file: ocpp-broker\.yaml cannot be read/]);
});

t.test('a file that is no YAML is refused with the place, in one line', async (t) => {
  const broken = {
    tabs: 'mqtt:\n\tallow_anonymous: true\n',
    unclosed: 'api: [1, 2\nlog: 3\n',
    twice: 'log: { level: info }\nlog: { level: warn }\n',
    deep: `${'['.repeat(20_000)}`,
  };
  const folder = t.testdir(broken);
  for (const name of Object.keys(broken)) {
    const file = join(folder, name);
    const problems = await problemsOf(() => settingsLayers(file, {}));
    t.equal(problems.length, 1, name);
    t.equal(problems[0]?.startsWith(`${file}: is not YAML: `), true, name);
    t.match(problems[0], /at line \d+, column \d+$/, name);
  }
});

t.test('aliases that multiply, and aliases of nothing, are refused and not followed', async (t) => {
  const tenfold = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]`;
  const bomb = ['a: &a [1]', tenfold('b', '*a'), tenfold('c', '*b'), tenfold('d', '*c')].join('\n');
  const folder = t.testdir({ bomb, dangling: 'log: *nothing\n' });
  t.match(await problemsOf(() => settingsLayers(join(folder, 'bomb'), {})), [/bomb: is not YAML: .*alias/]);
  t.match(await problemsOf(() => settingsLayers(join(folder, 'dangling'), {})), [/dangling: is not YAML: .*nothing/]);
});

t.test('a file that holds something other than settings is refused by path', async (t) => {
  const folder = t.testdir({
    list: '- log\n',
    text: 'log\n',
    proto: '__proto__: { polluted: true }\nconstructor: 1\n',
  });
  t.match(await problemsOf(() => settingsFrom(join(folder, 'list'))), [/must be a set of settings/]);
  t.match(await problemsOf(() => settingsFrom(join(folder, 'text'))), [/must be a set of settings/]);
  t.match(await problemsOf(() => settingsFrom(join(folder, 'proto'))), [
    /^__proto__: unknown key/,
    /^constructor: unk/,
  ]);
  t.notOk('polluted' in {});
});
