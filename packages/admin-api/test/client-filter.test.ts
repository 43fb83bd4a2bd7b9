import t from 'tap';
import { type ClientQuery, clientFilter } from '../src/client-filter.ts';
import { ApiError } from '../src/errors.ts';
import { gatewayClients } from './fixtures/memory-clients.ts';

const found = (query: ClientQuery): string[] => {
  const matches = clientFilter(query, 'node-1');
  return [...gatewayClients().list()].filter((client) => matches(client)).map((client) => client.clientId);
};
const ALL = ['CP1', 'CP2', 'A/B+ #%'];

const cases: readonly (readonly [ClientQuery, readonly string[]])[] = [
  [{}, ALL],
  [{ node: 'node-1' }, ALL],
  [{ node: 'elsewhere' }, []],
  [{ clientid: 'CP1' }, ['CP1']],
  [{ clientid: 'CP' }, []],
  [{ username: 'bob' }, ['CP2']],
  [{ ip_address: '10.0.0.1' }, ['CP1']],
  [{ conn_state: 'connected' }, ['CP1', 'A/B+ #%']],
  [{ conn_state: 'disconnected' }, ['CP2']],
  [{ conn_state: 'idle' }, []],
  [{ proto_ver: '2.0.1' }, ['CP2']],
  [{ clean_start: true }, ['CP1']],
  [{ clean_start: false }, ['CP2', 'A/B+ #%']],
  [{ like_clientid: 'CP' }, ['CP1', 'CP2']],
  [{ like_clientid: 'B+ #' }, ['A/B+ #%']],
  [{ like_clientid: '.*' }, []],
  [{ like_username: 'li' }, ['CP1']],
  [{ gte_connected_at: '2024-01-01T01:00:00Z' }, ['CP2']],
  [{ lte_connected_at: '2024-01-01T01:00:00+01:00' }, ['CP1']],
  [{ gte_created_at: String(Date.parse('2024-01-01T00:30:00Z')) }, ['CP2']],
  [{ lte_created_at: '2024-01-01T00:00:00.000Z' }, ['CP1']],
  [{ gte_created_at: '2024-01-01T00:00:00Z', lte_created_at: '2024-01-01T01:00:00Z' }, ['CP1', 'CP2']],
  [{ like_clientid: 'CP', conn_state: 'connected' }, ['CP1']],
];

for (const [query, expected] of cases) {
  t.test(`${JSON.stringify(query)} finds ${expected.length} of 3`, async (t) => {
    t.same(found(query), expected);
  });
}

t.test('a time that cannot be read is refused with its name', async (t) => {
  t.throws(() => clientFilter({ gte_connected_at: 'yesterday' }, 'node-1'), ApiError);
  t.throws(() => clientFilter({ lte_created_at: '2024-01-01' }, 'node-1'), { message: /^lte_created_at: / });
});
