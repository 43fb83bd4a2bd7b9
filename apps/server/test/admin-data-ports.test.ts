import { createHash } from 'node:crypto';
import type { UserImportFile } from '@ocpp-broker/admin-api';
import { openStore } from '@ocpp-broker/store';
import t, { type Test } from 'tap';
import { auditPort, storedSettingsPort, userBackupPort, userImportPort } from '../src/admin-data-ports.ts';
import { LiveSettings } from '../src/live-settings.ts';

function memoryStore(t: Test) {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  return store;
}

t.test('what was recorded is told as it was, the newest first, by who did it', async (t) => {
  const { audit } = memoryStore(t);
  const port = auditPort(audit);
  const first = {
    at: 1_000,
    actor: { kind: 'user', name: 'ann' },
    action: 'kick client',
    target: 'c1',
    from: '192.0.2.1',
    detail: { before: { a: 1 } },
  } as const;
  const second = { ...first, at: 2_000, actor: { kind: 'api_key', name: 'ci:7' }, detail: null } as const;
  await port.append(first);
  await port.append(second);
  t.strictSame(await port.list({ page: 1, limit: 10 }), { data: [second, first], count: 2 });
  t.strictSame(await port.list({ page: 1, limit: 10, actor: 'ci:7' }), { data: [second], count: 1 });
  t.strictSame(await port.list({ page: 1, limit: 10, until: 1_500 }), { data: [first], count: 1 });
});

t.test('an entry from before there were addresses is told without one', async (t) => {
  const { audit } = memoryStore(t);
  await audit.append({ at: 1, actor: 'user:ann', action: 'a', target: 't', from: null, detail: null });
  t.match(await auditPort(audit).list({ page: 1, limit: 1 }), { data: [{ actor: { name: 'ann' }, from: '' }] });
});

const file: UserImportFile = { text: '', format: 'csv', type: 'plain', saltPosition: 'prefix', override: false };

t.test('a file of users is taken in as the form says', async (t) => {
  const store = memoryStore(t);
  const users = store.users('ocpp');
  const port = userImportPort(users, () => 'generated');
  const plain = 'user_id,password\nCP1,0123456789abcdef0123456789abcdef\n';
  t.match(await port.import({ ...file, text: plain }), { outcome: 'imported', success: 1 });
  t.match(await port.import({ ...file, text: plain }), { skipped: 1 });
  t.match(await port.import({ ...file, text: plain, override: true }), { override: 1 });
  t.match(await port.import({ ...file, text: plain, type: 'hash' }), { outcome: 'refused' });
  const password_hash = createHash('sha256').update('secretsalt').digest('hex');
  const hashed = JSON.stringify([{ user_id: 'CP2', password_hash, salt: 'salt' }]);
  await port.import({ ...file, text: hashed, format: 'json', type: 'hash', saltPosition: 'suffix' });
  t.match(await users.verify('CP2', Buffer.from('secret')), { outcome: 'accepted' });
  const [first] = await users.hashed(null, 1);
  t.match(first?.passwordHash, /sha256/, 'a generated key is hashed fast');
});

t.test('users go out with their hashes, page by page, and come in all or none', async (t) => {
  const [store, other] = [memoryStore(t), memoryStore(t)];
  for (const userId of ['a', 'b']) {
    await store.users('mqtt').add({ userId, password: 'x'.repeat(40), passwordOrigin: 'generated' });
  }
  const port = userBackupPort(store);
  const [a] = await port.page('mqtt', null, 1);
  const [b] = await port.page('mqtt', 'a', 1);
  t.match([a, b], [{ userId: 'a' }, { userId: 'b' }]);
  if (a === undefined || b === undefined) throw new Error('no users');
  const restoring = userBackupPort(other);
  const dry = await restoring.restore({ mqtt: [a, b] }, { mode: 'merge', dryRun: true });
  t.strictSame(dry, { mqtt: { added: 2, changed: 0, removed: 0 } });
  t.equal(await other.users('mqtt').count(), 0);
  await restoring.restore({ mqtt: [a, b] }, { mode: 'merge', dryRun: false });
  t.match(await other.users('mqtt').verify('b', Buffer.from('x'.repeat(40))), { outcome: 'accepted' });
});

t.test('what was changed over the API is read, checked, and laid over or replaced', async (t) => {
  const store = memoryStore(t);
  const settings = new LiveSettings({ below: [], stored: { log: { level: 'debug' } }, repository: store.settings });
  const port = storedSettingsPort(settings);
  t.strictSame(await port.read(), { log: { level: 'debug' } });
  t.throws(() => port.check({ log: { level: 'loud' } }, 'merge'), { name: 'SettingsError' });
  port.check({ api: { max_backups: 3 } }, 'replace');
  t.strictSame(await port.read(), { log: { level: 'debug' } }, 'nothing is changed by that');
  await port.put({ api: { max_backups: 3 } }, 'merge');
  t.strictSame(await port.read(), { log: { level: 'debug' }, api: { max_backups: 3 } });
  await port.put({ api: { max_backups: 4 } }, 'replace');
  t.strictSame(await store.settings.load(), { api: { max_backups: 4 } });
  t.equal(settings.current.log.level, 'info');
});
