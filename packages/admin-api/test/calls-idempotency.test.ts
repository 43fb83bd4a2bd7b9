import t from 'tap';
import { IdempotencyKeys, type KeptAnswer } from '../src/calls-idempotency.ts';

const done: KeptAnswer = { text: '{"a":1}', isFinal: true };

function rig(change: Partial<{ keysMax: number; bytesMax: number; ttlMs: number }> = {}) {
  const time = { now: 0 };
  const options = { keysMax: 10, bytesMax: 1_000, ttlMs: 1_000, ...change };
  return { time, keys: new IdempotencyKeys<KeptAnswer>(options, { now: () => time.now }) };
}

/** Work whose end is told from outside, and how often it was begun. */
function work() {
  const begun: { settle: (answer: KeptAnswer) => void; fail: (error: Error) => void }[] = [];
  const run = () => new Promise<KeptAnswer>((settle, fail) => begun.push({ settle, fail }));
  return { begun, run };
}

t.test('the same key and request are carried out once, also while the first is awaited', async (t) => {
  const { keys } = rig();
  const { begun, run } = work();
  const both = [keys.answer('k', 'f', run), keys.answer('k', 'f', run)];
  t.equal(begun.length, 1);
  begun[0]?.settle(done);
  t.same(await Promise.all(both), [done, done]);
  t.equal(await keys.answer('k', 'f', run), done);
  t.equal(begun.length, 1);
});

t.test('the same key for another request is told, also while the first is awaited', async (t) => {
  const { keys } = rig();
  const { begun, run } = work();
  const first = keys.answer('k', 'f', run);
  t.equal(keys.answer('k', 'g', run), 'reused');
  begun[0]?.settle(done);
  await first;
  t.equal(keys.answer('k', 'g', run), 'reused');
});

t.test('an answer that does not stand is not kept, nor is a failure', async (t) => {
  const { keys } = rig();
  const { begun, run } = work();
  const refused = keys.answer('k', 'f', run);
  begun[0]?.settle({ text: '{}', isFinal: false });
  t.match(await refused, { text: '{}' });
  const failed = keys.answer('k', 'g', run);
  begun[1]?.fail(new Error('broken'));
  await t.rejects(failed as Promise<unknown>, /broken/);
  t.same(keys.size, { keys: 0, bytes: 0 });
});

t.test('an answer is forgotten after its time', async (t) => {
  const { keys, time } = rig();
  await keys.answer('k', 'f', async () => done);
  time.now = 999;
  t.not(
    keys.answer('k', 'g', async () => done),
    'full',
  );
  t.equal(
    keys.answer('k', 'g', async () => done),
    'reused',
  );
  time.now = 1_000;
  t.equal(await keys.answer('k', 'g', async () => done), done);
  t.equal(keys.size.keys, 1);
});

t.test('when there are too many keys the oldest answer goes, but never what is awaited', async (t) => {
  const { keys } = rig({ keysMax: 2 });
  const { begun, run } = work();
  const awaited = keys.answer('awaited', 'f', run);
  await keys.answer('old', 'f', async () => done);
  await keys.answer('new', 'f', async () => done);
  t.equal(keys.size.keys, 2);
  t.equal(keys.answer('awaited', 'g', run), 'reused', 'still there');
  const second = keys.answer('also awaited', 'f', run);
  t.equal(
    keys.answer('third', 'f', async () => done),
    'full',
  );
  for (const { settle } of begun) settle(done);
  await Promise.all([awaited, second]);
  t.equal(await keys.answer('third', 'f', async () => done), done);
});

t.test('when the answers take too much the oldest go, the newest stays whatever it takes', async (t) => {
  const { keys } = rig({ bytesMax: 20 });
  const long: KeptAnswer = { ...done, text: 'x'.repeat(100) };
  await keys.answer('one', 'f', async () => done);
  await keys.answer('two', 'f', async () => done);
  t.same(keys.size, { keys: 2, bytes: 14 });
  await keys.answer('three', 'f', async () => done);
  t.same(keys.size, { keys: 2, bytes: 14 });
  await keys.answer('long', 'f', async () => long);
  t.equal(keys.size.keys, 1);
  t.equal(await keys.answer('long', 'f', async () => done), long);
});
