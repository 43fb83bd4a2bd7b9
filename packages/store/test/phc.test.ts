import t from 'tap';
import { formatPasswordHash, parsePasswordHash } from '../src/phc.ts';

const salt = 'c2FsdA';
const hash = `${'A'.repeat(42)}E`;

t.test('a hash reads back as it was written', async (t) => {
  for (const text of [
    `$scrypt$ln=14,r=8,p=1$${salt}$${hash}`,
    `$scrypt$ln=14,r=8,p=1,key=hex$${salt}$${hash}`,
    `$sha256$${salt}$${hash}`,
    `$sha256$key=hex$${salt}$${hash}`,
    `$sha256$pos=suffix,key=hex$${salt}$${hash}`,
    `$sha256$pos=disable$$${hash}`,
  ]) {
    t.equal(formatPasswordHash(parsePasswordHash(text)), text);
  }
  t.same(parsePasswordHash(`$scrypt$r=8,p=2,ln=10$${salt}$${hash}`), {
    algorithm: 'scrypt',
    costLog2: 10,
    blockSize: 8,
    parallelization: 2,
    isHexKey: false,
    salt: Buffer.from('salt'),
    hash: Buffer.from(hash, 'base64'),
  });
});

t.test('an algorithm that nobody could verify is named', async (t) => {
  for (const text of ['$2b$12$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aaaa', '$$a$b']) {
    t.throws(() => parsePasswordHash(text), {
      code: 'store_unknown_algorithm',
      message: /known are scrypt and sha256/,
    });
  }
});

t.test('what is wrong with a hash is said, and the hash is not', async (t) => {
  for (const [text, reason] of [
    ['', /does not begin/],
    ['plain', /does not begin/],
    [`$sha256$${hash}`, /is not \$<algorithm>/],
    [`$sha256$a$b$c$${hash}`, /is not \$<algorithm>/],
    [`$sha256$pos=middle$${salt}$${hash}`, /none of prefix, suffix, disable/],
    [`$sha256$key=text$${salt}$${hash}`, /not hex/],
    [`$sha256$x=1$${salt}$${hash}`, /parameters other than pos, key/],
    [`$sha256$key=hex,key=hex$${salt}$${hash}`, /parameters other/],
    [`$sha256$$${salt}$${hash}`, /parameters other/],
    [`$sha256$${salt}$AAAA`, /32 bytes/],
    [`$sha256$${salt}=$${hash}`, /salt that is not base64/],
    [`$sha256$${salt}$${hash.replace('A', '-')}`, /hash that is not base64/],
    [`$sha256$${'A'.repeat(400)}$${hash}`, /salt of more than 256 bytes/],
    [`$scrypt$${salt}$${hash}`, /needs ln/],
    [`$scrypt$ln=14,r=8$${salt}$${hash}`, /needs p/],
    [`$scrypt$ln=14,r=-8,p=1$${salt}$${hash}`, /needs r/],
    [`$scrypt$ln=18,r=8,p=1$${salt}$${hash}`, /too dear/],
    [`$scrypt$ln=1,r=999999,p=999999$${salt}$${hash}`, /too dear/],
    [`$scrypt$ln=99999,r=1,p=1$${salt}$${hash}`, /too dear/],
    [`$scrypt$ln=14,r=8,p=1$$${hash}`, /no salt/],
    [`$scrypt$ln=14,r=8,p=1$${salt}$AAAA`, /16 to 64 bytes/],
    [`$sha256$${'x'.repeat(2000)}$${hash}`, /longer than 1024/],
  ] as const) {
    t.throws(() => parsePasswordHash(text), { code: 'store_invalid_value', message: reason }, text.slice(0, 60));
    try {
      parsePasswordHash(text);
    } catch (error) {
      t.notOk(String(error).includes(hash));
    }
  }
});
