import fc from 'fast-check';
import t from 'tap';
import { isWellFormedUtf8 } from '../../src/wire/utf8.ts';

const isWellFormed = (...bytes: number[]) => isWellFormedUtf8(Buffer.from(bytes), 0, bytes.length);

t.test('the first and last character of every length is well-formed', async (t) => {
  for (const text of [
    '',
    '\u0000',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  ])
    t.ok(isWellFormed(...Buffer.from(text)), JSON.stringify(text));
});

t.test('what RFC 3629 forbids is not', async (t) => {
  const forbidden: Readonly<Record<string, readonly number[]>> = {
    'a continuation without a lead': [0x80],
    'a lead at the end': [0xc3],
    'a lead without its continuation': [0xc3, 0x41],
    'two of three bytes': [0xe2, 0x82],
    'three of four bytes': [0xf0, 0x9f, 0x98],
    'a third byte that is no continuation': [0xe2, 0x82, 0x41],
    'a fourth byte that is a lead': [0xf0, 0x9f, 0x98, 0xc3],
    'U+0000 in two bytes': [0xc0, 0x80],
    'a slash in two bytes': [0xc1, 0xaf],
    'a slash in three bytes': [0xe0, 0x80, 0xaf],
    'U+FFFF in four bytes': [0xf0, 0x8f, 0xbf, 0xbf],
    'U+D800': [0xed, 0xa0, 0x80],
    'U+DFFF': [0xed, 0xbf, 0xbf],
    'a pair of surrogates': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    'U+110000': [0xf4, 0x90, 0x80, 0x80],
    'a lead of five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80],
    'a byte that never occurs': [0xff],
  };
  for (const [name, bytes] of Object.entries(forbidden)) {
    t.notOk(isWellFormed(...bytes), name);
    t.notOk(isWellFormed(0x41, ...bytes, 0x41), `${name}, among others`);
  }
});

t.test('only the bytes between the two positions count', async (t) => {
  t.ok(isWellFormedUtf8(Buffer.from([0xff, 0x41, 0xff]), 1, 2));
  t.notOk(isWellFormedUtf8(Buffer.from([0xc3, 0xa9]), 0, 1), 'a continuation beyond the end does not help');
});

t.test('it says of any bytes what the decoder of the platform says', async (t) => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  const decodes = (bytes: Uint8Array) => {
    try {
      strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  // Bytes at the borders of the ranges, so that well-formed sequences occur by chance.
  const edge = fc.constantFrom(
    0x41,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xe1,
    0xed,
    0xee,
    0xf0,
    0xf1,
    0xf4,
    0xf5,
  );
  const some = fc.array(fc.oneof(edge, fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
  fc.assert(
    fc.property(some, (list) => isWellFormed(...list) === decodes(Uint8Array.from(list))),
    { numRuns: 20_000 },
  );
  t.pass();
});
