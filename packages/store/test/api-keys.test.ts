import t from 'tap';
import { API_KEYS_MAX } from '../src/index.ts';
import { memoryStore } from './fixture-store.ts';

t.test('there are so many keys and no more', async (t) => {
  const { apiKeys } = memoryStore(t);
  for (let index = 0; index < API_KEYS_MAX; index++) await apiKeys.create({ name: `key ${index}` });
  t.same(await apiKeys.create({ name: 'one more' }), { outcome: 'full' });
  t.equal(await apiKeys.addBootstrap({ key: 'one-more', secret: 'my secret', role: 'viewer' }), 'full');
  t.equal((await apiKeys.list()).length, API_KEYS_MAX);
});

t.test('a key that is changed while its secret is verified is judged as it is then', async (t) => {
  const { apiKeys } = memoryStore(t);
  await apiKeys.addBootstrap({ key: 'my-app', secret: 'my secret', role: 'administrator' });
  const [stored] = await apiKeys.list();
  const verification = apiKeys.verify('my-app', 'my secret');
  await apiKeys.update(stored?.name ?? '', { enable: false });
  t.same(await verification, { outcome: 'refused' });
});

t.test('an API key and a user of the same name share nothing', async (t) => {
  const store = memoryStore(t);
  await store.apiKeys.addBootstrap({ key: 'alice', secret: 'my secret', role: 'administrator' });
  t.match(await store.apiKeys.verify('alice', 'my secret'), { outcome: 'accepted' });
  t.same(await store.users('admin').verify('alice', Buffer.from('my secret')), { outcome: 'refused' });
});

t.test('a closed store answers busy', async (t) => {
  const store = memoryStore(t);
  await store.apiKeys.addBootstrap({ key: 'my-app', secret: 'my secret', role: 'viewer' });
  const running = store.apiKeys.verify('my-app', 'wrong');
  store.close();
  t.same(await running, { outcome: 'busy' });
  t.same(await store.apiKeys.verify('my-app', 'my secret'), { outcome: 'busy' });
});
