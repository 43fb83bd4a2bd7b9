import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { AdminApi } from '../src/admin-api-client.ts';
import { surroundings } from './test-surroundings.ts';

const admin = { username: 'admin', password: 'right' };

const openApi = async (test: Pick<typeof t, 'teardown'>) => {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${body}`);
    const isWrong = body.includes('wrong') || body.includes('taken');
    response
      .writeHead(isWrong ? 409 : 200)
      .end(isWrong ? '{"code":"ALREADY_EXISTS"}' : '{"token":"T","success":2,"api_key":"k","api_secret":"s"}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  test.teardown(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

t.test('users are made with the token of the login', async (t) => {
  const { url, seen } = await openApi(t);
  const api = await AdminApi.login(url, admin, surroundings.signal);
  await api.addMqttUser({ username: 'csms', password: 'p1' });
  await api.addChargePointUser({ username: 'CP1', password: 'p2' });
  t.same(seen, [
    'POST /api/v5/login - {"username":"admin","password":"right"}',
    'POST /api/v5/authentication/password_based:built_in_database/users Bearer T {"user_id":"csms","password":"p1"}',
    'POST /api/v5/gateways/ocpp/authentication/users Bearer T {"user_id":"CP1","password":"p2"}',
  ]);
});

t.test('a refusal is told with its status and its body, without the password', async (t) => {
  const { url } = await openApi(t);
  const api = await AdminApi.login(url, admin, surroundings.signal);
  const adding = api.addChargePointUser({ username: 'taken', password: 'secret' });
  await t.rejects(adding, /users was answered 409: \{"code":"ALREADY_EXISTS"\}/);
  await adding.catch((error: Error) => t.notMatch(error.message, /secret/));
});

t.test('many users are taken in at once, without their passwords', async (t) => {
  const { url, seen } = await openApi(t);
  const api = await AdminApi.login(url, admin, surroundings.signal);
  const logins = ['CP1', 'CP2'].map((username) => ({ username, password: 'secret' }));
  await api.importChargePointUsers(logins);
  await api.importChargePointUsers([]);
  t.equal(seen.length, 2);
  t.match(seen[1], /^POST \/api\/v5\/gateways\/ocpp\/authentication\/import_users\?type=hash Bearer T /);
  t.match(seen[1], /filename="users\.json"/);
  t.match(seen[1], /"user_id":"CP1","password_hash":"[0-9a-f]{64}","salt":"[0-9a-f]{16}"/);
  t.notMatch(seen[1], /secret/);
  await t.rejects(api.importChargePointUsers(logins.slice(1)), /of 1 users 2 were taken in/);
});

t.test('an API key is made, each under a name of its own', async (t) => {
  const { url, seen } = await openApi(t);
  const api = await AdminApi.login(url, admin, surroundings.signal);
  t.same(await api.addApiKey(), { username: 'k', password: 's' });
  await api.addApiKey();
  t.match(seen[1], /^POST \/api\/v5\/api_key Bearer T \{"name":"bench-[0-9a-f]{16}","role":"operator"/);
  t.not(seen[1], seen[2]);
});
