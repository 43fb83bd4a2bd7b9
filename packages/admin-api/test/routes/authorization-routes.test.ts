import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const URL = '/authorization/settings';

t.test('by default everything is allowed that no rule speaks of, and charge points are for users', async (t) => {
  const { ask } = await testApi();
  t.same((await ask(`GET ${URL}`)).json, {
    no_match: 'allow',
    deny_action: 'disconnect',
    charge_point_topics: 'users',
    cache: { enable: false },
  });
});

t.test('what is given is changed, what is left out stays, and EMQX’s cache is ignored', async (t) => {
  const { ask, memory } = await testApi();
  const body = { no_match: 'deny', cache: { enable: true, max_size: 32 }, sources: [] };
  const put = await ask(`PUT ${URL}`, { body });
  t.match(put, { status: 200, json: { no_match: 'deny', deny_action: 'disconnect' } });
  t.match(await ask(`PUT ${URL}`, { body: { charge_point_topics: 'rules' } }), {
    json: { no_match: 'deny', charge_point_topics: 'rules' },
  });
  t.match(memory.document.current.mqtt.authorization, { no_match: 'deny', charge_point_topics: 'rules' });
  t.match(memory.audit, [
    { action: 'update authorization settings', target: 'no_match' },
    { action: 'update authorization settings', target: 'charge_point_topics' },
  ]);
});

t.test('another word is refused with its path, and so is another key', async (t) => {
  const { ask, memory } = await testApi();
  const refused = async (body: object, message: string) =>
    t.match(await ask(`PUT ${URL}`, { body }), { status: 400, json: { code: 'BAD_REQUEST', message } });
  await refused({ no_match: 'maybe' }, 'no_match: must be allow or deny');
  await refused({ deny_action: 7 }, 'deny_action: must be string');
  await refused({ built_in_database: { enable: false } }, 'built_in_database: unknown key');
  t.same(memory.audit, []);
});
