import t from 'tap';
import { basic, testApi } from '../fixtures/api.ts';

const NOT_FOUND = { status: 404, json: { code: 'NOT_FOUND', message: 'API key not found' } };

t.test('a new key shows its secret once and lets its owner in', async (t) => {
  const { ask, memory } = await testApi();
  const created = await ask('POST /api_key', { body: { name: 'csms', desc: 'for the CSMS' } });
  t.equal(created.status, 200);
  t.same(created.json, {
    name: 'csms',
    api_key: 'csms-key',
    api_secret: 'csms-secret',
    desc: 'for the CSMS',
    enable: true,
    expired_at: 'infinity',
    expired: false,
    created_at: '2023-11-14T22:13:20.000Z',
    role: 'administrator',
  });
  t.equal((await ask('GET /nodes', { as: basic('csms-key:csms-secret') })).status, 200);
  for (const line of ['GET /api_key', 'GET /api_key/csms']) t.notMatch((await ask(line)).text, /secret/);
  t.match(memory.audit, [{ action: 'create api key', target: 'csms' }]);
  t.notMatch(JSON.stringify(memory.audit), /secret/);
});

t.test('keys are listed and shown', async (t) => {
  const { ask } = await testApi();
  t.match((await ask('GET /api_key')).json, [
    { name: 'root', api_key: 'root-key', role: 'administrator' },
    { name: 'view', api_key: 'view-key', role: 'viewer' },
  ]);
  t.match(await ask('GET /api_key/view'), { status: 200, json: { name: 'view' } });
  t.match(await ask('GET /api_key/none'), NOT_FOUND);
});

t.test('a key is changed: what is left out stays', async (t) => {
  const { ask } = await testApi();
  const expired_at = '2030-01-01T00:00:00.000Z';
  const create = { name: 'csms', desc: 'x', role: 'viewer', enable: false, expired_at };
  t.match((await ask('POST /api_key', { body: create })).json, { ...create, expired: false });
  const { status, json } = await ask('PUT /api_key/csms', { body: { enable: true } });
  t.equal(status, 200);
  t.match(json, { desc: 'x', role: 'viewer', enable: true, expired_at });
  t.match((await ask('PUT /api_key/csms', { body: { expired_at: 'infinity' } })).json, { expired_at: 'infinity' });
  t.match(await ask('PUT /api_key/none', { body: {} }), NOT_FOUND);
});

t.test('the end of a key is RFC 3339, infinity or seconds, and shows once it has come', async (t) => {
  const { ask, memory } = await testApi();
  const end = Math.floor(memory.time.now / 1000) + 60;
  t.match((await ask('POST /api_key', { body: { name: 'k', expired_at: end } })).json, { expired: false });
  memory.time.now += 60_000;
  t.match((await ask('GET /api_key/k')).json, { expired: true, expired_at: '2024-06-01T12:01:00.000Z' });
  for (const expired_at of ['tomorrow', '123', '2030-01-01', -1, 1.5, 1e15, null]) {
    const answer = await ask('PUT /api_key/k', { body: { expired_at } });
    t.match(answer, { status: 400, json: { code: 'BAD_REQUEST', message: /^expired_at: / } }, String(expired_at));
  }
});

t.test('a removed key lets nobody in', async (t) => {
  const { ask } = await testApi();
  t.equal((await ask('DELETE /api_key/view')).status, 204);
  t.equal((await ask('GET /nodes', { as: basic('view-key:view-secret') })).status, 401);
  t.match(await ask('DELETE /api_key/view'), NOT_FOUND);
});

t.test('a name that is taken is 409, a bad one 400', async (t) => {
  const { ask } = await testApi();
  t.match(await ask('POST /api_key', { body: { name: 'root' } }), { status: 409, json: { code: 'ALREADY_EXISTS' } });
  for (const name of ['', '1a', 'a b', 'a/b', 'ü', 'x'.repeat(257), 7]) {
    t.match(
      await ask('POST /api_key', { body: { name } }),
      { status: 400, json: { message: /^name: / } },
      String(name),
    );
  }
  t.match(await ask('POST /api_key', { body: {} }), {
    status: 400,
    json: { message: 'Missing required parameter: name' },
  });
  t.match(await ask('POST /api_key', { body: { name: 'k', role: 'king' } }), {
    status: 400,
    json: { message: /^role: / },
  });
});
