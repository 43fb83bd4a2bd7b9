import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeDataFolder } from '../src/data-folder.ts';
import { problemsOf } from './fixtures/settings.ts';

t.test('the data folder is made with the folders above it, closed to strangers', async (t) => {
  const folder = join(t.testdir(), 'a', 'b', 'data');
  makeDataFolder(folder);
  t.equal(statSync(folder).mode & 0o007, 0);
  t.ok(statSync(folder).isDirectory());
});

t.test('one that is there is taken as it is', async (t) => {
  const folder = t.testdir({ data: { 'ocpp-broker.db': 'kept' } });
  makeDataFolder(join(folder, 'data'));
  t.ok(existsSync(join(folder, 'data', 'ocpp-broker.db')));
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'));
  makeDataFolder(join(folder, 'link'));
});

t.test(
  'a folder that cannot be made or written is a problem of data_dir, with the folder and the reason',
  async (t) => {
    const file = join(t.testdir({ file: 'not a folder' }), 'file');
    t.strictSame(await problemsOf(() => makeDataFolder(join(file, 'data'))), [
      `data_dir: ${join(file, 'data')} cannot be written: a part of the path is not a folder`,
    ]);
    t.strictSame(await problemsOf(() => makeDataFolder(file)), [
      `data_dir: ${file} cannot be written: there is a file of that name in the way`,
    ]);
  },
);
