import t from 'tap';
import { ADMIN, documentOf, testApi, VIEWER } from '../fixtures/api.ts';

const PATH = 'GET /prometheus/stats';

t.test('the metrics are the text of the registry, in its own type', async (t) => {
  const { ask } = await testApi();
  const answer = await ask(PATH);
  t.match(answer, { status: 200, text: '# TYPE up gauge\nup 1\n' });
  t.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
});

t.test('everybody needs credentials, and those of a viewer are enough', async (t) => {
  const { ask } = await testApi();
  for (const from of ['127.0.0.1', '172.17.0.1', '203.0.113.9']) {
    const stranger = await ask(PATH, { as: null, from });
    t.match(stranger, { status: 401, json: { code: 'AUTHORIZATION_HEADER_ERROR' } }, from);
  }
  for (const as of [ADMIN, VIEWER]) t.equal((await ask(PATH, { as })).status, 200);
});

const prometheusReaders = { isEmpty: false, has: (address: string) => address === '10.0.0.1' };

t.test('who is named needs none, and others do', async (t) => {
  const { ask } = await testApi({ prometheusReaders });
  t.equal((await ask(PATH, { as: null, from: '10.0.0.1' })).status, 200);
  t.equal((await ask(PATH, { as: null, from: '10.0.0.2' })).status, 401);
  t.equal((await ask(PATH, { as: VIEWER, from: '10.0.0.2' })).status, 200);
});

t.test('a proxy that is trusted does not lend its address to strangers', async (t) => {
  const { ask } = await testApi({ trustedProxies: ['10.0.0.1'], prometheusReaders });
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  t.equal((await ask(PATH, { as: null, from: '10.0.0.1', headers })).status, 401);
});

t.test('the document says when credentials are needed', async (t) => {
  const security = async (options: Parameters<typeof testApi>[0]) => {
    const { api } = await testApi(options);
    return (await documentOf(api)).paths['/api/v5/prometheus/stats']?.get?.security;
  };
  const both = [{ basicAuth: [] }, { bearerAuth: [] }];
  t.same(await security({}), both);
  t.same(await security({ prometheusReaders }), [{}, ...both]);
});
