import t from 'tap';
import { RuleLists } from '../src/rule-lists.ts';
import type { TopicRule } from '../src/topic-rule.ts';

const rule: TopicRule = { topic: 'a', permission: 'allow', action: 'all' };

t.test('lists of client ids, users and all are kept apart', async (t) => {
  const lists = new RuleLists();
  lists.put({ kind: 'clientid', name: '__proto__' }, [rule]);
  t.same(lists.find({ kind: 'clientid', name: '__proto__' }), [rule]);
  t.same(lists.find({ kind: 'username', name: '__proto__' }), []);
  t.same(lists.find({ kind: 'all' }), []);
  lists.put({ kind: 'all' }, [rule, rule]);
  t.same(lists.find({ kind: 'all' }), [rule, rule]);
  t.equal(lists.size, 2);
});

t.test('every change is told by the generation', async (t) => {
  const lists = new RuleLists();
  const seen = new Set([lists.generation]);
  lists.put({ kind: 'all' }, [rule]);
  seen.add(lists.generation);
  t.ok(lists.remove({ kind: 'all' }));
  seen.add(lists.generation);
  t.notOk(lists.remove({ kind: 'all' }));
  lists.put({ kind: 'all' }, [rule]);
  lists.clear();
  seen.add(lists.generation);
  t.same(lists.find({ kind: 'all' }), []);
  t.equal(seen.size, 4);
});

t.test('there is room for so many lists, and so many rules in all of them', async (t) => {
  const lists = new RuleLists({ listsMax: 2, rulesMax: 3 });
  t.equal(lists.put({ kind: 'username', name: 'a' }, [rule]), 'put');
  t.equal(lists.put({ kind: 'username', name: 'b' }, [rule, rule, rule]), 'full');
  t.equal(lists.put({ kind: 'username', name: 'b' }, [rule, rule]), 'put');
  t.equal(lists.put({ kind: 'username', name: 'c' }, []), 'full');
  t.equal(lists.put({ kind: 'username', name: 'b' }, [rule]), 'put', 'a list may be replaced');
  t.equal(lists.put({ kind: 'username', name: 'a' }, [rule, rule]), 'put', 'its rules no longer count');
  t.ok(lists.remove({ kind: 'username', name: 'a' }));
  t.equal(lists.put({ kind: 'username', name: 'c' }, [rule, rule]), 'put');
  t.equal(
    new RuleLists().put(
      { kind: 'all' },
      Array.from({ length: 101 }, () => rule),
    ),
    'full',
  );
});
