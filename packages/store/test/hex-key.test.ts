import t from 'tap';
import { decodeHexKey, spellingsOfKey } from '../src/hex-key.ts';

t.test('32 to 40 hex digits stand for bytes, anything else for itself', async (t) => {
  t.same(decodeHexKey(Buffer.from('aB'.repeat(16))), Buffer.alloc(16, 0xab));
  t.same(decodeHexKey(Buffer.from('00'.repeat(20))), Buffer.alloc(20));
  for (const text of [
    '00'.repeat(15),
    '00'.repeat(21),
    '0'.repeat(33),
    `${'00'.repeat(16)}g0`,
    '\n'.padStart(32, '0'),
  ]) {
    t.equal(decodeHexKey(Buffer.from(text)), null, JSON.stringify(text));
  }
  t.equal(decodeHexKey(Buffer.alloc(1_000_000, '0')), null);
});

t.test('a key has up to four spellings, itself among them', async (t) => {
  const raw = Buffer.alloc(16, 0xab);
  t.same(spellingsOfKey(raw), [raw, Buffer.from('ab'.repeat(16)), Buffer.from('AB'.repeat(16))]);
  t.same(spellingsOfKey(Buffer.from('aB'.repeat(16))), [
    Buffer.from('aB'.repeat(16)),
    Buffer.from('ab'.repeat(16)),
    Buffer.from('AB'.repeat(16)),
    raw,
  ]);
  t.same(spellingsOfKey(Buffer.from('secret')), [Buffer.from('secret')]);
});
