import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const NOT_FOUND = { status: 404, json: { code: 'NOT_FOUND', message: 'User not found' } };
const realms = [
  { name: 'ocpp', url: '/gateways/ocpp/authentication/users', noun: 'gateway user' },
  { name: 'mqtt', url: '/authentication/password_based:built_in_database/users', noun: 'mqtt user' },
] as const;

for (const { name, url, noun } of realms) {
  t.test(`${name}: a user is added, shown, changed and removed`, async (t) => {
    const { ask, memory } = await testApi();
    const stored = () => memory.users[name].stored.get('ann');
    const added = await ask(`POST ${url}`, { body: { user_id: 'ann', password: 's3cret' } });
    t.match(added, { status: 201 });
    t.same(added.json, { user_id: 'ann', is_superuser: false });
    t.match(stored(), { password: 's3cret', isSuperuser: false });
    t.same((await ask(`GET ${url}/ann`)).json, { user_id: 'ann', is_superuser: false });

    const changed = await ask(`PUT ${url}/ann`, { body: { password: 'n3w', is_superuser: true } });
    t.match(changed, { status: 200, json: { user_id: 'ann', is_superuser: true } });
    t.match(stored(), { password: 'n3w', isSuperuser: true });
    t.equal((await ask(`PUT ${url}/ann`, { body: { is_superuser: false } })).status, 200);
    t.match(stored(), { password: 'n3w', isSuperuser: false }, 'what is left out stays');

    t.equal((await ask(`DELETE ${url}/ann`)).status, 204);
    t.match(await ask(`GET ${url}/ann`), NOT_FOUND);
    const actions = ['add', 'update', 'update', 'remove'].map((verb) => ({ action: `${verb} ${noun}`, target: 'ann' }));
    t.match(memory.audit, actions);
    t.notMatch(JSON.stringify(memory.audit), /s3cret|n3w/);
  });

  t.test(`${name}: a user who is there already, or is not there, is told so`, async (t) => {
    const { ask, memory } = await testApi();
    const body = { user_id: 'ann', password: 'p' };
    await ask(`POST ${url}`, { body });
    const again = await ask(`POST ${url}`, { body });
    t.match(again, { status: 409, json: { code: 'ALREADY_EXISTS', message: 'User already exists' } });
    t.match(await ask(`PUT ${url}/bob`, { body: { password: 'p' } }), NOT_FOUND);
    t.match(await ask(`DELETE ${url}/bob`), NOT_FOUND);
    t.equal(memory.audit.length, 1);
  });

  t.test(`${name}: a bad body is refused with its path`, async (t) => {
    const { ask, memory } = await testApi();
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ user_id: 'ann' }, /^Missing required parameter: password$/],
      [{ password: 'p' }, /^Missing required parameter: user_id$/],
      [{ user_id: 7, password: 'p' }, /^user_id: /],
      [{ user_id: '', password: 'p' }, /^user_id: /],
      [{ user_id: 'x'.repeat(257), password: 'p' }, /^user_id: /],
      [{ user_id: 'ann', password: '' }, /^password: /],
      [{ user_id: 'ann', password: 'x'.repeat(1025) }, /^password: /],
      [{ user_id: 'ann', password: 'p', is_superuser: 'yes' }, /^is_superuser: /],
    ];
    for (const [body, message] of cases) {
      t.match(await ask(`POST ${url}`, { body }), { status: 400, json: { code: 'BAD_REQUEST', message } });
    }
    t.match(await ask(`PUT ${url}/ann`, { body: { password: null } }), {
      status: 400,
      json: { message: /^password: / },
    });
    t.equal(memory.users[name].stored.size, 0);
    const unknown = { user_id: 'ann', password: 'p', frobnicate: 1 };
    t.equal((await ask(`POST ${url}`, { body: unknown })).status, 201, 'a field that is not known is ignored');
  });

  t.test(`${name}: users are listed by page and filter`, async (t) => {
    const { ask } = await testApi();
    for (const user_id of ['ann', 'anna', 'bob']) {
      await ask(`POST ${url}`, { body: { user_id, password: 'p', is_superuser: user_id === 'bob' } });
    }
    const found = async (query: string) => {
      const { json } = await ask(`GET ${url}?${query}`);
      return (json as { readonly data: readonly { readonly user_id: string }[] }).data.map((user) => user.user_id);
    };
    t.same(await found(''), ['ann', 'anna', 'bob']);
    t.same(await found('like_user_id=ann'), ['ann', 'anna']);
    t.same(await found('is_superuser=true'), ['bob']);
    t.same(await found('is_superuser=false&like_user_id=b'), []);
    t.match((await ask(`GET ${url}?page=2&limit=2`)).json, {
      data: [{ user_id: 'bob' }],
      meta: { page: 2, limit: 2, count: 3, hasnext: false },
    });
    t.match(await ask(`GET ${url}?is_superuser=maybe`), { status: 400, json: { code: 'BAD_REQUEST' } });
  });

  t.test(`${name}: a name that needs percent-encoding works`, async (t) => {
    const { ask } = await testApi();
    await ask(`POST ${url}`, { body: { user_id: 'a/b c%', password: 'p' } });
    t.match(await ask(`GET ${url}/a%2Fb%20c%25`), { status: 200, json: { user_id: 'a/b c%' } });
  });
}

t.test('a charge point’s user can be bound to identities, an MQTT user to client ids', async (t) => {
  const { ask, memory } = await testApi();
  const [ocpp, mqtt] = realms;
  const body = { user_id: 'ann', password: 'p', identities: ['CP1', 'CP2'], client_ids: ['ann-*', '${username}'] };
  const bound = { user_id: 'ann', is_superuser: false };
  t.same((await ask(`POST ${ocpp.url}`, { body })).json, { ...bound, identities: body.identities });
  t.same((await ask(`POST ${mqtt.url}`, { body })).json, { ...bound, client_ids: body.client_ids });
  t.same((await ask(`GET ${ocpp.url}/ann`)).json, { ...bound, identities: body.identities });
  t.same((await ask(`GET ${mqtt.url}/ann`)).json, { ...bound, client_ids: body.client_ids });
  t.notOk('clientIds' in (memory.users.ocpp.stored.get('ann') ?? {}));
  t.notOk('identities' in (memory.users.mqtt.stored.get('ann') ?? {}));
  t.equal((await ask(`PUT ${mqtt.url}/ann`, { body: { is_superuser: true } })).status, 200);
  t.same(memory.users.mqtt.stored.get('ann')?.clientIds, body.client_ids, 'what is left out stays');
  t.same((await ask(`PUT ${ocpp.url}/ann`, { body: { identities: null } })).json, bound);
  t.same((await ask(`PUT ${mqtt.url}/ann`, { body: { client_ids: null } })).json, { ...bound, is_superuser: true });
  for (const identities of [[], ['x'.repeat(49)]]) {
    t.match(await ask(`PUT ${ocpp.url}/ann`, { body: { identities } }), { status: 400 });
  }
  for (const client_ids of [[], [''], ['a*b'], ['**'], ['x'.repeat(257)], 'a', Array(1001).fill('a')]) {
    t.match(await ask(`PUT ${mqtt.url}/ann`, { body: { client_ids } }), {
      status: 400,
      json: { message: /^client_ids/ },
    });
  }
});
