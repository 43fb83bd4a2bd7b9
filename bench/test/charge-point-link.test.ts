import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { type WebSocket, WebSocketServer } from 'ws';
import { ChargePointLink, type ChargePointLinkOptions, openChargePointLinks } from '../src/charge-point-link.ts';
import { maskedFrame, opcodes } from '../src/web-socket-wire.ts';

type Test = Pick<typeof t, 'teardown'>;

const listen = async (t: Test, server: Server): Promise<string> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`;
};

const openServer = async (t: Test, onSocket: (socket: WebSocket, path: string) => void) => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket, request) => onSocket(socket, request.url ?? ''));
  t.teardown(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  return listen(t, http);
};

const optionsFor = (url: string, more: Partial<ChargePointLinkOptions> = {}): ChargePointLinkOptions => ({
  ...{ url, account: { identity: 'CP/1' }, onText: () => {}, onFailed: () => {} },
  ...more,
});

t.test('texts go both ways, and pings are answered', async (t) => {
  const seen: string[] = [];
  const { promise: isSeen, resolve } = Promise.withResolvers<void>();
  const url = await openServer(t, (socket, path) => {
    seen.push(`${path} ${socket.protocol}`);
    // Sent at once, so that it comes with the answer to the handshake.
    socket.send('hello');
    socket.on('message', (data) => {
      seen.push(data.toString());
      socket.ping('beat');
    });
    socket.on('pong', (data) => {
      seen.push(`pong ${data.toString()}`);
      resolve();
    });
  });
  const { promise: isGreeted, resolve: greet } = Promise.withResolvers<string>();
  const onText = (bytes: Buffer, start: number, end: number) => greet(bytes.toString('utf8', start, end));
  const link = await ChargePointLink.open(optionsFor(url, { onText }));
  t.equal(await isGreeted, 'hello');
  link.send(maskedFrame(opcodes.text, Buffer.from('[2,"1"]')));
  await isSeen;
  t.same(seen, ['/ocpp/CP%2F1 ocpp1.6', '[2,"1"]', 'pong beat']);
  link.close();
});

t.test('a server that closes, or sends what makes no sense, is told once', async (t) => {
  const failures: string[] = [];
  const open = async (act: (socket: WebSocket) => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const onFailed = (error: Error) => {
      failures.push(error.message);
      resolve();
    };
    await ChargePointLink.open(optionsFor(await openServer(t, act), { onFailed }));
    await promise;
  };
  await open((socket) => socket.close(1013));
  await open((socket) => socket.terminate());
  await open((socket) => socket.send('in parts', { fin: false }));
  t.match(failures, [/closed CP\/1 with 1013/, /closed CP\/1$/, /in parts/]);
  t.equal(failures.length, 3);
});

t.test('a refused handshake, and one that nobody answers, reject', async (t) => {
  const refusing = createServer();
  refusing.on('upgrade', (_, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
  const refusingUrl = await listen(t, refusing);
  await t.rejects(ChargePointLink.open(optionsFor(refusingUrl)), /CP\/1 was answered 401/);
  const silent = createServer();
  silent.on('upgrade', (_, socket) => t.teardown(() => socket.destroy()));
  const silentUrl = await listen(t, silent);
  await t.rejects(ChargePointLink.open(optionsFor(silentUrl, { handshakeTimeMaxMs: 20 })), /no answer .* 20 ms/);
  const endless = createServer();
  endless.on('upgrade', (_, socket) => {
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 101 Yes\r\nx: ${'y'.repeat(20_000)}`);
  });
  await t.rejects(ChargePointLink.open(optionsFor(await listen(t, endless))), /has no end/);
  await t.rejects(ChargePointLink.open(optionsFor('ws://127.0.0.1:9/ocpp')), /ECONNREFUSED/);
});

t.test('of many all are opened, in their order; when one fails the others are closed', async (t) => {
  const open = new Set<string>();
  const { promise: areGone, resolve } = Promise.withResolvers<void>();
  const url = await openServer(t, (socket, path) => {
    if (path.endsWith('bad')) {
      socket.terminate();
      return;
    }
    open.add(path);
    socket.on('close', () => open.delete(path) && open.size === 0 && resolve());
  });
  const all = Array.from({ length: 120 }, (_, index) => optionsFor(url, { account: { identity: `CP${index}` } }));
  const links = await openChargePointLinks(all);
  t.equal(links.length, 120);
  t.equal(open.size, 120);
  for (const link of links) link.close();
  await areGone;
  await t.rejects(openChargePointLinks([...all.slice(0, 3), optionsFor('ws://127.0.0.1:9/ocpp')]), /ECONNREFUSED/);
  while (open.size > 0) await new Promise(setImmediate);
  t.pass('all are closed');
});
