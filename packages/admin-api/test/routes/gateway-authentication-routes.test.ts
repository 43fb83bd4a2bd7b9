import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const URL = '/gateways/ocpp/authentication';
// What a script written for EMQX sends first.
const EMQX = {
  mechanism: 'password_based',
  backend: 'built_in_database',
  user_id_type: 'clientid',
  password_hash_algorithm: { name: 'sha256', salt_position: 'suffix' },
};

t.test('how charge points are authenticated is shown in EMQX’s shape, ours beside it', async (t) => {
  const { ask } = await testApi();
  t.match((await ask(`GET ${URL}`)).json, {
    mechanism: 'password_based',
    backend: 'built_in_database',
    user_id_type: 'username',
    password_hash_algorithm: { name: 'scrypt' },
    enable: true,
    order: 'built_in_database, jwt, http',
    jwt: { enable: false },
  });
});

t.test('what a script for EMQX does goes: made, changed, taken away, made again', async (t) => {
  const { ask, memory } = await testApi();
  const settings = () => memory.document.current.gateway.ocpp.authentication;
  t.match(await ask(`POST ${URL}`, { body: EMQX }), { status: 201, json: { user_id_type: 'clientid', enable: true } });
  t.equal(settings().password_hash_algorithm.name, 'scrypt', 'which hash is no business of the caller');
  t.match(await ask(`PUT ${URL}`, { body: { ...EMQX, user_id_type: 'username', enable: false } }), { status: 200 });
  t.match(settings(), { user_id_type: 'username', enable: false });
  t.match(await ask(`GET ${URL}`), { status: 204, text: '' }, 'off, and nothing else was set');
  await ask(`PUT ${URL}`, { body: { user_id_type: 'clientid' } });
  t.match(await ask(`GET ${URL}`), { status: 200, json: { enable: false, user_id_type: 'clientid' } });
  t.equal((await ask(`DELETE ${URL}`)).status, 204);
  t.match(settings(), { user_id_type: 'username', enable: false });
  t.match(await ask(`GET ${URL}`), { status: 204 });
  t.match(await ask(`POST ${URL}`, { body: EMQX }), { status: 201, json: { enable: true } });
  t.same(
    memory.audit.map(({ action }) => action.split(' ')[0]),
    ['add', 'update', 'update', 'remove', 'add'],
  );
});

t.test('secrets are not shown, are kept when their mask comes back, and are not recorded', async (t) => {
  const { ask, memory } = await testApi();
  const jwt = { enable: true, secret: 'hunter2' };
  const set = await ask(`PUT ${URL}`, { body: { jwt } });
  t.match(set, { status: 200, json: { jwt: { enable: true, secret: '******' } } });
  const { json } = await ask(`GET ${URL}`);
  t.match(await ask(`PUT ${URL}`, { body: json as object }), { status: 200 }, 'what was read may be sent back');
  t.equal(memory.document.current.gateway.ocpp.authentication.jwt.secret, 'hunter2');
  t.match(memory.audit[0], {
    detail: {
      before: { authentication: { jwt: { enable: false } } },
      after: { authentication: { jwt: { secret: '******' } } },
    },
  });
  t.notMatch(JSON.stringify([memory.audit, json]), /hunter2/);
});

t.test('a wrong value is refused with its path, and nothing is changed', async (t) => {
  const { ask, memory } = await testApi();
  for (const [body, message] of [
    [{ user_id_type: 'shoe size' }, /^user_id_type: must be/],
    [{ jwt: { enable: true } }, /^jwt\.secret: is needed/],
    [{ mechanism: 'jwt' }, /^mechanism: must be password_based/],
    [{ colour: 1 }, /^colour: /],
    [[], /^body: must be object/],
  ] as const) {
    for (const method of ['POST', 'PUT']) {
      t.match(
        await ask(`${method} ${URL}`, { body }),
        { status: 400, json: { message } },
        `${method} ${JSON.stringify(body)}`,
      );
    }
  }
  t.same(memory.audit, []);
});
