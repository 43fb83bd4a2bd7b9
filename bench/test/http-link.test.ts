import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { HttpLink } from '../src/http-link.ts';

type Answer = readonly [status: number, body: string];

const open = async (test: Pick<typeof t, 'teardown'>, respond: (response: ServerResponse, body: string) => void) => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    respond(response, `${request.method} ${request.url} ${request.headers.authorization} ${body}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  test.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const answers: Answer[] = [];
  let heard = () => {};
  const failed = Promise.withResolvers<Error>();
  const link = await HttpLink.open({
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`),
    key: { username: 'k', password: 's' },
    body: '{"a":1}',
    onAnswer: (...answer) => {
      answers.push(answer);
      heard();
    },
    onFailed: failed.resolve,
  });
  test.teardown(() => link.close());
  const ask = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
      link.ask();
    });
  return { link, answers, ask, failed: failed.promise };
};

t.test('the same is asked again and again over one connection', async (t) => {
  const seen: string[] = [];
  const { answers, ask } = await open(t, (response, request) => {
    const body = `{"n":${seen.push(request)}}`;
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.slice(0, 3));
    setImmediate(() => response.end(body.slice(3)));
  });
  for (let count = 0; count < 3; count += 1) await ask();
  t.same(
    answers,
    [1, 2, 3].map((n) => [200, `{"n":${n}}`]),
  );
  t.same(seen, Array(3).fill('POST /calls Basic azpz {"a":1}'));
});

t.test('a connection that ends, and what is not understood, is told', async (t) => {
  const ending = await open(t, (response) => response.destroy());
  ending.link.ask();
  t.match(await ending.failed, /closed an HTTP connection/);
  const chunked = await open(t, (response) => response.write('x'));
  chunked.link.ask();
  t.match(await chunked.failed, /not HTTP as it is understood/);
  const endless = await open(t, (response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    response.write('x'.repeat(100_000));
  });
  endless.link.ask();
  t.match(await endless.failed, /has no end/);
});
