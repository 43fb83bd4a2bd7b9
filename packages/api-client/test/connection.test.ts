import t from 'tap';
import { createApiClient } from '../src/index.ts';
import { fakeServer, json } from './fixtures/fake-server.ts';

const credentials = { token: 'a-token' };

t.test('the client’s own timeout and the caller’s signal are told apart', async (t) => {
  const { url } = await fakeServer(t, () => undefined);
  const api = createApiClient({ baseUrl: url, timeoutMs: 1 });
  await t.rejects(api.get('/api/v5/nodes'), { name: 'ApiError', code: 'TIMED_OUT', status: null });
  const given = new AbortController();
  const asked = createApiClient({ baseUrl: url }).get('/api/v5/nodes', { signal: given.signal });
  given.abort(new Error('the user has gone'));
  await t.rejects(asked, { message: 'the user has gone' });
});

t.test('a timeout holds until the last byte of the answer, not only until the first', async (t) => {
  const { url } = await fakeServer(t, (_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[');
  });
  const api = createApiClient({ baseUrl: url });
  await t.rejects(api.get('/api/v5/nodes', { timeoutMs: 50 }), { code: 'TIMED_OUT' });
});

t.test('a server that is not there, or that sends elsewhere, is UNREACHABLE and says why', async (t) => {
  const nowhere = createApiClient({ baseUrl: 'http://127.0.0.1:1' });
  await t.rejects(nowhere.get('/api/v5/nodes'), { code: 'UNREACHABLE', message: /ECONNREFUSED|bad port/ });
  const { url, seen } = await fakeServer(t, (_seen, response) => response.writeHead(302, { location: '/login' }).end());
  const api = createApiClient({ baseUrl: url, credentials });
  await t.rejects(api.get('/api/v5/nodes'), { code: 'UNREACHABLE' });
  t.equal(seen.length, 1, 'the credentials went nowhere else');
});

t.test('open gives the answer with its body unread, and throws what any request throws', async (t) => {
  const { url } = await fakeServer(t, (seen, response) => {
    if (seen.url === '/status') response.writeHead(200, { 'content-type': 'text/plain' }).end('emqx is running');
    else json(response, 403, { code: 'UNAUTHORIZED_ROLE', message: 'no' });
  });
  const api = createApiClient({ baseUrl: url });
  const response = await api.open('/status');
  t.equal(response.bodyUsed, false);
  t.equal(await response.text(), 'emqx is running');
  await t.rejects(api.open('/api/v5/nodes'), { code: 'UNAUTHORIZED_ROLE', status: 403 });
});

t.test('events come as the server sends them, until it ends', async (t) => {
  const { url, seen } = await fakeServer(t, (_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':hello\n\nevent: frame\ndata: {"n"');
    response.write(':1}\n\nid: 7\ndata: ü\n');
    response.end('\n');
  });
  const api = createApiClient({ baseUrl: url, credentials });
  const events = [];
  for await (const event of api.events('/api/v5/nodes')) events.push(event);
  t.same(events, [
    { event: 'frame', data: '{"n":1}', id: '' },
    { event: 'message', data: 'ü', id: '7' },
  ]);
  t.match(seen[0]?.headers, { accept: 'text/event-stream', authorization: 'Bearer a-token' });
});

t.test('whoever follows events is told when the server has let him in, before the first of them', async (t) => {
  const { url } = await fakeServer(t, (seen, response) => {
    if (seen.url !== '/api/v5/nodes') return json(response, 503, { code: 'SERVICE_UNAVAILABLE', message: 'full' });
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
    return undefined;
  });
  const api = createApiClient({ baseUrl: url });
  const order: string[] = [];
  const onOpen = () => order.push('open');
  for await (const { data } of api.events('/api/v5/nodes', { onOpen })) order.push(data);
  t.same(order, ['open', '1']);
  await t.rejects(api.events('/api/v5/gateways', { onOpen }).next(), { code: 'SERVICE_UNAVAILABLE' });
  t.equal(order.length, 2);
});

t.test(
  'a stream that falls silent ends with TIMED_OUT, and one that nobody reads any more lets go of the server',
  async (t) => {
    let closed: Promise<unknown> = Promise.resolve();
    const { url } = await fakeServer(t, (_seen, response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const read = async () => {
      for await (const _event of createApiClient({ baseUrl: url, silenceMs: 50 }).events('/api/v5/nodes')) {
        // Each event puts the end off, and there is only one.
      }
    };
    await t.rejects(read(), { code: 'TIMED_OUT' });
    for await (const { data } of createApiClient({ baseUrl: url }).events('/api/v5/nodes')) {
      t.equal(data, '1');
      break;
    }
    await closed;
  },
);

t.test('the caller’s signal ends a stream', async (t) => {
  const { url } = await fakeServer(t, (_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  });
  const given = new AbortController();
  const read = async () => {
    const events = createApiClient({ baseUrl: url }).events('/api/v5/nodes', { signal: given.signal });
    for await (const _event of events) given.abort(new Error('enough'));
  };
  await t.rejects(read(), { message: 'enough' });
});
