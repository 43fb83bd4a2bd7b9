import t from 'tap';
import { LineProblems, problemAt } from '../src/line-problem.ts';

t.test('problems come in the order of the file, with the item where there is one', async (t) => {
  const problems = new LineProblems();
  problems.addAt({ line: 3, item: 2 }, 'wrong');
  problems.add(1, 'missing');
  t.same(problems.list(), [
    { line: 1, reason: 'missing' },
    { line: 3, reason: 'item 2: wrong' },
  ]);
  t.same(problemAt({ line: 4 }, 'short'), { line: 4, reason: 'short' });
});

t.test('a hundred problems are told and the others counted', async (t) => {
  const problems = new LineProblems();
  for (let line = 1; line <= 103; line += 1) problems.add(line, 'wrong');
  t.equal(problems.list().length, 101);
  t.same(problems.list().at(-1), { line: 100, reason: 'and 3 more problems' });
});
