import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { constants, deflateRawSync } from 'node:zlib';
import { openRaw, type RawChargePointOptions } from '@ocpp-broker/simulator';
import t from 'tap';
import type { WebSocket } from 'ws';
import { type Upgrade, Upgrader } from '../src/upgrader.ts';
import type { Teardown } from './fixtures/gateway-rig.ts';

const frameBytesMax = 65_536;
const usual: Upgrade = { subprotocol: 'ocpp1.6', compress: true, frameBytesMax };

/** A server that upgrades everybody to the same; `upgrade` may be changed. */
async function start(t: Teardown) {
  const rig = {
    upgrade: usual,
    refusals: [] as string[],
    received: [] as number[],
    errors: [] as string[],
    port: 0,
    echoes: false,
  };
  const sockets: WebSocket[] = [];
  const upgrader = new Upgrader((socket, reason) => {
    rig.refusals.push(reason);
    socket.destroy();
  });
  const server = createServer().on('upgrade', (request, socket, head) => {
    upgrader.upgrade(request, socket as Socket, head, rig.upgrade, (webSocket) => {
      sockets.push(webSocket);
      webSocket.on('error', (error: NodeJS.ErrnoException) => rig.errors.push(error.code ?? ''));
      webSocket.on('message', (data) => {
        rig.received.push((data as Buffer).length);
        if (rig.echoes) webSocket.send(String(data));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  rig.port = (server.address() as AddressInfo).port;
  t.teardown(async () => {
    for (const socket of sockets) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  const open = (options: Partial<RawChargePointOptions> = {}) =>
    openRaw({ url: `ws://127.0.0.1:${rig.port}/`, ...options });
  return { rig, open };
}

/** A compressed frame of a client, unmasked in effect: its mask is zero. */
function compressedFrame(payload: Buffer, { isFirst = true, isLast = true } = {}): Buffer {
  const head = Buffer.alloc(14);
  head[0] = (isLast ? 0x80 : 0) | (isFirst ? 0x41 : 0);
  head[1] = 0x80 | 127;
  head.writeUInt32BE(payload.length, 6);
  return Buffer.concat([head, payload]);
}

/** So many bytes of zeros, compressed a part at a time, so that neither side need ever hold them. */
function zeros(byteCount: number, parts: number): readonly Buffer[] {
  const part = deflateRawSync(Buffer.alloc(byteCount), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Array.from({ length: parts }, () => part);
}

/** Opens a WebSocket by hand, sends frames, and gives the code with which it is closed. */
async function closeCodeOf(port: number, frames: readonly Buffer[]): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  const lines = ['GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const more = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Extensions: permessage-deflate'];
  socket.write(`${[...lines, ...more].join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!answer.includes('permessage-deflate')) throw new Error(`not compressed: ${answer}`);
  for (const frame of frames) socket.write(frame);
  const [closing] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return closing[0] === 0x88 ? closing.readUInt16BE(2) : 0;
}

t.test('the subprotocol that was agreed is echoed, and none where none was', async (t) => {
  const { rig, open } = await start(t);
  t.equal((await open({ subprotocols: ['ocpp2.1', 'ocpp1.6'] })).subprotocol, 'ocpp1.6');
  rig.upgrade = { ...usual, subprotocol: undefined };
  t.equal((await open({ subprotocols: [] })).subprotocol, '');
});

t.test('compression is agreed where both want it, and used in both directions', async (t) => {
  const { rig, open } = await start(t);
  rig.echoes = true;
  const compressed = await open({ compress: true });
  t.match(String(compressed.headers['sec-websocket-extensions']), /no_context_takeover.*server_max_window_bits=10/);
  const text = 'x'.repeat(10_000);
  await compressed.send(text);
  t.equal(await compressed.next(), text);
  t.equal((await open()).extensions, '');
  rig.upgrade = { ...usual, compress: false };
  t.equal((await open({ compress: true })).extensions, '');
  rig.upgrade = usual;
  t.match((await open({ compress: true })).extensions, /permessage-deflate/);
});

t.test('compression that cannot be kept to is passed over', async (t) => {
  const { open } = await start(t);
  for (const parameter of ['server_max_window_bits=9', 'client_max_window_bits=99', 'level=9', 'x=;,']) {
    const headers = { 'Sec-WebSocket-Extensions': `permessage-deflate; ${parameter}` };
    const raw = await open({ headers, subprotocols: ['ocpp1.6'] });
    t.equal(raw.headers['sec-websocket-extensions'], undefined, parameter);
    t.equal(raw.subprotocol, 'ocpp1.6');
  }
});

t.test('what is no WebSocket handshake is handed back once, to be answered', async (t) => {
  const { rig } = await start(t);
  const socket = connect({ port: rig.port, host: '127.0.0.1' });
  const extensions = 'Sec-WebSocket-Extensions: permessage-deflate; x';
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extensions}\r\n\r\n`);
  await once(socket, 'close');
  t.match(rig.refusals, [/Sec-WebSocket-Key/]);
});

t.test('the bound of a message holds after inflation, in one frame and in many', async (t) => {
  const { rig } = await start(t);
  const parts = zeros(60_000, 2);
  const fits = compressedFrame(zeros(60_000, 1)[0] ?? Buffer.alloc(0));
  t.equal(await closeCodeOf(rig.port, [fits, compressedFrame(Buffer.concat(parts))]), 1009, 'one frame');
  t.strictSame(rig.received, [60_000]);
  const frames = parts.map((part, index) => compressedFrame(part, { isFirst: index === 0, isLast: index === 1 }));
  t.equal(await closeCodeOf(rig.port, frames), 1009, 'two frames');
  t.strictSame(rig.received, [60_000]);
  t.strictSame(rig.errors, ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']);
});

t.test('a frame that would become 60 MB costs little memory, whoever sends it and how often', async (t) => {
  const { rig } = await start(t);
  const bomb = compressedFrame(Buffer.concat(zeros(1_000_000, 60)));
  t.ok(bomb.length < frameBytesMax, `it has ${bomb.length} bytes`);
  // The first one has the code compiled and the pools filled.
  t.equal(await closeCodeOf(rig.port, [bomb]), 1009);
  const { maxRSS } = process.resourceUsage();
  const codes = await Promise.all(Array.from({ length: 10 }, () => closeCodeOf(rig.port, [bomb])));
  t.strictSame(new Set(codes), new Set([1009]));
  const grownKilobytes = process.resourceUsage().maxRSS - maxRSS;
  t.ok(grownKilobytes < 50_000, `600 MB of zeros took ${grownKilobytes} kB`);
  t.strictSame(rig.received, []);
});
