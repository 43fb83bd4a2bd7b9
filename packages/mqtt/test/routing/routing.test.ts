import t from 'tap';
import type { SubscriptionOptions } from '../../src/message.ts';
import { mergeRecipients, type Recipient, recipientOf, wishOf } from '../../src/routing/routing.ts';

const subscriber = { name: 'S1' };

function options(of: Partial<SubscriptionOptions>): SubscriptionOptions {
  return { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0, ...of };
}

function merged(...subscriptions: readonly Partial<SubscriptionOptions>[]): Recipient<object> {
  return subscriptions.map((of) => recipientOf(subscriber, options(of))).reduce(mergeRecipients);
}

t.test('a subscription wishes what its options say', async (t) => {
  t.same(wishOf(options({ qos: 2 })), { qos: 2, retainAsPublished: false, identifiers: [] });
  t.same(wishOf(options({ qos: 0, retainAsPublished: true, identifier: 268_435_455 })), {
    qos: 0,
    retainAsPublished: true,
    identifiers: [268_435_455],
  });
});

t.test('several subscriptions get the highest QoS of all (MQTT-3.3.4-2)', async (t) => {
  t.equal(merged({ qos: 0 }, { qos: 2 }, { qos: 1 }).wish.qos, 2);
  t.equal(merged({ qos: 1 }, { qos: 0 }).wish.qos, 1);
  t.equal(merged({ qos: 0 }, { qos: 0 }).wish.qos, 0);
});

t.test('the RETAIN flag is kept if one of them asks for it', async (t) => {
  t.ok(merged({}, { retainAsPublished: true }).wish.retainAsPublished);
  t.ok(merged({ retainAsPublished: true }, {}).wish.retainAsPublished);
  t.notOk(merged({}, {}).wish.retainAsPublished);
});

t.test('identifiers of all come along, equal ones as often as they were given (MQTT-3.3.4-4)', async (t) => {
  t.same(merged({ identifier: 3 }, {}, { identifier: 1 }, { identifier: 3 }).wish.identifiers, [3, 1, 3]);
});

t.test(
  'a publisher gets its own message through those subscriptions that are not no-local (MQTT-3.8.3-3)',
  async (t) => {
    t.same(recipientOf(subscriber, options({ qos: 2 })).ownWish, wishOf(options({ qos: 2 })));
    t.equal(recipientOf(subscriber, options({ noLocal: true })).ownWish, undefined);
    t.equal(merged({ noLocal: true }, { noLocal: true }).ownWish, undefined);
    const local = { qos: 0, identifier: 1 } as const;
    const other = { qos: 2, identifier: 2, noLocal: true, retainAsPublished: true } as const;
    const both = { qos: 2, retainAsPublished: true };
    for (const [row, identifiers] of [
      [
        [local, other],
        [1, 2],
      ],
      [
        [other, local],
        [2, 1],
      ],
    ] as const) {
      const recipient = merged(...row);
      t.same(recipient.wish, { ...both, identifiers });
      t.same(recipient.ownWish, { qos: 0, retainAsPublished: false, identifiers: [1] });
    }
  },
);

t.test('of three subscriptions, those two that are not no-local are joined for the publisher', async (t) => {
  const recipient = merged({ identifier: 1, qos: 0 }, { noLocal: true, qos: 2 }, { identifier: 3, qos: 1 });
  t.same(recipient.wish, { qos: 2, retainAsPublished: false, identifiers: [1, 3] });
  t.same(recipient.ownWish, { qos: 1, retainAsPublished: false, identifiers: [1, 3] });
});

t.test('merging changes neither of the two', async (t) => {
  const one = recipientOf(subscriber, options({ identifier: 1 }));
  const other = recipientOf(subscriber, options({ identifier: 2, qos: 2 }));
  mergeRecipients(one, other);
  t.same(one.wish, { qos: 1, retainAsPublished: false, identifiers: [1] });
  t.same(other.wish, { qos: 2, retainAsPublished: false, identifiers: [2] });
});
