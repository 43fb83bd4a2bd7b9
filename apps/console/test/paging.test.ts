import t from 'tap';
import { pageNumber, positionOf } from '../src/paging.ts';

t.test('a page says which entries it shows', async (t) => {
  const last = { page: 3, pageCount: 3, range: '101–130 of 130', hasPrevious: true, hasNext: false, insteadOf: null };
  t.strictSame(positionOf({ page: 3, limit: 50, count: 130 }), last);
  t.match(positionOf({ page: 1, limit: 50, count: 130 }), { range: '1–50 of 130', hasPrevious: false, hasNext: true });
  t.match(positionOf({ page: 2, limit: 50, count: 100 }), { pageCount: 2, hasNext: false });
});

t.test('an empty list has one page with nothing on it', async (t) => {
  t.match(positionOf({ page: 1, limit: 50, count: 0 }), {
    pageCount: 1,
    range: 'none',
    hasNext: false,
    insteadOf: null,
  });
  t.match(positionOf({ page: 0, limit: 0, count: 0 }), { page: 1, pageCount: 1 });
});

t.test('a page past the end points to the last one', async (t) => {
  t.match(positionOf({ page: 3, limit: 50, count: 70 }), { range: 'none of 70', insteadOf: 2 });
});

t.test('only a whole number from 1 is a page', async (t) => {
  t.strictSame(
    ['2', undefined, '', '0', '-1', '1.5', 'x', '1e3', '99999999999'].map(pageNumber),
    [2, 1, 1, 1, 1, 1, 1, 1, 1],
  );
});
