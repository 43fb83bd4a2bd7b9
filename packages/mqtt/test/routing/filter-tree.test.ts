import fc from 'fast-check';
import t from 'tap';
import { FilterTree } from '../../src/routing/filter-tree.ts';
import { allFilters, allTopics, meets } from './small-world.ts';

type Value = { readonly filter: string };

function collected(tree: FilterTree<Value>, topic: string): readonly string[] {
  const found: Value[] = [];
  tree.collect(topic, found);
  return found.map((value) => value.filter).sort();
}

t.test('a topic finds the values of all filters that it meets, each once', async (t) => {
  const filters = allFilters(3);
  const tree = new FilterTree<Value>();
  for (const filter of filters) tree.set(filter, { filter });
  t.equal(tree.size, filters.length);
  for (const topic of allTopics(4)) {
    const expected = filters.filter((filter) => meets(filter, topic)).sort();
    if (collected(tree, topic).join() !== expected.join()) t.same(collected(tree, topic), expected, topic);
  }
});

t.test('any row of changes leaves what the last ones say, and no level that nothing needs', async () => {
  const filters = allFilters(3, ['a', '$x']);
  const topics = allTopics(4, ['a', 'b', '$x']);
  const change = fc.record({ filter: fc.constantFrom(...filters), isThere: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.constantFrom(...topics), (changes, topic) => {
      const tree = new FilterTree<Value>();
      const expected = new Set<string>();
      for (const { filter, isThere } of changes) {
        if (isThere) tree.set(filter, { filter });
        else if (tree.delete(filter) !== expected.has(filter)) return false;
        if (isThere) expected.add(filter);
        else expected.delete(filter);
      }
      const met = [...expected].filter((filter) => meets(filter, topic)).sort();
      const levels = new Set([...expected].flatMap(prefixes));
      return (
        tree.size === expected.size &&
        tree.levels === levels.size &&
        collected(tree, topic).join() === met.join() &&
        filters.every((filter) => (tree.get(filter) !== undefined) === expected.has(filter))
      );
    }),
    { numRuns: 2_000 },
  );
});

function prefixes(filter: string): readonly string[] {
  const words = filter.split('/');
  return words.map((_, at) => words.slice(0, at + 1).join('/'));
}

t.test('a filter has one value, the last one that was set', async (t) => {
  const tree = new FilterTree<Value>();
  const [first, last] = [{ filter: 'a/+' }, { filter: 'a/+' }];
  tree.set('a/+', first);
  tree.set('a/+', last);
  t.equal(tree.size, 1);
  t.equal(tree.get('a/+'), last);
});

t.test('what a client may choose as a word is a word, names of object properties too', async (t) => {
  const tree = new FilterTree<Value>();
  for (const word of ['__proto__', 'constructor', 'toString', 'size', 'any', 'rest', 'words', 'value']) {
    t.same(collected(tree, word), [], word);
    t.equal(tree.get(word), undefined, word);
    tree.set(`${word}/#`, { filter: `${word}/#` });
    t.same(collected(tree, `${word}/x`), [`${word}/#`], word);
    t.ok(tree.delete(`${word}/#`), word);
  }
  t.equal(tree.levels, 0);
});

t.test('values found are added to those that are in the list', async (t) => {
  const tree = new FilterTree<Value>();
  tree.set('#', { filter: '#' });
  const found = [{ filter: 'before' }];
  tree.collect('a', found);
  t.same(found, [{ filter: 'before' }, { filter: '#' }]);
});

t.test('no depth of filter and topic is too much', async (t) => {
  const tree = new FilterTree<Value>();
  const deepest = Array(32_768).fill('+').join('/');
  tree.set(deepest, { filter: 'deepest' });
  t.same(collected(tree, '/'.repeat(32_767)), ['deepest']);
  t.same(collected(tree, '/'.repeat(32_766)), []);
  t.ok(tree.delete(deepest));
  t.equal(tree.levels, 0);
});
