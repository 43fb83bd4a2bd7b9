import t from 'tap';
import { ADMIN, type Answer, basic, logIn, testApi, VIEWER } from './fixtures/api.ts';

const refusal = ({ status, json }: Answer) => [status, (json as { readonly code?: string } | undefined)?.code];

t.test('each way of not being let in has its own code, and 401 names the scheme', async (t) => {
  const { ask, memory } = await testApi();
  memory.apiKeys.put({ ...known(memory.apiKeys.find('root')), name: 'off', key: 'off', secret: 's', enabled: false });
  const soon = memory.time.now + 1000;
  memory.apiKeys.put({ ...known(memory.apiKeys.find('root')), name: 'old', key: 'old', secret: 's', expiresAt: soon });
  const cases: readonly (readonly [string | null, string])[] = [
    [null, 'AUTHORIZATION_HEADER_ERROR'],
    ['', 'AUTHORIZATION_HEADER_ERROR'],
    ['Digest abc', 'AUTHORIZATION_HEADER_ERROR'],
    ['Basic', 'AUTHORIZATION_HEADER_ERROR'],
    ['Basic !!!', 'AUTHORIZATION_HEADER_ERROR'],
    [basic('nocolon'), 'AUTHORIZATION_HEADER_ERROR'],
    [basic(':secret'), 'AUTHORIZATION_HEADER_ERROR'],
    [basic('root-key:wrong'), 'BAD_API_KEY_OR_SECRET'],
    [basic('nobody:root-secret'), 'BAD_API_KEY_OR_SECRET'],
    [basic('off:s'), 'BAD_API_KEY_OR_SECRET'],
    ['Bearer nonsense', 'BAD_TOKEN'],
    ['Bearer ', 'BAD_TOKEN'],
  ];
  for (const [as, code] of cases) {
    const answer = await ask('GET /nodes', { as });
    t.same(refusal(answer), [401, code], String(as));
    t.match(answer.headers['www-authenticate'], /^Basic/);
  }
  t.equal((await ask('GET /nodes', { as: basic('old:s') })).status, 200);
  memory.time.now = soon;
  t.same(refusal(await ask('GET /nodes', { as: basic('old:s') })), [401, 'BAD_API_KEY_OR_SECRET'], 'expired key');
});

t.test('a key, a token, and any spelling of the scheme let the caller in', async (t) => {
  const rig = await testApi();
  const token = await logIn(rig);
  for (const as of [ADMIN, VIEWER, token, ADMIN.replace('Basic', 'BASIC'), token.replace('Bearer', 'bearer')]) {
    t.equal((await rig.ask('GET /nodes', { as })).status, 200, as.slice(0, 12));
  }
  t.equal((await rig.ask('HEAD /nodes', { as: VIEWER })).status, 200);
});

t.test('a token times out by the clock', async (t) => {
  const rig = await testApi({ tokenTtlMs: 1000 });
  const as = await logIn(rig);
  rig.memory.time.now += 999;
  t.equal((await rig.ask('GET /nodes', { as })).status, 200);
  rig.memory.time.now += 1000;
  t.same(refusal(await rig.ask('GET /nodes', { as })), [401, 'TOKEN_TIME_OUT']);
});

t.test('an address that shows too many wrong keys has to wait, others have not', async (t) => {
  const { ask, memory } = await testApi({ apiKeyFailuresMax: 3, failureWindowMs: 10_000 });
  for (let i = 0; i < 3; i += 1) t.equal((await ask('GET /nodes', { as: basic('x:y'), from: '10.0.0.9' })).status, 401);
  const blocked = await ask('GET /nodes', { from: '10.0.0.9' });
  t.same(refusal(blocked), [429, 'TOO_MANY_REQUESTS']);
  t.equal(blocked.headers['retry-after'], '10');
  t.equal(memory.logged.length, 3, 'nor can it fill the log');
  t.same(memory.logged[0]?.details, { from: '10.0.0.9' });
  t.equal((await ask('GET /nodes', { from: '10.0.0.8' })).status, 200);
  memory.time.now += 10_000;
  t.equal((await ask('GET /nodes', { from: '10.0.0.9' })).status, 200);
});

t.test('a stranger is refused before the body is read', async (t) => {
  const { ask } = await testApi({ bodyBytesMax: 100 });
  const question = { as: null, body: { payload: 'x'.repeat(1000) } };
  t.same(refusal(await ask('POST /publish', question)), [401, 'AUTHORIZATION_HEADER_ERROR']);
});

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('missing in the fixture');
  return value;
}
