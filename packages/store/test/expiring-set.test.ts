import t from 'tap';
import { ExpiringSet } from '../src/expiring-set.ts';

t.test('past its bound the least recently used goes', async (t) => {
  const set = new ExpiringSet({ entriesMax: 2, ttlMs: 10, now: () => 0 });
  set.add('a');
  set.add('b');
  t.ok(set.has('a'));
  set.add('c');
  t.same(
    ['a', 'b', 'c'].filter((key) => set.has(key)),
    ['a', 'c'],
  );
  t.equal(set.size, 2);
  t.notOk(set.has('__proto__'));
});

t.test('an entry goes when it was not used for its time; a look that is no use does not keep it', async (t) => {
  let now = 0;
  const set = new ExpiringSet({ entriesMax: 2, ttlMs: 10, now: () => now });
  set.add('used');
  set.add('seen');
  now = 9;
  t.ok(set.has('used'));
  t.ok(set.has('seen', false));
  now = 10;
  t.ok(set.has('used'));
  t.notOk(set.has('seen'));
  t.equal(set.size, 1);
  set.clear();
  t.notOk(set.has('used'));
});
