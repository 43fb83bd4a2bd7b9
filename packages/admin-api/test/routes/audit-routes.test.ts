import t from 'tap';
import { type Answer, logIn, OPERATOR, testApi } from '../fixtures/api.ts';

const targets = ({ json }: Answer) =>
  (json as { readonly data: readonly { readonly target: string }[] }).data.map(({ target }) => target);

t.test('every change is there, the newest first, with who, what, from where, before and after', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig);
  await rig.ask('PUT /gateways/ocpp', { as, from: '10.0.0.7', body: { mountpoint: 'm/', enable: true } });
  const { status, json } = await rig.ask('GET /audit?limit=1');
  t.equal(status, 200);
  t.same(json, {
    data: [
      {
        created_at: '2024-06-01T12:00:00.000Z',
        actor: 'admin',
        actor_type: 'user',
        action: 'update gateway settings',
        target: 'mountpoint, enable',
        ip_address: '10.0.0.7',
        before: { mountpoint: 'ocpp/' },
        after: { mountpoint: 'm/' },
      },
    ],
    meta: { page: 1, limit: 1, count: 2, hasnext: true },
  });
  t.match((await rig.ask('GET /audit?page=2&limit=1')).json, {
    data: [{ action: 'log in', before: null, after: null }],
  });
});

t.test('it is narrowed by every filter', async (t) => {
  const { ask, memory } = await testApi();
  await ask('DELETE /clients/mqtt-3', { from: '10.0.0.1' });
  memory.time.now += 1_000;
  await ask('DELETE /clients/mqtt-4', { as: OPERATOR });
  memory.time.now += 1_000;
  await ask('PUT /gateways/ocpp/enable/false');
  const found = async (query: string) => targets(await ask(`GET /audit?${query}`));
  t.same(await found('actor=work'), ['mqtt-4']);
  t.same(await found('action=kick%20mqtt%20client'), ['mqtt-4', 'mqtt-3']);
  t.same(await found('like_action=kick'), ['mqtt-4', 'mqtt-3']);
  t.same(await found('target=ocpp'), ['ocpp']);
  t.same(await found('like_target=mqtt-'), ['mqtt-4', 'mqtt-3']);
  t.same(await found('ip_address=10.0.0.1'), ['mqtt-3']);
  t.same(await found('gte_created_at=2024-06-01T12:00:01Z'), ['ocpp', 'mqtt-4']);
  t.same(await found(`lte_created_at=${Date.parse('2024-06-01T12:00:01Z')}&actor=root`), ['mqtt-3']);
});

t.test('a time that is none, and bad paging, are refused', async (t) => {
  const { ask } = await testApi();
  t.match(await ask('GET /audit?gte_created_at=yesterday'), {
    status: 400,
    json: { message: /^gte_created_at: must be/ },
  });
  t.match(await ask('GET /audit?page=0'), { status: 400, json: { code: 'INVALID_PARAMETER' } });
});
