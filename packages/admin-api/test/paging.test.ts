import t from 'tap';
import { LIMIT_MAX, PAGE_MAX, paginate, toPage } from '../src/paging.ts';
import { testApi } from './fixtures/api.ts';

const letters = [...'abcdefg'];
const page = (number: number, limit: number, matches = (_: string) => true) =>
  paginate(letters, { page: number, limit }, matches, (letter) => letter.toUpperCase());

t.test('a page has its part of the entries and tells whether more follow', async (t) => {
  t.same(page(1, 3), { data: ['A', 'B', 'C'], meta: { page: 1, limit: 3, count: 7, hasnext: true } });
  t.same(page(3, 3), { data: ['G'], meta: { page: 3, limit: 3, count: 7, hasnext: false } });
  t.same(page(1, 7).meta.hasnext, false, 'exactly full');
});

t.test('a page past the end is empty and has none after it', async (t) => {
  t.same(page(9, 3), { data: [], meta: { page: 9, limit: 3, count: 7, hasnext: false } });
});

t.test('only what matches is counted', async (t) => {
  t.same(
    page(1, 2, (letter) => letter > 'e'),
    { data: ['F', 'G'], meta: { page: 1, limit: 2, count: 2, hasnext: false } },
  );
});

t.test('only the entries of the page are printed', async (t) => {
  let printed = 0;
  paginate(
    letters,
    { page: 2, limit: 2 },
    () => true,
    () => {
      printed += 1;
    },
  );
  t.equal(printed, 2);
});

t.test('a page cut elsewhere is told as it is', async (t) => {
  t.same(toPage([1, 2], 5, { page: 1, limit: 2 }).meta, { page: 1, limit: 2, count: 5, hasnext: true });
  t.equal(LIMIT_MAX, 10_000);
});

t.test('a page that nobody could count to is refused as bad paging', async (t) => {
  const { ask } = await testApi();
  const refused = { status: 400, json: { code: 'INVALID_PARAMETER' } };
  t.match(await ask('GET /audit?page=999999999999999&limit=10000'), refused);
  t.equal((await ask(`GET /audit?page=${PAGE_MAX}&limit=10000`)).status, 200);
});
