import t from 'tap';
import { changeLines } from '../src/change-lines.ts';

t.test('a change has a line for each name that either side has', async (t) => {
  t.strictSame(changeLines({ a: '30s', b: true, c: 1 }, { a: '45s', d: ['x'] }), [
    { name: 'a', before: '30s', after: '45s' },
    { name: 'b', before: 'true', after: null },
    { name: 'c', before: '1', after: null },
    { name: 'd', before: null, after: '["x"]' },
  ]);
});

t.test('what was made has no before, and what was removed no after', async (t) => {
  t.strictSame(changeLines(null, { a: 1 }), [{ name: 'a', before: null, after: '1' }]);
  t.strictSame(changeLines({ a: 1 }, null), [{ name: 'a', before: '1', after: null }]);
  t.strictSame(changeLines(null, undefined), []);
});

t.test('what is no object is one line', async (t) => {
  t.strictSame(changeLines([1], [2]), [{ name: '', before: '[1]', after: '[2]' }]);
  t.strictSame(changeLines(null, 'x'), [{ name: '', before: null, after: 'x' }]);
});
