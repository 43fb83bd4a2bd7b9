import fc from 'fast-check';
import t from 'tap';
import {
  filterCovers,
  filtersOverlap,
  hasWildcard,
  isHiddenFrom,
  isSubscriptionFilter,
  isTopicFilter,
  isTopicName,
  parseShared,
  topicMatches,
} from '../../src/routing/topic-filter.ts';
import { allFilters, allTopics, meets } from './small-world.ts';

t.test('a topic name has no wildcard, no U+0000, and is not empty (MQTT-3.3.2-2, -1.5.3-2, -4.7.3-1)', async (t) => {
  for (const topic of ['a', '/', 'a/b', 'a//b', '$SYS/x', ' ', 'ü/日本', '\ufeffa', '😀'])
    t.ok(isTopicName(topic), JSON.stringify(topic));
  for (const topic of ['', '+', '#', 'a/+', 'a/#', 'a+b', 'a#', 'a\u0000b', '\u0000'])
    t.notOk(isTopicName(topic), JSON.stringify(topic));
});

t.test('wildcards are whole levels, and # is the last (MQTT-4.7.1-2, -3)', async (t) => {
  for (const filter of ['a', '/', '+', '#', '+/+', 'a/+/b', 'a/#', '+/#', '/+', '/#', '$SYS/#', 'a//+'])
    t.ok(isTopicFilter(filter), JSON.stringify(filter));
  for (const filter of ['', 'a+', '+a', 'a/b+/c', 'a/+b/c', '#/a', 'a/#/b', 'a#', 'a/#b', '##', '++', '#/', '\u0000'])
    t.notOk(isTopicFilter(filter), JSON.stringify(filter));
});

t.test('half a surrogate pair is in no name, filter or group (MQTT-1.5.3-1)', async (t) => {
  for (const half of ['\ud83d', '\ude00']) {
    t.notOk(isTopicName(`a/${half}`));
    t.notOk(isTopicFilter(`+/${half}`));
    t.notOk(isSubscriptionFilter(`$share/${half}/a`));
  }
});

t.test('levels are counted up to their limit, the empty ones too', async (t) => {
  const limits = { topicBytesMax: 100, topicLevelsMax: 3 };
  for (const check of [isTopicName, isTopicFilter, isSubscriptionFilter]) {
    t.ok(check('a/b/c', limits));
    t.ok(check('//', limits));
    t.notOk(check('a/b/c/d', limits));
    t.notOk(check('///', limits));
  }
  t.ok(isSubscriptionFilter('$share/g/a/b/c', limits), 'the prefix of a shared filter is no part of it');
  t.notOk(isSubscriptionFilter('$share/g/a/b/c/d', limits));
});

t.test('bytes are counted up to their limit, as UTF-8', async (t) => {
  const limits = { topicBytesMax: 12, topicLevelsMax: 9 };
  for (const check of [isTopicName, isTopicFilter, isSubscriptionFilter]) {
    t.ok(check('x'.repeat(12), limits));
    t.notOk(check('x'.repeat(13), limits));
    t.ok(check('日本日本', limits));
    t.notOk(check('日本日本x', limits));
  }
  t.ok(isSubscriptionFilter('$share/g/abc', limits));
  t.notOk(isSubscriptionFilter('$share/g/abcd', limits));
  t.ok(isTopicName('x'.repeat(65_535)), 'what the wire can carry, if no limit is given');
  t.notOk(isTopicName('x'.repeat(65_536)));
});

t.test('a shared filter names a group and a filter (MQTT-4.8.2-1, -2)', async (t) => {
  t.same(parseShared('$share/g/a/+'), { group: 'g', filter: 'a/+' });
  t.same(parseShared('$share/g//'), { group: 'g', filter: '/' });
  t.same(parseShared('$share/__proto__/#'), { group: '__proto__', filter: '#' });
  const invalid = ['$share/', '$share/g', '$share/g/', '$share//a', '$share/g+/a', '$share/#/a'];
  for (const filter of invalid) {
    t.equal(parseShared(filter), undefined, filter);
    t.notOk(isSubscriptionFilter(filter), filter);
  }
  t.same(
    parseShared('$share/g/$share/h/a'),
    { group: 'g', filter: '$share/h/a' },
    'the filter within is taken as it is',
  );
  for (const filter of ['$share', '$shared/g/a', 'a', 'x/$share/g/a']) {
    t.equal(parseShared(filter), undefined, filter);
    t.ok(isSubscriptionFilter(filter), `${filter} is an ordinary filter`);
  }
  t.ok(isSubscriptionFilter('$share/g/#'));
  t.notOk(isTopicFilter('$share/g/#'), 'no ordinary filter');
  for (const filter of ['$share/g/a/#/b', '$share/g/a+', '$share/g\u0000/a', '$share/g/\u0000'])
    t.notOk(isSubscriptionFilter(filter), JSON.stringify(filter));
});

t.test('topics of the server are hidden from wildcards in the first level alone (MQTT-4.7.2-1)', async (t) => {
  for (const filter of ['#', '+', '+/x', '+/#']) t.ok(isHiddenFrom(filter, '$SYS/x'), filter);
  for (const filter of ['$SYS/#', '$SYS/+', 'a', '/#']) t.notOk(isHiddenFrom(filter, '$SYS/x'), filter);
  t.notOk(isHiddenFrom('#', 'a/$SYS'));
});

t.test('a filter with a wildcard is told from one that is spelled like its topic', async (t) => {
  for (const filter of ['+', '#', 'a/+/b', 'a/#']) t.ok(hasWildcard(filter), filter);
  for (const filter of ['a', '/', '$SYS/x']) t.notOk(hasWildcard(filter), filter);
});

t.test('matching is what the standard says, for every filter of three levels and topic of four', async (t) => {
  const topics = allTopics(4);
  const wrong: string[] = [];
  for (const filter of allFilters(3)) {
    for (const topic of topics) {
      if (topicMatches(filter, topic) !== meets(filter, topic)) wrong.push(`${filter} and ${topic}`);
    }
  }
  t.same(wrong, []);
});

t.test('matching is what the standard says, for longer words that begin alike', async () => {
  const word = fc.constantFrom('a', 'ab', 'abc', 'b', '', '$a', '+');
  const levels = fc.array(word, { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(levels, levels, fc.boolean(), (words, filterWords, isOpen) => {
      const topic = words.map((one) => (one === '+' ? 'plus' : one)).join('/');
      const near = words.map((one, at) => (filterWords[at] === '+' ? '+' : one));
      for (const base of [near, filterWords]) {
        const filter = (isOpen ? [...base, '#'] : base).join('/');
        if (filter !== '' && topic !== '' && topicMatches(filter, topic) !== meets(filter, topic)) return false;
      }
      return true;
    }),
    { numRuns: 3_000 },
  );
});

t.test('one filter covers another, or overlaps it, exactly if the topics that they meet say so', async (t) => {
  // Topics have a word more than the filters and are two levels longer: whatever tells two filters apart is there.
  const topics = allTopics(5, ['a', '', '$x', 'other']);
  const filters = allFilters(3, ['a', '', '$x']);
  const met = filters.map((filter) => topics.map((topic) => meets(filter, topic)));
  const wrong: string[] = [];
  for (const [at, one] of filters.entries()) {
    for (const [other, two] of filters.entries()) {
      const mine = met[at] ?? [];
      const theirs = met[other] ?? [];
      const covers = theirs.every((isMet, topic) => !isMet || mine[topic]);
      const overlaps = theirs.some((isMet, topic) => isMet && mine[topic]);
      if (filterCovers(one, two) !== covers) wrong.push(`${one} covers ${two}: ${covers}`);
      if (filtersOverlap(one, two) !== overlaps) wrong.push(`${one} overlaps ${two}: ${overlaps}`);
    }
  }
  t.same(wrong, []);
});

t.test('a topic has one level at least, and is not empty', async (t) => {
  t.ok(filterCovers('+/#', '#'));
  t.notOk(filterCovers('a/+/#', 'a/#'));
  t.ok(filterCovers('/+/#', '/#'));
  t.notOk(filtersOverlap('+', '/#'));
});

t.test('for a filter and a topic name, to cover and to overlap is to match', async (t) => {
  const filters = allFilters(3, ['a', '$x', '']);
  const wrong: string[] = [];
  for (const topic of allTopics(3)) {
    for (const filter of filters) {
      const isMet = meets(filter, topic);
      if (filterCovers(filter, topic) !== isMet || filtersOverlap(filter, topic) !== isMet) wrong.push(filter + topic);
    }
  }
  t.same(wrong, []);
});
