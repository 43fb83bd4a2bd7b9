import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import t from 'tap';
import { basicAuthorization, openWebSocket } from '../src/handshake.ts';
import { TestServer } from './test-server.ts';

const nothing = () => {};

t.test('user and password are joined as bytes', async (t) => {
  t.equal(basicAuthorization('user', 'pass'), `Basic ${Buffer.from('user:pass').toString('base64')}`);
  const key = Buffer.from([0xff, 0x00, 0x3a]);
  t.equal(basicAuthorization('u', key), `Basic ${Buffer.from([0x75, 0x3a, 0xff, 0x00, 0x3a]).toString('base64')}`);
});

t.test('the handshake carries credentials, subprotocols and headers, the last winning', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  const url = `${server.url}/CP1`;
  const request = async (options: object) => {
    const socket = await openWebSocket({ url, ...options }, nothing);
    const { headers } = (await server.connections.next()).request;
    socket.terminate();
    return headers;
  };
  const plain = await request({});
  t.equal(plain['sec-websocket-protocol'], 'ocpp1.6');
  t.equal(plain.authorization, undefined);
  t.equal(plain['sec-websocket-extensions'], undefined);
  const full = await request({
    username: 'u',
    password: 'p',
    subprotocols: ['ocpp2.0.1', 'ocpp1.6'],
    headers: { 'X-Test': 'yes' },
    compress: true,
  });
  t.equal(full.authorization, basicAuthorization('u', 'p'));
  t.equal(full['sec-websocket-protocol'], 'ocpp2.0.1,ocpp1.6');
  t.equal(full['x-test'], 'yes');
  t.match(full['sec-websocket-extensions'], /permessage-deflate/);
  const own = await request({ username: 'u', password: 'p', headers: { Authorization: 'Bearer x' } });
  t.equal(own.authorization, 'Bearer x');
});

t.test('a refusal carries status, headers and the beginning of its body', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  server.refusal = { statusLine: '503 Service Unavailable', lines: ['Retry-After: 7'], body: 'x'.repeat(100_000) };
  const refusal = await openWebSocket({ url: server.url }, nothing).catch((error: unknown) => error);
  t.match(refusal, { code: 'HANDSHAKE_REFUSED', status: 503, headers: { 'retry-after': '7' } });
  t.equal((refusal as { body: string }).body.length, 64 * 1024);
});

t.test('no server, or one that speaks no HTTP, is a failed connection', async (t) => {
  const silent = createServer((socket) => {
    socket.on('error', nothing).resume().end('hello\r\n\r\n');
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  await t.rejects(openWebSocket({ url }, nothing), { code: 'CONNECTION_FAILED' });
  await new Promise((resolve) => silent.close(resolve));
  await t.rejects(openWebSocket({ url }, nothing), { code: 'CONNECTION_FAILED', message: /ECONNREFUSED/ });
});

t.test('a server that never answers is given up after the time limit', async (t) => {
  const mute = createServer((socket) => {
    socket.on('error', nothing).resume();
  });
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  t.teardown(() => new Promise((resolve) => mute.close(resolve)));
  const url = `ws://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
  await t.rejects(openWebSocket({ url, handshakeTimeoutMs: 20 }, nothing), { code: 'CONNECTION_FAILED' });
});

t.test('a frame above the bound ends the connection', async (t) => {
  const server = await TestServer.listen();
  t.teardown(() => server.close());
  const socket = await openWebSocket({ url: `${server.url}/CP1`, frameBytesMax: 100 }, nothing);
  const peer = await server.connections.next();
  peer.send('x'.repeat(101));
  t.equal(await peer.closed, 1009);
  socket.terminate();
});
