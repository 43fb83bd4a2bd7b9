import t from 'tap';
import { banPort, topicRulePort } from '../src/admin-access-ports.ts';
import { openRooms } from './fixtures/rooms.ts';

const ban = { as: 'clientid', who: 'c1', by: 'test', reason: '', at: 0, until: 'infinity' } as const;

t.test('a new ban kicks, one that is there already does not', async (t) => {
  const { access } = await openRooms(t);
  let looks = 0;
  const clients = () => {
    looks += 1;
    return [];
  };
  const bans = banPort(access, { broker: { clients, kick: () => true }, gateway: { clients, kick: () => true } });
  t.equal(await bans.add(ban), 'added');
  t.equal(looks, 2);
  t.equal(await bans.add(ban), 'exists');
  t.equal(looks, 2);
  t.match([...(await bans.list())], [{ who: 'c1' }]);
  t.equal(await bans.remove('clientid', 'c1'), true);
  await bans.add(ban);
  await bans.clear();
  t.strictSame([...(await bans.list())], []);
});

t.test('a rule that is put counts and is stored, one that is removed does neither', async (t) => {
  const { access, store } = await openRooms(t);
  const rules = topicRulePort(access, store.topicRules);
  const subject = { kind: 'username', name: 'u1' } as const;
  const list = [{ topic: 'a/#', permission: 'deny', action: 'publish' }] as const;
  t.equal(await rules.add([{ subject, rules: list }]), 'added');
  t.equal(await rules.add([{ subject, rules: list }]), 'exists');
  t.match(await rules.find(subject), list);
  t.match(await rules.list({ kind: 'username', page: 1, limit: 9 }), { count: 1 });
  t.equal(await rules.put(subject, []), 'put');
  t.equal(await rules.remove(subject), true);
  t.equal(await rules.find(subject), null);
  await rules.put({ kind: 'all' }, list);
  await rules.clear();
  t.equal(await store.topicRules.find({ kind: 'all' }), null);
  await t.rejects(async () => rules.put(subject, [{ ...list[0], topic: 'a/#/b' }]), { code: 'access_invalid_rule' });
});
