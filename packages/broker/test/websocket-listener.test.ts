import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import t from 'tap';
import { WebSocket } from 'ws';
import { listenWebSocket, options, startBroker } from './harness.ts';

/** The status with which an upgrade is answered. */
async function upgrade(url: string, protocols?: string | string[]): Promise<{ status: number; socket: WebSocket }> {
  const socket = protocols === undefined ? new WebSocket(url) : new WebSocket(url, protocols);
  socket.on('error', () => undefined);
  const status = await new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
  return { status, socket };
}

t.test('only the path of the listener is served', async (t) => {
  const { broker } = await startBroker(t);
  const url = await listenWebSocket(broker);
  for (const path of ['/', '/mqtt/', '/mqttx', '/MQTT', '/ocpp', '/%6dqtt']) {
    t.equal((await upgrade(url.replace('/mqtt', path), 'mqtt')).status, 404, path);
  }
  const { status, socket } = await upgrade(`${url}?token=x`, 'mqtt');
  t.equal(status, 101, 'a query is not part of the path');
  socket.terminate();
});

t.test('a listener may have another path', async (t) => {
  const { broker } = await startBroker(t);
  const listener = {
    id: 'ws:other',
    type: 'ws',
    host: '127.0.0.1',
    port: 0,
    path: '/broker',
    connectionsMax: 10,
  } as const;
  const { port, path } = await broker.listen(listener);
  t.equal(path, '/broker');
  const { status, socket } = await upgrade(`ws://127.0.0.1:${port}/broker`, 'mqtt');
  t.equal(status, 101);
  socket.terminate();
  t.equal((await upgrade(`ws://127.0.0.1:${port}/mqtt`, 'mqtt')).status, 404);
});

t.test('the subprotocol is mqtt, or mqttv3.1 for MQTT 3.1', async (t) => {
  const { broker } = await startBroker(t);
  const url = await listenWebSocket(broker);
  for (const [offered, chosen] of [
    ['mqtt', 'mqtt'],
    ['mqttv3.1', 'mqttv3.1'],
    [['mqttv3.1', 'mqtt'], 'mqtt'],
    [['ocpp1.6', 'mqtt'], 'mqtt'],
  ] as const) {
    const { status, socket } = await upgrade(url, typeof offered === 'string' ? offered : [...offered]);
    t.equal(status, 101);
    t.equal(socket.protocol, chosen);
    socket.terminate();
  }
  t.equal((await upgrade(url, 'ocpp1.6')).status, 400);
  t.equal((await upgrade(url)).status, 400);
});

t.test('compression is not agreed to', async (t) => {
  const { broker } = await startBroker(t);
  const { socket } = await upgrade(await listenWebSocket(broker), 'mqtt');
  t.equal(socket.extensions, '');
  socket.terminate();
});

t.test('plain HTTP is told what belongs here', async (t) => {
  const { broker } = await startBroker(t);
  const url = (await listenWebSocket(broker)).replace('ws:', 'http:');
  for (const [path, status] of [
    ['/mqtt', 426],
    ['/else', 404],
  ] as const) {
    const request = httpRequest(url.replace('/mqtt', path)).end();
    const [response] = await once(request, 'response');
    t.equal(response.statusCode, status);
    response.resume();
  }
});

t.test('an upgrade is answered 503 when the broker is full', async (t) => {
  const { broker } = await startBroker(t, { options: { ...options, connectionsMax: 1 } });
  const url = await listenWebSocket(broker);
  const { socket } = await upgrade(url, 'mqtt');
  t.equal((await upgrade(url, 'mqtt')).status, 503);
  socket.terminate();
});

t.test('a peer that hangs up in the middle of a refused upgrade does no harm', async (t) => {
  const { broker } = await startBroker(t);
  const url = await listenWebSocket(broker);
  for (let at = 0; at < 20; at += 1) {
    const socket = new WebSocket(url.replace('/mqtt', '/nowhere'), 'mqtt');
    socket.on('error', () => undefined);
    socket.once('upgrade', () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    socket.terminate();
  }
  t.equal((await upgrade(url, 'ocpp1.6')).status, 400);
});
