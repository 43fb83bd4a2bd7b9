import t from 'tap';
import { ADMIN, documentOf, testApi, VIEWER } from '../fixtures/api.ts';

const PATH = 'GET /prometheus/stats';

t.test('the metrics are the text of the registry, in its own type', async (t) => {
  const { ask } = await testApi();
  const answer = await ask(PATH);
  t.match(answer, { status: 200, text: '# TYPE up gauge\nup 1\n' });
  t.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
});

t.test('by default a private address needs no credentials, another one does', async (t) => {
  const { ask } = await testApi();
  t.equal((await ask(PATH, { as: null })).status, 200);
  t.equal((await ask(PATH, { as: null, from: '172.17.0.3' })).status, 200);
  const stranger = await ask(PATH, { as: null, from: '203.0.113.9' });
  t.match(stranger, { status: 401, json: { code: 'AUTHORIZATION_HEADER_ERROR' } });
  for (const as of [ADMIN, VIEWER]) t.equal((await ask(PATH, { as, from: '203.0.113.9' })).status, 200);
});

t.test('a proxy that is trusted does not make strangers private', async (t) => {
  const { ask } = await testApi({ trustedProxies: ['10.0.0.1'] });
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  t.equal((await ask(PATH, { as: null, from: '10.0.0.1', headers })).status, 401);
});

t.test('they can be open to everybody, and guarded from all', async (t) => {
  const open = await testApi({ prometheusAccess: 'open' });
  t.equal((await open.ask(PATH, { as: null, from: '203.0.113.9' })).status, 200);
  const guarded = await testApi({ prometheusAccess: 'guarded' });
  t.equal((await guarded.ask(PATH, { as: null })).status, 401);
  t.equal((await guarded.ask(PATH, { as: VIEWER })).status, 200);
});

t.test('the document says when credentials are needed', async (t) => {
  const security = async (prometheusAccess: 'open' | 'private' | 'guarded') => {
    const { api } = await testApi({ prometheusAccess });
    return (await documentOf(api)).paths['/api/v5/prometheus/stats']?.get?.security;
  };
  const both = [{ basicAuth: [] }, { bearerAuth: [] }];
  t.same(await security('open'), []);
  t.same(await security('private'), [{}, ...both]);
  t.same(await security('guarded'), both);
});
