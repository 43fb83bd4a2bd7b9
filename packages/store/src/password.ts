// Two kinds of secret. What a person chose is guessable and costs scrypt; what this module generated carries 160 bits and needs no more
// than SHA-256, which is what lets a fleet of thousands come back at once after a restart.
import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { decodeHexKey, spellingsOfKey } from './hex-key.ts';
import { formatPasswordHash, type SaltPosition, type ScryptHash, type Sha256Hash } from './phc.ts';
import { StoreError } from './store-error.ts';

/** Where a password comes from: `chosen` by a person, or `generated` (by `generateKey` or a generator as strong). */
export type PasswordOrigin = 'chosen' | 'generated';

/** The longest password, in bytes of UTF-8. */
export const PASSWORD_BYTES_MAX = 1024;

/** 16 MiB and about 45 ms of one core in 2025: dear for whoever guesses, well under 100 ms for whoever logs in. */
const SCRYPT_COST = { costLog2: 14, blockSize: 8, parallelization: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** 40 hex digits is the longest AuthorizationKey of OCPP 1.6. */
const GENERATED_KEY_BYTES = 20;
/** 128 bits in hex: what calls itself generated has to be at least as long. */
const GENERATED_LENGTH_MIN = 32;

/** A new random key for a charge point: 40 lower-case hex digits, 160 bits. */
export function generateKey(): string {
  return randomBytes(GENERATED_KEY_BYTES).toString('hex');
}

/** Throws a StoreError when `password` cannot be stored: empty, too long, or called generated and too short for that. */
export function checkPassword(password: string, origin: PasswordOrigin): void {
  if (password === '') throw new StoreError('store_invalid_value', 'the password is empty');
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) {
    throw new StoreError('store_invalid_value', `the password is longer than ${PASSWORD_BYTES_MAX} bytes`);
  }
  if (origin === 'generated' && password.length < GENERATED_LENGTH_MIN) {
    throw new StoreError('store_invalid_value', `a generated key has at least ${GENERATED_LENGTH_MIN} characters`);
  }
}

/** The PHC string of a person's password; about 45 ms on a thread of the pool. `hexKeys`: apply the rule of hex-key.ts. */
export async function hashChosenPassword(password: string, hexKeys: boolean): Promise<string> {
  const { bytes, isHexKey } = bytesToHash(password, hexKeys);
  const parts = { algorithm: 'scrypt', ...SCRYPT_COST, isHexKey, salt: randomBytes(SALT_BYTES) } as const;
  const hash = await deriveScrypt({ ...parts, hash: Buffer.alloc(HASH_BYTES) }, bytes);
  return formatPasswordHash({ ...parts, hash });
}

/** The PHC string of a generated key; some microseconds. Use it to prepare a file of hashed keys for import. */
export function hashGeneratedKey(key: string, hexKeys = true): string {
  checkPassword(key, 'generated');
  const { bytes, isHexKey } = bytesToHash(key, hexKeys);
  const salt = randomBytes(SALT_BYTES);
  const hash = deriveSha256({ saltPosition: 'prefix', salt }, bytes);
  return formatPasswordHash({ algorithm: 'sha256', saltPosition: 'prefix', isHexKey, salt, hash });
}

function bytesToHash(password: string, hexKeys: boolean): { readonly bytes: Buffer; readonly isHexKey: boolean } {
  const bytes = Buffer.from(password);
  const decoded = hexKeys ? decodeHexKey(bytes) : null;
  return decoded === null ? { bytes, isHexKey: false } : { bytes: decoded, isHexKey: true };
}

/** A hash that no password matches, as dear to try as a person's. */
export function unmatchableScryptHash(): ScryptHash {
  return {
    algorithm: 'scrypt',
    ...SCRYPT_COST,
    isHexKey: false,
    salt: randomBytes(SALT_BYTES),
    hash: randomBytes(HASH_BYTES),
  };
}

/** Whether `password` (bytes as received) is the one that was hashed. Runs on a thread of the pool. */
export async function matchesScrypt(stored: ScryptHash, password: Buffer): Promise<boolean> {
  const bytes = stored.isHexKey ? (decodeHexKey(password) ?? password) : password;
  return timingSafeEqual(await deriveScrypt(stored, bytes), stored.hash);
}

/** As `matchesScrypt`, at once. With `hexKeys` a hash from elsewhere, made over either spelling of a key, matches the other too. */
export function matchesSha256(stored: Sha256Hash, password: Buffer, hexKeys: boolean): boolean {
  if (stored.isHexKey) return equalsSha256(stored, decodeHexKey(password) ?? password);
  const spellings = hexKeys ? spellingsOfKey(password) : [password];
  return spellings.filter((spelling) => equalsSha256(stored, spelling)).length > 0;
}

function equalsSha256(stored: Sha256Hash, password: Buffer): boolean {
  return timingSafeEqual(deriveSha256(stored, password), stored.hash);
}

/**
 * At one go: an object of a hash holds memory outside of the heap until it is collected, and when thousands of charge points come back at
 * once that is late.
 */
function deriveSha256(how: { saltPosition: SaltPosition; salt: Buffer }, password: Buffer): Buffer {
  const salted = {
    prefix: [how.salt, password],
    suffix: [password, how.salt],
    disable: [password],
  }[how.saltPosition];
  return hash('sha256', Buffer.concat(salted), 'buffer');
}

function deriveScrypt(how: ScryptHash, password: Buffer): Promise<Buffer> {
  const N = 2 ** how.costLog2;
  const options = {
    N,
    r: how.blockSize,
    p: how.parallelization,
    maxmem: 128 * how.blockSize * (N + how.parallelization + 2),
  };
  return new Promise((resolve, reject) => {
    scrypt(password, how.salt, how.hash.length, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });
}
