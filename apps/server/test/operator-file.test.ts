import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { operatorFileBytesMax, readOperatorFile } from '../src/operator-file.ts';
import { problemsOf } from './fixtures/settings.ts';

const setting = 'api.bootstrap_file';

t.test('a file is read as UTF-8', async (t) => {
  const file = join(t.testdir({ users: 'Zoë,geheim\n' }), 'users');
  t.equal(readOperatorFile(file, setting), 'Zoë,geheim\n');
});

t.test('a file that is not there, or is a folder, is a problem that names setting, file and reason', async (t) => {
  const folder = t.testdir({ file: '' });
  t.strictSame(await problemsOf(() => readOperatorFile(join(folder, 'nowhere'), setting)), [
    `${setting}: ${join(folder, 'nowhere')} cannot be read: there is no such file or folder`,
  ]);
  t.strictSame(await problemsOf(() => readOperatorFile(folder, setting)), [
    `${setting}: ${folder} cannot be read: it is a folder, not a file`,
  ]);
  t.strictSame(await problemsOf(() => readOperatorFile(join(folder, 'file', 'below'), setting)), [
    `${setting}: ${join(folder, 'file', 'below')} cannot be read: a part of the path is not a folder`,
  ]);
});

t.test('a file of 64 MiB is read, one byte more is refused before it is read', async (t) => {
  const file = join(t.testdir(), 'large');
  writeFileSync(file, '');
  truncateSync(file, operatorFileBytesMax);
  t.equal(readOperatorFile(file, setting).length, operatorFileBytesMax);
  truncateSync(file, operatorFileBytesMax + 1);
  t.strictSame(await problemsOf(() => readOperatorFile(file, setting)), [
    `${setting}: ${file} is larger than ${operatorFileBytesMax} bytes`,
  ]);
});
