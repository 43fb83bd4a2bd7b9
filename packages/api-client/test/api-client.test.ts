import t from 'tap';
import { ApiError, createApiClient } from '../src/index.ts';
import { fakeServer, json } from './fixtures/fake-server.ts';

const credentials = { token: 'a-token' };

t.test('a request goes to its path with its query, body and credentials, and its answer comes back', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => json(response, 200, { id: 'm1' }));
  const api = createApiClient({ baseUrl: `${url}/`, credentials });
  t.same(await api.post('/api/v5/publish', { body: { topic: 'ocpp/cs/CP1', payload: '{}' } }), { id: 'm1' });
  const [{ headers, ...request } = { headers: {} }] = seen;
  t.same(request, { method: 'POST', url: '/api/v5/publish', body: '{"topic":"ocpp/cs/CP1","payload":"{}"}' });
  t.match(headers, { authorization: 'Bearer a-token', 'content-type': 'application/json', accept: 'application/json' });
});

t.test('a name in a path is encoded, and what is undefined in a query is left out', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => json(response, 200, {}));
  const api = createApiClient({ baseUrl: url });
  await api.get('/api/v5/gateways/ocpp/clients/{clientid}', { path: { clientid: 'A/B+ #%ü' } });
  await api.get('/api/v5/clients', { query: { limit: 5, like_clientid: 'a&b' } });
  t.same(
    seen.map((one) => one.url),
    ['/api/v5/gateways/ocpp/clients/A%2FB%2B%20%23%25%C3%BC', '/api/v5/clients?limit=5&like_clientid=a%26b'],
  );
  t.notOk('authorization' in (seen[0]?.headers ?? {}), 'nobody asks');
});

t.test('who asks may change from one request to the next', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => json(response, 200, []));
  let token: string | null = null;
  const api = createApiClient({ baseUrl: url, credentials: () => (token === null ? undefined : { token }) });
  await api.get('/api/v5/nodes');
  token = 'one';
  await api.get('/api/v5/nodes');
  token = 'other';
  await api.get('/api/v5/nodes');
  t.same(
    seen.map(({ headers }) => headers.authorization),
    [undefined, 'Bearer one', 'Bearer other'],
  );
});

t.test('the document that the client is made from is there to be read', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => json(response, 200, { openapi: '3.1.0' }));
  const api = createApiClient({ baseUrl: url, credentials });
  t.same(await api.specification({ timeoutMs: 5_000 }), { openapi: '3.1.0' });
  t.match(seen, [{ url: '/api-spec.json', headers: { authorization: 'Bearer a-token' } }]);
});

t.test('an answer without a body is undefined', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => response.writeHead(204).end());
  const api = createApiClient({ baseUrl: url });
  t.equal(await api.delete('/api/v5/clients/{clientid}', { path: { clientid: 'x' } }), undefined);
  t.equal(await api.put('/api/v5/gateways/ocpp', { body: { enable: true } }), undefined);
  t.same(
    seen.map(({ method }) => method),
    ['DELETE', 'PUT'],
  );
});

t.test('an error of the API is an ApiError with its code, message, status and body', async (t) => {
  const body = { code: 'RESOURCE_NOT_FOUND', message: 'Client not found', more: 1 };
  const { url } = await fakeServer(t, (_seen, response) => json(response, 404, body));
  const api = createApiClient({ baseUrl: url });
  await t.rejects(
    api.get('/api/v5/nodes'),
    Object.assign(new ApiError(404, 'RESOURCE_NOT_FOUND', 'Client not found'), { body }),
  );
});

t.test('pages are asked for one after the other, and only as far as they are taken', async (t) => {
  const { url, seen } = await fakeServer(t, ({ url }, response) => {
    const page = Number(new URLSearchParams(url.split('?')[1]).get('page'));
    json(response, 200, { data: [{ user_id: `u${page}a` }, { user_id: `u${page}b` }], meta: { hasnext: page < 3 } });
  });
  const api = createApiClient({ baseUrl: url });
  const path = '/api/v5/gateways/ocpp/authentication/users';
  const names: string[] = [];
  for await (const { user_id } of api.each(path, { query: { limit: 2 } })) names.push(user_id);
  t.same(names, ['u1a', 'u1b', 'u2a', 'u2b', 'u3a', 'u3b']);
  t.same(
    seen.map((one) => one.url.split('?')[1]),
    ['limit=2&page=1', 'limit=2&page=2', 'limit=2&page=3'],
  );
  for await (const { user_id } of api.each(path, { query: { page: 2 } })) {
    t.equal(user_id, 'u2a');
    break;
  }
  t.equal(seen.length, 4);
});
