import t from 'tap';
import { matches } from './fixtures/memory-bus.ts';

t.test("the tests' own bus matches wildcards as MQTT does", async (t) => {
  const yes = [
    ['a/b', 'a/b'],
    ['a/+', 'a/b'],
    ['+/+', '/b'],
    ['#', 'a/b/c'],
    ['a/#', 'a'],
    ['a/#', 'a/b/c'],
    ['a/+', 'a/'],
  ];
  const no = [
    ['a/b', 'a/c'],
    ['a/+', 'a'],
    ['a/+', 'a/b/c'],
    ['a', 'a/b'],
    ['a/+/c', 'a/b'],
    ['b/#', 'a/b'],
  ];
  for (const [filter = '', topic = ''] of yes) t.ok(matches(filter, topic), `${filter} matches ${topic}`);
  for (const [filter = '', topic = ''] of no) t.notOk(matches(filter, topic), `${filter} does not match ${topic}`);
});
