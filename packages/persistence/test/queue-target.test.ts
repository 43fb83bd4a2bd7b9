import t from 'tap';
import type { SubscriptionMatch } from '../src/packet.ts';
import { byClient, toTarget } from '../src/queue-target.ts';
import type { Session } from '../src/session-table.ts';

const session: Session = {
  id: 1,
  clientId: 'c',
  subscriptions: new Map([
    ['a/#', { topic: 'a/#', qos: 1, subscriptionIdentifier: 7 }],
    ['a/b', { topic: 'a/b', qos: 2 }],
    ['+/b', { topic: '+/b', qos: 1, subscriptionIdentifier: 9 }],
  ]),
  queuedMessages: 0,
  queuedBytes: 0,
  inboundMessages: 0,
  inboundBytes: 0,
};
const match = (topic: string, options: Partial<SubscriptionMatch> = {}): SubscriptionMatch => ({
  clientId: 'c',
  topic,
  qos: 1,
  ...options,
});

t.test('a message waits at the lower of its own and the subscription’s QoS', async (t) => {
  t.equal(toTarget(session, [match('a/b', { qos: 1 })], { qos: 2, retain: false }).qos, 1);
  t.equal(toTarget(session, [match('a/b', { qos: 2 })], { qos: 1, retain: false }).qos, 1);
  t.equal(toTarget(session, [{ clientId: 'c' }], { qos: 2, retain: false }).qos, 2);
});

t.test('the retain flag stays only where retain as published was asked for', async (t) => {
  const retained = { qos: 1, retain: true } as const;
  t.equal(toTarget(session, [match('a/b')], retained).retain, false);
  t.equal(toTarget(session, [match('a/b', { rap: false })], retained).retain, false);
  t.equal(toTarget(session, [match('a/b', { rap: true })], retained).retain, true);
  t.equal(toTarget(session, [match('a/b', { rap: true })], { qos: 1, retain: false }).retain, false);
  t.equal(toTarget(session, [{ clientId: 'c' }], retained).retain, true, 'addressed to the client itself');
});

t.test('overlapping subscriptions are one message with the highest QoS and every identifier', async (t) => {
  const matches = [match('a/#'), match('a/b', { qos: 2 }), match('+/b')];
  t.match(toTarget(session, matches, { qos: 2, retain: false }), { qos: 2, identifiers: [7, 9], copies: 3 });
});

t.test('matches are grouped by client, whatever its name', async (t) => {
  const matches = ['__proto__', 'c', '__proto__'].map((clientId, qos) => ({ clientId, qos }) as SubscriptionMatch);
  const grouped = [...byClient(matches)].map(([clientId, wanted]) => [clientId, wanted.length]);
  t.strictSame(grouped, [
    ['__proto__', 2],
    ['c', 1],
  ]);
});
