import t from 'tap';
import { FilterSubscriptions } from '../../src/routing/filter-subscriptions.ts';

const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
const [one, two] = [{ name: 'one' }, { name: 'two' }];
const shared = { group: 'g', filter: 'a' };

t.test('a subscriber is there once, with the options that it gave last', async (t) => {
  const subscriptions = new FilterSubscriptions();
  t.ok(subscriptions.isEmpty);
  t.ok(subscriptions.set(one, options));
  t.notOk(subscriptions.set(one, { ...options, qos: 2 }));
  t.same(
    subscriptions.recipients.map(({ subscriber, wish }) => [subscriber, wish.qos]),
    [[one, 2]],
  );
  t.ok(subscriptions.delete(one));
  t.notOk(subscriptions.delete(one));
  t.ok(subscriptions.isEmpty);
});

t.test('lists that were handed out stay as they are, and are the same while nothing changes', async (t) => {
  const subscriptions = new FilterSubscriptions();
  subscriptions.set(one, options);
  subscriptions.setShared('$share/g/a', shared, one, options);
  const { recipients, groups } = subscriptions;
  t.equal(subscriptions.recipients, recipients);
  t.equal(subscriptions.groups, groups);
  subscriptions.set(two, options);
  subscriptions.setShared('$share/h/a', { ...shared, group: 'h' }, two, options);
  t.equal(recipients.length, 1);
  t.equal(groups.length, 1);
  t.equal(subscriptions.recipients.length, 2);
  t.equal(subscriptions.groups.length, 2);
  subscriptions.delete(two);
  t.equal(subscriptions.recipients.length, 1);
});

t.test('a group lasts from its first member to its last', async (t) => {
  const subscriptions = new FilterSubscriptions();
  t.ok(subscriptions.setShared('$share/g/a', shared, one, options));
  const [group] = subscriptions.groups;
  t.ok(subscriptions.setShared('$share/g/a', shared, two, options));
  t.notOk(subscriptions.setShared('$share/g/a', shared, two, options));
  t.equal(subscriptions.groups[0], group, 'the others join the group that is there');
  t.equal(group?.size, 2);
  t.ok(subscriptions.deleteShared('g', one));
  t.notOk(subscriptions.deleteShared('g', one));
  t.notOk(subscriptions.deleteShared('other', two));
  t.notOk(subscriptions.isEmpty);
  t.ok(subscriptions.deleteShared('g', two));
  t.same(subscriptions.groups, []);
  t.ok(subscriptions.isEmpty);
});

t.test('names of object properties are names of groups like others', async (t) => {
  const subscriptions = new FilterSubscriptions();
  for (const group of ['__proto__', 'constructor']) {
    t.notOk(subscriptions.deleteShared(group, one));
    t.ok(subscriptions.setShared(`$share/${group}/a`, { group, filter: 'a' }, one, options));
  }
  t.equal(subscriptions.groups.length, 2);
});
