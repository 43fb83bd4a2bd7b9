import t from 'tap';
import { printable, table } from '../src/table.ts';

t.test('columns are as wide as what stands in them, and nothing is shown as -', async (t) => {
  const rows = [
    { id: 'CP1', note: 'ä😀', count: 0 },
    { id: 'a-longer-one', note: null, count: 12 },
  ];
  t.equal(
    table(rows, [
      ['ID', ({ id }) => id],
      ['NOTE', ({ note }) => note],
      ['N', ({ count }) => count],
    ]),
    ['ID            NOTE  N', 'CP1           ä😀    0', 'a-longer-one  -     12', ''].join('\n'),
  );
  t.equal(table([], [['ID', () => 'x']]), '', 'no rows, no titles');
});

t.test('text from outside cannot move the cursor, break the line or turn it round', async (t) => {
  t.equal(printable('a\u001b[2Jb\nc\u202ed\u0007'), 'a\\u{1b}[2Jb\\u{a}c\\u{202e}d\\u{7}');
  t.equal(printable('CP 1/ü—✓'), 'CP 1/ü—✓');
  t.equal(table([{ id: 'x\r\n' }], [['ID', ({ id }) => id]]), 'ID\nx\\u{d}\\u{a}\n');
});
