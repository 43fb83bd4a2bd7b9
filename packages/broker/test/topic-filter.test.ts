import t from 'tap';
import { isTopicFilter, isTopicName, topicLevelsMax, topicMatches } from '../src/topic-filter.ts';

t.test('a filter takes the topics that MQTT says it takes', async (t) => {
  const cases: readonly (readonly [filter: string, topic: string, takes: boolean])[] = [
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/b', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['+/b', 'a/b', true],
    ['+/+', 'a/b', true],
    ['+', 'a', true],
    ['+', 'a/b', false],
    ['+', '/a', false],
    ['/+', '/a', true],
    ['+/+', '/a', true],
    ['#', 'a/b/c', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'ab', false],
    ['a/+/#', 'a/b', true],
    ['a/+/#', 'a', false],
    ['a/+/c', 'a/b/c', true],
    ['a/+/c', 'a/b/d', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
    ['$SYS/+', '$SYS/x', true],
  ];
  for (const [filter, topic, takes] of cases) t.equal(topicMatches(filter, topic), takes, `${filter} and ${topic}`);
});

t.test('wildcards are whole levels, and # is the last', async (t) => {
  for (const filter of ['a', '/', 'a/+/b', '+', '#', 'a/#', '$SYS/#'])
    t.ok(isTopicFilter(filter), JSON.stringify(filter));
  for (const filter of ['', 'a+', 'a/b+/c', '#/a', 'a/#/b', 'a#', 'a\u0000'])
    t.notOk(isTopicFilter(filter), JSON.stringify(filter));
});

t.test('what is published to has no wildcard', async (t) => {
  t.ok(isTopicName('a/b'));
  for (const topic of ['', 'a/+', '#', 'a\u0000b']) t.notOk(isTopicName(topic), JSON.stringify(topic));
});

t.test('a filter has no more levels than the matcher of Aedes can bear', async (t) => {
  t.ok(isTopicFilter(Array(topicLevelsMax).fill('a').join('/')));
  t.notOk(
    isTopicFilter(
      Array(topicLevelsMax + 1)
        .fill('a')
        .join('/'),
    ),
  );
});

t.test('matching agrees with matching level by level', async (t) => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const word = (words: readonly string[]) => words[random(words.length)] ?? '';
  for (let round = 0; round < 20_000; round += 1) {
    const topic = Array.from({ length: 1 + random(4) }, () => word(['a', 'b', 'ab', '', '$a']));
    const filter = Array.from({ length: 1 + random(4) }, () => word(['a', 'b', 'ab', '', '+', '$a']));
    if (random(4) === 0) filter.push('#');
    const expected = matchesByLevel(filter, topic);
    if (topicMatches(filter.join('/'), topic.join('/')) !== expected) {
      t.fail(`${filter.join('/')} and ${topic.join('/')}: expected ${expected}`);
    }
  }
});

function matchesByLevel(filter: readonly string[], topic: readonly string[]): boolean {
  if (topic[0]?.startsWith('$') && (filter[0] === '+' || filter[0] === '#')) return false;
  const open = filter.at(-1) === '#';
  const fixed = open ? filter.slice(0, -1) : filter;
  if (open ? topic.length < fixed.length : topic.length !== fixed.length) return false;
  return fixed.every((level, at) => level === '+' || level === topic[at]);
}
