import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { WaitingList } from '../../src/exchange/waiting-list.ts';

type Item = { readonly name: string; readonly bytes: number };

t.test('what was put in first comes out first', async (t) => {
  const list = new WaitingList<Item>();
  for (const name of ['a', 'b', 'c']) list.push({ name, bytes: 1 });
  t.equal(list.shift()?.name, 'a');
  list.push({ name: 'd', bytes: 1 });
  t.same([list.shift()?.name, list.shift()?.name, list.shift()?.name], ['b', 'c', 'd']);
  t.equal(list.shift(), undefined);
  list.push({ name: 'e', bytes: 1 });
  t.equal(list.shift()?.name, 'e');
});

t.test('the bytes are those of the items that are in it', async (t) => {
  const list = new WaitingList<Item>();
  list.push({ name: 'a', bytes: 3 });
  list.push({ name: 'b', bytes: 5 });
  t.same([list.size, list.bytes], [2, 8]);
  list.shift();
  t.same([list.size, list.bytes], [1, 5]);
  list.shift();
  list.shift();
  t.same([list.size, list.bytes], [0, 0]);
});

t.test('nothing is lost or twice when thousands pass while some stay', async (t) => {
  const list = new WaitingList<Item>();
  const out: string[] = [];
  for (let at = 0; at < 5_000; at += 1) {
    list.push({ name: String(at), bytes: 2 });
    if (at >= 1_500) out.push(list.shift()?.name ?? '');
  }
  t.same([list.size, list.bytes], [1_500, 3_000]);
  while (list.size > 0) out.push(list.shift()?.name ?? '');
  t.same(
    out,
    Array.from({ length: 5_000 }, (_, at) => String(at)),
  );
});

t.test('what has left it can be freed though others still wait behind it', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const list = new WaitingList<Item>();
  const pass = (): WeakRef<Item> => {
    const item = { name: 'large', bytes: 1 };
    list.push(item);
    list.push({ name: 'behind', bytes: 1 });
    list.shift();
    return new WeakRef(item);
  };
  const gone = pass();
  // A WeakRef holds on until the turn in which it was made is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  t.equal(gone.deref(), undefined);
  t.equal(list.size, 1);
});
