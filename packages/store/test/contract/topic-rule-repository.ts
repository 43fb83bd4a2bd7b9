import type { Test } from 'tap';
import type { TopicRule, TopicRuleLimits, TopicRuleRepository, TopicRuleSubject } from '../../src/index.ts';

/** Makes an empty repository, gone when `t` ends. */
export type MakeTopicRules = (t: Test, limits?: Partial<TopicRuleLimits>) => TopicRuleRepository;

export const user = (name: string): TopicRuleSubject => ({ kind: 'username', name });
export const client = (name: string): TopicRuleSubject => ({ kind: 'clientid', name });
export const rule = (topic: string): TopicRule => ({ topic, permission: 'allow', action: 'all' });

const all: TopicRuleSubject = { kind: 'all' };
const many = (count: number): readonly TopicRule[] => Array.from({ length: count }, (_, index) => rule(`t/${index}`));

/** What every TopicRuleRepository has to do, wherever it keeps its rules. */
export function testTopicRuleRepository(t: Test, make: MakeTopicRules): void {
  t.test('a list is found as it was put, with all that its rules say', async (t) => {
    const rules = make(t);
    const list: readonly TopicRule[] = [
      { topic: 'ocpp/cs/${username}', permission: 'allow', action: 'publish', qos: [0, 1], retain: false },
      { topic: 'eq a/#', permission: 'deny', action: 'subscribe', retain: 'all' },
      { topic: '#', permission: 'deny', action: 'all' },
    ];
    t.equal(await rules.find(user('ann')), null);
    t.equal(await rules.put(user('ann'), list), 'put');
    t.strictSame(await rules.find(user('ann')), list);
    t.equal(await rules.find(client('ann')), null, 'a client id is not a user');
    t.equal(await rules.put(user('ann'), []), 'put');
    t.same(await rules.find(user('ann')), [], 'an empty list is a list');
  });

  t.test('the rules for all are one list, apart from those of anybody', async (t) => {
    const rules = make(t);
    await rules.put(all, [rule('a')]);
    await rules.put(all, [rule('b')]);
    t.same(await rules.find(all), [rule('b')]);
    t.same(await rules.load(), [{ subject: all, rules: [rule('b')] }]);
    t.match(await rules.list({ kind: 'username', page: 1, limit: 10 }), { count: 0 });
    t.equal(await rules.remove(all), true);
    t.equal(await rules.remove(all), false);
    t.equal(await rules.find(all), null);
  });

  t.test('lists are added together or not at all', async (t) => {
    const rules = make(t);
    const lists = ['ann', 'bob'].map((name) => ({ subject: user(name), rules: [rule(name)] }));
    t.equal(await rules.add(lists), 'added');
    t.equal(await rules.add([{ subject: user('cat'), rules: [] }, ...lists]), 'exists');
    t.equal(await rules.find(user('cat')), null);
    const twice = { subject: client('c1'), rules: [] };
    t.equal(await rules.add([twice, twice]), 'exists');
    t.equal(await rules.find(client('c1')), null);
    t.equal(await rules.add([]), 'added');
    t.equal((await rules.load()).length, 2);
  });

  t.test('everything is loaded at once, and cleared at once', async (t) => {
    const rules = make(t);
    for (const subject of [user('u'), client('c'), all]) await rules.put(subject, [rule('t')]);
    t.same((await rules.load()).map(({ subject }) => subject.kind).toSorted(), ['all', 'clientid', 'username']);
    await rules.clear();
    t.same(await rules.load(), []);
  });

  t.test('lists are ordered by name, cut into pages and filtered by a part of the name', async (t) => {
    const rules = make(t);
    await rules.add(['c%', 'a1', 'a3', 'a2'].map((name) => ({ subject: client(name), rules: [] })));
    await rules.put(user('a9'), []);
    const names = async (query: { readonly page: number; readonly limit: number; readonly likeName?: string }) => {
      const { data, count } = await rules.list({ kind: 'clientid', ...query });
      return [...data.map(({ subject }) => (subject.kind === 'all' ? '' : subject.name)), count];
    };
    t.same(await names({ page: 1, limit: 3 }), ['a1', 'a2', 'a3', 4]);
    t.same(await names({ page: 2, limit: 3 }), ['c%', 4]);
    t.same(await names({ page: 1, limit: 9, likeName: '%' }), ['c%', 1], 'a percent sign is itself');
    await t.rejects(names({ page: 0, limit: 9 }), { code: 'store_invalid_value' });
  });

  t.test('there are so many lists, and so many rules in all; what is removed makes room', async (t) => {
    const rules = make(t, { listsMax: 2, rulesMax: 5 });
    t.equal(await rules.put(user('a'), many(2)), 'put');
    t.equal(await rules.put(user('b'), many(3)), 'put');
    t.equal(await rules.put(user('c'), []), 'full');
    t.equal(await rules.put(user('a'), many(3)), 'full');
    t.equal((await rules.find(user('a')))?.length, 2);
    t.equal(await rules.put(user('b'), many(1)), 'put');
    t.equal(await rules.put(user('a'), many(4)), 'put');
    await rules.remove(user('b'));
    t.equal(await rules.add([{ subject: user('c'), rules: many(2) }]), 'full');
    t.equal(await rules.add([{ subject: user('c'), rules: many(1) }]), 'added');
    t.equal(await rules.add([{ subject: user('d'), rules: [] }]), 'full');
    await rules.clear();
    t.equal(await rules.put(user('d'), many(5)), 'put');
  });

  t.test('names and topics of any kind of text stay what they are', async (t) => {
    const rules = make(t);
    for (const name of ['__proto__', "'; DROP TABLE topic_rules; --", 'ü 🔌', 'x'.repeat(1024)]) {
      await rules.put(client(name), [rule(name)]);
      t.same(await rules.find(client(name)), [rule(name)], name.slice(0, 30));
    }
  });

  t.test('what is out of bounds is said so, and nothing is stored', async (t) => {
    const rules = make(t);
    await rules.put(user('a'), many(100));
    const wrong: readonly (readonly [TopicRuleSubject, readonly TopicRule[]])[] = [
      [user(''), []],
      [client('x'.repeat(1025)), []],
      [user('b'), many(101)],
      [user('b'), [rule('')]],
      [user('b'), [rule('x'.repeat(4097))]],
    ];
    for (const [subject, list] of wrong) {
      await t.rejects(rules.put(subject, list), { code: 'store_invalid_value' });
      const good = { subject: user('good'), rules: [] };
      await t.rejects(rules.add([good, { subject, rules: list }]), { code: 'store_invalid_value' });
    }
    t.equal((await rules.load()).length, 1);
  });
}
