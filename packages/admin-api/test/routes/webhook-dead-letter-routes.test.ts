import t from 'tap';
import { OPERATOR, testApi, VIEWER } from '../fixtures/api.ts';

const URL = '/webhooks/billing/dead_letters';
const NOT_FOUND = { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Webhook not found' } };

t.test('events that were given up are told in pages, the oldest first', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask(`GET ${URL}?limit=2`);
  t.same(json, {
    data: [
      { id: 1, at: '1970-01-01T00:00:01.000Z', reason: 'answered 400', attempts: 1, event: { id: 'e1', kind: 'call' } },
      { id: 2, at: '1970-01-01T00:00:02.000Z', reason: 'answered 400', attempts: 1, event: { id: 'e2', kind: 'call' } },
    ],
    meta: { page: 1, limit: 2, count: 3, hasnext: true },
  });
  t.match((await ask(`GET ${URL}?page=2&limit=2`)).json, { data: [{ id: 3 }], meta: { hasnext: false } });
  t.match(await ask(`GET ${URL}?limit=1001`), { status: 400, json: { code: 'INVALID_PARAMETER' } });
});

t.test('they are sent once more, all or those that are named', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask(`POST ${URL}/retry`, { body: { ids: [2, 9] } })).json, { count: 1 });
  t.same((await ask(`POST ${URL}/retry`)).json, { count: 2 });
  t.same(memory.hooks.asked, ['retry billing 2,9', 'retry billing all']);
  t.match(memory.audit, [{ action: 'retry dead letters of webhook', target: 'billing' }, {}]);
  for (const body of [{ ids: [] }, { ids: ['1'] }, { ids: [0] }, { ids: 1 }, { id: [1] }]) {
    t.equal((await ask(`POST ${URL}/retry`, { body })).status, 400, JSON.stringify(body));
  }
});

t.test('they are forgotten, all or those that are named', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask(`DELETE ${URL}?ids=1,3`)).json, { count: 2 });
  t.same((await ask(`DELETE ${URL}`)).json, { count: 1 });
  t.same(memory.hooks.asked, ['drop billing 1,3', 'drop billing all']);
  t.match(memory.audit, [{ action: 'drop dead letters of webhook' }, {}]);
  const many = Array.from({ length: 1001 }, (_, i) => i + 1).join(',');
  for (const ids of ['', 'a', '1,', '1,,2', '-1', many]) {
    t.equal((await ask(`DELETE ${URL}?ids=${ids}`)).status, 400, ids.slice(0, 20));
  }
});

t.test('of a webhook that is none there are none, and only an administrator sees what was to be sent', async (t) => {
  const { ask, memory } = await testApi();
  for (const line of ['GET', 'DELETE']) t.match(await ask(`${line} /webhooks/none/dead_letters`), NOT_FOUND, line);
  t.match(await ask('POST /webhooks/none/dead_letters/retry'), NOT_FOUND);
  t.equal((await ask(`GET ${URL}`, { as: VIEWER })).status, 403);
  t.equal((await ask(`GET ${URL}`, { as: OPERATOR })).status, 403);
  t.equal((await ask(`DELETE ${URL}`, { as: VIEWER })).status, 403);
  t.equal((await ask(`POST ${URL}/retry`, { as: VIEWER })).status, 403);
  t.same(memory.hooks.asked, []);
});
