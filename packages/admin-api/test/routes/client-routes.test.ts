import t from 'tap';
import type { GatewayClientView } from '../../src/index.ts';
import { testApi } from '../fixtures/api.ts';

type Listed = {
  readonly data: readonly { readonly clientid: string }[];
  readonly meta: { readonly page: number; readonly limit: number; readonly count: number; readonly hasnext: boolean };
};
const NOT_FOUND = { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Client not found' } };
const GATEWAY = '/gateways/ocpp/clients';
const ENCODED = 'A%2FB%2B%20%23%25';

const list = (json: unknown) => json as Listed;

t.test('the list has a hundred on a page unless told, and the meta of EMQX', async (t) => {
  const { ask, memory } = await testApi();
  const { json } = await ask(`GET ${GATEWAY}`);
  t.same(list(json).meta, { page: 1, limit: 100, count: 3, hasnext: false });
  t.same(
    list(json).data.map((client) => client.clientid),
    ['CP1', 'CP2', 'A/B+ #%'],
  );
  for (let i = 0; i < 200; i += 1) {
    const client: GatewayClientView = { clientId: `X${i}`, protocolVersion: '1.6', connected: true };
    memory.clients.gateway.stored.set(client.clientId, client);
  }
  t.match(list((await ask(`GET ${GATEWAY}`)).json), { data: { length: 100 }, meta: { count: 203, hasnext: true } });
  t.match(list((await ask(`GET ${GATEWAY}?page=3`)).json), { data: { length: 3 }, meta: { page: 3, hasnext: false } });
  t.match(list((await ask(`GET ${GATEWAY}?page=4`)).json), {
    data: { length: 0 },
    meta: { page: 4, count: 203, hasnext: false },
  });
  t.match(list((await ask(`GET ${GATEWAY}?limit=10000`)).json), { data: { length: 203 } });
  t.match(list((await ask(`GET ${GATEWAY}?limit=1&page=2`)).json), {
    data: [{ clientid: 'CP2' }],
    meta: { hasnext: true },
  });
});

t.test('bad paging is 400 INVALID_PARAMETER', async (t) => {
  const { ask } = await testApi();
  for (const path of [GATEWAY, '/clients', '/gateways/ocpp/authentication/users']) {
    for (const query of [
      'page=0',
      'page=-1',
      'limit=0',
      'limit=10001',
      'limit=abc',
      'limit=',
      'page=1.5',
      'page=1e3',
      'page=1&page=2',
    ]) {
      t.match(
        await ask(`GET ${path}?${query}`),
        { status: 400, json: { code: 'INVALID_PARAMETER' } },
        `${path}?${query}`,
      );
    }
  }
});

t.test('the list is filtered by the query', async (t) => {
  const { ask } = await testApi();
  const found = async (query: string) =>
    list((await ask(`GET ${GATEWAY}?${query}`)).json).data.map((client) => client.clientid);
  t.same(await found('like_clientid=CP&conn_state=connected'), ['CP1']);
  t.same(await found('clean_start=true'), ['CP1']);
  t.same(await found('proto_ver=2.0.1'), ['CP2']);
  t.same(await found('gte_connected_at=2024-01-01T00:30:00+00:00'), ['CP2'], 'with a plus left as it is');
  t.same(await found('node=elsewhere'), []);
  t.same(await found('nonsense=1&like_username=b'), ['CP2'], 'what is not known is ignored');
});

t.test('a filter that cannot be read is 400 BAD_REQUEST', async (t) => {
  const { ask } = await testApi();
  for (const query of ['conn_state=asleep', 'clean_start=1', 'gte_connected_at=now', 'lte_created_at=']) {
    const name = query.split('=')[0];
    t.match(await ask(`GET ${GATEWAY}?${query}`), {
      status: 400,
      json: { code: 'BAD_REQUEST', message: new RegExp(`^${name}: `) },
    });
  }
});

t.test('one client is shown, also when its id needs percent-encoding', async (t) => {
  const { ask } = await testApi();
  t.match(await ask(`GET ${GATEWAY}/CP1`), {
    status: 200,
    json: { clientid: 'CP1', node: 'node-1', proto_name: 'OCPP' },
  });
  t.match(await ask(`GET ${GATEWAY}/${ENCODED}`), { status: 200, json: { clientid: 'A/B+ #%' } });
  t.match(await ask(`GET ${GATEWAY}/CP9`), NOT_FOUND);
  t.match(await ask(`GET ${GATEWAY}/${'x'.repeat(5000)}`), NOT_FOUND);
  for (const id of ['__proto__', 'constructor', 'toString']) t.match(await ask(`GET ${GATEWAY}/${id}`), NOT_FOUND, id);
});

t.test('a kicked client is gone, and the audit trail says who did it', async (t) => {
  const { ask, memory } = await testApi();
  const kicked = await ask(`DELETE ${GATEWAY}/${ENCODED}`);
  t.equal(kicked.status, 204);
  t.equal(kicked.text, '');
  t.match(await ask(`DELETE ${GATEWAY}/${ENCODED}`), NOT_FOUND);
  t.match(memory.audit, [
    { actor: { kind: 'api_key', name: 'root' }, action: 'kick gateway client', target: 'A/B+ #%', from: '127.0.0.1' },
  ]);
  t.equal(memory.audit.length, 1);
  const headers = { 'content-type': 'application/json' };
  t.equal(
    (await ask(`DELETE ${GATEWAY}/CP1`, { headers })).status,
    204,
    'a content type without a content does no harm',
  );
});

t.test('subscriptions are listed; to make one for a charge point is refused', async (t) => {
  const { ask } = await testApi();
  const url = `${GATEWAY}/CP1/subscriptions`;
  t.same((await ask(`GET ${url}`)).json, [{ topic: 'ocpp/cs/CP1', qos: 1, nl: 0, rap: 0, rh: 0 }]);
  t.match(await ask(`GET ${GATEWAY}/CP9/subscriptions`), NOT_FOUND);
  const refused = { status: 400, json: { code: 'BAD_REQUEST', message: 'subscribe failed: unsupported' } };
  t.match(await ask(`POST ${url}`, { body: { topic: 'a', qos: 1 } }), refused);
  t.match(await ask(`POST ${url}`), refused);
});

t.test('MQTT clients are listed, shown, kicked, and have subscriptions', async (t) => {
  const { ask, memory } = await testApi();
  t.match(list((await ask('GET /clients')).json), { data: { length: 3 }, meta: { count: 3 } });
  t.match((await ask('GET /clients?proto_ver=5')).json, {
    data: [{ clientid: 'mqtt-5', proto_name: 'MQTT', proto_ver: 5 }],
  });
  t.match(await ask('GET /clients/mqtt-4'), { status: 200, json: { clientid: 'mqtt-4', proto_ver: 4 } });
  t.match(await ask('GET /clients/none'), NOT_FOUND);
  t.same((await ask('GET /clients/mqtt-5/subscriptions')).json, [{ topic: 'ocpp/#', qos: 2, nl: 1, rap: 1, rh: 2 }]);
  t.match(await ask('GET /clients/none/subscriptions'), NOT_FOUND);
  t.equal((await ask('DELETE /clients/mqtt-3')).status, 204);
  t.match(await ask('DELETE /clients/mqtt-3'), NOT_FOUND);
  t.match(memory.audit, [{ action: 'kick mqtt client', target: 'mqtt-3' }]);
  t.equal((await ask('POST /clients/mqtt-5/subscriptions', { body: {} })).status, 404);
});

t.test('a kicked MQTT client keeps its session, unless that is to end too', async (t) => {
  const { ask, memory } = await testApi();
  const { sessions, stored } = memory.clients.mqtt;
  for (const id of ['mqtt-4', 'mqtt-5', 'away']) sessions.add(id);
  t.equal((await ask('DELETE /clients/mqtt-4')).status, 204);
  t.ok(sessions.has('mqtt-4'));
  t.equal((await ask('DELETE /clients/mqtt-5?session=true')).status, 204);
  t.notOk(sessions.has('mqtt-5') || stored.has('mqtt-5'));
  t.match(await ask('DELETE /clients/away?session=false'), NOT_FOUND);
  t.equal((await ask('DELETE /clients/away?session=true')).status, 204, 'connected or not');
  t.match(await ask('DELETE /clients/away?session=true'), NOT_FOUND);
  t.match(await ask('DELETE /clients/mqtt-4?session=maybe'), { status: 400, json: { message: /^session: / } });
  t.match(
    memory.audit.map(({ action, target }) => `${action} ${target}`),
    ['kick mqtt client mqtt-4', 'end session of mqtt client mqtt-5', 'end session of mqtt client away'],
  );
  t.equal((await ask(`DELETE ${GATEWAY}/CP1?session=true`)).status, 204, 'a charge point has no such session');
  t.equal(memory.audit.at(-1)?.action, 'kick gateway client');
});
