import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const files = { certfile: 'c.pem', keyfile: 'k.pem' };
const ALREADY = { status: 409, json: { code: 'ALREADY_EXISTS', message: 'Listener already exists' } };
const kinds = [
  { url: '/gateways/ocpp/listeners', type: 'ws', prefix: 'ocpp:', noun: 'gateway listener', created: 201 },
  { url: '/listeners', type: 'tcp', prefix: '', noun: 'mqtt listener', created: 200 },
] as const;

for (const { url, type, prefix, noun, created } of kinds) {
  const id = `${prefix}${type}:side`;

  t.test(`${noun}: one is made, changed and removed through the settings`, async (t) => {
    const { ask, memory } = await testApi();
    const made = await ask(`POST ${url}`, { body: { type, name: 'side', bind: '127.0.0.1:9', max_connections: 5 } });
    t.match(made, { status: created, json: { id, type, name: 'side', running: true, max_connections: 5 } });
    t.same((await ask(`GET ${url}/${id}`)).json, made.json);
    const changed = await ask(`PUT ${url}/${id}`, { body: { max_conn_rate: '10/s' } });
    t.match(changed, { status: 200, json: { bind: '127.0.0.1:9', max_connections: 5, max_conn_rate: '10/s' } });
    t.equal((await ask(`DELETE ${url}/${id}`)).status, 204);
    t.equal((await ask(`GET ${url}/${id}`)).status, 404);
    const actions = ['add', 'update', 'remove'].map((verb) => ({ action: `${verb} ${noun}`, target: id }));
    t.match(memory.audit, actions);
  });

  t.test(`${noun}: one that is there is not made again, one that is not there not changed`, async (t) => {
    const { ask, memory } = await testApi();
    t.match(await ask(`POST ${url}`, { body: { type, name: 'default', bind: 9 } }), ALREADY);
    t.match(await ask(`POST ${url}`, { body: { id: `${prefix}${type}:default`, bind: 9 } }), ALREADY);
    const notFound = { status: 404, json: { code: 'RESOURCE_NOT_FOUND', message: 'Listener not found' } };
    for (const line of [`PUT ${url}/${id}`, `DELETE ${url}/${id}`, `PUT ${url}/nonsense`]) {
      t.match(await ask(line, line.startsWith('PUT') ? { body: {} } : {}), notFound, line);
    }
    t.same(memory.audit, []);
  });

  t.test(`${noun}: what the settings refuse is named, and nothing is made or changed`, async (t) => {
    const { ask, memory } = await testApi();
    const before = (await ask(`GET ${url}`)).json;
    const refused = async (line: string, body: object, message: RegExp | string) =>
      t.match(await ask(line, { body }), { status: 400, json: { code: 'BAD_REQUEST', message } }, line);
    await refused(`POST ${url}`, { type, name: 'Side', bind: 9 }, /a name here must be of lower-case letters/);
    await refused(`POST ${url}`, { type, name: '__proto__', bind: 9 }, /unknown key/);
    await refused(`POST ${url}`, { type, name: 'side', bind: 'x:y:z', max_connections: 0 }, /^bind: .*; max_conn/);
    await refused(`POST ${url}`, { type, name: 'side', bind: 18083 }, /^bind: wants port 18083, as api.bind does/);
    await refused(`POST ${url}`, { type, name: 'side', bind: 9, access_rules: ['deny all'] }, /^access_rules: unknown/);
    await refused(`POST ${url}`, { type, name: 'side', bind: 7 }, 'port 7 is in use');
    await refused(`POST ${url}`, { name: 'side', bind: 9 }, 'Missing required parameter: type');
    await refused(`POST ${url}`, { type: 'quic', name: 'side', bind: 9 }, 'type: there are no such listeners');
    await refused(`PUT ${url}/${prefix}${type}:default`, { bind: 7 }, 'port 7 is in use');
    await refused(`PUT ${url}/${prefix}${type}:default`, { proxy_protocol: 'yes' }, /^proxy_protocol: must be true/);
    const headers = { 'content-type': 'application/json' };
    for (const body of ['[]', '7', '']) {
      t.match(await ask(`POST ${url}`, { headers, body }), { status: 400 }, body);
      t.match(await ask(`PUT ${url}/${prefix}${type}:default`, { headers, body }), { status: 400 }, body);
    }
    t.same((await ask(`GET ${url}`)).json, before);
    t.same(memory.audit, []);
  });

  t.test(`${noun}: what is shown can be put back`, async (t) => {
    const { ask } = await testApi();
    const secured = { type: 'wss', name: 'side', bind: 9, ssl_options: files };
    t.equal((await ask(`POST ${url}`, { body: secured })).status, created);
    for (const { id: one, ...shown } of (await ask(`GET ${url}`)).json as readonly { readonly id: string }[]) {
      const answer = await ask(`PUT ${url}/${one}`, { body: { id: one, ...shown } });
      t.match(answer, { status: 200 }, one);
      t.same(answer.json, { id: one, ...shown });
    }
  });

  t.test(`${noun}: a listener with TLS needs its files, and shows them`, async (t) => {
    const { ask } = await testApi();
    const bare = await ask(`POST ${url}`, { body: { type: 'wss', name: 'side', bind: 9 } });
    t.match(bare, { status: 400, json: { message: /^ssl_options.certfile: is needed/ } });
    const made = await ask(`POST ${url}`, { body: { type: 'wss', name: 'side', bind: 9, ssl_options: files } });
    t.match(made, { status: created, json: { ssl_options: files } });
  });

  t.test(`${noun}: a viewer makes, changes and removes nothing`, async (t) => {
    const { ask } = await testApi();
    const as = `Basic ${btoa('view-key:view-secret')}`;
    const one = `${url}/${prefix}${type}:default`;
    t.equal((await ask(`POST ${url}`, { as, body: { type, name: 'side', bind: 9 } })).status, 403);
    t.equal((await ask(`PUT ${one}`, { as, body: {} })).status, 403);
    t.equal((await ask(`DELETE ${one}`, { as })).status, 403);
    t.equal((await ask(`GET ${one}`, { as })).status, 200);
  });
}

t.test('MQTT over TLS is ssl to EMQX and tls to us; both names are taken', async (t) => {
  const { ask } = await testApi();
  for (const [name, body] of [
    ['a', { type: 'ssl', name: 'a', bind: 9 }],
    ['b', { type: 'tls', name: 'b', bind: 10 }],
    ['c', { id: 'ssl:c', bind: 11 }],
  ] as const) {
    const made = await ask('POST /listeners', { body: { ...body, ssl_options: files } });
    t.match(made, { status: 200, json: { id: `ssl:${name}`, type: 'ssl' } });
    for (const id of [`ssl:${name}`, `tls:${name}`]) {
      t.equal((await ask(`GET /listeners/${id}`)).status, 200, id);
    }
  }
});
