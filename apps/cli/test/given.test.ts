import t from 'tap';
import { Given } from '../src/given.ts';

t.test('the last value of an option counts, and a list has them all', async (t) => {
  const given = new Given(
    ['CP1'],
    new Map([
      ['url', ['a', 'b']],
      ['json', []],
    ]),
  );
  t.equal(given.text('url'), 'b');
  t.same(given.list('url'), ['a', 'b']);
  t.equal(given.text('json'), undefined, 'a switch has no value');
  t.ok(given.has('json'));
  t.equal(given.argument(0), 'CP1');
  t.throws(() => given.argument(1), /not declared/);
});

t.test('an amount is a whole number within its bounds', async (t) => {
  const amount = (text: string) => new Given([], new Map([['limit', [text]]])).amount('limit', 100);
  t.equal(amount('100'), 100);
  for (const text of ['0', '101', '-1', '1.5', '', 'ten', '1e1']) t.throws(() => amount(text), /--limit must be/, text);
  t.equal(new Given([], new Map()).amount('limit', 1), undefined);
});
