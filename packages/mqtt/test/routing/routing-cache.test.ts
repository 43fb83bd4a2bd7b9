import t from 'tap';
import { type Routing, recipientOf } from '../../src/routing/routing.ts';
import { RoutingCache, routingBytes } from '../../src/routing/routing-cache.ts';

const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
const nobody: Routing<object> = { recipients: [], groups: [] };
const topicBytes = routingBytes('00', nobody);

function name(number: number): string {
  return String(number).padStart(2, '0');
}

function routingTo(recipients: number, identifier?: number): Routing<object> {
  return {
    recipients: Array.from({ length: recipients }, () => recipientOf({}, { ...options, identifier })),
    groups: [],
  };
}

t.test('it never holds more than its bytes', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  const sizes: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    cache.set(name(round), nobody);
    sizes.push(cache.size);
  }
  t.equal(Math.max(...sizes), 20);
});

t.test('it holds the half of them that was asked for last, at least', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  for (let round = 0; round < 100; round += 1) {
    cache.set(name(round), nobody);
    for (let back = 0; back < Math.min(round + 1, 10); back += 1) {
      t.equal(cache.get(name(round - back)), nobody, `${round - back} after ${round}`);
    }
    t.ok(cache.size <= 20);
  }
});

t.test('what is asked for again and again stays, whatever else comes by', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  cache.set('hot', nobody);
  for (let round = 0; round < 99; round += 1) {
    cache.set(name(round), nobody);
    t.equal(cache.get('hot'), nobody);
  }
  t.equal(cache.get('00'), undefined);
});

t.test('recipients, identifiers and long topics count', async (t) => {
  const plain = routingBytes('a', routingTo(1));
  t.ok(routingBytes('a', routingTo(1)) > routingBytes('a', nobody));
  t.ok(routingBytes('a', routingTo(1, 7)) > plain);
  t.ok(routingBytes('a'.repeat(100), nobody) >= routingBytes('a', nobody) + 99 * 2);
  const cache = new RoutingCache<object>(100 * topicBytes);
  for (let round = 0; round < 100; round += 1) cache.set(name(round), routingTo(100));
  t.ok(cache.size * routingBytes('00', routingTo(100)) <= 100 * topicBytes);
});

t.test('a routing that would fill one of the maps alone is not kept, and costs none of the others', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  cache.set('small', nobody);
  cache.set('wide', routingTo(1_000));
  cache.set('l'.repeat(10_000), nobody);
  t.equal(cache.get('wide'), undefined);
  t.equal(cache.size, 1);
  t.equal(cache.get('small'), nobody);
});

t.test('a topic is forgotten from either map, and when it has moved from one to the other', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  for (let round = 0; round < 15; round += 1) cache.set(name(round), nobody);
  t.equal(cache.size, 15);
  t.equal(cache.get('00'), nobody);
  t.equal(cache.size, 15);
  for (let round = 0; round < 15; round += 1) {
    cache.delete(name(round));
    t.equal(cache.get(name(round)), undefined);
  }
  t.equal(cache.size, 0);
});

t.test('the bytes of a forgotten topic are free again', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  cache.set('quiet', nobody);
  for (let round = 0; round < 100; round += 1) {
    cache.set(name(round), nobody);
    cache.delete(name(round));
  }
  t.equal(cache.get('quiet'), nobody);
});

t.test('after clearing it is as new', async (t) => {
  const cache = new RoutingCache<object>(20 * topicBytes);
  for (let round = 0; round < 15; round += 1) cache.set(name(round), nobody);
  cache.clear();
  t.equal(cache.size, 0);
  t.equal(cache.get('14'), undefined);
  for (let round = 0; round < 20; round += 1) cache.set(name(round), nobody);
  t.equal(cache.size, 20);
});

t.test('without bytes it keeps nothing', async (t) => {
  const cache = new RoutingCache<object>(0);
  cache.set('a', nobody);
  t.equal(cache.size, 0);
});

t.test('names of object properties are topics like others', async (t) => {
  const cache = new RoutingCache<object>(1_000_000);
  for (const topic of ['__proto__', 'constructor', 'toString']) {
    t.equal(cache.get(topic), undefined);
    cache.set(topic, nobody);
    t.equal(cache.get(topic), nobody);
  }
});
