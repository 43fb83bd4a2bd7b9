import t from 'tap';
import { FrameReader, maskedFrame, opcodes, rewriteDigits, upgradeRequest } from '../src/web-socket-wire.ts';

/** Undoes the mask, as a server does. */
const payloadOf = (frame: Buffer): string => {
  const head = ((frame[1] ?? 0) & 0x7f) === 126 ? 4 : 2;
  const key = frame.subarray(head, head + 4);
  return Buffer.from(frame.subarray(head + 4).map((byte, at) => byte ^ (key[at % 4] ?? 0))).toString();
};

/** A frame as servers send it. */
const fromServer = (text: string, first = 0x81): Buffer => {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126 ? [first, payload.length] : [first, 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
};

const readAll = (chunks: readonly Buffer[]): readonly string[] => {
  const frames: string[] = [];
  const reader = new FrameReader((opcode, bytes, start, end) =>
    frames.push(`${opcode} ${bytes.toString('utf8', start, end)}`),
  );
  for (const chunk of chunks) reader.push(chunk);
  return frames;
};

t.test('a frame of a charge point is masked, and holds what it should', async (t) => {
  for (const text of ['', 'ä', 'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(60_000)]) {
    const frame = maskedFrame(opcodes.text, Buffer.from(text));
    t.equal(frame[0], 0x81);
    t.ok(((frame[1] ?? 0) & 0x80) !== 0);
    t.equal(payloadOf(frame), text);
  }
  t.throws(() => maskedFrame(opcodes.text, Buffer.alloc(65_536)), RangeError);
});

t.test('digits in a frame are written anew', async (t) => {
  for (const filling of ['', 'x'.repeat(200)]) {
    const payload = Buffer.from(`id-00000000 ${filling}`);
    const frame = maskedFrame(opcodes.text, payload);
    rewriteDigits(frame, payload.length, 3, 8, 1_234_567);
    t.equal(payloadOf(frame), `id-01234567 ${filling}`);
    rewriteDigits(frame, payload.length, 3, 8, 9);
    t.equal(payloadOf(frame), `id-00000009 ${filling}`);
  }
});

t.test('frames are found whatever the pieces are in which they come, into bytes that are used again', async (t) => {
  const bytes = Buffer.concat([
    fromServer('one'),
    fromServer('', 0x89),
    fromServer('x'.repeat(300)),
    fromServer('end'),
  ]);
  for (const size of [1, 2, 3, 100, bytes.length]) {
    const frames: string[] = [];
    const reader = new FrameReader((opcode, from, start, end) =>
      frames.push(`${opcode} ${from.toString('utf8', start, end)}`),
    );
    const buffer = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size)
      reader.push(buffer.subarray(0, bytes.copy(buffer, 0, at, at + size)));
    t.same(frames, ['1 one', '9 ', `1 ${'x'.repeat(300)}`, '1 end'], `pieces of ${size}`);
  }
});

t.test('what no server may send, and what is too long, is refused', async (t) => {
  t.throws(() => readAll([maskedFrame(opcodes.text, Buffer.from('x'))]), /only clients send/);
  t.throws(() => readAll([fromServer('x', 0xc1)]), /only clients send/);
  t.throws(() => readAll([fromServer('x', 0x01)]), /in parts/);
  t.throws(() => readAll([fromServer('x', 0x80)]), /in parts/);
  const long = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0x20, 0, 0]);
  t.throws(() => readAll([long]), /2097152 bytes/);
});

t.test('a charge point asks for its subprotocol, and shows a login where it has one', async (t) => {
  const login = { username: 'CP1', password: 'p' };
  t.match(upgradeRequest('h:1', '/ocpp/CP1', 'ocpp1.6', login), /^GET \/ocpp\/CP1 HTTP\/1\.1\r\nHost: h:1\r\n/);
  t.match(
    upgradeRequest('h:1', '/a', 'ocpp1.6', login),
    /Sec-WebSocket-Protocol: ocpp1\.6\r\nAuthorization: Basic Q1AxOnA=\r\n\r\n$/,
  );
  t.notMatch(upgradeRequest('h:1', '/a', 'ocpp1.6', undefined), /Authorization/);
});
