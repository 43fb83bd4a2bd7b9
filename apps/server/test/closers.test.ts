import t from 'tap';
import { Closers } from '../src/closers.ts';

t.test('what was opened last is closed first, each after the other has ended', async (t) => {
  const closers = new Closers();
  const log: string[] = [];
  closers.add(() => log.push('store'));
  closers.add(async () => {
    log.push('broker closes');
    await Promise.resolve();
    log.push('broker closed');
  });
  closers.add(() => log.push('gateway'));
  t.strictSame(await closers.close(), []);
  t.strictSame(log, ['gateway', 'broker closes', 'broker closed', 'store']);
});

t.test('a step that fails keeps no other from closing, and its failure is told', async (t) => {
  const closers = new Closers();
  const failure = new Error('will not');
  let storeClosed = 0;
  closers.add(() => storeClosed++);
  closers.add(() => Promise.reject(failure));
  closers.add(() => {
    throw failure;
  });
  t.strictSame(await closers.close(), [failure, failure]);
  t.equal(storeClosed, 1);
});

t.test('nothing is closed twice', async (t) => {
  const closers = new Closers();
  let closed = 0;
  closers.add(() => closed++);
  await closers.close();
  await closers.close();
  t.equal(closed, 1);
});
