import t from 'tap';
import type { HeldSubscription } from '../src/aedes-internals.ts';
import { SubscribedQos } from '../src/subscribed-qos.ts';

function subscribed(held: Record<string, 0 | 1 | 2>): { qos: SubscribedQos; held: Record<string, HeldSubscription> } {
  const subscriptions: Record<string, HeldSubscription> = {};
  for (const [filter, qos] of Object.entries(held)) subscriptions[filter] = { qos };
  return { qos: new SubscribedQos(() => subscriptions), held: subscriptions };
}

t.test('the highest QoS of those that match is wanted', async (t) => {
  const { qos } = subscribed({ '#': 0, 'a/+': 1, 'a/b': 2, 'c/#': 1 });
  t.ok(qos.isMixed);
  t.equal(qos.of('a/b'), 2);
  t.equal(qos.of('a/x'), 1);
  t.equal(qos.of('c'), 1);
  t.equal(qos.of('d'), 0);
});

t.test('one QoS throughout is known without matching', async (t) => {
  const { qos } = subscribed({ 'a/+': 1, 'b/+': 1 });
  t.notOk(qos.isMixed);
  t.equal(qos.of('a/b'), 1);
  t.equal(subscribed({}).qos.of('a'), 0);
});

t.test('a change is seen while it is carried out and after it', async (t) => {
  const { qos, held } = subscribed({ a: 1 });
  t.equal(qos.of('a'), 1);
  qos.changeBegins();
  held.a = { qos: 2 };
  t.equal(qos.of('a'), 2);
  held.b = { qos: 0 };
  t.ok(qos.isMixed);
  qos.changeEnds();
  t.equal(qos.of('b'), 0);
  qos.changeBegins();
  delete held.a;
  qos.changeEnds();
  t.notOk(qos.isMixed);
});
