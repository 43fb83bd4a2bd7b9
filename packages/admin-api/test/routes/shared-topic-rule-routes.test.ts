import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const BASE = '/authorization/sources/built_in_database/rules';
const rule = { topic: '#', permission: 'deny', action: 'subscribe', qos: [0, 1, 2], retain: 'all' };

t.test('the rules for all are put, shown and removed', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask(`GET ${BASE}/all`)).json, { rules: [] });
  t.equal((await ask(`POST ${BASE}/all`, { body: { rules: [rule, rule] } })).status, 204);
  t.equal((await ask(`POST ${BASE}/all`, { body: { rules: [rule] } })).status, 204, 'in the place of the others');
  t.same((await ask(`GET ${BASE}/all`)).json, { rules: [rule] });
  t.equal((await ask(`DELETE ${BASE}/all`)).status, 204);
  t.equal((await ask(`DELETE ${BASE}/all`)).status, 204, 'there are none any more');
  t.same((await ask(`GET ${BASE}/all`)).json, { rules: [] });
  t.match(memory.audit, [
    { action: 'put topic rules for all', target: 'all' },
    { action: 'put topic rules for all' },
    { action: 'remove topic rules for all' },
    { action: 'remove topic rules for all' },
  ]);
});

t.test('rules that are none are refused', async (t) => {
  const { ask, memory } = await testApi();
  const refused = async (body: object, message: RegExp | string) =>
    t.match(await ask(`POST ${BASE}/all`, { body }), { status: 400, json: { code: 'BAD_REQUEST', message } });
  await refused({}, 'Missing required parameter: rules');
  await refused({ rules: [{ ...rule, qos: [3] }] }, /^rules.0.qos.0: /);
  await refused({ rules: [{ ...rule, topic: 'a/#/b' }] }, 'the topic is no topic filter');
  t.same(memory.audit, []);
});

t.test('all rules are removed at once, of users, of client ids and for all', async (t) => {
  const { ask, memory } = await testApi();
  await ask(`PUT ${BASE}/users/ann`, { body: { rules: [] } });
  await ask(`PUT ${BASE}/clients/c1`, { body: { rules: [] } });
  await ask(`POST ${BASE}/all`, { body: { rules: [] } });
  t.equal(memory.topicRules.stored.size, 3);
  t.equal((await ask(`DELETE ${BASE}`)).status, 204);
  t.equal(memory.topicRules.stored.size, 0);
  t.match(memory.audit.at(-1), {
    action: 'remove all topic rules',
    detail: { before: { users: 1, clients: 1, all: 0 } },
  });
});
