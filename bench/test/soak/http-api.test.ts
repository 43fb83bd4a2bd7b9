import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { HttpApi } from '../../src/soak/http-api.ts';

const start = async (
  test: Pick<typeof t, 'teardown'>,
  answer: (request: string, response: ServerResponse) => void,
  clock = () => 0,
) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const line = `${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${body}`.trim();
      asked.push(line);
      if (request.url === '/api/v5/login') response.end(`{"token":"t${asked.length}"}`);
      else answer(line, response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const api = new HttpApi(`http://127.0.0.1:${port}`, { username: 'u', password: 'p' }, clock);
  test.teardown(() => {
    api.disconnect();
    server.close();
  });
  return { api, asked, server };
};

t.test('it logs in once, and again when its token is old', async (t) => {
  let now = 0;
  const { api, asked } = await start(
    t,
    (_line, response) => response.end('{"a":1}'),
    () => now,
  );
  t.same(await api.ask('POST', '/x', { b: 2 }), { status: 200, body: { a: 1 } });
  t.same(await api.demand('GET', '/y'), { a: 1 });
  now = 600_001;
  await api.ask('GET', '/z');
  t.same(asked, [
    'POST /api/v5/login - {"username":"u","password":"p"}',
    'POST /api/v5/x Bearer t1 {"b":2}',
    'GET /api/v5/y Bearer t1',
    'POST /api/v5/login - {"username":"u","password":"p"}',
    'GET /api/v5/z Bearer t4',
  ]);
});

t.test('a refusal is an answer to one who asks, and an error to one who demands', async (t) => {
  const { api } = await start(t, (_line, response) => response.writeHead(409).end('{"code":"QUEUE_FULL"}'));
  t.same(await api.ask('GET', '/x'), { status: 409, body: { code: 'QUEUE_FULL' } });
  await t.rejects(api.demand('GET', '/x'), /GET \/x was answered 409 \{"code":"QUEUE_FULL"\}/);
  await t.rejects(api.metrics(), /the metrics were answered 409/);
});

t.test('an answer without a body has none, and metrics are text', async (t) => {
  const { api } = await start(t, (line, response) => {
    if (line.includes('prometheus')) response.end('up 1\n');
    else response.writeHead(204).end();
  });
  t.same(await api.ask('PUT', '/x', {}), { status: 204, body: undefined });
  t.equal(await api.metrics(), 'up 1\n');
});

t.test('after disconnecting no connection is left', async (t) => {
  const { api, server } = await start(t, (_line, response) => response.end('{}'));
  let open = 0;
  const closed = Promise.withResolvers<void>();
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
      if (open === 0) closed.resolve();
    });
  });
  await api.ask('GET', '/x');
  t.ok(open > 0);
  api.disconnect();
  await closed.promise;
  t.same((await api.ask('GET', '/x')).status, 200);
});
