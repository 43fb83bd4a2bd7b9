import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { refuseUpgrade } from '../src/refuse-upgrade.ts';
import { ManualClock } from './fixtures/manual-clock.ts';

/** Two ends of a TCP connection; the server's keeps its half open, as those of HTTP do. */
async function pair(t: { teardown(callback: () => void): unknown }): Promise<{ server: Socket; client: Socket }> {
  const listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect({ port: (listener.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [server] = (await once(listener, 'connection')) as [Socket];
  server.resume();
  t.teardown(() => {
    client.destroy();
    server.destroy();
    listener.close();
  });
  return { server, client };
}

const answer = async (
  t: { teardown(callback: () => void): unknown },
  status: 400 | 401 | 503,
  retryAfterMs?: number,
) => {
  const { server, client } = await pair(t);
  refuseUpgrade(server, { status, reason: 'grüß Gott', retryAfterMs }, new ManualClock());
  return text(client);
};

t.test('the answer is a whole HTTP response with the reason as its body', async (t) => {
  const response = await answer(t, 400);
  t.match(response, /^HTTP\/1\.1 400 Bad Request\r\n/);
  t.match(response, '\r\nConnection: close\r\n');
  t.match(response, '\r\nContent-Length: 12\r\n\r\ngrüß Gott\n');
  t.notMatch(response, /www-authenticate|retry-after/i);
});

t.test('401 says how to authenticate, 503 when to come again', async (t) => {
  t.match(await answer(t, 401), '\r\nWWW-Authenticate: Basic realm="ocpp-broker", charset="UTF-8"\r\n');
  t.match(await answer(t, 503), '\r\nRetry-After: 10\r\n');
  t.match(await answer(t, 503, 2_001), '\r\nRetry-After: 3\r\n', 'in whole seconds, not too soon');
  t.match(await answer(t, 503, 1), '\r\nRetry-After: 1\r\n');
});

t.test('a peer that keeps its end open is cut off, one that closes leaves no timer behind', async (t) => {
  const lingering = await pair(t);
  const clock = new ManualClock();
  refuseUpgrade(lingering.server, { status: 400, reason: 'no' }, clock);
  const closed = once(lingering.server, 'close');
  clock.advance(1_999);
  t.notOk(lingering.server.destroyed);
  clock.advance(1);
  await closed;
  const polite = await pair(t);
  refuseUpgrade(polite.server, { status: 400, reason: 'no' }, clock);
  t.equal(clock.delays.length, 1);
  polite.client.end();
  await once(polite.server, 'close');
  t.strictSame(clock.delays, []);
});

t.test('a socket that is gone already is left alone', async (t) => {
  const { server } = await pair(t);
  server.destroy();
  const clock = new ManualClock();
  refuseUpgrade(server, { status: 400, reason: 'no' }, clock);
  t.strictSame(clock.delays, []);
});
