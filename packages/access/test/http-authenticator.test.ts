import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { HttpAuthenticator, type HttpOptions } from '../src/http-authenticator.ts';
import type { Login } from '../src/login.ts';

const now = 1_700_000_000_000;
const login: Login = { clientId: 'c1', username: 'u1', password: Buffer.from('pw'), remoteAddress: '192.0.2.1' };

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth`;
}

function authenticatorFor(url: string, rest: Partial<HttpOptions> = {}): HttpAuthenticator {
  const body = { clientid: '${clientid}', username: '${username}', password: '${password}', peerhost: '${peerhost}' };
  const options: HttpOptions = {
    method: 'post',
    url,
    headers: {},
    body,
    requestTimeoutMs: 5_000,
    inflightMax: 10,
    ...rest,
  };
  return new HttpAuthenticator(options, () => now);
}

function answer(body: unknown): RequestListener {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
}

t.test('the service is asked with what the client showed, and decides', async (t) => {
  const asked: unknown[] = [];
  const url = await serve(t, async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    asked.push(body);
    answer({ result: body.password === 'pw' ? 'allow' : 'deny', is_superuser: true })(request, response);
  });
  t.match(await authenticatorFor(url).authenticate(login), { outcome: 'accepted', superuser: true });
  t.match(await authenticatorFor(url).authenticate({ ...login, password: Buffer.from('x') }), { outcome: 'refused' });
  t.same(asked[0], { clientid: 'c1', username: 'u1', password: 'pw', peerhost: '192.0.2.1' });
});

t.test('a service that is not there lets nobody in', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  t.match(await authenticatorFor(`http://127.0.0.1:${port}/`).authenticate(login), {
    outcome: 'ignored',
    hasFailed: true,
    reason: /ECONNREFUSED/,
  });
});

t.test('a service that does not answer, or not to the end, is given up after its time', async (t) => {
  const silent = await serve(t, () => undefined);
  const expected = { outcome: 'ignored', hasFailed: true, reason: 'the service did not answer in time' };
  t.match(await authenticatorFor(silent, { requestTimeoutMs: 50 }).authenticate(login), expected);
  const stuck = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"result":"allow"');
  });
  t.match(await authenticatorFor(stuck, { requestTimeoutMs: 200 }).authenticate(login), expected);
});

t.test('an answer that breaks off lets nobody in', async (t) => {
  const url = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"result":"allow"}', () => response.destroy());
  });
  t.match(await authenticatorFor(url).authenticate(login), { outcome: 'ignored', hasFailed: true });
});

t.test('redirects are not followed', async (t) => {
  let followed = 0;
  const url = await serve(t, (request, response) => {
    if (request.url === '/auth') response.writeHead(307, { location: '/other' }).end();
    else {
      followed++;
      response.writeHead(204).end();
    }
  });
  t.match(await authenticatorFor(url).authenticate(login), { outcome: 'ignored', hasFailed: false });
  t.equal(followed, 0);
});

t.test('an answer longer than the bound is none, also where it is packed', async (t) => {
  const long = JSON.stringify({ result: 'allow', filling: 'x'.repeat(70_000) });
  const url = await serve(t, (request, response) => {
    response.setHeader('content-type', 'application/json');
    const isPacked = request.headers['x-packed'] !== undefined;
    if (isPacked) response.setHeader('content-encoding', 'gzip');
    response.end(isPacked ? gzipSync(long) : long);
  });
  const expected = { outcome: 'ignored', hasFailed: true, reason: 'the answer is too long' };
  t.match(await authenticatorFor(url).authenticate(login), expected);
  t.match(await authenticatorFor(url, { headers: { 'x-packed': '1' } }).authenticate(login), expected);
});

t.test('past the bound of questions under way the answer is busy', async (t) => {
  let release: () => void = () => undefined;
  const questions = new EventEmitter();
  const nextQuestion = () => once(questions, 'asked');
  const url = await serve(t, (request, response) => {
    release = () => answer({ result: 'allow' })(request, response);
    questions.emit('asked');
  });
  const authenticator = authenticatorFor(url, { inflightMax: 1 });
  const first = authenticator.authenticate(login);
  await nextQuestion();
  t.same(await authenticator.authenticate(login), { outcome: 'busy' });
  release();
  t.match(await first, { outcome: 'accepted' });
  const second = authenticator.authenticate(login);
  await nextQuestion();
  release();
  t.match(await second, { outcome: 'accepted' });
});

t.test('a login that cannot be asked about is left to others without a question', async (t) => {
  let asked = 0;
  const url = await serve(t, (request, response) => {
    asked++;
    answer({ result: 'allow' })(request, response);
  });
  const verdict = await authenticatorFor(url).authenticate({ ...login, password: Buffer.from([0xff]) });
  t.match(verdict, { outcome: 'ignored' });
  t.equal(asked, 0);
});
