import t from 'tap';
import { LINE_FULL, WorkLine } from '../src/work-line.ts';

t.test('no more than so many run at once and so many wait, first come first served', async (t) => {
  const line = new WorkLine({ runningMax: 2, waitingMax: 2 });
  const started: number[] = [];
  const finish = new Map<number, () => void>();
  const run = (id: number) =>
    line.run(() => {
      started.push(id);
      return new Promise<number>((resolve) => finish.set(id, () => resolve(id)));
    });
  const results = [1, 2, 3, 4, 5].map(run);
  t.equal(await results[4], LINE_FULL);
  t.same(started, [1, 2]);
  finish.get(2)?.();
  t.equal(await results[1], 2);
  t.same(started, [1, 2, 3]);
  const late = run(6);
  finish.get(1)?.();
  finish.get(3)?.();
  t.same(await Promise.all([results[0], results[2]]), [1, 3]);
  t.same(started, [1, 2, 3, 4, 6]);
  finish.get(4)?.();
  finish.get(6)?.();
  t.same(await Promise.all([results[3], late]), [4, 6]);
});

t.test('work that fails gives its place to the next', async (t) => {
  const line = new WorkLine({ runningMax: 1, waitingMax: 1 });
  const failing = line.run(() => Promise.reject(new Error('broken')));
  const next = line.run(async () => 'done');
  await t.rejects(failing, { message: 'broken' });
  t.equal(await next, 'done');
});

t.test('a closed line turns away who waits and who comes, and lets the running end', async (t) => {
  const line = new WorkLine({ runningMax: 1, waitingMax: 1 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const running = line.run(() => promise);
  const waiting = line.run(async () => 'never');
  line.close();
  t.equal(await waiting, LINE_FULL);
  t.equal(await line.run(async () => 'never'), LINE_FULL);
  resolve('done');
  t.equal(await running, 'done');
});
