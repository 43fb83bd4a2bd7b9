import { join } from 'node:path';
import t from 'tap';
import { DEFAULT_TOPIC_RULE_LIMITS, openStore } from '../src/index.ts';
import { client, rule, user } from './contract/topic-rule-repository.ts';

t.test('after a restart the rules are there again, and counted', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const limits = { topicRuleLimits: { listsMax: 3, rulesMax: 4 } };
  const first = openStore({ path, ...limits });
  await first.topicRules.put(user('ann'), [rule('a'), rule('b')]);
  await first.topicRules.put(client('c1'), [rule('c')]);
  first.close();
  const second = openStore({ path, ...limits });
  t.teardown(() => second.close());
  t.same(await second.topicRules.find(user('ann')), [rule('a'), rule('b')]);
  t.equal(await second.topicRules.put({ kind: 'all' }, [rule('d'), rule('e')]), 'full');
  t.equal(await second.topicRules.put({ kind: 'all' }, [rule('d')]), 'put');
  t.equal(await second.topicRules.put(client('c2'), []), 'full');
});

t.test('limits that became lower refuse what is more, and take what is less', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const first = openStore({ path });
  await first.topicRules.put(user('ann'), [rule('a'), rule('b'), rule('c')]);
  await first.topicRules.put(user('bob'), []);
  first.close();
  const { topicRules, close } = openStore({ path, topicRuleLimits: { listsMax: 1, rulesMax: 1 } });
  t.teardown(close);
  t.equal(await topicRules.put(user('ann'), [rule('a'), rule('b')]), 'put');
  t.equal(await topicRules.put(user('ann'), [rule('a'), rule('b'), rule('c')]), 'full');
  t.equal(await topicRules.put(user('cat'), []), 'full');
});

t.test('by default there is a list for each client of a large fleet', async (t) => {
  t.same(DEFAULT_TOPIC_RULE_LIMITS, { listsMax: 100_000, rulesMax: 1_000_000 });
});
