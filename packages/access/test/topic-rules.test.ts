import t from 'tap';
import { AccessList } from '../src/access-list.ts';
import { RuleLists } from '../src/rule-lists.ts';
import type { TopicRule } from '../src/topic-rule.ts';
import { TopicRules } from '../src/topic-rules.ts';

const client = { clientId: 'c1', username: 'u1', superuser: false };

function rule(permission: 'allow' | 'deny', topic: string): TopicRule {
  return { permission, topic, action: 'all' };
}

function rulesWith(noMatch: 'allow' | 'deny' = 'deny') {
  const lists = new RuleLists();
  const clock = { now: 1_000 };
  return { lists, clock, rules: new TopicRules({ lists, noMatch, now: () => clock.now }) };
}

t.test('rules of the client id come before those of the user, those before the ones for all', async (t) => {
  const { lists, rules } = rulesWith();
  lists.put({ kind: 'all' }, [rule('allow', '#')]);
  lists.put({ kind: 'username', name: 'u1' }, [rule('deny', 'a/#')]);
  lists.put({ kind: 'clientid', name: 'c1' }, [rule('allow', 'a/b')]);
  t.ok(rules.mayPublish(client, 'a/b', 0, false));
  t.notOk(rules.mayPublish(client, 'a/c', 0, false));
  t.ok(rules.mayPublish(client, 'b', 0, false));
  const other = { clientId: 'c2', username: undefined, superuser: false };
  t.ok(rules.mayPublish(other, 'a/c', 0, false));
});

t.test('a changed rule and a changed setting count from the next question on', async (t) => {
  const { lists, rules } = rulesWith('allow');
  t.ok(rules.mayReceive(client, 'a'));
  t.notOk(rules.isNarrowed(client));
  lists.put({ kind: 'username', name: 'u1' }, [rule('deny', 'a')]);
  t.notOk(rules.mayReceive(client, 'a'));
  t.ok(rules.isNarrowed(client));
  lists.remove({ kind: 'username', name: 'u1' });
  t.ok(rules.mayReceive(client, 'a'));
  rules.reconfigure({ noMatch: 'deny' });
  t.notOk(rules.mayReceive(client, 'a'));
  t.notOk(rules.maySubscribe(client, 'a', 0));
});

t.test('rules are put together once for each connection, until they change', async (t) => {
  let found = 0;
  const lookup = {
    generation: 0,
    find: () => {
      found++;
      return [];
    },
  };
  const rules = new TopicRules({ lists: lookup, noMatch: 'allow', now: () => 0 });
  rules.mayPublish(client, 'a', 0, false);
  rules.mayReceive(client, 'a');
  t.equal(found, 3);
  lookup.generation++;
  rules.mayReceive(client, 'a');
  rules.mayReceive(client, 'a');
  t.equal(found, 6);
  rules.mayReceive({ ...client }, 'a');
  t.equal(found, 9);
});

t.test('a shared subscription is judged by its filter', async (t) => {
  const { lists, rules } = rulesWith();
  lists.put({ kind: 'all' }, [rule('allow', 'a/#')]);
  t.ok(rules.maySubscribe(client, '$share/workers/a/+', 1));
  t.notOk(rules.maySubscribe(client, '$share/workers/b', 1));
  t.ok(rules.maySubscribe(client, 'a/+', 1));
});

t.test('nothing is denied to a superuser', async (t) => {
  const { lists, rules } = rulesWith();
  lists.put({ kind: 'all' }, [rule('deny', '#')]);
  const superuser = { ...client, superuser: true };
  t.ok(rules.mayPublish(superuser, 'a', 0, true));
  t.ok(rules.maySubscribe(superuser, '#', 2));
  t.ok(rules.mayReceive(superuser, 'a'));
  t.notOk(rules.isNarrowed(superuser));
});

t.test('rules of the login come first, and end with their time', async (t) => {
  const { lists, rules, clock } = rulesWith('allow');
  lists.put({ kind: 'clientid', name: 'c1' }, [rule('allow', 'a'), rule('deny', 'b')]);
  const rights = new AccessList({ rules: [rule('deny', 'a')], noMatch: 'next', expiresAt: 2_000 });
  const identity = { ...client, rights };
  t.notOk(rules.mayPublish(identity, 'a', 0, false));
  t.notOk(rules.mayPublish(identity, 'b', 0, false), 'the stored ones come behind');
  t.ok(rules.mayPublish(identity, 'c', 0, false));
  t.ok(rules.mayReceive(identity, 'c'));
  t.ok(rules.maySubscribe(identity, 'c', 0));
  clock.now = 2_000;
  t.notOk(rules.mayPublish(identity, 'c', 0, false));
  t.notOk(rules.mayReceive(identity, 'c'));
  t.notOk(rules.maySubscribe(identity, 'c', 0));
});

t.test('an expiring access list is looked at for each delivery, even if it denies nothing', async (t) => {
  const { rules } = rulesWith('allow');
  const rights = new AccessList({ rules: [rule('allow', '#')], noMatch: 'next', expiresAt: 2_000 });
  t.ok(rules.isNarrowed({ ...client, rights }));
});

t.test('an access list of the older form says everything: the stored rules are not asked', async (t) => {
  const { lists, rules } = rulesWith('allow');
  lists.put({ kind: 'all' }, [rule('allow', '#')]);
  const rights = new AccessList({ rules: [rule('allow', 'a/${clientid}')], noMatch: 'deny', expiresAt: undefined });
  const identity = { ...client, rights };
  t.ok(rules.mayPublish(identity, 'a/c1', 0, false));
  t.notOk(rules.mayPublish(identity, 'b', 0, false));
  t.notOk(rules.maySubscribe(identity, '#', 0));
  t.ok(rules.isNarrowed(identity));
});

t.test('rights of another kind are nothing to it', async (t) => {
  const { rules } = rulesWith('allow');
  t.ok(rules.mayPublish({ ...client, rights: { rules: [] } }, 'a', 0, false));
});
