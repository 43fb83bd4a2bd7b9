import t from 'tap';
import { generateKey, type UserRepository } from '../src/index.ts';
import { memoryStore } from './fixture-store.ts';

const password = Buffer.from('secret one');

async function usersWithAlice(users: UserRepository): Promise<UserRepository> {
  await users.add({ userId: 'alice', password: 'secret one' });
  return users;
}

t.test('users of equal name in different realms are different users', async (t) => {
  const store = memoryStore(t);
  await usersWithAlice(store.users('mqtt'));
  t.match(await store.users('mqtt').verify('alice', password), { outcome: 'accepted' });
  await store.users('ocpp').add({ userId: 'alice', password: 'secret two' });
  t.match(await store.users('ocpp').verify('alice', password), { outcome: 'refused' });
  t.match(await store.users('admin').verify('alice', password), { outcome: 'refused' });
  t.equal(await store.users('admin').count(), 0);
});

t.test('a password that is changed while it is verified is not accepted any more', async (t) => {
  const users = await usersWithAlice(memoryStore(t).users('mqtt'));
  const verification = users.verify('alice', password);
  await users.update('alice', { password: generateKey(), passwordOrigin: 'generated' });
  t.same(await verification, { outcome: 'refused' });
});

t.test('a user that is removed while it is verified is not accepted any more', async (t) => {
  const users = await usersWithAlice(memoryStore(t).users('mqtt'));
  const verification = users.verify('alice', password);
  await users.remove('alice');
  t.same(await verification, { outcome: 'refused' });
});

t.test('what an accepted verification tells about the user is what holds then', async (t) => {
  const users = await usersWithAlice(memoryStore(t).users('ocpp'));
  const verification = users.verify('alice', password);
  await users.update('alice', { identities: ['CP1'] });
  t.match(await verification, { outcome: 'accepted', user: { identities: ['CP1'] } });
  await users.update('alice', { isSuperuser: true });
  t.match(await users.verify('alice', password), { outcome: 'accepted', user: { isSuperuser: true } });
});

t.test('verifications that the closing of the store overtakes end as busy', async (t) => {
  const store = memoryStore(t);
  const users = await usersWithAlice(store.users('mqtt'));
  const running = users.verify('alice', password);
  store.close();
  t.same(await running, { outcome: 'busy' });
  t.same(await users.verify('alice', password), { outcome: 'busy' });
});

t.test('a password that is being hashed when the store closes is not stored, and that is said', async (t) => {
  const store = memoryStore(t);
  const adding = store.users('mqtt').add({ userId: 'alice', password: 'secret one' });
  store.close();
  await t.rejects(adding, { code: 'store_busy' });
});

t.test('of two that add the same user at once, one adds it', async (t) => {
  const users = memoryStore(t).users('mqtt');
  const outcomes = await Promise.all(
    ['secret one', 'secret two'].map((text) => users.add({ userId: 'alice', password: text })),
  );
  t.same(outcomes.toSorted(), ['added', 'exists']);
  t.equal(await users.count(), 1);
});

t.test(
  'a full line refuses to verify, whether the user exists or not, while a generated key still opens',
  async (t) => {
    const users = await usersWithAlice(
      memoryStore(t, { verification: { runningMax: 1, waitingMax: 0 } }).users('ocpp'),
    );
    const key = generateKey();
    await users.add({ userId: 'fleet', password: key, passwordOrigin: 'generated' });
    const running = users.verify('alice', password);
    t.same(await users.verify('alice', Buffer.from('secret two')), { outcome: 'busy' });
    t.same(await users.verify('nobody', password), { outcome: 'busy' });
    t.same(await users.verify('fleet', password), { outcome: 'busy' });
    t.match(await users.verify('fleet', Buffer.from(key)), { outcome: 'accepted' });
    t.match(await running, { outcome: 'accepted' });
  },
);
