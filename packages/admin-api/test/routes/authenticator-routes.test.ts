import t from 'tap';
import { type Answer, testApi } from '../fixtures/api.ts';

const BUILT_IN = 'password_based:built_in_database';
const HTTP = 'password_based:http';
const url = '/authentication';
const states = ({ json }: Answer) =>
  (json as readonly { readonly id: string; readonly enable: boolean }[]).map(
    ({ id, enable }) => `${id} ${enable ? 'on' : 'off'}`,
  );
const http = {
  mechanism: 'password_based',
  backend: 'http',
  method: 'post',
  url: 'https://a.example',
  body: { user: '${username}' },
};

t.test('all three sources are listed in order, each in EMQX’s shape', async (t) => {
  const { ask } = await testApi();
  const answer = await ask(`GET ${url}`);
  t.same(states(answer), [`${BUILT_IN} on`, 'jwt off', `${HTTP} off`]);
  t.match(await ask(`GET ${url}/jwt`), { status: 200, json: { id: 'jwt', mechanism: 'jwt', enable: false } });
  t.match(await ask(`GET ${url}/${encodeURIComponent(BUILT_IN)}`), { json: { user_id_type: 'username' } });
  t.match(await ask(`GET ${url}/password_based:ldap`), { status: 404, json: { code: 'NOT_FOUND' } });
});

t.test('a source is switched on by adding it, as EMQX’s pages do', async (t) => {
  const { ask, memory } = await testApi();
  const body = { ...http, pool_size: 8, ssl: { enable: true }, headers: { authorization: 'hunter2' } };
  const added = await ask(`POST ${url}`, { body });
  t.match(added, { status: 200, json: { id: HTTP, enable: true, headers: { authorization: '******' } } });
  t.same(states(await ask(`GET ${url}`)), [`${BUILT_IN} on`, 'jwt off', `${HTTP} on`]);
  t.match(memory.document.current.mqtt.authentication.http, {
    enable: true,
    url: 'https://a.example',
    headers: { authorization: 'hunter2' },
  });
  t.match(await ask(`POST ${url}`, { body: { mechanism: 'scram' } }), {
    status: 400,
    json: { message: /^mechanism: must be one of/ },
  });
  t.notMatch(JSON.stringify(memory.audit), /hunter2/);
  t.match(memory.audit, [{ action: 'add authenticator', target: 'http' }]);
});

t.test('a source is changed, and switched off and on again with what was set of it', async (t) => {
  const { ask, memory } = await testApi();
  const jwt = () => memory.document.current.mqtt.authentication.jwt;
  const body = {
    mechanism: 'jwt',
    secret: 'hunter2',
    verify_claims: [{ name: 'sub', value: '${username}' }],
    enable: true,
  };
  t.equal((await ask(`PUT ${url}/jwt`, { body })).status, 204);
  t.match(jwt(), { enable: true, secret: 'hunter2', verify_claims: { sub: '${username}' } });
  t.equal((await ask(`DELETE ${url}/jwt`)).status, 204);
  t.match(jwt(), { enable: false, secret: 'hunter2' });
  const { json } = await ask(`GET ${url}/jwt`);
  t.equal((await ask(`PUT ${url}/jwt`, { body: { ...(json as object), enable: true } })).status, 204);
  t.match(jwt(), { enable: true, secret: 'hunter2' });
});

t.test('the own database can be switched off while another source is on, and be the only one again', async (t) => {
  const { ask, memory } = await testApi();
  await ask(`POST ${url}`, { body: http });
  t.equal((await ask(`DELETE ${url}/${BUILT_IN}`)).status, 204);
  t.same(states(await ask(`GET ${url}`)), ['jwt off', `${HTTP} on`, `${BUILT_IN} off`]);
  t.equal((await ask(`DELETE ${url}/${HTTP}`)).status, 204);
  t.equal(memory.document.current.mqtt.authentication.enable, false, 'nobody is asked any more');
  t.equal((await ask(`PUT ${url}/${BUILT_IN}`, { body: { enable: true } })).status, 204);
  t.same(states(await ask(`GET ${url}`)).toSorted(), [`${BUILT_IN} on`, `${HTTP} off`, 'jwt off'].toSorted());
});

t.test('what cannot be is refused with its path, and changes nothing', async (t) => {
  const { ask, memory } = await testApi();
  for (const [line, body, message] of [
    ['PUT /authentication/jwt', { from: 'nowhere' }, /^from: must be/],
    ['PUT /authentication/jwt', { enable: true }, /^secret: is needed/],
    ['PUT /authentication/jwt', { enable: 'yes' }, /^enable: must be true or false/],
    ['PUT /authentication/jwt', http, /^mechanism: must be that of the source/],
    [`PUT /authentication/${BUILT_IN}`, { colour: 1 }, /^colour: /],
    ['PUT /authentication/jwt', [], /^body: must be object/],
  ] as const) {
    t.match(await ask(line, { body }), { status: 400, json: { message } }, JSON.stringify(body));
  }
  t.equal((await ask('PUT /authentication/ldap', { body: {} })).status, 404);
  t.same(memory.audit, []);
});
