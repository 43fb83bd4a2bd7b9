import t, { type Test } from 'tap';
import { generateKey, hashGeneratedKey, type NewHashedUser, type Store } from '../src/index.ts';
import { memoryStore } from './fixture-store.ts';

const merge = { mode: 'merge', dryRun: false } as const;
const replace = { mode: 'replace', dryRun: false } as const;
const hashed = (userId: string, more: Partial<NewHashedUser> = {}): NewHashedUser => ({
  userId,
  passwordHash: hashGeneratedKey(generateKey()),
  ...more,
});

async function storeWithUsers(t: Test): Promise<Store> {
  const store = memoryStore(t, { now: () => 5_000 });
  await store.users('mqtt').addHashed(hashed('ann'));
  await store.users('mqtt').addHashed(hashed('bob'));
  await store.users('ocpp').addHashed(hashed('CP1'));
  await store.users('admin').addHashed(hashed('root'));
  return store;
}

const names = async (store: Store, realm: 'ocpp' | 'mqtt' | 'admin') =>
  (await store.users(realm).list({ page: 1, limit: 10 })).data.map(({ userId }) => userId);

t.test('users of a backup open with their old passwords, with all that they may', async (t) => {
  const from = memoryStore(t);
  const password = 'correct horse';
  await from.users('mqtt').add({ userId: 'ann', password, isSuperuser: true, clientIds: ['ann-*'] });
  await from.users('ocpp').add({ userId: 'CP1', password, identities: ['CP1'] });
  await from.users('admin').add({ userId: 'eve', password, role: 'operator', description: 'at night' });
  const users = {
    ocpp: await from.users('ocpp').hashed(null, 10),
    mqtt: await from.users('mqtt').hashed(null, 10),
    admin: [...(await from.users('admin').hashed(null, 10)), hashed('root')],
  };
  const to = memoryStore(t);
  t.same(await to.restoreUsers(users, replace), {
    ocpp: { added: 1, changed: 0, removed: 0 },
    mqtt: { added: 1, changed: 0, removed: 0 },
    admin: { added: 2, changed: 0, removed: 0 },
  });
  t.same(await to.users('mqtt').find('ann'), await from.users('mqtt').find('ann'));
  t.same(await to.users('ocpp').find('CP1'), await from.users('ocpp').find('CP1'));
  t.same(await to.users('admin').find('eve'), await from.users('admin').find('eve'));
  for (const realm of ['ocpp', 'mqtt'] as const) {
    const name = realm === 'ocpp' ? 'CP1' : 'ann';
    t.match(await to.users(realm).verify(name, Buffer.from(password)), { outcome: 'accepted' });
  }
});

t.test('merged users stand beside the others, and a realm that is left out stays', async (t) => {
  const store = await storeWithUsers(t);
  const outcome = await store.restoreUsers(
    { mqtt: [hashed('bob'), hashed('carl', { createdAt: 7 } as object)] },
    merge,
  );
  t.same(outcome, { mqtt: { added: 1, changed: 1, removed: 0 } });
  t.same(await names(store, 'mqtt'), ['ann', 'bob', 'carl']);
  t.equal((await store.users('mqtt').find('carl'))?.createdAt, 7);
  t.equal((await store.users('mqtt').find('bob'))?.createdAt, 5_000);
  t.same(await names(store, 'ocpp'), ['CP1']);
});

t.test('replaced users take the place of all others of their realm', async (t) => {
  const store = await storeWithUsers(t);
  t.same(await store.restoreUsers({ mqtt: [hashed('carl')], ocpp: [] }, replace), {
    ocpp: { added: 0, changed: 0, removed: 1 },
    mqtt: { added: 1, changed: 0, removed: 2 },
  });
  t.same(await names(store, 'mqtt'), ['carl']);
  t.same(await names(store, 'ocpp'), []);
  t.same(await names(store, 'admin'), ['root']);
});

t.test('a dry run says the same and changes nothing', async (t) => {
  const store = await storeWithUsers(t);
  const users = { mqtt: [hashed('bob'), hashed('carl')] };
  const dry = await store.restoreUsers(users, { mode: 'replace', dryRun: true });
  t.same(dry, { mqtt: { added: 1, changed: 1, removed: 1 } });
  t.same(await names(store, 'mqtt'), ['ann', 'bob']);
  t.same(await store.restoreUsers(users, replace), dry);
});

t.test('one user that cannot be stored is named, and none of all is stored', async (t) => {
  const store = await storeWithUsers(t);
  for (const [wrong, code, message] of [
    [hashed(''), 'store_invalid_value', /^user 2 of realm mqtt: a user id has/],
    [hashed('carl', { identities: ['CP1'] }), 'store_invalid_value', /identities belong to OCPP users/],
    [hashed('carl', { passwordHash: 'hunter2' }), 'store_invalid_value', /a password hash does not begin/],
    [hashed('carl', { passwordHash: '$bcrypt$a$b' }), 'store_unknown_algorithm', /"bcrypt"/],
    [hashed('dora'), 'store_invalid_value', /^user 2 of realm mqtt: the name stands there twice/],
  ] as const) {
    const attempt = store.restoreUsers({ mqtt: [hashed('dora'), wrong] }, replace);
    await t.rejects(attempt, { code, message });
  }
  t.same(await names(store, 'mqtt'), ['ann', 'bob']);
});

t.test('a restoration after which nobody could administer is refused', async (t) => {
  const store = await storeWithUsers(t);
  const viewer = hashed('root', { role: 'viewer' });
  for (const [users, how] of [
    [[], replace],
    [[viewer], merge],
    [[viewer], { mode: 'replace', dryRun: true }],
  ] as const) {
    await t.rejects(store.restoreUsers({ admin: users }, how), { message: /nobody would be left/ });
  }
  t.match(await store.users('admin').find('root'), { role: 'administrator' });
  t.match(await store.restoreUsers({ admin: [hashed('eve', { role: 'viewer' })] }, merge), { admin: { added: 1 } });
});

t.test('a large backup lets the event loop turn while it is looked at', async (t) => {
  const store = memoryStore(t);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  const { passwordHash } = hashed('x');
  const mqtt = Array.from({ length: 600 }, (_, index) => ({ userId: `c${index}`, passwordHash }));
  t.match(await store.restoreUsers({ mqtt }, merge), { mqtt: { added: 600 } });
  t.ok(turned);
});
