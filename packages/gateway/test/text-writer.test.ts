import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import t, { type Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { TextWriter } from '../src/text-writer.ts';

type Ends = { readonly server: WebSocket; readonly client: WebSocket; readonly carrier: Socket };

async function connect(t: Test, compress: boolean): Promise<Ends> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: compress ? { threshold: 0 } : false });
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const accepted = new Promise<Pick<Ends, 'server' | 'carrier'>>((resolve) => {
    http.on('upgrade', (request, carrier, head) => {
      sockets.handleUpgrade(request, carrier, head, (server) => resolve({ server, carrier: carrier as Socket }));
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  t.teardown(() => {
    client.terminate();
    http.close();
  });
  await once(client, 'open');
  return { ...(await accepted), client };
}

/** Texts around every length that has a header of its own, in ASCII and not. */
const texts = [
  '',
  'x',
  'é',
  '😀',
  ...[124, 125, 126, 127, 255, 256, 65_535, 65_536, 70_000].flatMap((length) => [
    'a'.repeat(length),
    `${'a'.repeat(length - 1)}é`,
  ]),
];

for (const compress of [false, true]) {
  t.test(`a text of any length arrives as it was, in order, ${compress ? 'compressed' : 'plain'}`, async (t) => {
    const { server, client, carrier } = await connect(t, compress);
    const writer = new TextWriter(server, carrier);
    const received: string[] = [];
    const all = new Promise<void>((resolve) => {
      client.on('message', (data, isBinary) => {
        received.push(isBinary ? 'binary' : data.toString());
        if (received.length === texts.length + 1) resolve();
      });
    });
    for (const text of texts) writer.send(text, Buffer.byteLength(text));
    server.send('the last');
    await all;
    t.strictSame(received.map(shown), [...texts, 'the last'].map(shown));
  });
}

t.test('without the socket at hand it goes by the WebSocket', async (t) => {
  const { server, client } = await connect(t, false);
  new TextWriter(server, undefined).send('[3,"u1",{}]', 11);
  const [data] = await once(client, 'message');
  t.equal(String(data), '[3,"u1",{}]');
});

t.test('a text in ASCII is written at once, header and all', async (t) => {
  const { server, carrier } = await connect(t, false);
  const written: unknown[] = [];
  carrier.write = (chunk: unknown) => written.push(chunk) > 0;
  new TextWriter(server, carrier).send('[3,"u1",{}]', 11);
  t.strictSame(written, ['\x81\x0b[3,"u1",{}]']);
});

function shown(text: string): string {
  return `${text.length} ${text.slice(0, 3)}…${text.slice(-3)}`;
}
