import fc from 'fast-check';
import t from 'tap';
import type { SubscriptionOptions } from '../../src/message.ts';
import type { Wish } from '../../src/routing/routing.ts';
import { SubscriptionTree } from '../../src/routing/subscription-tree.ts';
import { parseShared } from '../../src/routing/topic-filter.ts';
import { allFilters, allTopics, meets } from './small-world.ts';

type Client = { readonly name: string };
type Subscription = { readonly filter: string; readonly client: Client; readonly options: SubscriptionOptions };

const clients: readonly Client[] = ['C1', 'C2', 'C3'].map((name) => ({ name }));
const topics = allTopics(3, ['a', 'b', '$x']);
const plainFilters = allFilters(2, ['a', 'b', '$x']);
const filters = [...plainFilters, ...plainFilters.flatMap((filter) => [`$share/g/${filter}`, `$share/h/${filter}`])];

const subscription: fc.Arbitrary<Subscription> = fc.record({
  filter: fc.oneof(fc.constantFrom(...plainFilters), fc.constantFrom(...filters)),
  client: fc.constantFrom(...clients),
  options: fc.record({
    qos: fc.constantFrom(0, 1, 2),
    noLocal: fc.boolean(),
    retainAsPublished: fc.boolean(),
    retainHandling: fc.constant(0),
    identifier: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
});

const step = fc.oneof(
  { weight: 3, arbitrary: subscription.map((of) => ({ kind: 'set', ...of }) as const) },
  { weight: 1, arbitrary: subscription.map((of) => ({ kind: 'delete', ...of }) as const) },
  { weight: 3, arbitrary: fc.constantFrom(...topics).map((topic) => ({ kind: 'match', topic }) as const) },
);

t.test('after any row of changes each topic is routed as a list of all subscriptions says', async () => {
  const steps = fc.array(step, { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 2_000, 1_000_000), (all, cachedRoutingBytesMax) => {
      const tree = new SubscriptionTree<Client>({ cachedRoutingBytesMax });
      const list = new Map<string, Subscription>();
      for (const one of all) {
        if (one.kind === 'match') {
          if (told(tree, one.topic) !== expected([...list.values()], one.topic)) return false;
          continue;
        }
        const key = `${one.client.name} ${one.filter}`;
        const isKnown = list.has(key);
        if (one.kind === 'set') {
          list.set(key, one);
          if (tree.set(one.filter, one.client, one.options) === isKnown) return false;
        } else {
          list.delete(key);
          if (tree.delete(one.filter, one.client) !== isKnown) return false;
        }
        if (tree.size !== list.size) return false;
      }
      if (topics.some((topic) => told(tree, topic) !== expected([...list.values()], topic))) return false;
      for (const { filter, client } of list.values()) tree.delete(filter, client);
      const { filters: filtersLeft, levels } = tree.footprint;
      return tree.isEmpty && filtersLeft === 0 && levels === 0 && topics.every((topic) => !tree.hasMatch(topic));
    }),
    { numRuns: 1_500 },
  );
});

function told(tree: SubscriptionTree<Client>, topic: string): string {
  const { recipients, groups } = tree.match(topic);
  return JSON.stringify([
    recipients.map((one) => [one.subscriber.name, wishText(one.wish), wishText(one.ownWish)].join()).sort(),
    groups
      .map((group) => [
        group.share,
        ...group.members.map((member) => `${member.subscriber.name} ${wishText(member.wish)}`),
      ])
      .map((words) => words.join())
      .sort(),
  ]);
}

function expected(list: readonly Subscription[], topic: string): string {
  const met = list.filter(({ filter }) => meets(parseShared(filter)?.filter ?? filter, topic));
  const own = met.filter(({ filter }) => parseShared(filter) === undefined);
  const shares = [...new Set(met.filter((one) => !own.includes(one)).map(({ filter }) => filter))];
  const recipients = clients.flatMap((client) => {
    const his = own.filter((one) => one.client === client);
    const toHimself = his.filter(({ options }) => !options.noLocal);
    return his.length === 0 ? [] : [[client.name, wishText(joined(his)), wishText(joined(toHimself))].join()];
  });
  const groups = shares.map((share) =>
    [
      share,
      ...met.filter(({ filter }) => filter === share).map((one) => `${one.client.name} ${wishText(joined([one]))}`),
    ].join(),
  );
  return JSON.stringify([recipients.sort(), groups.sort()]);
}

function joined(list: readonly Subscription[]): Wish | undefined {
  if (list.length === 0) return undefined;
  return {
    qos: Math.max(...list.map(({ options }) => options.qos)) as 0 | 1 | 2,
    retainAsPublished: list.some(({ options }) => options.retainAsPublished),
    identifiers: list.flatMap(({ options }) => options.identifier ?? []),
  };
}

function wishText(wish: Wish | undefined): string {
  if (wish === undefined) return 'nothing';
  return `${wish.qos} ${wish.retainAsPublished} ${[...wish.identifiers].sort().join('+')}`;
}
