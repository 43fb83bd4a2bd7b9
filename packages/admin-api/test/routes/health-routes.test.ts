import t from 'tap';
import { testApi } from '../fixtures/api.ts';

t.test('the process lives, as anybody may know, at the root and in the API', async (t) => {
  const { ask, memory } = await testApi();
  memory.node.running = false;
  for (const path of ['//healthz', '/healthz']) {
    const answer = await ask(`GET ${path}`, { as: null });
    t.match(answer, { status: 200, json: { status: 'ok' }, headers: { 'cache-control': 'no-store' } }, path);
  }
});

t.test('the node is ready when it has no problems, and 503 says which it has', async (t) => {
  const { ask, memory } = await testApi();
  for (const path of ['//readyz', '/readyz']) {
    t.match(await ask(`GET ${path}`, { as: null }), { status: 200, json: { ready: true, problems: [] } }, path);
  }
  memory.time.now += 1_000;
  Object.assign(memory.readiness, { ready: false, problems: ['listener tcp:default is not open'] });
  const unready = await ask('GET //readyz', { as: null });
  t.match(unready, { status: 503, json: { ready: false, problems: ['listener tcp:default is not open'] } });
  t.equal(unready.headers['cache-control'], 'no-store');
});

t.test('a node that starts or stops is not ready', async (t) => {
  const { ask, memory } = await testApi();
  memory.node.running = false;
  const expected = { status: 503, json: { ready: false, problems: ['the node starts or stops'] } };
  t.match(await ask('GET //readyz', { as: null }), expected);
});
