import t from 'tap';
import { RuleLists } from '../src/rule-lists.ts';
import { type RuleStore, StoredRules } from '../src/stored-rules.ts';
import type { RuleList, RuleSubject, TopicRule } from '../src/topic-rule.ts';

const rule: TopicRule = { topic: 'a', permission: 'allow', action: 'all' };
const other: TopicRule = { topic: 'b', permission: 'deny', action: 'all' };
const client: RuleSubject = { kind: 'clientid', name: 'c1' };
const user: RuleSubject = { kind: 'username', name: 'u1' };

class StoreInMemory implements RuleStore {
  readonly rows = new Map<string, RuleList>();
  mood: 'well' | 'full' | 'broken' = 'well';

  async load() {
    return [...this.rows.values()];
  }

  async add(lists: readonly RuleList[]) {
    if (this.#isFull()) return 'full' as const;
    for (const list of lists) this.rows.set(JSON.stringify(list.subject), list);
    return 'added' as const;
  }

  async put(subject: RuleSubject, rules: readonly TopicRule[]) {
    if (this.#isFull()) return 'full' as const;
    this.rows.set(JSON.stringify(subject), { subject, rules });
    return 'put' as const;
  }

  async remove(subject: RuleSubject) {
    this.#isFull();
    return this.rows.delete(JSON.stringify(subject));
  }

  async clear() {
    this.#isFull();
    this.rows.clear();
  }

  #isFull(): boolean {
    if (this.mood === 'broken') throw new Error('disk full');
    return this.mood === 'full';
  }
}

async function openRules(store = new StoreInMemory(), lists = new RuleLists({ listsMax: 3 })) {
  return { store, lists, rules: await StoredRules.open({ store, lists }) };
}

t.test('a change counts at once, and after a restart', async (t) => {
  const { store, lists, rules } = await openRules();
  t.equal(await rules.put(client, [rule]), 'put');
  t.equal(await rules.add([{ subject: user, rules: [rule] }]), 'added');
  t.same([lists.find(client), lists.find(user)], [[rule], [rule]]);
  t.equal(await rules.put(user, [other]), 'put');
  const again = await openRules(store);
  t.same([again.lists.find(client), again.lists.find(user)], [[rule], [other]]);
  t.ok(await again.rules.remove(client));
  t.notOk(await again.rules.remove(client));
  t.same(again.lists.find(client), []);
  await again.rules.clear();
  t.equal(again.lists.size, 0);
  t.equal(store.rows.size, 0);
});

t.test('of several lists all are added or none', async (t) => {
  const { store, lists, rules } = await openRules();
  await rules.put(client, [rule]);
  const [listOfUser, listOfClient] = [user, client].map((subject) => ({ subject, rules: [other] }));
  t.ok(listOfUser && listOfClient);
  if (listOfUser === undefined || listOfClient === undefined) return;
  t.equal(await rules.add([listOfUser, listOfClient]), 'exists');
  t.equal(await rules.add([listOfUser, listOfUser]), 'exists');
  const many = ['a', 'b', 'c'].map((name): RuleList => ({ subject: { kind: 'username', name }, rules: [rule] }));
  t.equal(await rules.add(many), 'full');
  t.equal(lists.size, 1);
  t.same(lists.find(client), [rule]);
  t.equal(store.rows.size, 1);
});

t.test('what the store does not keep does not count', async (t) => {
  const { store, lists, rules } = await openRules();
  await rules.put(client, [rule]);
  store.mood = 'full';
  t.equal(await rules.put(client, [other]), 'full');
  t.equal(await rules.put(user, [other]), 'full');
  t.equal(await rules.add([{ subject: user, rules: [other] }]), 'full');
  store.mood = 'broken';
  await t.rejects(rules.put(client, [other]), /disk full/);
  await t.rejects(rules.add([{ subject: user, rules: [other] }]), /disk full/);
  await t.rejects(rules.remove(client), /disk full/);
  await t.rejects(rules.clear(), /disk full/);
  t.same(lists.find(client), [rule]);
  t.notOk(lists.has(user));
});

t.test('where memory is full the store is not asked', async (t) => {
  const { store, rules } = await openRules(new StoreInMemory(), new RuleLists({ listsMax: 1 }));
  await rules.put(client, [rule]);
  t.equal(await rules.put(user, [rule]), 'full');
  t.equal(store.rows.size, 1);
});

t.test('a rule that could never match is not taken', async (t) => {
  const { lists, rules } = await openRules();
  const wrong = { ...rule, topic: 'a/#/b' };
  await t.rejects(rules.put(client, [rule, wrong]), { code: 'access_invalid_rule', message: /rule 1/ });
  await t.rejects(rules.add([{ subject: client, rules: [wrong] }]), { code: 'access_invalid_rule' });
  await t.rejects(
    rules.put(
      client,
      Array.from({ length: 101 }, () => rule),
    ),
    { code: 'access_invalid_rule' },
  );
  t.equal(lists.size, 0);
});

t.test('it does not start with a part of the rules', async (t) => {
  const { store, rules } = await openRules();
  await rules.put(client, [rule]);
  await rules.put(user, [rule]);
  await t.rejects(openRules(store, new RuleLists({ listsMax: 1 })), { code: 'access_invalid_rule' });
});
