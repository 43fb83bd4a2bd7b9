import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { givenRules } from '../src/access-schema.ts';
import { printRule, ruleOf } from '../src/topic-rule-json.ts';

const isGood = new Ajv2020({ strict: false }).compile(givenRules);
const rule = { topic: 't', permission: 'allow', action: 'all' } as const;

t.test('a rule has a topic, what it says and what about; qos and retain narrow it', async (t) => {
  for (const good of [rule, { ...rule, qos: [0, 2], retain: true }, { ...rule, retain: 'all', note: 'x' }]) {
    t.ok(isGood([good]), JSON.stringify(good));
  }
  for (const wrong of [
    {},
    { ...rule, topic: '' },
    { ...rule, topic: 'x'.repeat(4097) },
    { ...rule, permission: 'maybe' },
    { ...rule, action: 'pub' },
    { ...rule, qos: [] },
    { ...rule, qos: [3] },
    { ...rule, qos: 1 },
    { ...rule, retain: 'yes' },
  ]) {
    t.notOk(isGood([wrong]), JSON.stringify(wrong).slice(0, 80));
  }
});

t.test('a list has a hundred rules at most', async (t) => {
  t.ok(isGood(Array(100).fill(rule)));
  t.notOk(isGood(Array(101).fill(rule)));
});

t.test('a rule is kept with what it says and no more, and shown with what it leaves open', async (t) => {
  const given = { ...rule, qos: [1] as const, retain: false, note: 'x' };
  t.strictSame(ruleOf(given), { ...rule, qos: [1], retain: false });
  t.strictSame(ruleOf(rule), rule);
  t.strictSame(printRule(rule), { ...rule, qos: [0, 1, 2], retain: 'all' });
  t.strictSame(printRule(ruleOf(given)), { ...rule, qos: [1], retain: false });
});
