import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocketServer } from 'ws';
import { letRest } from '../src/resting-crowd.ts';
import { surroundings } from './test-surroundings.ts';

t.test('charge points connect, answer pings, and are gone at the end; one that is refused is told', async (t) => {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const logins: (string | undefined)[] = [];
  server.on('connection', (_, { headers }) => logins.push(headers.authorization));
  await once(http.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => http.close());
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ocpp`;
  const chargePoints = ['a', 'b'].map((identity) => ({ identity, login: { username: identity, password: 'p' } }));
  const end = await letRest(url, chargePoints, surroundings);
  t.same(logins.toSorted(), ['Basic YTpw', 'Basic Yjpw']);
  const sockets = [...server.clients];
  const pongs = sockets.map((socket) => once(socket, 'pong'));
  const closes = sockets.map((socket) => once(socket, 'close'));
  for (const socket of sockets) socket.ping();
  await Promise.all(pongs);
  await end();
  await Promise.all(closes);
  await t.rejects(letRest('ws://127.0.0.1:9/ocpp', chargePoints, surroundings), /ECONNREFUSED/);
});
