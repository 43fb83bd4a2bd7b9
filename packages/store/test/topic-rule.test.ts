import t from 'tap';
import { checkTopicRuleList, TOPIC_RULES_PER_LIST_MAX } from '../src/topic-rule.ts';
import { rule, testTopicRuleRepository, user } from './contract/topic-rule-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the rules of the SQLite store keep the contract of a TopicRuleRepository', (t) => {
  testTopicRuleRepository(t, (t, limits = {}) => memoryStore(t, { topicRuleLimits: limits }).topicRules);
  t.end();
});

t.test('a list is held to its bounds, both included', async (t) => {
  const rules = Array.from({ length: TOPIC_RULES_PER_LIST_MAX }, () => rule('x'.repeat(4096)));
  t.doesNotThrow(() => checkTopicRuleList({ subject: user('x'.repeat(1024)), rules }));
  t.doesNotThrow(() => checkTopicRuleList({ subject: { kind: 'all' }, rules }));
  t.throws(() => checkTopicRuleList({ subject: { kind: 'all' }, rules: [...rules, rule('t')] }), {
    code: 'store_invalid_value',
    message: 'a list has at most 100 rules',
  });
});
