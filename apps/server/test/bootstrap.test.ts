import { join } from 'node:path';
import { API_KEYS_MAX, openStore, type Realm, type Store } from '@ocpp-broker/store';
import t, { type Test } from 'tap';
import { adminName, bootstrap, passwordOriginOf } from '../src/bootstrap.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

function memoryStore(t: Test): Store {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  return store;
}

const accepts = async (store: Store, realm: Realm, userId: string, password: string) =>
  (await store.users(realm).verify(userId, Buffer.from(password))).outcome === 'accepted';

const withFiles = (files: { keys?: string; mqtt?: string; ocpp?: string; algorithm?: string }) =>
  settingsOf({
    api: { bootstrap_file: files.keys ?? '' },
    mqtt: { authentication: { bootstrap_file: files.mqtt ?? '' } },
    gateway: {
      ocpp: {
        authentication: {
          bootstrap_file: files.ocpp ?? '',
          password_hash_algorithm: { name: files.algorithm ?? 'scrypt' },
        },
      },
    },
  });

t.test('a first start makes an administrator with a password that nobody could guess', async (t) => {
  const passwords = new Set<string | undefined>();
  for (let start = 0; start < 2; start++) {
    const store = memoryStore(t);
    const { generatedPassword } = await bootstrap(store, settingsOf(), undefined);
    t.match(generatedPassword, /^[A-Za-z0-9_-]{20,}$/, '120 bits or more');
    t.ok(await accepts(store, 'admin', adminName, generatedPassword ?? ''));
    t.match(await store.users('admin').find(adminName), { role: 'administrator' });
    passwords.add(generatedPassword);
  }
  t.equal(passwords.size, 2);
});

t.test('a chosen password is taken, and not shown', async (t) => {
  const store = memoryStore(t);
  t.strictSame(await bootstrap(store, settingsOf(), 'public-1'), { generatedPassword: undefined });
  t.ok(await accepts(store, 'admin', 'admin', 'public-1'));
});

t.test('a later start makes nobody and changes no password', async (t) => {
  const store = memoryStore(t);
  await bootstrap(store, settingsOf(), 'first');
  t.strictSame(await bootstrap(store, settingsOf(), 'second'), { generatedPassword: undefined });
  t.strictSame(await bootstrap(store, settingsOf(), undefined), { generatedPassword: undefined });
  t.ok(await accepts(store, 'admin', 'admin', 'first'));
  t.equal(await store.users('admin').count(), 1);
});

t.test('a chosen password that cannot be stored is a problem of its variable', async (t) => {
  const store = memoryStore(t);
  t.strictSame(await problemsOf(() => bootstrap(store, settingsOf(), 'x'.repeat(1_025))), [
    'OCPP_BROKER_ADMIN_PASSWORD: the password is longer than 1024 bytes',
  ]);
  t.equal(await store.users('admin').count(), 0);
});

t.test('API keys come from a file of key:secret[:role] lines', async (t) => {
  const keys = join(t.testdir({ keys: '# keys\nkey1:secret-1\n\nkey2:secret-2:viewer\r\n' }), 'keys');
  const store = memoryStore(t);
  await bootstrap(store, withFiles({ keys }), 'x');
  t.match(await store.apiKeys.verify('key1', 'secret-1'), { outcome: 'accepted', apiKey: { role: 'administrator' } });
  t.match(await store.apiKeys.verify('key2', 'secret-2'), { outcome: 'accepted', apiKey: { role: 'viewer' } });
  await bootstrap(store, withFiles({ keys }), 'x');
  t.equal((await store.apiKeys.list()).length, 2, 'the next start adds none');
});

t.test('charge-point and MQTT users come from CSV and JSON, each into its own realm', async (t) => {
  const folder = t.testdir({
    'mqtt.csv': 'user_id,password,is_superuser\ncsms,mqtt-pass,true\n',
    'ocpp.JSON': JSON.stringify([
      { user_id: 'wallbox', password: 'ocpp-pass', identities: ['CP1', 'CP2'] },
      { user_id: 'depot', password: 'depot-pass' },
    ]),
  });
  const store = memoryStore(t);
  const settings = withFiles({ mqtt: join(folder, 'mqtt.csv'), ocpp: join(folder, 'ocpp.JSON') });
  await bootstrap(store, settings, 'x');
  t.ok(await accepts(store, 'mqtt', 'csms', 'mqtt-pass'));
  t.match(await store.users('mqtt').find('csms'), { isSuperuser: true });
  t.notOk(await accepts(store, 'ocpp', 'csms', 'mqtt-pass'));
  t.ok(await accepts(store, 'ocpp', 'wallbox', 'ocpp-pass'));
  t.match(await store.users('ocpp').find('wallbox'), { isSuperuser: false, identities: ['CP1', 'CP2'] });
  t.match(await store.users('ocpp').find('depot'), { identities: null });
  t.equal(await store.users('mqtt').find('wallbox'), null);
});

t.test('a password that was changed over the API outlives the next start', async (t) => {
  const mqtt = join(t.testdir({ 'm.csv': 'user_id,password\ncsms,from-file\n' }), 'm.csv');
  const store = memoryStore(t);
  await bootstrap(store, withFiles({ mqtt }), 'x');
  await store.users('mqtt').update('csms', { password: 'changed' });
  await bootstrap(store, withFiles({ mqtt }), 'x');
  t.ok(await accepts(store, 'mqtt', 'csms', 'changed'));
});

t.test(
  'with sha256 the passwords of charge points must be long random keys, those of MQTT users need not',
  async (t) => {
    const folder = t.testdir({
      short: 'user_id,password\na,too-short\n',
      long: `user_id,password\na,${'0123456789abcdef'.repeat(2)}\n`,
    });
    t.equal(passwordOriginOf(withFiles({ algorithm: 'sha256' })), 'generated');
    t.equal(passwordOriginOf(withFiles({ algorithm: 'scrypt' })), 'chosen');
    const [short, long] = [join(folder, 'short'), join(folder, 'long')];
    const store = memoryStore(t);
    t.strictSame(
      await problemsOf(() => bootstrap(store, withFiles({ ocpp: short, mqtt: short, algorithm: 'sha256' }), 'x')),
      [`gateway.ocpp.authentication.bootstrap_file: ${short}:2: a generated key has at least 32 characters`],
    );
    await bootstrap(store, withFiles({ ocpp: long, algorithm: 'sha256' }), 'x');
    t.ok(await accepts(store, 'ocpp', 'a', '0123456789abcdef'.repeat(2)));
  },
);

t.test('every problem of every file is named with setting, file and line; nobody is made administrator', async (t) => {
  const folder = t.testdir({
    keys: 'key1:secret1:owner\nnonsense\n',
    'mqtt.csv': 'user_id,password,is_superuser\na,,true\nb,pass,perhaps\n',
  });
  const [keys, mqtt, ocpp] = [join(folder, 'keys'), join(folder, 'mqtt.csv'), join(folder, 'nowhere.json')];
  const store = memoryStore(t);
  const problems = await problemsOf(() => bootstrap(store, withFiles({ keys, mqtt, ocpp }), 'x'));
  t.strictSame(problems, [
    `api.bootstrap_file: ${keys}:1: the role is none of administrator, operator and viewer`,
    `api.bootstrap_file: ${keys}:2: not key:secret[:role]`,
    `mqtt.authentication.bootstrap_file: ${mqtt}:2: password is missing`,
    `mqtt.authentication.bootstrap_file: ${mqtt}:3: is_superuser is neither true nor false`,
    `gateway.ocpp.authentication.bootstrap_file: ${ocpp} cannot be read: there is no such file or folder`,
  ]);
  t.notMatch(problems.join(), 'secret1', 'secrets are not shown');
  t.equal(await store.users('admin').count(), 0);
});

t.test('a row that the store does not take is named, and is nothing of ours', async (t) => {
  const mqtt = join(t.testdir({ 'm.csv': 'user_id,password,identities\ncsms,pass,CP1\n' }), 'm.csv');
  t.strictSame(await problemsOf(() => bootstrap(memoryStore(t), withFiles({ mqtt }), 'x')), [
    `mqtt.authentication.bootstrap_file: ${mqtt}:2: identities belong to OCPP users, not to mqtt users`,
  ]);
});

t.test('a key for which there is no room is a problem, not a key that silently does not work', async (t) => {
  const store = memoryStore(t);
  for (let index = 0; index < API_KEYS_MAX; index++) await store.apiKeys.create({ name: `key ${index}` });
  const keys = join(t.testdir({ keys: 'one:secret-1\ntwo:secret-2\n' }), 'keys');
  t.strictSame(await problemsOf(() => bootstrap(store, withFiles({ keys }), 'x')), [
    `api.bootstrap_file: ${keys}:1: there are ${API_KEYS_MAX} API keys already`,
  ]);
});
