import t from 'tap';
import { SubscriptionIndex } from '../src/aedes/subscription-index.ts';
import { RetainedTopics } from '../src/retained-topics.ts';

t.test('a filter finds the topics that it matches, each once', async (t) => {
  const topics = new RetainedTopics();
  for (const topic of ['a', 'a/b', 'a/b/c', 'a/', '/a', '$SYS/a', '__proto__/constructor']) topics.set(topic, 1);
  const find = (filter: string) => topics.matching(filter, 0).sort();
  t.strictSame(find('a/b'), ['a/b']);
  t.strictSame(find('a/+'), ['a/', 'a/b']);
  t.strictSame(find('a/#'), ['a', 'a/', 'a/b', 'a/b/c']);
  t.strictSame(find('+/a'), ['/a']);
  t.strictSame(find('$SYS/#'), ['$SYS/a']);
  t.strictSame(find('+/constructor'), ['__proto__/constructor']);
  t.strictSame(find('toString'), []);
  t.equal(find('#').length, 6, 'all but the topic that begins with $');
});

t.test('topics are counted with their bytes, and what is removed leaves nothing behind', async (t) => {
  const topics = new RetainedTopics();
  topics.set('a/b/c', 10);
  topics.set('a', 5);
  topics.set('a', 7);
  t.equal(topics.count, 2);
  t.equal(topics.bytes, 17);
  t.equal(topics.get('a')?.bytes, 7);
  t.equal(topics.get('a/b'), undefined);
  t.notOk(topics.delete('a/b'), 'a level without a message');
  t.notOk(topics.delete('x/y'));
  t.ok(topics.delete('a/b/c'));
  t.strictSame(topics.matching('#', 0), ['a']);
  t.ok(topics.delete('a'));
  t.equal(topics.count, 0);
  t.equal(topics.bytes, 0);
});

t.test('it finds the same topics as qlobber, whatever the topics and filters', async (t) => {
  const levels = ['', 'a', 'b', '$x', 'constructor'];
  const wild = [...levels, '+', '+'];
  let seed = 20_231;
  const random = (bound: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * bound);
  };
  const some = (names: readonly string[]) => Array.from({ length: 1 + random(4) }, () => names[random(names.length)]);
  for (let round = 0; round < 300; round++) {
    const topics = new RetainedTopics();
    const held = new Set<string>();
    for (let i = 0; i < 30; i++) {
      const topic = some(levels).join('/');
      if (random(4) === 0) {
        topics.delete(topic);
        held.delete(topic);
      } else {
        topics.set(topic, 1);
        held.add(topic);
      }
    }
    const filter = [...some(wild), ...(random(3) === 0 ? ['#'] : [])].join('/');
    const index = new SubscriptionIndex();
    index.add('c', { topic: filter, qos: 1 });
    const expected = [...held].filter((topic) => index.matching(topic).length > 0).sort();
    const found = topics.matching(filter, 0).sort();
    if (JSON.stringify(found) !== JSON.stringify(expected)) t.strictSame(found, expected, `round ${round}: ${filter}`);
    if (topics.count !== held.size) t.equal(topics.count, held.size, `round ${round}`);
  }
  t.pass('300 rounds agree');
});
