import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { generateKey, openStore, type StoreError } from '../src/index.ts';
import { migrate, migrations } from '../src/migrations.ts';
import { waitingCall } from './contract/waiting-call-repository.ts';

t.test('everything is there again after the store was closed and opened', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const first = openStore({ path, now: () => 1_000 });
  const key = generateKey();
  await first.users('ocpp').add({ userId: 'CP1', password: key, passwordOrigin: 'generated', identities: ['CP1'] });
  const created = await first.apiKeys.create({ name: 'ci' });
  await first.settings.save({ log: { level: 'debug' } });
  first.registrations.put({ identity: 'CP1', connected: true, bootStatus: 'Accepted', securityProfile: 2 });
  first.waitingCalls.add(waitingCall('u1'));
  await first.audit.append({ at: 1, actor: 'admin', action: 'login', target: '', from: null, detail: null });
  first.close();
  first.close();

  const second = openStore({ path });
  t.teardown(() => second.close());
  t.match(await second.users('ocpp').verify('CP1', Buffer.from(key)), {
    outcome: 'accepted',
    user: { identities: ['CP1'], createdAt: 1_000 },
  });
  if (created.outcome !== 'created') throw new Error(created.outcome);
  t.match(await second.apiKeys.verify(created.apiKey.apiKey, created.apiSecret), { outcome: 'accepted' });
  t.same(await second.settings.load(), { log: { level: 'debug' } });
  t.match(second.registrations.listConnected(), [
    { identity: 'CP1', bootStatus: 'Accepted', securityProfile: 2, lastSeenAt: 1_000 },
  ]);
  t.match(second.waitingCalls.all(), [waitingCall('u1')]);
  t.equal((await second.audit.list({ page: 1, limit: 10 })).count, 1);
});

t.test('no password and no secret stands in the file', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const store = openStore({ path });
  await store.users('mqtt').add({ userId: 'alice', password: 'plain-text-password' });
  const created = await store.apiKeys.create({ name: 'ci' });
  store.close();
  if (created.outcome !== 'created') throw new Error(created.outcome);
  const file = new Database(path, { readonly: true });
  const image = file.serialize();
  file.close();
  t.ok(image.includes('alice'));
  t.notOk(image.includes('plain-text-password'));
  t.notOk(image.includes(created.apiSecret));
});

t.test('a database from a newer release is not opened', async (t) => {
  const path = join(t.testdir(), 'store.db');
  openStore({ path }).close();
  const file = new Database(path);
  file.pragma('user_version = 99');
  file.close();
  t.throws(() => openStore({ path }), { code: 'store_newer_version', message: /schema version 99, this one knows 5/ });
});

t.test('a database that the first release wrote is opened, and what it held is there', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const file = new Database(path);
  migrate(file, path, migrations.slice(0, 1));
  file.exec('INSERT INTO settings VALUES (1, \'{"log":{}}\', 5)');
  file.exec(`INSERT INTO registrations (identity, version, boot_status, connected, first_seen_at, last_seen_at)
    VALUES ('CP1', '1.6', 'Accepted', 1, 10, 20)`);
  file.close();

  const migrated = openStore({ path });
  t.same(await migrated.settings.load(), { log: {} });
  const known = { identity: 'CP1', version: '1.6', bootStatus: 'Accepted', connected: true, firstSeenAt: 10 };
  t.match(migrated.registrations.get('CP1'), { ...known, securityProfile: null, lastSeenAt: 20 });
  t.same(migrated.waitingCalls.all(), []);
  migrated.registrations.put({ identity: 'CP1', securityProfile: 3 });
  migrated.waitingCalls.add(waitingCall('u1'));
  migrated.close();

  const again = openStore({ path });
  t.teardown(() => again.close());
  t.match(again.registrations.get('CP1'), { ...known, securityProfile: 3 });
  t.equal(again.waitingCalls.count(), 1);
});

t.test('users of a database that the second release wrote may use any client id', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const file = new Database(path);
  migrate(file, path, migrations.slice(0, 2));
  file.exec(`INSERT INTO users VALUES
    ('mqtt', 'ann', 'sha256', '$sha256$c2FsdA$8u9/mu2yw7UEC8FmkaEXd1ipKtkeHud3cCFaMyv2CZ8', 0, NULL, NULL, 5)`);
  file.close();

  const migrated = openStore({ path });
  t.teardown(() => migrated.close());
  const users = migrated.users('mqtt');
  t.match(await users.verify('ann', Buffer.from('public')), { outcome: 'accepted', user: { clientIds: null } });
  t.match(await users.update('ann', { clientIds: ['ann-*'] }), { clientIds: ['ann-*'], createdAt: 5 });
  t.same(await migrated.topicRules.load(), []);
  t.same(await migrated.bans.load(), []);
});

t.test('a database of our version that lacks a table is not opened', async (t) => {
  const path = join(t.testdir(), 'store.db');
  openStore({ path }).close();
  const file = new Database(path);
  file.exec('DROP TABLE registrations');
  file.close();
  t.throws(() => openStore({ path }), { code: 'store_unreadable', message: `cannot use ${path} (SQLITE_ERROR)` });
});

t.test('a failed write behind is told as a StoreError, and what is left is written when it can be', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const { promise, resolve } = Promise.withResolvers<StoreError>();
  const store = openStore({ path, onWriteError: resolve });
  const other = new Database(path);
  other.exec('DROP TABLE registrations');
  other.close();
  store.registrations.put({ identity: 'CP1' });
  t.match(await promise, { code: 'store_unreadable', message: new RegExp(`cannot use ${path}`) });
  t.equal(store.registrations.get('CP1')?.identity, 'CP1');
  t.throws(() => store.close(), { name: 'StoreError' });
  t.doesNotThrow(() => store.close());
});

t.test('waiting CALLs that cannot be written are told, and cost the registrations nothing', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const { promise, resolve } = Promise.withResolvers<StoreError>();
  const store = openStore({ path, onWriteError: resolve });
  const other = new Database(path);
  other.exec('DROP TABLE waiting_calls');
  store.waitingCalls.add(waitingCall('u1'));
  t.match(await promise, { name: 'StoreError', message: new RegExp(`cannot use ${path}`) });
  t.equal(store.waitingCalls.count(), 1);
  store.registrations.put({ identity: 'CP1' });
  t.throws(() => store.close(), { name: 'StoreError' });
  t.same(other.prepare('SELECT identity FROM registrations').pluck().all(), ['CP1']);
  other.close();
});

t.test('the audit log keeps as many entries as it is told', async (t) => {
  const store = openStore({ path: ':memory:', auditEntriesMax: 2 });
  t.teardown(() => store.close());
  const entry = { actor: 'user:a', action: 'kick', target: '', from: null, detail: null };
  for (const at of [1, 2, 3]) await store.audit.append({ at, ...entry });
  t.same(
    (await store.audit.list({ page: 1, limit: 10 })).data.map(({ at }) => at),
    [3, 2],
  );
});

t.test('users of a database that the third release wrote have no description', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const file = new Database(path);
  migrate(file, path, migrations.slice(0, 3));
  file.exec(`INSERT INTO users (realm, user_id, algorithm, password_hash, is_superuser, role, created_at) VALUES
    ('admin', 'root', 'sha256', '$sha256$c2FsdA$8u9/mu2yw7UEC8FmkaEXd1ipKtkeHud3cCFaMyv2CZ8', 0, 'administrator', 5)`);
  file.close();
  const migrated = openStore({ path });
  t.teardown(() => migrated.close());
  t.match(await migrated.users('admin').find('root'), { role: 'administrator', description: '', createdAt: 5 });
});

t.test('whether the file can be written is found out by writing', async (t) => {
  const store = openStore({ path: join(t.testdir(), 'store.db') });
  t.doesNotThrow(() => store.checkWritable());
  store.close();
  t.throws(() => store.checkWritable(), { name: 'StoreError' });
});
