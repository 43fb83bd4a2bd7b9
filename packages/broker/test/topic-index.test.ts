import t from 'tap';
import { topicMatches } from '../src/topic-filter.ts';
import { TopicIndex } from '../src/topic-index.ts';

t.test('a topic is met as long as one subscription to a matching filter is left', async (t) => {
  const index = new TopicIndex();
  t.notOk(index.matches('a/b'));
  index.add('a/+');
  index.add('a/+');
  index.add('a/b');
  t.equal(index.size, 3);
  index.remove('a/+');
  index.remove('a/b');
  t.ok(index.matches('a/b'));
  index.remove('a/+');
  t.notOk(index.matches('a/b'));
  t.equal(index.size, 0);
});

t.test('taking away what was never added changes nothing', async (t) => {
  const index = new TopicIndex();
  index.add('a/b/c');
  index.remove('a/b');
  index.remove('x/y');
  t.equal(index.size, 1);
  t.ok(index.matches('a/b/c'));
});

t.test('names of object properties are names like others', async (t) => {
  const index = new TopicIndex();
  for (const topic of ['constructor', '__proto__/a', 'toString']) {
    t.notOk(index.matches(topic), topic);
    index.add(topic);
    t.ok(index.matches(topic), topic);
  }
});

t.test('it answers as matching every filter on its own would', async (t) => {
  const filters = ['#', '+', 'a', 'a/#', 'a/+', 'a/+/c', '+/b', '+/+/+', '/a', '$x/#', '$x/+', 'a/b/c/d'];
  const topics = ['a', 'b', '/a', 'a/', 'a/b', 'a/b/c', 'a/b/c/d', 'x/y/z', '$x', '$x/a', '$y/a', '/'];
  for (const filter of filters) {
    const index = new TopicIndex();
    index.add(filter);
    for (const topic of topics) t.equal(index.matches(topic), topicMatches(filter, topic), `${filter} and ${topic}`);
  }
});
