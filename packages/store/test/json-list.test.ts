import t from 'tap';
import { parseJsonList } from '../src/json-list.ts';
import { LineProblems } from '../src/line-problem.ts';

function parse(text: string) {
  const problems = new LineProblems();
  const items = parseJsonList(text, problems).map(({ line, item, value }) => [line, item, value]);
  return { items, problems: problems.list().map(({ line, reason }) => `${line}: ${reason}`) };
}

t.test('items come with their number and the line on which they begin', async (t) => {
  t.same(parse('\uFEFF[\n {"a": "],[\\"", "b": [1, [2]]},\n\n "x"\n, 3 ]\n'), {
    items: [
      [2, 1, { a: '],["', b: [1, [2]] }],
      [4, 2, 'x'],
      [5, 3, 3],
    ],
    problems: [],
  });
  t.same(parse('[]'), { items: [], problems: [] });
  t.same(parse(' [ \n ] '), { items: [], problems: [] });
});

t.test('each item that cannot be read is named, none of its text is, and the others are read', async (t) => {
  t.same(parse('[\n{"a": secret},\n{"a": 1},\n{"a": 1,},\n]'), {
    items: [[3, 2, { a: 1 }]],
    problems: [
      '2: item 1: this is not valid JSON',
      '4: item 3: this is not valid JSON',
      '5: item 4: this is not valid JSON',
    ],
  });
});

t.test('what is no list, not closed or followed by something is said so', async (t) => {
  t.same(parse('{"a": 1}').problems, ['1: the file is not a JSON list: it does not begin with [']);
  t.same(parse('').problems, ['1: the file is not a JSON list: it does not begin with [']);
  t.same(parse('[1,\n2').problems, ['2: the list is not closed with ]']);
  t.same(parse('["open').problems, ['1: the list is not closed with ]', '1: item 1: this is not valid JSON']);
  t.same(parse('[1]\n[2]').problems, ['1: something follows the ] of the list']);
  t.match(parse('['.repeat(100_000)).problems, ['1: the list is not closed with ]', /not valid JSON/]);
});
