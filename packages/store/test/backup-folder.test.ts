import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { BackupFolder, type BackupSource, openStore } from '../src/index.ts';

const NOON = Date.parse('2024-06-01T12:00:00.007Z');
const source = (file: string): BackupSource => ({ file, backupTo: (path) => writeFile(path, `the ${file}`) });

function folderWith(t: Test, sources: readonly BackupSource[] = [source('store.db'), source('mqtt.db')]) {
  const folder = join(t.testdir(), 'backups');
  const time = { now: NOON };
  return { folder, time, backups: new BackupFolder({ folder, sources, now: () => time.now++, backupsMax: 3 }) };
}

t.test('a backup is a copy of every database, listed the newest first, and private', async (t) => {
  const { folder, backups } = folderWith(t);
  t.same(await backups.list(), [], 'before there is a folder');
  const first = await backups.create();
  t.same(first, {
    name: 'backup-2024-06-01T12-00-00-007Z',
    createdAt: NOON,
    files: [
      { name: 'mqtt.db', size: 11 },
      { name: 'store.db', size: 12 },
    ],
  });
  const second = await backups.create();
  t.same(await backups.list(), [second, first]);
  t.equal(statSync(folder).mode & 0o777, 0o700);
  t.equal(statSync(join(folder, 'backup-2024-06-01T12-00-00-007Z', 'mqtt.db')).mode & 0o777, 0o600);
});

t.test('the files of a backup are read, and removed with it', async (t) => {
  const { backups } = folderWith(t);
  const name = 'backup-2024-06-01T12-00-00-007Z';
  t.equal(await backups.open(name, 'mqtt.db'), undefined);
  await backups.create();
  const opened = await backups.open(name, 'mqtt.db');
  t.equal(opened?.size, 11);
  t.equal(await text(opened?.stream ?? Readable.from([])), 'the mqtt.db');
  t.equal(await backups.open(name, 'other.db'), undefined);
  t.equal(await backups.remove(name), true);
  t.equal(await backups.remove(name), false);
  t.same(await backups.list(), []);
});

t.test('no name leads out of the folder', async (t) => {
  const { folder, backups } = folderWith(t);
  await backups.create();
  const name = 'backup-2024-06-01T12-00-00-007Z';
  writeFileSync(join(folder, 'secret'), 'x');
  for (const [backup, file] of [
    ['..', 'secret'],
    ['.', 'secret'],
    ['', 'secret'],
    [`${name}/..`, 'secret'],
    [name, '../secret'],
    [name, '..'],
    [name, '.'],
    [name, ''],
    [name, 'a\0b'],
    [name, 'secret'],
  ] as const) {
    t.equal(await backups.open(backup, file), undefined, `${backup} ${file}`);
    if (backup !== name) t.equal(await backups.remove(backup), false, backup);
  }
  t.same(readdirSync(folder).sort(), [name, 'secret']);
});

t.test('there are as many as may be, and no more', async (t) => {
  const { backups } = folderWith(t);
  for (let i = 0; i < 3; i += 1) await backups.create();
  t.equal(await backups.create(), 'full');
  await backups.remove('backup-2024-06-01T12-00-00-007Z');
  t.match(await backups.create(), { name: /^backup-/ });
});

t.test('one is made at a time', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { backups } = folderWith(t, [
    { file: 'store.db', backupTo: (path) => promise.then(() => writeFile(path, 'x')) },
  ]);
  const first = backups.create();
  await t.rejects(backups.create(), { code: 'store_busy' });
  resolve();
  t.match(await first, { files: [{ name: 'store.db' }] });
  t.match(await backups.create(), { name: /^backup-/ });
});

t.test('a backup that fails leaves nothing, and what an ended process left goes with the next', async (t) => {
  const failing = { file: 'mqtt.db', backupTo: () => Promise.reject(new Error('disk full')) };
  const { folder, backups } = folderWith(t, [source('store.db'), failing]);
  await t.rejects(backups.create(), { message: 'disk full' });
  t.same(readdirSync(folder), []);
  const again = new BackupFolder({ folder, sources: [source('store.db')], now: () => NOON });
  mkdirSync(join(folder, '.unfinished-backup-2024-06-01T11-00-00-000Z'));
  t.same(await again.list(), []);
  await again.create();
  t.same(readdirSync(folder), ['backup-2024-06-01T12-00-00-007Z']);
  await t.rejects(again.create(), { code: 'store_busy' }, 'the clock stands');
});

t.test('a store is copied while it is in use, and the copy opens with what was written before', async (t) => {
  const data = t.testdir();
  const store = openStore({ path: join(data, 'store.db') });
  t.teardown(() => store.close());
  await store.users('mqtt').add({ userId: 'ann', password: 'secret one' });
  store.registrations.put({ identity: 'CP1' });
  const sources = [{ file: 'store.db', backupTo: (path: string) => store.backupTo(path) }];
  const backups = new BackupFolder({ folder: join(data, 'backups'), sources });
  const made = backups.create();
  await store.settings.save({ log: {} });
  const backup = await made;
  if (backup === 'full') throw new Error('full');
  const copy = openStore({ path: join(data, 'backups', backup.name, 'store.db') });
  t.teardown(() => copy.close());
  t.match(await copy.users('mqtt').verify('ann', Buffer.from('secret one')), { outcome: 'accepted' });
  t.equal(copy.registrations.get('CP1')?.identity, 'CP1', 'what was still to be written was written first');
  await t.rejects(store.backupTo(join(data, 'nowhere', 'store.db')), { name: 'StoreError' });
});
