import t from 'tap';
import { parseAccessList } from '../src/access-list.ts';
import { RULES_PER_LIST_MAX } from '../src/topic-rule.ts';

t.test('a list of rules leaves to the stored rules what it does not mention', async (t) => {
  const parsed = parseAccessList([{ permission: 'allow', action: 'pub', topic: 'a' }], 5);
  t.ok(parsed.ok);
  t.match(parsed.ok && parsed.list, {
    noMatch: 'next',
    expiresAt: 5,
    rules: [{ permission: 'allow', action: 'publish', topic: 'a' }],
  });
});

t.test('the older form allows what it names and denies everything else', async (t) => {
  const parsed = parseAccessList({ pub: ['a'], sub: ['b', 'eq c/#'], all: ['d/${clientid}'] }, undefined);
  t.match(parsed.ok && parsed.list, {
    noMatch: 'deny',
    expiresAt: undefined,
    rules: [
      { permission: 'allow', action: 'publish', topic: 'a' },
      { permission: 'allow', action: 'subscribe', topic: 'b' },
      { permission: 'allow', action: 'subscribe', topic: 'eq c/#' },
      { permission: 'allow', action: 'all', topic: 'd/${clientid}' },
    ],
  });
  const empty = parseAccessList({}, undefined);
  t.match(empty.ok && empty.list, { noMatch: 'deny', rules: [] });
});

t.test('what is no access list is said to be none', async (t) => {
  for (const value of [undefined, null, 'a', 1, [1], { pub: 'a' }, { sub: [1] }, { all: ['a/#/b'] }]) {
    t.notOk(parseAccessList(value, undefined).ok, JSON.stringify(value));
  }
  const many = Array.from({ length: RULES_PER_LIST_MAX + 1 }, () => 'a');
  t.notOk(parseAccessList({ pub: many }, undefined).ok);
});
