import t from 'tap';
import { SubscriptionIndex } from '../../src/aedes/subscription-index.ts';

function clientsOf(index: SubscriptionIndex, topic: string): string[] {
  return index.matching(topic).map((match) => match.clientId);
}

t.test('filters match as MQTT 3.1.1 §4.7 says', async (t) => {
  const cases: readonly (readonly [filter: string, topic: string, matches: boolean])[] = [
    ['sport/tennis', 'sport/tennis', true],
    ['sport/tennis', 'sport/tennis/', false],
    ['sport/#', 'sport', true],
    ['sport/#', 'sport/tennis/player1', true],
    ['#', '/', true],
    ['sport/+', 'sport/', true],
    ['sport/+', 'sport', false],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
  ];
  for (const [filter, topic, matches] of cases) {
    const index = new SubscriptionIndex();
    index.add('c', { topic: filter, qos: 1 });
    t.equal(clientsOf(index, topic).length, matches ? 1 : 0, `${filter} on ${topic}`);
  }
});

t.test('a client comes once for each of its filters that match, and a filter replaces itself', async (t) => {
  const index = new SubscriptionIndex();
  index.add('c', { topic: 'a/#', qos: 1 });
  index.add('c', { topic: 'a/b', qos: 1 });
  index.add('c', { topic: 'a/b', qos: 2, nl: true });
  t.equal(index.count, 2);
  const direct = index.matching('a/b').find((match) => match.topic === 'a/b');
  t.match(direct, { clientId: 'c', qos: 2, nl: true });
  index.remove('c', 'a/b');
  t.strictSame(clientsOf(index, 'a/b'), ['c']);
  index.clear();
  t.strictSame(clientsOf(index, 'a/b'), []);
  t.equal(index.count, 0);
});

t.test('clients and levels named after parts of a prototype are ordinary names', async (t) => {
  const index = new SubscriptionIndex();
  for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) index.add(name, { topic: `${name}/+`, qos: 1 });
  t.strictSame(clientsOf(index, '__proto__/x'), ['__proto__']);
  t.strictSame(clientsOf(index, 'toString/x'), []);
});
