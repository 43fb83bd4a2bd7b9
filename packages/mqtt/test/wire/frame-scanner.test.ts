import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type Frame, FrameScanner, type MalformedPacket } from '../../src/index.ts';
import { packet } from './samples.ts';

const ping = Buffer.of(0xc0, 0);
const publish = packet(0x30, 'a/b', Buffer.from('payload'));

function scan(scanner: FrameScanner, ...chunks: readonly Buffer[]): readonly (Frame | MalformedPacket)[] {
  const found: (Frame | MalformedPacket)[] = [];
  for (const chunk of chunks) {
    scanner.push(chunk);
    for (let next = scanner.next(); next !== undefined; next = scanner.next()) {
      found.push(next);
      if (next.kind === 'malformed') return found;
    }
  }
  return found;
}

t.test('a packet that lies in one chunk is handed out without a copy', async (t) => {
  const chunk = Buffer.concat([ping, publish, ping]);
  const frames = scan(new FrameScanner(100), chunk);
  t.match(frames, [
    { header: 0xc0, size: 2 },
    { header: 0x30, size: publish.length },
    { header: 0xc0, size: 2 },
  ]);
  const [, frame] = frames;
  chunk.fill(0x7a);
  t.ok(frame?.kind === 'frame' && frame.body.every((byte) => byte === 0x7a));
});

t.test('any cut of a stream gives the same packets', async (t) => {
  const small = fc.uint8Array({ maxLength: 10 });
  const large = fc.uint8Array({ minLength: 100, maxLength: 1_500, size: 'max' });
  const frame = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.oneof(small, large))
    .map(([header, body]) => ({ header, body: Buffer.from(body) }));
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(6_000), { maxLength: 20 }), (frames, cuts) => {
      const stream = Buffer.concat(frames.map(({ header, body }) => bytesOf(header, body)));
      const ends = [...cuts.map((cut) => Math.min(cut, stream.length)), stream.length].sort((a, b) => a - b);
      const chunks = ends.map((end, index) => Buffer.from(stream.subarray(ends[index - 1] ?? 0, end)));
      const scanner = new FrameScanner(10_000);
      const found = scan(scanner, ...chunks).map(
        (each) => each.kind === 'frame' && { header: each.header, body: each.body },
      );
      assert.deepEqual(found, frames);
      assert.equal(scanner.bufferedBytes, 0);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('chunks that nobody asked for yet are kept in order', async (t) => {
  const scanner = new FrameScanner(100);
  const stream = Buffer.concat([ping, publish, ping, publish]);
  for (const byte of stream) scanner.push(Buffer.of(byte));
  t.equal(scanner.bufferedBytes, stream.length);
  t.match(scan(scanner, Buffer.of()), [{ size: 2 }, { size: publish.length }, { size: 2 }, { size: publish.length }]);
  t.equal(scanner.bufferedBytes, 0);
});

t.test('a packet above the bound is refused as soon as its length is known', async (t) => {
  const large = Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]);
  for (const chunks of [[large], [large.subarray(0, 3), large.subarray(3)]]) {
    const scanner = new FrameScanner(1_000);
    t.match(scan(scanner, ...chunks), [
      { kind: 'malformed', reasonCode: 0x95, problem: 'packet of more than 1000 bytes' },
    ]);
    t.equal(scanner.bufferedBytes, 0);
  }
});

t.test('the bound is for the whole packet, fixed header and all', async (t) => {
  const whole = bytesOf(0x30, Buffer.alloc(198));
  t.match(scan(new FrameScanner(201), whole), [{ size: 201 }]);
  t.match(scan(new FrameScanner(200), whole), [{ reasonCode: 0x95 }]);
});

t.test('a bound that is raised after CONNECT holds for what lies behind it in the same chunk', async (t) => {
  const scanner = new FrameScanner(20);
  scanner.push(Buffer.concat([publish, bytesOf(0x30, Buffer.alloc(500))]));
  t.match(scanner.next(), { kind: 'frame' });
  scanner.maxBytes = 1_000;
  t.match(scanner.next(), { kind: 'frame', size: 503 });
});

t.test('a remaining length of more than four bytes is refused', async (t) => {
  const long = [0xff, 0xff, 0xff, 0xff, 0x01].map((byte) => Buffer.of(byte));
  for (const chunks of [[Buffer.of(0x30), ...long], [Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80)]])
    t.match(scan(new FrameScanner(1e9), ...chunks), [{ kind: 'malformed', reasonCode: 0x81 }]);
  t.equal(new FrameScanner(1e9).next(), undefined);
});

t.test('a remaining length takes no more bytes than it needs [MQTT-1.5.5-1]', async (t) => {
  for (const bytes of [
    [0xc0, 0x80, 0],
    [0x30, 0x8f, 0x80, 0],
  ])
    t.match(scan(new FrameScanner(100), Buffer.from(bytes)), [{ clause: 'MQTT-1.5.5-1', reasonCode: 0x81 }]);
});

t.test('after a malformed packet nothing else comes, and nothing is kept', async (t) => {
  const scanner = new FrameScanner(10);
  const [fault] = scan(scanner, Buffer.of(0x30, 0x7f));
  scanner.push(Buffer.concat([ping, ping]));
  t.equal(scanner.next(), fault);
  t.equal(scanner.bufferedBytes, 0);
});

t.test('an announced packet costs what has come of it, not what was announced', async (t) => {
  const scanner = new FrameScanner(100_000_000);
  scanner.push(Buffer.of(0x30, 0x80, 0x80, 0x80, 0x10));
  t.equal(scanner.next(), undefined);
  scanner.push(Buffer.alloc(1_000));
  t.equal(scanner.next(), undefined);
  t.equal(scanner.bufferedBytes, 1_005);
});

t.test('what is kept of an unfinished packet never exceeds the bound', async (t) => {
  const body = Buffer.from(Array.from({ length: 4_000 }, (_, index) => index % 251));
  const whole = bytesOf(0x30, body);
  const scanner = new FrameScanner(whole.length);
  let most = 0;
  for (let at = 0; at < whole.length - 1; at += 1) {
    scanner.push(whole.subarray(at, at + 1));
    t.equal(scanner.next(), undefined);
    most = Math.max(most, scanner.bufferedBytes);
  }
  t.equal(most, whole.length - 1);
  scanner.push(whole.subarray(-1));
  t.strictSame(scanner.next(), { kind: 'frame', header: 0x30, body, size: whole.length });
});

t.test('a packet that comes byte by byte is copied a number of times that grows with its logarithm', async (t) => {
  // Copies of the bytes so far would be two billion for this packet; doubling makes it two for each byte.
  const body = Buffer.alloc(65_536);
  const scanner = new FrameScanner(100_000);
  const original = Buffer.prototype.copy;
  let copied = 0;
  Buffer.prototype.copy = function (this: Buffer, ...parts: Parameters<typeof original>) {
    const bytes = original.apply(this, parts);
    copied += bytes;
    return bytes;
  } as typeof original;
  t.teardown(() => {
    Buffer.prototype.copy = original;
  });
  for (const byte of bytesOf(0x30, body)) {
    scanner.push(Buffer.of(byte));
    scanner.next();
  }
  t.ok(copied < 4 * body.length, `${copied} bytes`);
});

function bytesOf(header: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([header, ...length]), body]);
}
