import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { backupFolder } from '../src/backups.ts';
import { settingsOf } from './fixtures/settings.ts';

const writing = (text: string) => ({ backupTo: (path: string) => writeFile(path, text) });

t.test('both databases are copied into the data folder, up to as many copies as the settings say', async (t) => {
  const folder = t.testdir({});
  const settings = settingsOf({ data_dir: folder, api: { max_backups: 1 } });
  const backups = backupFolder(settings, writing('users'), writing('sessions'));
  const made = await backups.create();
  if (made === 'full') throw new Error(made);
  t.strictSame(made.files, [
    { name: 'mqtt.db', size: 8 },
    { name: 'ocpp-broker.db', size: 5 },
  ]);
  t.ok(existsSync(join(folder, 'backups', made.name, 'mqtt.db')));
  t.equal(await backups.create(), 'full');
});

t.test('messages that are kept in memory are not copied', async (t) => {
  const settings = settingsOf({ data_dir: t.testdir({}), mqtt: { persistence: 'memory' } });
  const made = await backupFolder(settings, writing('users'), writing('sessions')).create();
  t.match(made, { files: [{ name: 'ocpp-broker.db' }] });
  t.equal(made === 'full' ? 0 : made.files.length, 1);
});
