import { closeSync, openSync } from 'node:fs';
import t from 'tap';
import { openFiles } from '../src/open-files.ts';

t.test('what is open and what may be is read where the system tells it', async (t) => {
  const folder = t.testdir({
    fd: { 0: '', 1: '', 17: '' },
    limits:
      'Limit                     Soft Limit           Hard Limit           Units     \n' +
      'Max open files            1024                 4096                 files     \n',
  });
  t.same(openFiles(folder), { open: 3, limit: 1024 });
});

t.test('no limit is one that is never reached', async (t) => {
  const folder = t.testdir({
    fd: {},
    limits: 'Max open files            unlimited            unlimited            files\n',
  });
  t.same(openFiles(folder), { open: 0, limit: Number.POSITIVE_INFINITY });
});

t.test('where it does not, there is nothing', async (t) => {
  t.equal(openFiles(t.testdir({})), undefined);
});

t.test('one more file is one more', { skip: process.platform !== 'linux' && 'only Linux tells' }, async (t) => {
  const before = openFiles()?.open ?? 0;
  const file = openSync(process.execPath, 'r');
  t.equal(openFiles()?.open, before + 1);
  closeSync(file);
});
