import { API_KEYS_MAX, openStore, type PasswordOrigin, type Store } from '@ocpp-broker/store';
import t, { type Test } from 'tap';
import { apiKeyPort, userPort } from '../src/admin-store-ports.ts';

function memoryStore(t: Test): Store {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  return store;
}

const draft = { name: 'ci', description: 'for CI', enabled: true, expiresAt: null, role: 'viewer' } as const;

t.test('users are added, found, listed, changed and removed', async (t) => {
  const users = userPort(memoryStore(t).users('ocpp'), () => 'chosen');
  t.equal(await users.add({ userId: 'a', password: 'p', isSuperuser: false, identities: ['CP1'] }), 'added');
  t.equal(await users.add({ userId: 'a', password: 'q', isSuperuser: true }), 'exists');
  t.match(await users.find('a'), { userId: 'a', isSuperuser: false, identities: ['CP1'] });
  t.equal(await users.find('b'), null);
  t.match(await users.update('a', { isSuperuser: true }), { isSuperuser: true, identities: ['CP1'] });
  t.equal(await users.update('b', { isSuperuser: true }), null);
  t.match(await users.list({ page: 1, limit: 10, likeUserId: 'a' }), { data: [{ userId: 'a' }], count: 1 });
  t.equal(await users.remove('a'), true);
  t.equal(await users.remove('a'), false);
});

t.test('a new password is hashed as the settings of the moment say, and other changes leave it alone', async (t) => {
  const store = memoryStore(t);
  let origin: PasswordOrigin = 'generated';
  const users = userPort(store.users('ocpp'), () => origin);
  const key = '0123456789abcdef'.repeat(2);
  const accepts = async (password: string) =>
    (await store.users('ocpp').verify('a', Buffer.from(password))).outcome === 'accepted';
  await t.rejects(async () => users.add({ userId: 'a', password: 'short', isSuperuser: false }), {
    code: 'store_invalid_value',
  });
  await users.add({ userId: 'a', password: key, isSuperuser: false });
  t.ok(await accepts(key));
  await t.rejects(async () => users.update('a', { password: 'short' }), { code: 'store_invalid_value' });
  t.match(await users.update('a', { isSuperuser: true }), { isSuperuser: true });
  t.ok(await accepts(key));
  origin = 'chosen';
  await users.update('a', { password: 'short' });
  t.ok(await accepts('short'));
  t.notOk(await accepts(key));
});

t.test('an API key is made with a secret that opens it, and is shown without it', async (t) => {
  const keys = apiKeyPort(memoryStore(t).apiKeys);
  const created = await keys.create(draft);
  if (created.kind !== 'added') throw new Error(created.kind);
  const { apiKey, secret } = created;
  t.match(apiKey, draft);
  t.strictSame(await keys.find('ci'), apiKey);
  t.strictSame(await keys.list(), [apiKey]);
  t.notOk('secret' in apiKey || 'enable' in apiKey || 'apiKey' in apiKey);
  t.strictSame(await keys.verify(apiKey.key, secret), apiKey);
  t.equal(await keys.verify(apiKey.key, `${secret}x`), undefined);
  t.equal(await keys.verify('ci', secret), undefined, 'the name is not the key');
  t.strictSame(await keys.create(draft), { kind: 'exists' });
});

t.test('an API key is changed and removed by its name', async (t) => {
  const keys = apiKeyPort(memoryStore(t).apiKeys);
  const created = await keys.create(draft);
  if (created.kind !== 'added') throw new Error(created.kind);
  t.match(await keys.update('ci', { description: 'other' }), { description: 'other', enabled: true, role: 'viewer' });
  t.match(await keys.update('ci', { enabled: false, expiresAt: 9 }), {
    description: 'other',
    enabled: false,
    expiresAt: 9,
  });
  t.equal(await keys.verify(created.apiKey.key, created.secret), undefined, 'a disabled key opens nothing');
  t.equal(await keys.update('other', { enabled: false }), undefined);
  t.equal(await keys.find('other'), undefined);
  t.equal(await keys.remove('ci'), 'removed');
  t.equal(await keys.remove('ci'), 'absent');
});

t.test('when nobody has time to check a secret, that is a fault of its own and not a wrong secret', async (t) => {
  const store = openStore({ path: ':memory:' });
  const keys = apiKeyPort(store.apiKeys);
  store.close();
  await t.rejects(async () => keys.verify('key', 'secret'), { code: 'store_busy' });
});

t.test('one key more than there is room for is a value that cannot be stored', async (t) => {
  const store = memoryStore(t);
  for (let index = 0; index < API_KEYS_MAX; index++) await store.apiKeys.create({ name: `key ${index}` });
  await t.rejects(async () => apiKeyPort(store.apiKeys).create(draft), { code: 'store_invalid_value' });
});
