import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createRawServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { Transport } from '../src/transport.ts';
import { certificate, privateKey } from './fixture/certificate.ts';
import { TestClock } from './fixture/clock.ts';
import { receiver, statuses } from './fixture/receiver.ts';

const body = Buffer.from('{"events":[]}');

function transport(t: Test, url: string, ca?: string) {
  const clock = new TestClock();
  const made = new Transport({ url, ca, timeoutMs: 5_000, concurrency: 1 }, clock);
  t.teardown(() => made.destroy());
  return { clock, post: () => made.post(body, { 'x-key': 'value' }), made };
}

/** A server that speaks for itself; returns its URL. */
async function rawServer(t: Test, serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

t.test('a request is a POST with our headers and a length; the answer is its status', async (t) => {
  const receiving = await receiver(t, (response) => response.writeHead(429, { 'retry-after': '7' }).end('slowly'));
  const { post, clock } = transport(t, `${receiving.url}?a=b`);
  t.match(await post(), { outcome: 'answered', status: 429, retryAfter: '7' });
  t.match(receiving.requests, [
    { path: '/events?a=b', text: body.toString(), headers: { 'x-key': 'value', 'content-length': '13' } },
  ]);
  t.strictSame(clock.waits, [], 'no timer is left');
});

t.test('the connection is kept for the next request', async (t) => {
  const receiving = await receiver(t);
  const { post } = transport(t, receiving.url);
  for (let n = 0; n < 5; n++) await post();
  t.equal(receiving.requests.length, 5);
  t.equal(receiving.connections, 1);
});

t.test('a kept connection that the receiver has closed meanwhile is no failure', async (t) => {
  const receiving = await receiver(t, (response, { socket }, count) => {
    if (count === 2) socket.resetAndDestroy();
    else response.end();
  });
  const { post } = transport(t, receiving.url);
  await post();
  t.match(await post(), { outcome: 'answered', status: 200 });
  t.equal(receiving.connections, 2);
});

t.test('a connection that is closed at the first request is a failure', async (t) => {
  const receiving = await receiver(t, (_, { socket }) => socket.resetAndDestroy());
  const { post } = transport(t, receiving.url);
  t.match(await post(), { outcome: 'unanswered', problem: 'no answer (ECONNRESET)' });
  t.equal(receiving.requests.length, 1);
});

t.test('a receiver that is not there, or has no address, is a failure', async (t) => {
  const receiving = await receiver(t);
  await receiving.close();
  const { post } = transport(t, receiving.url);
  t.match(await post(), { outcome: 'unanswered', problem: 'no answer (ECONNREFUSED)' });
  t.match(await transport(t, 'http://nowhere.invalid/').post(), {
    outcome: 'unanswered',
    problem: /^no answer \(E[A-Z_]+\)$/,
  });
});

t.test('a receiver that hangs is left after the time-out', async (t) => {
  const receiving = await receiver(t, () => {});
  const { post, clock } = transport(t, receiving.url);
  const answer = post();
  await receiving.next();
  clock.advance(5_000);
  t.match(await answer, { outcome: 'unanswered', problem: 'no answer within 5000 ms' });
});

t.test('a receiver that accepts connections and does not read is left after the time-out', async (t) => {
  const connected = Promise.withResolvers<void>();
  const url = await rawServer(t, (socket) => {
    socket.pause();
    connected.resolve();
  });
  const clock = new TestClock();
  const made = new Transport({ url, timeoutMs: 5_000, concurrency: 1 }, clock);
  const answer = made.post(Buffer.alloc(16 * 1024 * 1024), {});
  await connected.promise;
  clock.advance(5_000);
  t.match(await answer, { outcome: 'unanswered', problem: 'no answer within 5000 ms' });
  made.destroy();
});

t.test('of an endless body a few kilobytes are read, and the status stands', async (t) => {
  const closed = Promise.withResolvers<void>();
  const receiving = await receiver(t, (response) => {
    response.on('close', () => closed.resolve());
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1_000)));
      response.once('drain', more);
    };
    more();
  });
  const { post } = transport(t, receiving.url);
  t.match(await post(), { outcome: 'answered', status: 200 });
  await closed.promise;
});

t.test('a body that does not come is not waited for past the time-out, and the status stands', async (t) => {
  const receiving = await receiver(t, (response) => response.writeHead(202, { 'content-length': '10' }).flushHeaders());
  const { post, clock } = transport(t, receiving.url);
  const hasAnswered = new Promise<void>((resolve) => {
    const heard = () => {
      unsubscribe('http.client.response.finish', heard);
      resolve();
    };
    subscribe('http.client.response.finish', heard);
  });
  const answer = post();
  await hasAnswered;
  clock.advance(5_000);
  t.match(await answer, { outcome: 'answered', status: 202 });
});

t.test('a body that is cut off does not undo the status', async (t) => {
  const receiving = await receiver(t, (response, { socket }) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('x', () => socket.resetAndDestroy());
  });
  t.match(await transport(t, receiving.url).post(), { outcome: 'answered', status: 200 });
});

t.test('what is no HTTP, or too much of it, is a failure', async (t) => {
  const answers: Readonly<Record<string, string>> = {
    'no answer (HPE_INVALID_CONSTANT)': 'SSH-2.0-OpenSSH_9.9\r\n',
    'no answer (HPE_HEADER_OVERFLOW)': `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`,
    'no answer': 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
  };
  for (const [problem, text] of Object.entries(answers)) {
    const url = await rawServer(t, (socket) => socket.once('data', () => socket.write(text)));
    t.match(await transport(t, url).post(), { outcome: 'unanswered', problem });
  }
});

t.test('a redirect is not followed', async (t) => {
  const elsewhere = await receiver(t);
  const receiving = await receiver(t, (response) => response.writeHead(307, { location: elsewhere.url }).end());
  t.match(await transport(t, receiving.url).post(), { outcome: 'answered', status: 307 });
  t.equal(elsewhere.requests.length, 0);
});

t.test('over TLS the receiver has to be who it says', async (t) => {
  const receiving = await receiver(t, statuses(204), { cert: certificate, key: privateKey });
  const url = receiving.url.replace('http:', 'https:');
  t.match(await transport(t, url, certificate).post(), { outcome: 'answered', status: 204 });
  t.match(await transport(t, url).post(), {
    outcome: 'unanswered',
    problem: 'no answer (DEPTH_ZERO_SELF_SIGNED_CERT)',
  });
  t.equal(receiving.requests.length, 1);
});

t.test('a transport that is retired ends what it has begun, and then its connections', async (t) => {
  const closed = Promise.withResolvers<void>();
  const receiving = await receiver(t, (response, { socket }) => {
    socket.on('close', () => closed.resolve());
    made.retire();
    response.end();
  });
  const { post, made } = transport(t, receiving.url);
  t.match(await post(), { outcome: 'answered', status: 200 });
  await closed.promise;
});

t.test('a transport that is destroyed breaks off what is under way', async (t) => {
  const receiving = await receiver(t, () => made.destroy());
  const { post, made } = transport(t, receiving.url);
  t.match(await post(), { outcome: 'unanswered' });
});
