import t from 'tap';
import { parseCsv } from '../src/csv.ts';
import { LineProblems } from '../src/line-problem.ts';

function parse(text: string) {
  const problems = new LineProblems();
  const records = parseCsv(text, problems).map(({ line, fields }) => [line, ...fields]);
  return { records, problems: problems.list() };
}

t.test('records come with the line on which they begin', async (t) => {
  t.same(parse('\uFEFFa,b\r\n\r\n1,"x,\r\n""y"""\r\n\n 2 ,\n,"",\r\n"q"'), {
    records: [
      [1, 'a', 'b'],
      [3, '1', 'x,\r\n"y"'],
      [6, ' 2 ', ''],
      [7, '', '', ''],
      [8, 'q'],
    ],
    problems: [],
  });
  t.same(parse('').records, []);
  t.same(parse('\n\r\n').records, []);
  t.same(parse('""').records, [[1, '']]);
  t.same(parse('a"b,c\rd\r').records, [[1, 'a"b', 'c\rd']]);
});

t.test('each record that cannot be read is named, and the others are read', async (t) => {
  t.same(parse('a,b\n"x"y,1\n2,3\n"open,\n4,5'), {
    records: [
      [1, 'a', 'b'],
      [3, '2', '3'],
    ],
    problems: [
      { line: 2, reason: 'text follows the closing quote of a field' },
      { line: 4, reason: 'a quoted field that begins in this record is not closed' },
    ],
  });
});

t.test('a field of many quotes is read without recursion', async (t) => {
  t.equal(parse(`"${'""'.repeat(1_000_000)}"`).records[0]?.[1]?.toString().length, 1_000_000);
});
