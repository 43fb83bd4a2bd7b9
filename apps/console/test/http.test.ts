import t from 'tap';
import { ApiProblem, type HttpHost, isAbort, problemOf, segment, send } from '../src/http.ts';

type Sent = { readonly url: string; readonly init: RequestInit };

function hostWith(answer: () => Response | Promise<Response>, token: string | null = 'T') {
  const sent: Sent[] = [];
  const refused: string[] = [];
  const host: HttpHost = {
    fetch: async (url, init) => {
      sent.push({ url, init });
      return answer();
    },
    token: () => token,
    tokenRefused: (one) => refused.push(one),
  };
  return { host, sent, refused };
}

const json = (body: unknown, init?: ResponseInit): Response => new Response(JSON.stringify(body), init);

t.test('a request goes to the API with the token, its query and its body', async (t) => {
  const { host, sent } = hostWith(() => json({ ok: true }, { status: 201 }));
  const answer = await send(host, { method: 'POST', path: '/x', query: { a: 'b c', empty: '', n: 2 }, body: { z: 1 } });
  t.strictSame(answer, { status: 201, body: { ok: true } });
  t.equal(sent[0]?.url, '/api/v5/x?a=b+c&n=2', 'an empty filter is left out');
  t.equal(sent[0]?.init.body, '{"z":1}');
  t.match(sent[0]?.init.headers, { authorization: 'Bearer T', 'content-type': 'application/json' });
});

t.test('the browser keeps its own sign-in dialog to itself', async (t) => {
  const { host, sent } = hostWith(() => json({}));
  await send(host, { path: '/x' });
  t.equal(sent[0]?.init.credentials, 'omit');
});

t.test('the documentation of the API lies beside it', async (t) => {
  const { host, sent } = hostWith(() => json({}));
  await send(host, { path: '/api-spec.json' });
  t.equal(sent[0]?.url, '/api-spec.json');
});

t.test('an answer without a body has none', async (t) => {
  const { host } = hostWith(() => new Response(null, { status: 204 }));
  t.strictSame(await send(host, { path: '/x' }), { status: 204, body: null });
});

t.test('the message of an error is the one that the API gives', async (t) => {
  const { host } = hostWith(() => json({ code: 'ALREADY_EXISTS', message: 'User already exists' }, { status: 409 }));
  await t.rejects(send(host, { path: '/x' }), { status: 409, code: 'ALREADY_EXISTS', message: 'User already exists' });
});

t.test('an error that is not of the API is told by its status', async (t) => {
  const { host } = hostWith(() => new Response('<h1>Bad Gateway</h1>', { status: 502, statusText: 'Bad Gateway' }));
  await t.rejects(send(host, { path: '/x' }), { code: 'UNREADABLE', message: 'The server answered 502 Bad Gateway.' });
});

t.test('a page where JSON was asked for is a problem, although its status is 200', async (t) => {
  const { host } = hostWith(() => new Response('<html>'));
  await t.rejects(send(host, { path: '/x' }), { status: 200, code: 'UNREADABLE' });
});

t.test('a 401 names the token that was refused; without a token it is only an answer', async (t) => {
  const refusal = (): Response => json({ code: 'BAD_TOKEN', message: 'no' }, { status: 401 });
  const signedIn = hostWith(refusal);
  await t.rejects(send(signedIn.host, { path: '/x' }), { code: 'BAD_TOKEN' });
  t.strictSame(signedIn.refused, ['T']);
  const signedOut = hostWith(refusal, null);
  await t.rejects(send(signedOut.host, { path: '/login' }), { code: 'BAD_TOKEN' });
  t.strictSame(signedOut.refused, []);
});

t.test('a server that is not there is told in words', async (t) => {
  const { host } = hostWith(() => Promise.reject(new TypeError('Failed to fetch')));
  await t.rejects(send(host, { path: '/x' }), {
    status: null,
    code: 'UNREACHABLE',
    message: 'The server cannot be reached.',
  });
});

t.test('a request that was called off says so, and nothing else', async (t) => {
  const controller = new AbortController();
  const { host } = hostWith(() => {
    controller.abort();
    return Promise.reject(new TypeError('aborted'));
  });
  const error = await send(host, { path: '/x', signal: controller.signal }).catch((reason: unknown) => reason);
  t.ok(isAbort(error));
  t.notOk(isAbort(new TypeError('x')));
});

t.test('a name becomes one part of the path, whatever is in it', async (t) => {
  t.equal(segment('A+B/ü #1'), 'A%2BB%2F%C3%BC%20%231');
  t.throws(() => segment('..'), ApiProblem, 'the browser would take the part before it away');
  t.throws(() => segment('.'), ApiProblem);
});

t.test('any exception becomes a problem with a message', async (t) => {
  const problem = new ApiProblem(404, 'NOT_FOUND', 'User not found');
  t.equal(problemOf(problem), problem);
  t.match(problemOf(new Error('oops')).message, /oops/);
  t.match(problemOf('text').message, /text/);
});
