import t from 'tap';
import { testApi, VIEWER } from '../fixtures/api.ts';

const BASE = '/authorization/sources/built_in_database/rules';
const NOT_FOUND = { status: 404, json: { code: 'NOT_FOUND', message: 'Rules not found' } };
const rule = { topic: 'ocpp/cs/${username}', permission: 'allow', action: 'publish' };
const shown = { ...rule, qos: [0, 1, 2], retain: 'all' };

for (const [path, key, whose] of [
  ['users', 'username', 'users'],
  ['clients', 'clientid', 'client ids'],
] as const) {
  const url = `${BASE}/${path}`;
  const entry = (name: string, rules: readonly object[] = [rule]) => ({ [key]: name, rules });

  t.test(`${path}: rules are added, shown, put and removed`, async (t) => {
    const { ask, memory } = await testApi();
    t.equal((await ask(`POST ${url}`, { body: [entry('ann'), entry('bob', [])] })).status, 204);
    t.same((await ask(`GET ${url}/ann`)).json, { [key]: 'ann', rules: [shown] });
    const narrow = { ...rule, qos: [1], retain: false };
    t.equal((await ask(`PUT ${url}/ann`, { body: entry('ignored', [narrow]) })).status, 204);
    t.same((await ask(`GET ${url}/ann`)).json, { [key]: 'ann', rules: [narrow] });
    t.equal((await ask(`PUT ${url}/new`, { body: { rules: [] } })).status, 204, 'also for whom there were none');
    t.equal((await ask(`DELETE ${url}/ann`)).status, 204);
    t.match(await ask(`GET ${url}/ann`), NOT_FOUND);
    t.match(await ask(`DELETE ${url}/ann`), NOT_FOUND);
    const of = `topic rules of ${whose}`;
    t.match(memory.audit, [
      { action: `add ${of}`, target: 'ann, bob' },
      { action: `put ${of}`, target: 'ann' },
      { action: `put ${of}`, target: 'new' },
      { action: `remove ${of}`, target: 'ann' },
    ]);
  });

  t.test(`${path}: lists are shown by page and by a part of the name`, async (t) => {
    const { ask } = await testApi();
    await ask(`POST ${url}`, { body: ['ann', 'anna', 'bob'].map((name) => entry(name)) });
    t.same((await ask(`GET ${url}?page=2&limit=2`)).json, {
      data: [{ [key]: 'bob', rules: [shown] }],
      meta: { page: 2, limit: 2, count: 3, hasnext: false },
    });
    t.match((await ask(`GET ${url}?like_${key}=ann`)).json, { meta: { count: 2 } });
    t.match(await ask(`GET ${url}?limit=0`), { status: 400, json: { code: 'INVALID_PARAMETER' } });
  });

  t.test(`${path}: of several lists, all are added or none`, async (t) => {
    const { ask, memory } = await testApi();
    await ask(`PUT ${url}/ann`, { body: { rules: [] } });
    t.match(await ask(`POST ${url}`, { body: [entry('bob'), entry('ann')] }), {
      status: 409,
      json: { code: 'ALREADY_EXISTS' },
    });
    const full = { status: 400, json: { code: 'BAD_REQUEST', message: 'There are as many rules as may be' } };
    t.match(await ask(`POST ${url}`, { body: ['b', 'c', 'd'].map((name) => entry(name)) }), full);
    t.equal(memory.topicRules.stored.size, 1);
    await ask(`POST ${url}`, { body: [entry('b'), entry('c')] });
    t.match(await ask(`PUT ${url}/d`, { body: { rules: [] } }), full);
  });

  t.test(`${path}: a name that needs percent-encoding works`, async (t) => {
    const { ask } = await testApi();
    await ask(`POST ${url}`, { body: [entry('a/b c%')] });
    t.match(await ask(`GET ${url}/a%2Fb%20c%25`), { status: 200, json: { [key]: 'a/b c%' } });
  });

  t.test(`${path}: a bad body is refused with its path, and nothing is kept`, async (t) => {
    const { ask, memory } = await testApi();
    const refused = async (body: object, message: RegExp | string) =>
      t.match(await ask(`POST ${url}`, { body }), { status: 400, json: { code: 'BAD_REQUEST', message } });
    await refused({}, /must be array/);
    await refused([{ rules: [] }], `Missing required parameter: 0.${key}`);
    await refused([{ [key]: 'ann' }], 'Missing required parameter: 0.rules');
    await refused([entry('')], new RegExp(`^0.${key}: `));
    await refused([entry('ann', [{ ...rule, permission: 'maybe' }])], /^0.rules.0.permission: .*allow, deny/);
    await refused([entry('ann', [{ ...rule, topic: 'a/#/b' }])], 'the topic is no topic filter');
    await refused([entry('ann', Array(101).fill(rule))], /^0.rules: /);
    t.match(await ask(`PUT ${url}/ann`, { body: {} }), { status: 400, json: { message: /rules/ } });
    t.match(await ask(`PUT ${url}/${'x'.repeat(1025)}`, { body: { rules: [] } }), { status: 400 });
    t.equal(memory.topicRules.stored.size, 0);
    t.same(memory.audit, []);
  });
}

t.test('a viewer reads rules and changes none', async (t) => {
  const { ask } = await testApi();
  const as = VIEWER;
  for (const path of ['users', 'clients']) {
    t.equal((await ask(`GET ${BASE}/${path}`, { as })).status, 200);
    t.equal((await ask(`POST ${BASE}/${path}`, { as, body: [] })).status, 403);
    t.equal((await ask(`PUT ${BASE}/${path}/a`, { as, body: { rules: [] } })).status, 403);
    t.equal((await ask(`DELETE ${BASE}/${path}/a`, { as })).status, 403);
  }
  t.equal((await ask(`POST ${BASE}/all`, { as, body: { rules: [] } })).status, 403);
  t.equal((await ask(`DELETE ${BASE}`, { as })).status, 403);
});
