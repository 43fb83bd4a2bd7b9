import t from 'tap';
import { Turns } from '../src/turns.ts';

t.test('one thing is done after the other, also after one that failed', async (t) => {
  const turns = new Turns();
  const done: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = turns.run(async () => {
    await promise;
    done.push(1);
    throw new Error('the first failed');
  });
  const second = turns.run(async () => done.push(2));
  t.same(done, []);
  resolve();
  await t.rejects(first, { message: 'the first failed' });
  await second;
  t.same(done, [1, 2]);
});

t.test('no more may wait than there is room for', async (t) => {
  const turns = new Turns();
  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = Array.from({ length: 32 }, () => turns.run(() => promise));
  await t.rejects(
    turns.run(async () => {}),
    { statusCode: 503, message: 'Too much is being changed at once' },
  );
  resolve();
  await Promise.all(waiting);
  t.equal(await turns.run(async () => 'room again'), 'room again');
});
