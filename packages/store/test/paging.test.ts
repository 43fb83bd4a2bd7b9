import t from 'tap';
import { rowsOf } from '../src/paging.ts';

t.test('a page becomes rows to skip and rows to take', async (t) => {
  t.same(rowsOf({ page: 1, limit: 100 }), { limit: 100, offset: 0 });
  t.same(rowsOf({ page: 3, limit: 10_000 }), { limit: 10_000, offset: 20_000 });
});

t.test('a page or limit out of range is said so', async (t) => {
  for (const [page, limit] of [
    [0, 1],
    [Number.NaN, 1],
    [1, 0],
    [1, 10_001],
    [1, 0.5],
    [Number.MAX_SAFE_INTEGER, 10],
  ] as const) {
    t.throws(() => rowsOf({ page, limit }), { code: 'store_invalid_value' });
  }
});
