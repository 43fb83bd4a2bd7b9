import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocketServer } from 'ws';
import { openChargePoint, openChargePoints } from '../src/charge-point-socket.ts';

/** Takes everybody but those whose identity ends in `-refused`. */
const openServer = async (test: Pick<typeof t, 'teardown'>) => {
  const http = createServer();
  const server = new WebSocketServer({
    server: http,
    verifyClient: ({ req }: { readonly req: IncomingMessage }) => !req.url?.endsWith('-refused'),
  });
  const seen: (string | undefined)[][] = [];
  server.on('connection', (socket, { url, headers }) => seen.push([url, headers.authorization, socket.protocol]));
  await once(http.listen(0, '127.0.0.1'), 'listening');
  test.teardown(() => {
    for (const socket of server.clients) socket.terminate();
    http.close();
  });
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ocpp`, seen, server };
};

t.test('a charge point shows its identity, its login and its subprotocol', async (t) => {
  const { url, seen } = await openServer(t);
  const login = { username: 'u', password: 'p' };
  await openChargePoint(url, { identity: 'CP/1', login });
  await openChargePoint(url, { identity: 'CP2' });
  t.same(seen, [
    ['/ocpp/CP%2F1', `Basic ${Buffer.from('u:p').toString('base64')}`, 'ocpp1.6'],
    ['/ocpp/CP2', undefined, 'ocpp1.6'],
  ]);
});

t.test('a server that does not answer is told', async (t) => {
  const silent = createServer(() => {}).on('upgrade', () => {});
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  await t.rejects(openChargePoint(`ws://127.0.0.1:${port}`, { identity: 'CP1' }, 50), /timed out/);
});

t.test('many are handed back in their order', async (t) => {
  const { url, seen } = await openServer(t);
  const accounts = Array.from({ length: 120 }, (_, index) => ({ identity: `CP${index}` }));
  const sockets = await openChargePoints(url, accounts);
  t.same(
    sockets.map((socket) => socket.url),
    accounts.map(({ identity }) => `${url}/${identity}`),
  );
  t.equal(seen.length, 120);
});

t.test('when one is refused, it is told, and the others are closed', async (t) => {
  const { url, server } = await openServer(t);
  await t.rejects(openChargePoints(url, [{ identity: 'CP1' }, { identity: 'CP2-refused' }]), /401/);
  while (server.clients.size > 0) await new Promise(setImmediate);
  t.pass('all are closed');
});
