import t from 'tap';
import { demandOpenFiles, openFilesMax } from '../src/open-files.ts';

t.test('a crowd that needs more files than a process may have is refused, with what to do', async (t) => {
  t.throws(
    () => demandOpenFiles(10_000, 4_096),
    /10000 connections need 10200 open files.* may have 4096 .*ulimit -Hn/,
  );
  demandOpenFiles(10_000, 20_000);
  demandOpenFiles(10_000, Number.POSITIVE_INFINITY);
  demandOpenFiles(10, undefined);
});

t.test('the limit is read where the system tells it', async (t) => {
  const limit = openFilesMax();
  t.ok(limit === undefined || limit > 0);
});
