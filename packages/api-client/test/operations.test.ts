import t from 'tap';
import { type ApiClient, createApiClient, type EntryOf, type Schemas } from '../src/index.ts';

// The compiler is the test: each line marked as an error must be one, and the others must be none.
const uses = async (api: ApiClient): Promise<readonly unknown[]> => {
  const user: Schemas['User'] = await api.post('/api/v5/gateways/ocpp/authentication/users', {
    body: { user_id: 'a', password: 'b' },
  });
  const entry = {} as EntryOf<'/api/v5/gateways/ocpp/clients'>;
  const rules: readonly Schemas['TopicRule'][] = (
    await api.get('/api/v5/authorization/sources/built_in_database/rules/all')
  ).rules;
  return [
    user,
    entry.ocpp.pending_call?.unique_id,
    rules,
    // @ts-expect-error there is no such path
    await api.get('/api/v5/nowhere'),
    // @ts-expect-error nor such a method at this one
    await api.delete('/api/v5/nodes'),
    // @ts-expect-error a parameter of the path is missing
    await api.get('/api/v5/clients/{clientid}'),
    // @ts-expect-error the body has an unknown property
    await api.post('/api/v5/publish', { body: { topic: 't', payload: '', qoss: 1 } }),
    // @ts-expect-error the query has a wrong type
    await api.get('/api/v5/clients', { query: { limit: 'ten' } }),
    // @ts-expect-error this list has no pages
    api.each('/api/v5/nodes'),
  ];
};

t.test('what can be asked, and how, is known to the compiler', async (t) => {
  t.type(uses, 'function');
  t.same(Object.keys(createApiClient({ baseUrl: 'http://h' })).sort(), [
    'delete',
    'each',
    'events',
    'get',
    'open',
    'post',
    'put',
    'specification',
  ]);
});
