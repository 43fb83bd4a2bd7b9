import t from 'tap';
import { testApi, VIEWER } from '../fixtures/api.ts';

const NOT_FOUND = { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Webhook not found' } };
const STATUS = {
  state: 'waiting',
  queued: 3,
  queued_bytes: 300,
  delivered: 10,
  failed: 2,
  dropped: 1,
  dead_letters: 3,
  last_error: 'answered 503',
  last_delivered_at: '1970-01-01T00:00:01.000Z',
  next_attempt_at: null,
};

t.test('webhooks are shown with how they fare, and without their secrets', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask('GET /webhooks', { as: VIEWER });
  t.match(json, [
    {
      name: 'billing',
      url: '******',
      enable: true,
      events: ['*'],
      secret: '******',
      headers: { 'x-key': '******', 'x-empty': '' },
      retry: { first: '1s', factor: 2 },
      status: STATUS,
    },
  ]);
  t.equal((json as readonly unknown[]).length, 1);
  t.same((await ask('GET /webhooks/billing')).json, (json as readonly unknown[])[0]);
  for (const name of ['none', 'constructor', '__proto__']) t.match(await ask(`GET /webhooks/${name}`), NOT_FOUND, name);
});

t.test('a webhook is made, once', async (t) => {
  const { ask, memory } = await testApi();
  const body = { url: 'https://example.org/b', secret: 's' };
  const made = await ask('POST /webhooks/second', { body });
  t.match(made, { status: 201, json: { name: 'second', url: '******', enable: true, secret: '******' } });
  t.match(memory.webhookSettings.stored.second, body);
  t.match(await ask('POST /webhooks/second', { body }), { status: 409, json: { code: 'ALREADY_EXISTS' } });
  t.match(memory.audit, [{ action: 'add webhook', target: 'second' }]);
  t.notMatch(JSON.stringify(memory.audit), /"s"|example/);
});

t.test('a name that is none, and what the settings refuse, is 400 with its path', async (t) => {
  const { ask, memory } = await testApi();
  const body = { url: 'https://example.org/b' };
  for (const name of ['a%20b', '__proto__', '-a', 'x'.repeat(65), 'a%2Fb']) {
    t.match(await ask(`POST /webhooks/${name}`, { body }), { status: 400, json: { message: /^name: / } }, name);
  }
  const refused = await ask('POST /webhooks/second', { body: { url: 'ftp://example.org' } });
  t.match(refused, {
    status: 400,
    json: { code: 'BAD_REQUEST', message: /^url: must be an address such as https:\/\/example.org\/events/ },
  });
  t.match(await ask('POST /webhooks/second', { body: {} }), { status: 400, json: { message: /^url: is needed/ } });
  t.match(await ask('PUT /webhooks/billing', { body: { url: 'x' } }), { status: 400, json: { message: /^url: / } });
  for (const line of ['POST /webhooks/second', 'PUT /webhooks/billing']) {
    t.match(await ask(line, { body: [] }), { status: 400, json: { message: 'body: must be object' } });
    t.equal((await ask(line)).status, 400);
  }
  t.same(Object.keys(memory.webhookSettings.stored), ['billing']);
  t.same(memory.audit, []);
});

t.test('what was read may be sent back, and the secrets stay', async (t) => {
  const { ask, memory } = await testApi();
  const shown = (await ask('GET /webhooks/billing')).json as object;
  const changed = await ask('PUT /webhooks/billing', { body: { ...shown, enable: false } });
  t.match(changed, { status: 200, json: { enable: false, secret: '******' } });
  t.match(memory.webhookSettings.stored.billing, {
    url: 'https://example.org/events',
    enable: false,
    secret: 'shh',
    headers: { 'x-key': 'k1' },
  });
  t.match(await ask('PUT /webhooks/none', { body: {} }), NOT_FOUND);
  const detail = { before: { enable: true }, after: { enable: false } };
  t.match(memory.audit, [{ action: 'update webhook', target: 'billing', detail }]);
});

t.test('a webhook is removed', async (t) => {
  const { ask, memory } = await testApi();
  t.equal((await ask('DELETE /webhooks/billing')).status, 204);
  t.match(await ask('DELETE /webhooks/billing'), NOT_FOUND);
  t.match(memory.audit, [{ action: 'remove webhook', target: 'billing', detail: { before: { secret: '******' } } }]);
  t.notMatch(JSON.stringify(memory.audit), /shh|k1/);
});

t.test('a webhook is tried out, one test at a time', async (t) => {
  const { ask, memory } = await testApi();
  const ok = { delivered: true, status: 200, problem: null, latency_ms: 12 };
  t.same((await ask('POST /webhooks/billing/test')).json, ok);
  let answer: () => void = () => {};
  const begun = new Promise<void>((begin) => {
    memory.hooks.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve({ kind: 'unanswered', problem: 'timed out', latencyMs: 5000 });
        begin();
      });
  });
  const first = ask('POST /webhooks/billing/test');
  await begun;
  t.match(await ask('POST /webhooks/billing/test'), { status: 503, json: { message: /tested already/ } });
  answer();
  t.match((await first).json, { delivered: false, status: null, problem: 'timed out' });
  memory.hooks.answer = () => Promise.reject(new Error('broken'));
  t.equal((await ask('POST /webhooks/billing/test')).status, 500);
  memory.hooks.answer = async () => ({ kind: 'answered', status: 200, latencyMs: 11.6 });
  t.same((await ask('POST /webhooks/billing/test')).json, ok, 'a test that broke has given its place back');
  t.match(await ask('POST /webhooks/none/test'), NOT_FOUND);
});

t.test('a viewer changes nothing', async (t) => {
  const { ask, memory } = await testApi();
  for (const line of [
    'POST /webhooks/a',
    'PUT /webhooks/billing',
    'DELETE /webhooks/billing',
    'POST /webhooks/billing/test',
  ]) {
    t.equal((await ask(line, { as: VIEWER, body: { url: 'http://x' } })).status, 403, line);
  }
  t.same(memory.hooks.asked, []);
});
