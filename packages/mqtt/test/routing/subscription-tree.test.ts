import t from 'tap';
import type { SubscriptionOptions } from '../../src/message.ts';
import { SubscriptionTree } from '../../src/routing/subscription-tree.ts';
import { parseShared } from '../../src/routing/topic-filter.ts';

type Client = { readonly name: string };
const clients: readonly Client[] = ['C1', 'C2', 'C3'].map((name) => ({ name }));
const [first, second, third] = clients as [Client, Client, Client];

function options(of: Partial<SubscriptionOptions> = {}): SubscriptionOptions {
  return { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0, ...of };
}

function names(tree: SubscriptionTree<Client>, topic: string): string {
  const { recipients, groups } = tree.match(topic);
  return [...recipients.map((one) => one.subscriber.name), ...groups.map((one) => one.share)].join(' ');
}

t.test('a message goes to all whose filters meet its topic', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('ocpp/cs/CP1', first, options());
  tree.set('ocpp/cs/+', second, options());
  tree.set('#', third, options());
  t.equal(names(tree, 'ocpp/cs/CP1'), 'C1 C3 C2');
  t.equal(names(tree, 'ocpp/cs/CP2'), 'C3 C2');
  t.equal(names(tree, 'ocpp/cp/CP1'), 'C3');
  t.equal(names(tree, '$SYS/uptime'), '');
  t.ok(tree.hasMatch('ocpp'));
  t.notOk(tree.hasMatch('$SYS/uptime'));
});

t.test('a subscriber of several matching filters is named once, with what they wish together', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('a/b', first, options({ qos: 0, identifier: 1 }));
  tree.set('a/+', first, options({ qos: 2, identifier: 2, noLocal: true }));
  tree.set('#', first, options({ qos: 1, retainAsPublished: true }));
  const { recipients } = tree.match('a/b');
  t.equal(recipients.length, 1);
  t.same([...(recipients[0]?.wish.identifiers ?? [])].sort(), [1, 2]);
  t.match(recipients[0]?.wish, { qos: 2, retainAsPublished: true });
  t.same(recipients[0]?.ownWish, { qos: 1, retainAsPublished: true, identifiers: [1] });
});

t.test('to subscribe again replaces the options (MQTT-3.8.4-3)', async (t) => {
  const tree = new SubscriptionTree<Client>();
  for (const filter of ['a', 'a/+']) {
    t.ok(tree.set(filter, first, options({ qos: 2 })));
    t.notOk(tree.set(filter, first, options({ qos: 0 })));
  }
  t.equal(tree.size, 2);
  t.equal(tree.match('a').recipients[0]?.wish.qos, 0);
  t.equal(tree.match('a/b').recipients[0]?.wish.qos, 0);
});

t.test(
  'a group that shares a filter is one address, whoever belongs to it; each group and filter is its own',
  async (t) => {
    const tree = new SubscriptionTree<Client>();
    t.ok(tree.set('$share/g/a/+', first, options()));
    const before = tree.match('a/b');
    t.ok(tree.set('$share/g/a/+', second, options()));
    t.ok(tree.set('$share/h/a/+', second, options()));
    t.ok(tree.set('$share/g/a/b', third, options()));
    t.ok(tree.set('a/b', first, options()), 'a subscription of its own, besides');
    t.equal(tree.size, 5);
    t.same(names(tree, 'a/b').split(' ').sort(), ['$share/g/a/+', '$share/g/a/b', '$share/h/a/+', 'C1']);
    t.equal(names(tree, '$share/g/a/b'), '', 'no topic of that name');
    t.equal(before.groups[0]?.size, 2, 'a group that was handed out before knows who joined since');
  },
);

t.test('a group without members is gone, and the next one of its name starts anew', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('$share/g/a', first, options());
  const old = tree.match('a').groups[0];
  t.ok(tree.delete('$share/g/a', first));
  t.notOk(tree.hasMatch('a'));
  t.equal(old?.size, 0);
  t.equal(
    old?.choose(() => 'now'),
    undefined,
  );
  tree.set('$share/g/a', second, options());
  t.equal(tree.match('a').groups[0]?.size, 1);
});

t.test('a routing that was handed out stays as it was', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('a', first, options());
  const before = tree.match('a');
  tree.set('a', second, options());
  tree.delete('a', first);
  t.equal(before.recipients.length, 1);
  t.equal(before.recipients[0]?.subscriber, first);
});

t.test('a routing is kept until a subscription changes that could alter it', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('hot/+', first, options());
  tree.set('$share/g/hot/#', first, options());
  const hot = tree.match('hot/topic');
  for (let client = 0; client < 10_000; client += 1) tree.set(`ocpp/cs/CP${client}`, { name: 'CP' }, options());
  tree.set('$share/g/hot/#', second, options());
  t.equal(tree.match('hot/topic'), hot, 'others subscribed to topics of their own, and one joined the group');
  for (const filter of ['hot/topic', 'hot/#', '$share/h/hot/topic', '$share/h/#']) {
    const before = tree.match('hot/topic');
    tree.set(filter, third, options());
    t.not(tree.match('hot/topic'), before, filter);
    t.same(
      names(tree, 'hot/topic')
        .split(' ')
        .includes(parseShared(filter) ? filter : 'C3'),
      true,
      filter,
    );
    tree.delete(filter, third);
    t.notOk(names(tree, 'hot/topic').includes('C3'), filter);
  }
});

t.test('what is kept for later messages has a bound, which may be nothing', async (t) => {
  const tree = new SubscriptionTree<Client>({ cachedRoutingBytesMax: 100_000 });
  tree.set('#', first, options());
  for (let topic = 0; topic < 10_000; topic += 1) t.equal(tree.match(`a/${topic}`).recipients.length, 1);
  t.ok(tree.footprint.cachedTopics > 100 && tree.footprint.cachedTopics < 500, `${tree.footprint.cachedTopics}`);
  const none = new SubscriptionTree<Client>({ cachedRoutingBytesMax: 0 });
  none.set('a', first, options());
  t.equal(names(none, 'a'), 'C1');
  t.equal(none.footprint.cachedTopics, 0);
});

t.test('100,000 subscriptions are found, and leave nothing behind', async (t) => {
  const tree = new SubscriptionTree<Client>();
  const filters = Array.from({ length: 100_000 }, (_, at) =>
    at % 2 === 0 ? `ocpp/cs/CP${at}` : `${at % 4 === 1 ? '' : '$share/g/'}ocpp/cp/CP${at}/#`,
  );
  for (const filter of filters) tree.set(filter, first, options());
  t.equal(tree.size, 100_000);
  t.equal(names(tree, 'ocpp/cs/CP99998'), 'C1');
  t.equal(names(tree, 'ocpp/cp/CP99999'), '$share/g/ocpp/cp/CP99999/#');
  for (const filter of filters) if (!tree.delete(filter, first)) t.fail(filter);
  t.ok(tree.isEmpty);
  tree.delete('#', first);
  t.match(tree.footprint, { filters: 0, levels: 0 });
  t.notOk(tree.hasMatch('ocpp/cs/CP99998'));
});

t.test('unsubscribing from what was never subscribed to changes nothing', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('a/b/+', first, options());
  tree.set('$share/g/a', first, options());
  for (const filter of ['a/b', 'a/b/#', 'x', '$share/h/a', '$share/g/b', 'a'])
    t.notOk(tree.delete(filter, first), filter);
  t.notOk(tree.delete('a/b/+', second));
  t.notOk(tree.delete('$share/g/a', second));
  t.equal(tree.size, 2);
});

t.test('words of clients that are names of object properties are words like others', async (t) => {
  const tree = new SubscriptionTree<Client>();
  for (const word of ['__proto__', 'constructor', 'hasOwnProperty']) {
    for (const filter of [word, `${word}/+`, `$share/${word}/${word}`]) {
      tree.set(filter, first, options());
      t.ok(tree.hasMatch((parseShared(filter)?.filter ?? filter).replace('+', word)), filter);
      t.ok(tree.delete(filter, first));
    }
    t.notOk(tree.hasMatch(word));
  }
});

t.test(
  'what is spelled like a filter with wildcards but is no topic is met by what it matches, and not by itself',
  async (t) => {
    const tree = new SubscriptionTree<Client>();
    tree.set('a/+', first, options());
    tree.set('a/+/#', second, options());
    t.equal(names(tree, 'a/+'), 'C2 C1');
    t.equal(tree.match('a/+').recipients.length, 2);
    t.equal(names(tree, 'a/#/b'), 'C2');
  },
);

t.test('shared subscriptions are counted among the others and by themselves', async (t) => {
  const tree = new SubscriptionTree<Client>();
  tree.set('a', first, options());
  for (const client of [first, second]) tree.set('$share/g/a', client, options());
  tree.set('$share/g/a', first, options({ qos: 2 }));
  t.same([tree.size, tree.sharedSize], [3, 2]);
  tree.delete('$share/g/a', first);
  tree.delete('$share/g/a', first);
  tree.delete('a', first);
  t.same([tree.size, tree.sharedSize], [1, 1]);
});
