import { scryptSync } from 'node:crypto';
import t from 'tap';
import {
  checkPassword,
  generateKey,
  hashChosenPassword,
  hashGeneratedKey,
  matchesScrypt,
  matchesSha256,
  unmatchableScryptHash,
} from '../src/password.ts';
import { type PasswordHash, parsePasswordHash, type ScryptHash, type Sha256Hash } from '../src/phc.ts';

const asScrypt = (stored: PasswordHash): ScryptHash => stored as ScryptHash;
const asSha256 = (stored: PasswordHash): Sha256Hash => stored as Sha256Hash;

t.test('a chosen password is stored as scrypt of its bytes, each time under another salt', async (t) => {
  const text = await hashChosenPassword('sécret', false);
  t.match(text, /^\$scrypt\$ln=14,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  t.not(await hashChosenPassword('sécret', false), text);
  const stored = asScrypt(parsePasswordHash(text));
  t.same(stored.hash, scryptSync(Buffer.from('sécret'), stored.salt, 32, { N: 16_384, r: 8, p: 1 }));
  t.equal(await matchesScrypt(stored, Buffer.from('sécret')), true);
  t.equal(await matchesScrypt(stored, Buffer.from('secret')), false);
});

t.test('a hash of the highest cost that is taken in can be verified', async (t) => {
  const salt = Buffer.from('salt');
  const hash = scryptSync('secret', salt, 16, { N: 2 ** 14, r: 32, p: 2, maxmem: 2 ** 27 });
  const text = `$scrypt$ln=14,r=32,p=2$c2FsdA$${hash.toString('base64').replaceAll('=', '')}`;
  t.equal(await matchesScrypt(asScrypt(parsePasswordHash(text)), Buffer.from('secret')), true);
});

t.test('a generated key has 160 bits, and is stored as salted SHA-256', async (t) => {
  t.match(generateKey(), /^[0-9a-f]{40}$/);
  t.not(generateKey(), generateKey());
  const key = generateKey();
  t.match(hashGeneratedKey(key), /^\$sha256\$key=hex\$[\w+/]{22}\$[\w+/]{43}$/);
  t.match(hashGeneratedKey(key, false), /^\$sha256\$[\w+/]{22}\$[\w+/]{43}$/);
  t.not(hashGeneratedKey(key), hashGeneratedKey(key));
  t.throws(() => hashGeneratedKey('short'), { code: 'store_invalid_value' });
});

t.test('a hash over either spelling of a key, made elsewhere, matches the other where keys are hex', async (t) => {
  const digits = '00ff80abcdef0123456789abcdef012345678901';
  const bytes = Buffer.from(digits, 'hex');
  // SHA-256 of the digits in lower case, of the digits in upper case, and of the bytes they stand for; no salt.
  const made = [
    '$sha256$pos=disable$$AovdUGWDIupJ1bas/sxR366FLxzbtIzkrfrWheuoem0',
    '$sha256$pos=disable$$8BDcyLqAJyu6eV0zhHEa9j0ldOgXytcAiDdmt55IRUc',
    '$sha256$pos=disable$$R9QK0fvqkNQC3tEkgfoffFaNkY1g7869C84onCR6lqE',
  ];
  for (const text of made) {
    const stored = asSha256(parsePasswordHash(text));
    for (const password of [Buffer.from(digits), Buffer.from(digits.toUpperCase()), bytes]) {
      t.equal(matchesSha256(stored, password, true), true, text);
    }
    t.equal(matchesSha256(stored, bytes.subarray(1), true), false);
  }
  const ofDigits = asSha256(parsePasswordHash(made[0] ?? ''));
  t.equal(matchesSha256(ofDigits, Buffer.from(digits), false), true);
  t.equal(matchesSha256(ofDigits, bytes, false), false);
});

t.test('the salt stands before or behind the password', async (t) => {
  // SHA-256 of "saltpublic" and of "publicsalt".
  const prefix = asSha256(parsePasswordHash('$sha256$c2FsdA$8u9/mu2yw7UEC8FmkaEXd1ipKtkeHud3cCFaMyv2CZ8'));
  const suffix = asSha256(parsePasswordHash('$sha256$pos=suffix$c2FsdA$9KhhW+MB+69iE98zz+XyKVOq/Awxvrjy2u9VsSdETSc'));
  for (const stored of [prefix, suffix]) {
    t.equal(matchesSha256(stored, Buffer.from('public'), false), true);
    t.equal(matchesSha256(stored, Buffer.from('publicsalt'), false), false);
  }
});

t.test('nothing matches the hash that stands for a missing user', async (t) => {
  t.equal(await matchesScrypt(unmatchableScryptHash(), Buffer.alloc(0)), false);
});

t.test('a password is told from what cannot be one', async (t) => {
  t.doesNotThrow(() => checkPassword('x', 'chosen'));
  t.doesNotThrow(() => checkPassword('x'.repeat(1024), 'chosen'));
  t.throws(() => checkPassword('', 'chosen'), { message: /empty/ });
  t.throws(() => checkPassword('ü'.repeat(513), 'chosen'), { message: /longer than 1024 bytes/ });
  t.throws(() => checkPassword('x'.repeat(31), 'generated'), { message: /at least 32/ });
});
