import t from 'tap';
import { parseTopicRules, RULES_PER_LIST_MAX, topicProblem } from '../src/topic-rule.ts';

const rule = { topic: 'a/b', permission: 'allow', action: 'publish' };

t.test("EMQX's spellings all mean the same rule", async (t) => {
  const plain = { topic: 'a/b', permission: 'allow', action: 'publish' };
  t.same(parseTopicRules([rule]), { ok: true, rules: [plain] });
  t.same(parseTopicRules([{ ...rule, action: 'pub' }]), { ok: true, rules: [plain] });
  t.same(parseTopicRules([{ ...rule, qos: [2, 1, 0], retain: 'all' }]), { ok: true, rules: [plain] });
  t.same(parseTopicRules([{ ...rule, qos: null, retain: null, other: 1 }]), { ok: true, rules: [plain] });
  t.same(parseTopicRules([{ ...rule, action: 'sub', qos: '0, 2', retain: '1' }]), {
    ok: true,
    rules: [{ topic: 'a/b', permission: 'allow', action: 'subscribe', qos: [0, 2], retain: true }],
  });
  t.same(parseTopicRules([{ ...rule, action: 'all', qos: 1, retain: 0 }]), {
    ok: true,
    rules: [{ topic: 'a/b', permission: 'allow', action: 'all', qos: [1], retain: false }],
  });
});

t.test('a rule with several topics is several rules', async (t) => {
  t.same(parseTopicRules([{ topics: ['a', 'eq b/#'], permission: 'deny', action: 'all' }]), {
    ok: true,
    rules: [
      { topic: 'a', permission: 'deny', action: 'all' },
      { topic: 'eq b/#', permission: 'deny', action: 'all' },
    ],
  });
});

t.test('the first thing that is wrong is named, with the number of its rule', async (t) => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{}, /no list/],
    [[1], /rule 0: it is no object/],
    [[rule, { ...rule, topic: undefined }], /rule 1: topic/],
    [[{ ...rule, topic: ['a'] }], /topic/],
    [[{ ...rule, topic: undefined, topics: ['a', 1] }], /topic/],
    [[{ ...rule, topic: 'a/#/b' }], /no topic filter/],
    [[{ ...rule, topic: '' }], /no topic filter/],
    [[{ ...rule, topic: 'eq a+' }], /eq/],
    [[{ ...rule, topic: 'a/${user}' }], /placeholder \$\{user\}/],
    [[{ ...rule, permission: 'ignore' }], /permission/],
    [[{ ...rule, action: 'connect' }], /action/],
    [[{ ...rule, qos: 3 }], /qos/],
    [[{ ...rule, qos: [] }], /qos/],
    [[{ ...rule, qos: '' }], /qos/],
    [[{ ...rule, qos: [1, null] }], /qos/],
    [[{ ...rule, retain: 2 }], /retain/],
    [[{ ...rule, topic: 'a'.repeat(4_097) }], /no topic filter/],
  ];
  for (const [value, problem] of cases) {
    const parsed = parseTopicRules(value);
    t.match(parsed.ok ? undefined : parsed.problem, problem);
  }
});

t.test('a list has its bound, also where one rule has many topics', async (t) => {
  const full = Array.from({ length: RULES_PER_LIST_MAX }, () => rule);
  t.ok(parseTopicRules(full).ok);
  t.notOk(parseTopicRules([...full, rule]).ok);
  const topics = Array.from({ length: RULES_PER_LIST_MAX + 1 }, (_, at) => `t/${at}`);
  t.notOk(parseTopicRules([{ topics, permission: 'allow', action: 'all' }]).ok);
});

t.test('placeholders may stand anywhere in a topic, and mean nothing behind eq', async (t) => {
  t.equal(topicProblem('a/x-${clientid}/${username}/#'), undefined);
  t.equal(topicProblem('eq a/${whatever}'), undefined);
});
