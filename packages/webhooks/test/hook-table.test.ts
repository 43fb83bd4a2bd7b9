import t, { type Test } from 'tap';
import { HookTable, removedHookKeptMs, removedHooksMax } from '../src/hook-table.ts';
import { store } from './fixture/store.ts';

function make(t: Test) {
  const made = store(t);
  return { ...made, table: new HookTable(made.database) };
}

t.test('a hook keeps its id while it has its name', async (t) => {
  const { table } = make(t);
  const first = table.assign(['a', 'b'], 1).ids;
  const second = table.assign(['b', 'c', 'a'], 2).ids;
  t.equal(second.get('a'), first.get('a'));
  t.equal(second.get('b'), first.get('b'));
  t.equal(new Set([...second.values()]).size, 3);
});

t.test('what waits for a hook that is removed is kept for a day, and then forgotten', async (t) => {
  const { table, queue, writes, deadLetters } = make(t);
  const a = table.assign(['a'], 0).ids.get('a') ?? 0;
  for (let n = 0; n < 3; n++) queue.add(a, n, 2, '{}');
  writes.flush();
  const [first] = queue.read(a, 0, 1, 10).events;
  if (first !== undefined)
    deadLetters.bury(a, [first], { at: 0, reason: '', attempts: 0 }, { eventsMax: 9, bytesMax: 99 }, () => {});
  writes.flush();

  t.strictSame(table.assign([], 1_000).forgotten, []);
  t.equal(table.assign(['a'], 1_000 + removedHookKeptMs).ids.get('a'), a, 'it comes back in time');
  t.equal(queue.usage(a).events, 2);

  table.assign([], 5_000);
  t.strictSame(table.assign([], 4_999 + removedHookKeptMs).forgotten, []);
  t.strictSame(table.assign([], 5_000 + removedHookKeptMs).forgotten, [{ name: 'a', queued: 2, deadLetters: 1 }]);
  t.equal(queue.usage(a).events, 0);
  t.equal(deadLetters.count(a), 0);
  t.not(table.assign(['a'], 0).ids.get('a'), a, 'a hook of that name begins anew');
});

t.test('no more removed hooks are kept than there may be hooks: the one removed first goes', async (t) => {
  const { table } = make(t);
  for (let n = 0; n < removedHooksMax; n++) t.strictSame(table.assign([`h${n}`], n).forgotten, []);
  t.strictSame(table.assign([], 100).forgotten, []);
  table.assign(['one more'], 101);
  t.match(table.assign([], 102).forgotten, [{ name: 'h0' }]);
});
