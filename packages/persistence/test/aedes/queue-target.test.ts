import t from 'tap';
import type { QoS, SubscriptionMatch } from '../../src/aedes/packet.ts';
import { toPacketRow } from '../../src/aedes/packet-row.ts';
import { byClient, toEntry } from '../../src/aedes/queue-target.ts';
import { qosOf, retainOf } from '../../src/message-row.ts';
import { decodeProperties } from '../../src/properties.ts';

const subscriptions = new Map([
  ['a/#', { topic: 'a/#', qos: 1, subscriptionIdentifier: 7 }],
  ['a/b', { topic: 'a/b', qos: 2 }],
  ['+/b', { topic: '+/b', qos: 1, subscriptionIdentifier: 9 }],
] as const);
const match = (topic: string, options: Partial<SubscriptionMatch> = {}): SubscriptionMatch => ({
  clientId: 'c',
  topic,
  qos: 1,
  ...options,
});
const target = (matches: readonly SubscriptionMatch[], message: { qos: QoS; retain: boolean }) =>
  toEntry(
    toPacketRow({ topic: 'a/b', payload: 'x', properties: { contentType: 'x' }, ...message }),
    matches,
    subscriptions,
  );

t.test('a message waits at the lower of its own and the subscription’s QoS', async (t) => {
  const qos = (matches: readonly SubscriptionMatch[], own: QoS) =>
    qosOf(target(matches, { qos: own, retain: false }).flags);
  t.equal(qos([match('a/b', { qos: 1 })], 2), 1);
  t.equal(qos([match('a/b', { qos: 2 })], 1), 1);
  t.equal(qos([{ clientId: 'c' }], 2), 2);
});

t.test('the retain flag stays only where retain as published was asked for', async (t) => {
  const retain = (one: SubscriptionMatch, own = true) => retainOf(target([one], { qos: 1, retain: own }).flags);
  t.equal(retain(match('a/b')), false);
  t.equal(retain(match('a/b', { rap: false })), false);
  t.equal(retain(match('a/b', { rap: true })), true);
  t.equal(retain(match('a/b', { rap: true }), false), false);
  t.equal(retain({ clientId: 'c' }), true, 'addressed to the client itself');
});

t.test('overlapping subscriptions are one message with the highest QoS and every identifier', async (t) => {
  const matches = [match('a/#'), match('a/b', { qos: 2 }), match('+/b')];
  const entry = target(matches, { qos: 2, retain: false });
  t.match([qosOf(entry.flags), entry.copies], [2, 3]);
  t.match(decodeProperties(entry.properties ?? Buffer.alloc(0)), {
    identifiers: [7, 9],
    properties: { contentType: 'x' },
  });
});

t.test('matches are grouped by client, whatever its name', async (t) => {
  const matches = ['__proto__', 'c', '__proto__'].map((clientId, qos) => ({ clientId, qos }) as SubscriptionMatch);
  const grouped = [...byClient(matches)].map(([clientId, wanted]) => [clientId, wanted.length]);
  t.strictSame(grouped, [
    ['__proto__', 2],
    ['c', 1],
  ]);
});
