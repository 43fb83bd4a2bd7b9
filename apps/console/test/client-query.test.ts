import t from 'tap';
import { clientQuery, isFiltered } from '../src/client-query.ts';

t.test('a search is made in the identities, or in the user names', async (t) => {
  t.strictSame(clientQuery({ search: 'CP' }), { page: 1, limit: 50, like_clientid: 'CP' });
  t.strictSame(clientQuery({ search: 'CP', by: 'user', page: '2' }), { page: 2, limit: 50, like_username: 'CP' });
});

t.test('a state that is none is no filter', async (t) => {
  t.strictSame(clientQuery({ state: 'connected' }), { page: 1, limit: 50, conn_state: 'connected' });
  t.strictSame(clientQuery({ state: 'asleep', page: 'x' }), { page: 1, limit: 50 });
});

t.test('a list without a filter is told from one that is narrowed', async (t) => {
  t.strictSame([{}, { page: '2' }, { search: 'x' }, { state: 'connected' }].map(isFiltered), [
    false,
    false,
    true,
    true,
  ]);
});
