import type { Test } from 'tap';
import { generateKey, type Realm, type UserRepository } from '../../src/index.ts';

/** Makes an empty repository of one realm, gone when `t` ends. */
export type MakeUsers = (t: Test, realm: Realm) => Promise<UserRepository> | UserRepository;

const accepts = async (users: UserRepository, userId: string, password: string | Buffer): Promise<boolean> =>
  (await users.verify(userId, Buffer.from(password))).outcome === 'accepted';

/** What every UserRepository has to do, wherever it keeps its users. */
export function testUserRepository(t: Test, make: MakeUsers): void {
  t.test('an added user is found, listed, counted and verified, and no other password is', async (t) => {
    const users = await make(t, 'ocpp');
    t.equal(await users.add({ userId: 'alice', password: 'secret one' }), 'added');
    t.match(await users.find('alice'), { userId: 'alice', isSuperuser: false, role: null, identities: null });
    t.type((await users.find('alice'))?.createdAt, 'number');
    t.equal(await users.count(), 1);
    t.match(await users.verify('alice', Buffer.from('secret one')), { outcome: 'accepted', user: { userId: 'alice' } });
    t.same(await users.verify('alice', Buffer.from('secret two')), { outcome: 'refused' });
    t.same(await users.verify('ALICE', Buffer.from('secret one')), { outcome: 'refused' });
    t.same(await users.verify('alice', Buffer.alloc(0)), { outcome: 'refused' });
    t.same(await users.verify('bob', Buffer.from('secret one')), { outcome: 'refused' });
  });

  t.test('a user that exists is not added again and stays as it is', async (t) => {
    const users = await make(t, 'mqtt');
    await users.add({ userId: 'alice', password: 'secret one' });
    t.equal(await users.add({ userId: 'alice', password: 'secret two', isSuperuser: true }), 'exists');
    t.ok(await accepts(users, 'alice', 'secret one'));
    t.equal((await users.find('alice'))?.isSuperuser, false);
  });

  t.test('a changed password holds at once, and the old one is worthless even when it was just accepted', async (t) => {
    const users = await make(t, 'mqtt');
    await users.add({ userId: 'alice', password: 'secret one' });
    t.ok(await accepts(users, 'alice', 'secret one'));
    t.notOk(await accepts(users, 'alice', 'secret two'));
    await users.update('alice', { password: 'secret two' });
    t.notOk(await accepts(users, 'alice', 'secret one'));
    t.ok(await accepts(users, 'alice', 'secret two'));
  });

  t.test('what an update leaves out stays', async (t) => {
    const users = await make(t, 'ocpp');
    await users.add({ userId: 'alice', password: generateKey(), passwordOrigin: 'generated', identities: ['CP1'] });
    t.match(await users.update('alice', { isSuperuser: true }), { isSuperuser: true, identities: ['CP1'] });
    t.match(await users.update('alice', { identities: ['CP2', 'CP3'] }), { identities: ['CP2', 'CP3'] });
    t.match(await users.update('alice', { identities: null }), { isSuperuser: true, identities: null });
    t.equal(await users.update('bob', { isSuperuser: true }), null);
  });

  t.test('an MQTT user can be bound to client ids, whole or up to a star at the end', async (t) => {
    const users = await make(t, 'mqtt');
    const clientIds = ['csms-1', 'csms-*', '${username}-*', '*'];
    await users.add({ userId: 'alice', password: generateKey(), passwordOrigin: 'generated', clientIds });
    t.same((await users.find('alice'))?.clientIds, clientIds);
    t.same((await users.update('alice', { isSuperuser: true }))?.clientIds, clientIds, 'what is left out stays');
    t.same((await users.update('alice', { clientIds: ['a'] }))?.clientIds, ['a']);
    t.equal((await users.update('alice', { clientIds: null }))?.clientIds, null);
    const entries = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);
    await users.update('alice', { clientIds: entries(1000) });
    for (const wrong of [[], [''], ['a*b'], ['**'], ['x'.repeat(257)], entries(1001)]) {
      await t.rejects(users.update('alice', { clientIds: wrong }), { code: 'store_invalid_value' });
    }
    t.equal((await users.find('alice'))?.clientIds?.length, 1000);
    const others = await make(t, 'ocpp');
    await t.rejects(others.add({ userId: 'a', password: 'secret one', clientIds: ['a'] }), {
      code: 'store_invalid_value',
    });
  });

  t.test('a removed user is refused at once, even when it was just accepted', async (t) => {
    const users = await make(t, 'mqtt');
    await users.add({ userId: 'alice', password: 'secret one' });
    t.ok(await accepts(users, 'alice', 'secret one'));
    t.equal(await users.remove('alice'), true);
    t.equal(await users.remove('alice'), false);
    t.notOk(await accepts(users, 'alice', 'secret one'));
    t.equal(await users.find('alice'), null);
  });

  t.test('a user of the console is an administrator unless a viewer', async (t) => {
    const users = await make(t, 'admin');
    await users.add({ userId: 'root', password: generateKey(), passwordOrigin: 'generated' });
    await users.add({ userId: 'eve', password: generateKey(), passwordOrigin: 'generated', role: 'viewer' });
    t.equal((await users.find('root'))?.role, 'administrator');
    t.equal((await users.find('eve'))?.role, 'viewer');
    t.equal((await users.update('root', { role: 'viewer' }))?.role, 'viewer');
  });

  t.test('a user of the console may be an operator and has a description, which nobody else has', async (t) => {
    const users = await make(t, 'admin');
    const password = generateKey();
    await users.add({
      userId: 'ann',
      password,
      passwordOrigin: 'generated',
      role: 'operator',
      description: 'at night',
    });
    t.match(await users.find('ann'), { role: 'operator', description: 'at night' });
    t.match(await users.update('ann', { role: 'viewer' }), { role: 'viewer', description: 'at night' });
    t.match(await users.update('ann', { description: '' }), { description: '' });
    const tooLong = { description: 'x'.repeat(1025) };
    await t.rejects(users.update('ann', tooLong), { code: 'store_invalid_value' });
    const others = await make(t, 'mqtt');
    await t.rejects(others.add({ userId: 'a', password: 'secret one', description: 'x' }), {
      code: 'store_invalid_value',
    });
  });

  t.test('users come with their hashes, one page behind the other, and can be added with them elsewhere', async (t) => {
    const users = await make(t, 'mqtt');
    for (const userId of ['b', 'a', 'c']) await users.add({ userId, password: `secret ${userId}` });
    const first = await users.hashed(null, 2);
    t.match(first, [{ userId: 'a', passwordHash: /^\$scrypt\$/ }, { userId: 'b' }]);
    const rest = await users.hashed('b', 2);
    t.match(rest, [{ userId: 'c' }]);
    t.same(await users.hashed('c', 2), []);
    await t.rejects(users.hashed(null, 0), { code: 'store_invalid_value' });
    const others = await make(t, 'mqtt');
    await others.addHashed({ userId: 'c', passwordHash: rest[0]?.passwordHash ?? '' });
    t.ok(await accepts(others, 'c', 'secret c'));
  });

  t.test('a list is ordered by user id, cut into pages and filtered, and the count is of the whole', async (t) => {
    const users = await make(t, 'mqtt');
    for (const userId of ['a%b', 'charger-3', 'charger-1', 'charger-2']) {
      const password = generateKey();
      await users.add({ userId, password, passwordOrigin: 'generated', isSuperuser: userId === 'charger-2' });
    }
    const ids = async (query: Parameters<UserRepository['list']>[0]) => {
      const { data, count } = await users.list(query);
      return [...data.map((user) => user.userId), count];
    };
    t.same(await ids({ page: 1, limit: 3 }), ['a%b', 'charger-1', 'charger-2', 4]);
    t.same(await ids({ page: 2, limit: 3 }), ['charger-3', 4]);
    t.same(await ids({ page: 3, limit: 3 }), [4]);
    t.same(await ids({ page: 1, limit: 9, likeUserId: 'charger-' }), ['charger-1', 'charger-2', 'charger-3', 3]);
    t.same(await ids({ page: 1, limit: 9, likeUserId: '%' }), ['a%b', 1], 'a percent sign is itself');
    t.same(await ids({ page: 1, limit: 9, isSuperuser: true }), ['charger-2', 1]);
    t.same(await ids({ page: 1, limit: 9, isSuperuser: false, likeUserId: '1' }), ['charger-1', 1]);
    for (const paging of [
      { page: 0, limit: 10 },
      { page: 1, limit: 0 },
      { page: 1, limit: 10_001 },
      { page: 1.5, limit: 10 },
    ]) {
      await t.rejects(users.list(paging), { code: 'store_invalid_value' });
    }
  });

  t.test(
    'a key of 32 to 40 hex digits is accepted as its digits, in either case, and as the bytes they stand for',
    async (t) => {
      const users = await make(t, 'ocpp');
      const digits = '00FF80abCDef0123456789abcdef012345678901';
      await users.add({ userId: 'chosen', password: digits });
      await users.add({ userId: 'generated', password: digits, passwordOrigin: 'generated' });
      for (const userId of ['chosen', 'generated']) {
        t.ok(await accepts(users, userId, digits), userId);
        t.ok(await accepts(users, userId, digits.toUpperCase()), userId);
        t.ok(await accepts(users, userId, Buffer.from(digits, 'hex')), userId);
        t.notOk(await accepts(users, userId, digits.slice(0, -2)), userId);
        t.notOk(await accepts(users, userId, Buffer.from(digits, 'hex').subarray(1)), userId);
      }
      await users.update('chosen', { password: `${digits.slice(1)}` });
      t.ok(await accepts(users, 'chosen', digits.slice(1)), 'an odd number of digits is text');
      t.notOk(await accepts(users, 'chosen', digits.slice(1).toUpperCase()), 'and text has a case');
    },
  );

  t.test('a password of hex digits is nothing but text outside OCPP', async (t) => {
    const users = await make(t, 'mqtt');
    const digits = 'abcdef0123456789abcdef0123456789';
    await users.add({ userId: 'alice', password: digits });
    t.ok(await accepts(users, 'alice', digits));
    t.notOk(await accepts(users, 'alice', digits.toUpperCase()));
    t.notOk(await accepts(users, 'alice', Buffer.from(digits, 'hex')));
  });

  t.test('a hash made elsewhere is verified, and one that nobody could verify is refused', async (t) => {
    const users = await make(t, 'mqtt');
    // SHA-256 of the salt "salt" and the password "public".
    const passwordHash = '$sha256$c2FsdA$8u9/mu2yw7UEC8FmkaEXd1ipKtkeHud3cCFaMyv2CZ8';
    t.equal(await users.addHashed({ userId: 'alice', passwordHash }), 'added');
    t.equal(await users.addHashed({ userId: 'alice', passwordHash }), 'exists');
    t.ok(await accepts(users, 'alice', 'public'));
    t.notOk(await accepts(users, 'alice', 'Public'));
    await t.rejects(users.addHashed({ userId: 'bob', passwordHash: '$md5$c2FsdA$c2FsdA' }), {
      code: 'store_unknown_algorithm',
    });
    await t.rejects(users.update('alice', { passwordHash: 'plain' }), { code: 'store_invalid_value' });
    t.ok(await accepts(users, 'alice', 'public'));
  });

  t.test('names and passwords of any kind of text stay what they are', async (t) => {
    const users = await make(t, 'mqtt');
    for (const userId of ['__proto__', 'constructor', "'; DROP TABLE users; --", 'ü 🔌', 'a:b']) {
      t.equal(await users.add({ userId, password: generateKey(), passwordOrigin: 'generated' }), 'added', userId);
      t.equal((await users.find(userId))?.userId, userId);
    }
    t.equal(await users.count(), 5);
  });

  t.test('what cannot be stored is said so, and nothing is stored', async (t) => {
    const users = await make(t, 'ocpp');
    const password = 'secret one';
    for (const user of [
      { userId: '', password },
      { userId: 'x'.repeat(257), password },
      { userId: 'a\nb', password },
      { userId: 'a', password: '' },
      { userId: 'a', password: 'x'.repeat(1025) },
      { userId: 'a', password: 'too short', passwordOrigin: 'generated' as const },
      { userId: 'a', password, role: 'viewer' as const },
      { userId: 'a', password, identities: [] },
      { userId: 'a', password, identities: ['x'.repeat(49)] },
      { userId: 'a', password, identities: Array.from({ length: 1001 }, (_, index) => `CP${index}`) },
    ]) {
      await t.rejects(users.add(user), { code: 'store_invalid_value' });
    }
    const others = await make(t, 'mqtt');
    await t.rejects(others.add({ userId: 'a', password, identities: ['CP1'] }), { code: 'store_invalid_value' });
    t.equal(await users.count(), 0);
  });

  t.test('a binary password of any length is compared and never stored', async (t) => {
    const users = await make(t, 'ocpp');
    await users.add({ userId: 'alice', password: '\u0080ÿ' });
    t.ok(await accepts(users, 'alice', Buffer.from('\u0080ÿ')));
    t.notOk(await accepts(users, 'alice', Buffer.from([0x80, 0xff])), 'bytes are compared, not characters');
    t.notOk(await accepts(users, 'alice', Buffer.alloc(100_000, 1)));
  });
}
