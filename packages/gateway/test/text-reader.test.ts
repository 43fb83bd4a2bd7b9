import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import t, { type Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { TextReader } from '../src/text-reader.ts';
import { frameOf } from './web-socket-frames.ts';

const frameBytesMax = 70_000;

type ReadingOptions = { readonly bytesMax?: number; readonly offer?: string };

/** A WebSocket of `ws` over a stream into which the test writes the peer's bytes, and all that becomes of them. */
class Reading {
  readonly events: string[] = [];
  /** Texts that did not come by `ws`. */
  taken = 0;
  readonly carrier = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  readonly webSocket: WebSocket;

  constructor(how: 'with' | 'without', { bytesMax = frameBytesMax, offer = '' }: ReadingOptions = {}) {
    const compress = offer !== '';
    const server = new WebSocketServer({ noServer: true, maxPayload: bytesMax, perMessageDeflate: compress });
    const headers = {
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
      'sec-websocket-extensions': compress ? offer : undefined,
    };
    let made: WebSocket | undefined;
    server.handleUpgrade(
      { method: 'GET', headers } as unknown as IncomingMessage,
      this.carrier,
      Buffer.alloc(0),
      (it) => {
        made = it;
      },
    );
    if (made === undefined) throw new Error('no handshake');
    this.webSocket = made;
    if (how === 'with') {
      const parts = { socket: made, carrier: this.carrier, frameBytesMax: bytesMax };
      TextReader.attach(parts, (text, bytes) => {
        this.taken += 1;
        this.#told('text', text, bytes);
      });
    }
    made.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      this.#told(isBinary ? 'binary' : 'text', isBinary ? bytes.toString('hex') : bytes.toString(), bytes.length);
    });
    made.on('ping', (data) => this.#told('ping', data.toString('hex')));
    made.on('pong', (data) => this.#told('pong', data.toString('hex')));
    made.on('error', ({ message }) => this.#told('error', message));
    made.on('close', (code, reason) => this.#told('close', code, reason.toString()));
  }

  push(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) this.carrier.push(piece);
  }

  /** What happened, once all that was pushed is read. */
  async all(): Promise<readonly string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return this.events;
  }

  /** Ends the WebSocket, of which nothing more is told; it would wait half a minute for the peer to answer its close. */
  end(): void {
    this.webSocket.removeAllListeners();
    this.webSocket.on('error', () => {});
    this.webSocket.terminate();
  }

  #told(kind: string, ...facts: readonly (string | number)[]): void {
    this.events.push([kind, ...facts.map((fact) => shown(String(fact)))].join(' '));
  }
}

function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 25)}…${text.slice(-25)} (${text.length})`;
}

function textOf(text: string): Buffer {
  return frameOf({ opcode: 1, payload: Buffer.from(text) });
}

function readingOf(t: Test, how: 'with' | 'without', options: ReadingOptions = {}): Reading {
  const reading = new Reading(how, options);
  t.teardown(() => reading.end());
  return reading;
}

t.test('a whole text in ASCII is taken, whatever its length and its mask', async (t) => {
  const reading = readingOf(t, 'with');
  const lengths = [0, 1, 2, 3, 4, 5, 124, 125, 126, 127, 255, 256, 4_095, 65_534, 65_535];
  const texts = lengths.map((length) => 'OCPP 1.6 {}[],":~'.repeat(Math.ceil(length / 17)).slice(0, length));
  for (const [at, text] of texts.entries()) {
    const mask = [
      [0, 0, 0, 0],
      [1, 2, 3, 4],
      [0xff, 0x80, 0x7f, 0x81],
    ][at % 3] as [number, number, number, number];
    reading.push(frameOf({ opcode: 1, payload: Buffer.from(text), mask }));
  }
  t.strictSame(
    await reading.all(),
    texts.map((text) => `text ${shown(text)} ${text.length}`),
  );
  t.equal(reading.taken, texts.length);
});

t.test('texts are taken from the socket of a server', async (t) => {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const texts = new Promise<readonly string[]>((resolve) => {
    http.on('upgrade', (request, carrier, head) => {
      sockets.handleUpgrade(request, carrier, head, (socket) => {
        const taken: string[] = [];
        TextReader.attach({ socket, carrier }, (text) => taken.push(text) === 2 && resolve(taken));
      });
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  t.teardown(() => {
    client.terminate();
    http.close();
  });
  await once(client, 'open');
  client.send('[2,"u1","Heartbeat",{}]');
  client.send('x'.repeat(60_000));
  t.strictSame((await texts).map(shown), ['[2,"u1","Heartbeat",{}]', shown('x'.repeat(60_000))]);
});

t.test('several in one piece are taken, and what is behind them in it is left to ws', async (t) => {
  const reading = readingOf(t, 'with');
  const ping = frameOf({ opcode: 9, payload: Buffer.from('p') });
  reading.push(Buffer.concat([textOf('a'), textOf('b'), ping, textOf('c')]), textOf('d'));
  t.strictSame(await reading.all(), ['text a 1', 'text b 1', 'ping 70', 'text c 1', 'text d 1']);
  t.equal(reading.taken, 3, 'a, b and d');
});

t.test('the order stays when a text comes in two pieces', async (t) => {
  const reading = readingOf(t, 'with');
  const long = textOf('x'.repeat(1_000));
  reading.push(textOf('a'), long.subarray(0, 500), Buffer.concat([long.subarray(500), textOf('b')]), textOf('c'));
  t.strictSame(await reading.all(), ['text a 1', `text ${shown('x'.repeat(1_000))} 1000`, 'text b 1', 'text c 1']);
  t.equal(reading.taken, 2, 'a and c');
});

t.test('the piece that was read is not changed', async (t) => {
  const reading = readingOf(t, 'with');
  const piece = textOf('[2,"u1","Heartbeat",{}]');
  const before = Buffer.from(piece);
  reading.push(piece);
  await reading.all();
  t.equal(reading.taken, 1);
  t.strictSame(piece, before);
});

const wrong: Readonly<Record<string, Buffer>> = {
  'not masked': frameOf({ opcode: 1, payload: Buffer.from('a'), isMasked: false }),
  'a reserved bit': frameOf({ opcode: 1, payload: Buffer.from('a'), reserved: 0x40 }),
  'not UTF-8': frameOf({ opcode: 1, payload: Buffer.from([0x61, 0xff]) }),
  'too large': textOf('x'.repeat(101)),
  'a continuation of nothing': frameOf({ opcode: 0, payload: Buffer.from('a') }),
  'an opcode that is none': frameOf({ opcode: 3, payload: Buffer.from('a') }),
};

for (const [what, frame] of Object.entries(wrong)) {
  t.test(`${what}: ws says so, and nothing behind it is read`, async (t) => {
    const [reading, reference] = [readingOf(t, 'with', { bytesMax: 100 }), readingOf(t, 'without', { bytesMax: 100 })];
    for (const one of [reading, reference])
      one.push(textOf('before'), Buffer.concat([frame, textOf('with')]), textOf('after'));
    t.strictSame(await reading.all(), await reference.all());
    t.match(reading.events, [/^text before 6$/, /^error /]);
    t.equal(
      reading.events.some((event) => /with|after/.test(event)),
      false,
    );
  });
}

t.test('nothing is read behind a close', async (t) => {
  const reading = readingOf(t, 'with');
  reading.push(frameOf({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }), textOf('late'));
  await reading.all();
  reading.push(textOf('later'));
  t.strictSame(await reading.all(), []);
  t.equal(reading.carrier.listenerCount('data'), 0);
});

t.test('a WebSocket that may compress is left to ws, and so is one of which nothing is known', async (t) => {
  const compressing = readingOf(t, 'with', { offer: 'permessage-deflate' });
  t.not(compressing.webSocket.extensions, '');
  compressing.push(textOf('a'));
  t.strictSame(await compressing.all(), ['text a 1']);
  t.equal(compressing.taken, 0);
  const { webSocket: socket, carrier } = readingOf(t, 'without');
  t.equal(
    TextReader.attach({ socket }, () => {}),
    false,
  );
  carrier.on('data', () => {});
  t.equal(
    TextReader.attach({ socket, carrier }, () => {}),
    false,
    'somebody else reads as well',
  );
  t.equal(carrier.listenerCount('data'), 2);
});

t.test('a pause holds back what is not read yet', async (t) => {
  const reading = readingOf(t, 'with');
  reading.push(textOf('a'));
  t.strictSame(await reading.all(), ['text a 1']);
  reading.webSocket.pause();
  reading.push(textOf('b'));
  t.strictSame(await reading.all(), ['text a 1']);
  reading.webSocket.resume();
  t.strictSame(await reading.all(), ['text a 1', 'text b 1']);
  t.equal(reading.taken, 2);
});

/** Numbers that are the same at each run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const payloads = [
  '',
  '{}',
  '[3,"u1",{}]',
  'é',
  '😀 and more',
  'x'.repeat(125),
  'y'.repeat(126),
  'z'.repeat(700),
  `${'w'.repeat(300)}ü`,
];

function randomFrames(random: (below: number) => number): readonly Buffer[] {
  const payload = () => Buffer.from(payloads[random(payloads.length)] ?? '');
  const mask = () => [random(256), random(256), random(256), random(256)] as const;
  const control = (opcode: number) => frameOf({ opcode, payload: payload().subarray(0, 100), mask: mask() });
  switch (random(12)) {
    case 0:
      return [control(9)];
    case 1:
      return [control(10)];
    case 2:
      return [frameOf({ opcode: 2, payload: payload(), mask: mask() })];
    case 3:
      return [
        frameOf({ opcode: 1, payload: Buffer.from('first '), isFinal: false, mask: mask() }),
        ...(random(2) === 0 ? [control(9)] : []),
        frameOf({ opcode: 0, payload: Buffer.from('second '), isFinal: false, mask: mask() }),
        frameOf({ opcode: 0, payload: Buffer.from('last'), mask: mask() }),
      ];
    case 4:
      return [frameOf({ opcode: 1, payload: Buffer.alloc(65_000 + random(1_000), 'long '), mask: mask() })];
    case 5:
      return random(8) === 0 ? [Object.values(wrong)[random(6)] ?? Buffer.alloc(0)] : [];
    default:
      return [frameOf({ opcode: 1, payload: payload(), mask: mask() })];
  }
}

function randomPieces(bytes: Buffer, random: (below: number) => number): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 5, 9, 40, 500, 5_000, 100_000][random(8)] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

t.test('whatever comes, and however it is cut, the same becomes of it as with ws alone', async (t) => {
  let taken = 0;
  let differences = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = randomOf(seed);
    const frames = Array.from({ length: 1 + random(30) }, () => randomFrames(random)).flat();
    // In the pieces that sockets bring as a rule, one frame in each, or in any.
    const pieces = random(2) === 0 ? frames : randomPieces(Buffer.concat(frames), random);
    const [reading, reference] = [new Reading('with'), new Reading('without')];
    for (const one of [reading, reference]) one.push(...pieces.map((piece) => Buffer.from(piece)));
    const [events, wanted] = [await reading.all(), await reference.all()];
    for (const one of [reading, reference]) one.end();
    taken += reading.taken;
    if (JSON.stringify(events) === JSON.stringify(wanted)) continue;
    differences += 1;
    t.strictSame(events, wanted, `seed ${seed}`);
  }
  t.equal(differences, 0);
  t.ok(taken > 500, `${taken} were taken`);
});
