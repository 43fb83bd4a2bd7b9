import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { type AdminApi, type AdminApiOptions, buildAdminApi } from '../src/index.ts';
import { ADMIN, logIn, testApi } from './fixtures/api.ts';
import { memoryPorts } from './fixtures/memory-ports.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

async function listening(t: Test, options: AdminApiOptions = {}) {
  const memory = memoryPorts();
  const api = await buildAdminApi({ closeGraceMs: 0, ...options }, memory.ports);
  t.teardown(() => api.close());
  const { host, port } = await api.listen(LOCAL);
  const open = async (): Promise<Socket> => {
    const socket = connect(port, host);
    t.teardown(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { api, memory, port, url: `http://${host}:${port}`, open };
}

t.test('it listens on a free port, tells which, and answers there', async (t) => {
  const { url, port } = await listening(t);
  t.ok(port > 0);
  const response = await fetch(`${url}/api/v5/nodes`, { headers: { authorization: ADMIN } });
  t.equal(response.status, 200);
});

t.test('a port in use rejects with the system’s code', async (t) => {
  const { port } = await listening(t);
  const other = await buildAdminApi({}, memoryPorts().ports);
  t.teardown(() => other.close());
  await t.rejects(other.listen({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
});

t.test('a client id whose slash is encoded arrives whole over a real socket', async (t) => {
  const { url, memory } = await listening(t);
  const client = `${url}/api/v5/gateways/ocpp/clients/${encodeURIComponent('A/B+ #%')}`;
  const headers = { authorization: ADMIN };
  t.match(await (await fetch(client, { headers })).json(), { clientid: 'A/B+ #%' });
  t.equal((await fetch(client, { method: 'DELETE', headers })).status, 204);
  t.notOk(memory.clients.gateway.stored.has('A/B+ #%'));
});

t.test('what is not HTTP is answered in the shape of errors and closed', async (t) => {
  const { open } = await listening(t);
  const cases = [
    ['nonsense\r\n\r\n', /^HTTP\/1\.1 400 /],
    [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ] as const;
  for (const [request, status] of cases) {
    const socket = await open();
    socket.write(request);
    const answer = await text(socket);
    t.match(answer, status);
    t.match(answer, /\r\nx-content-type-options: nosniff\r\n/);
    t.match(answer, /\r\ncontent-security-policy: default-src /);
    t.match(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''), { code: 'BAD_REQUEST' });
  }
});

t.test('no more connections are held than allowed', async (t) => {
  const { open, url } = await listening(t, { connectionsMax: 2 });
  const [first] = [await open(), await open()];
  const third = await open();
  await once(third, 'close');
  first?.destroy();
  await once(first as Socket, 'close');
  const response = await fetch(`${url}/status`);
  t.equal(response.status, 200, 'room again');
});

t.test('close lets a request under way end', async (t) => {
  const { api, url, memory } = await listening(t, { closeGraceMs: 60_000 });
  const { reached, release } = holdBack(memory);
  const response = fetch(`${url}/api/v5/gateways/ocpp/clients/CP1`, { headers: { authorization: ADMIN } });
  await reached;
  const closed = api.close();
  release();
  t.equal((await response).status, 200);
  await closed;
  await t.rejects(fetch(`${url}/status`));
});

t.test('close cuts a request that does not end', async (t) => {
  const { api, url, memory } = await listening(t, { closeGraceMs: 1 });
  const { reached } = holdBack(memory);
  const response = fetch(`${url}/api/v5/gateways/ocpp/clients/CP1`, { headers: { authorization: ADMIN } });
  const cut = t.rejects(response);
  await reached;
  await api.close();
  await cut;
});

t.test('close ends a connection that is idle, and may be called twice', async (t) => {
  const { api, open } = await listening(t, { closeGraceMs: 60_000 });
  const socket = await open();
  socket.write('GET /status HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'data');
  const ended = once(socket, 'close');
  await Promise.all([api.close(), api.close()]);
  await ended;
});

t.test('the address of the caller is the socket’s, or a trusted proxy’s word', async (t) => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  for (const [trustedProxies, from] of [
    [[], '10.0.0.1'],
    [['10.0.0.0/8'], '203.0.113.9'],
    [['192.0.2.1'], '10.0.0.1'],
  ] as const) {
    const { ask, memory } = await testApi({ trustedProxies });
    await ask('DELETE /clients/mqtt-3', { headers, from: '10.0.0.1' });
    t.match(memory.audit, [{ from }], JSON.stringify(trustedProxies));
  }
});

function holdBack(memory: ReturnType<typeof memoryPorts>) {
  const find = memory.clients.gateway.find.bind(memory.clients.gateway);
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const hold: AdminApi['close'] = async () => {
    reach();
    await held;
  };
  memory.clients.gateway.find = ((id: string) => hold().then(() => find(id))) as unknown as typeof find;
  return { reached, release };
}

t.test('a request that takes too long to arrive is cut off', async (t) => {
  const { open } = await listening(t, { requestTimeoutMs: 50 });
  for (const begun of [
    'GET /status HTTP/1.1\r\nhost: x\r\n',
    'POST /api/v5/login HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{',
  ]) {
    const socket = await open();
    socket.write(begun);
    t.match(await text(socket), /^HTTP\/1\.1 408 /, begun.slice(0, 4));
  }
});

t.test('an answer that takes too long is given up, and the connection serves on', async (t) => {
  const { url, memory } = await listening(t, { answerTimeoutMs: 20 });
  const { release } = holdBack(memory);
  const response = await fetch(`${url}/api/v5/gateways/ocpp/clients/CP1`, { headers: { authorization: ADMIN } });
  t.equal(response.status, 503);
  t.equal(response.headers.get('retry-after'), '5');
  t.match(await response.json(), { code: 'SERVICE_UNAVAILABLE' });
  release();
  t.equal((await fetch(`${url}/status`)).status, 200);
  t.same(memory.logged, []);
});

t.test('an answer that is made to wait may take longer than others', async (t) => {
  const { api, memory } = await listening(t, { answerTimeoutMs: 5 });
  const { promise: timePasses, resolve } = Promise.withResolvers<void>();
  memory.backups.create = async () => {
    setTimeout(resolve, 30);
    await timePasses;
    return 'full' as const;
  };
  const response = await api.inject({ method: 'POST', url: '/api/v5/data/backup', headers: { authorization: ADMIN } });
  t.equal(response.statusCode, 400);
});

t.test('origins, tokens and throttles change while it runs', async (t) => {
  const rig = await testApi({ tokenTtlMs: 1_000, loginFailuresMax: 5 });
  const origin = { headers: { origin: 'https://console.example' } };
  const as = await logIn(rig);
  t.notOk('access-control-allow-origin' in (await rig.ask('GET /nodes', origin)).headers);
  rig.api.reconfigure({ corsOrigins: ['https://console.example'], tokenTtlMs: 60_000, loginFailuresMax: 1 });
  t.equal((await rig.ask('GET /nodes', origin)).headers['access-control-allow-origin'], 'https://console.example');
  t.equal((await rig.ask('GET /nodes', { as })).status, 200);
  rig.memory.time.now += 50_000;
  t.equal((await rig.ask('GET /nodes', { as })).status, 200, 'it is good for longer since its last use');
  const guess = () => rig.ask('POST /login', { as: null, body: { username: 'admin', password: 'x' } });
  t.same([(await guess()).status, (await guess()).status], [401, 429]);
  rig.api.reconfigure({});
  t.notOk('access-control-allow-origin' in (await rig.ask('GET /nodes', origin)).headers);
});
