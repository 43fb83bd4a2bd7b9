import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import t from 'tap';
import { WebSocket } from 'ws';
import { gone, ListenerRig, listenerOf } from './listener-rig.ts';

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

async function listen(rig: ListenerRig, more: object = {}): Promise<string> {
  const { port, path } = await rig.listeners.listen(listenerOf('ws', more));
  return `ws://127.0.0.1:${port}${path}`;
}

t.test('only the path of the listener is served', async (t) => {
  const rig = new ListenerRig(t);
  const url = await listen(rig);
  for (const path of ['/', '/mqtt/', '/mqttx', '/MQTT', '/ocpp', '/%6dqtt']) {
    t.equal((await upgrade(url.replace('/mqtt', path), 'mqtt')).status, 404, path);
  }
  const { status, socket } = await upgrade(`${url}?token=x`, 'mqtt');
  t.equal(status, 101, 'a query is not part of the path');
  socket.terminate();
});

t.test('a listener may have another path, and get another one while clients stay', async (t) => {
  const rig = new ListenerRig(t);
  const url = await listen(rig, { path: '/broker' });
  const { status, socket } = await upgrade(url, 'mqtt');
  t.equal(status, 101);
  t.equal((await upgrade(url.replace('/broker', '/mqtt'), 'mqtt')).status, 404);
  await rig.listeners.change('ws:default', listenerOf('ws', { path: '/other' }));
  t.equal((await upgrade(url, 'mqtt')).status, 404);
  const other = await upgrade(url.replace('/broker', '/other'), 'mqtt');
  t.equal(other.status, 101);
  t.equal(socket.readyState, WebSocket.OPEN);
  for (const one of [socket, other.socket]) one.terminate();
});

t.test('the subprotocol is mqtt, or mqttv3.1 for MQTT 3.1', async (t) => {
  const rig = new ListenerRig(t);
  const url = await listen(rig);
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
  const rig = new ListenerRig(t);
  const { socket } = await upgrade(await listen(rig), 'mqtt');
  t.equal(socket.extensions, '');
  socket.terminate();
});

t.test('plain HTTP is told what belongs here', async (t) => {
  const rig = new ListenerRig(t);
  const url = (await listen(rig)).replace('ws:', 'http:');
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
  const rig = new ListenerRig(t);
  const url = await listen(rig);
  rig.hasRoom = false;
  t.equal((await upgrade(url, 'mqtt')).status, 503);
  t.strictSame(rig.reasons, ['too-many-connections']);
  rig.hasRoom = true;
  const { status, socket } = await upgrade(url, 'mqtt');
  t.equal(status, 101);
  socket.terminate();
});

t.test('a refused peer that does not leave is cut off', async (t) => {
  const rig = new ListenerRig(t);
  rig.limits = { ...rig.limits, connectTimeoutMs: 50 };
  const { port } = await rig.listeners.listen(listenerOf('ws'));
  const socket = await rig.connect(port);
  socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [answer] = await once(socket, 'data');
  t.match(`${answer}`, /^HTTP\/1\.1 404 Not Found\r\n/);
  await rig.until(() => rig.listeners.status()[0]?.connections === 0);
  await gone(socket);
});

t.test('a handshake that is none of WebSocket is refused', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('ws'));
  const socket = await rig.connect(port);
  const lines = ['GET /mqtt HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(`${[...lines, 'Sec-WebSocket-Protocol: mqtt', 'Sec-WebSocket-Version: 7'].join('\r\n')}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  t.match(`${answer}`, /^HTTP\/1\.1 4\d\d /);
  await gone(socket);
  t.strictSame(rig.accepted, []);
});

t.test('a peer that hangs up in the middle of a refused upgrade does no harm', async (t) => {
  const rig = new ListenerRig(t);
  const url = await listen(rig);
  for (let at = 0; at < 20; at += 1) {
    const socket = new WebSocket(url.replace('/mqtt', '/nowhere'), 'mqtt');
    socket.on('error', () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    socket.terminate();
  }
  t.equal((await upgrade(url, 'ocpp1.6')).status, 400);
});
