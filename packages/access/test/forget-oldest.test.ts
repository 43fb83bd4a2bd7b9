import t from 'tap';
import { forgetOldest } from '../src/forget-oldest.ts';

const keys = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);

t.test('up to the bound nothing is forgotten; past it the first to come, and a sixteenth of the bound', async (t) => {
  const set = new Set(keys(32));
  forgetOldest(set, 32);
  t.equal(set.size, 32);
  set.add('32');
  forgetOldest(set, 32);
  t.same([...set], keys(33).slice(3));
});

t.test('of a few only one is forgotten', async (t) => {
  const map = new Map(keys(3).map((key) => [key, 0]));
  forgetOldest(map, 2);
  t.same([...map.keys()], ['1', '2']);
});
