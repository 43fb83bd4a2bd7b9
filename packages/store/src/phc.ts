// Password hashes as text, after the PHC string format: `$<algorithm>[$<name>=<value>,…]$<salt>$<hash>`, salt and hash in
// base64 without padding. Ours:
//   $scrypt$ln=14,r=8,p=1$<salt>$<hash>            a person's password
//   $sha256$<salt>$<hash>                          a key with enough entropy of its own; SHA-256(salt, key)
//   $sha256$pos=suffix$<salt>$<hash>               SHA-256(key, salt); pos=disable: no salt (imported from EMQX)
// The parameter key=hex marks a hash that was made over the bytes that the hex digits of the key stand for (see hex-key.ts).
import { StoreError } from './store-error.ts';

export type SaltPosition = 'prefix' | 'suffix' | 'disable';

export type ScryptHash = {
  readonly algorithm: 'scrypt';
  /** log2 of scrypt's N. */
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly isHexKey: boolean;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

export type Sha256Hash = {
  readonly algorithm: 'sha256';
  readonly saltPosition: SaltPosition;
  readonly isHexKey: boolean;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

/** A stored password hash, decoded. */
export type PasswordHash = ScryptHash | Sha256Hash;

/** N·r·p of the dearest hash taken in: 128 MiB and about half a second. Dearer ones would let one import halt all logins. */
const SCRYPT_WORK_MAX = 2 ** 20;
const SALT_BYTES_MAX = 256;
const TEXT_LENGTH_MAX = 1024;
const PARAMETERS = { scrypt: ['ln', 'r', 'p', 'key'], sha256: ['pos', 'key'] } as const;

/** Decodes a PHC string; throws a StoreError that says what is wrong with it, without repeating it. */
export function parsePasswordHash(text: string): PasswordHash {
  if (text.length > TEXT_LENGTH_MAX) throw invalid(`is longer than ${TEXT_LENGTH_MAX} characters`);
  const [start, algorithm, ...rest] = text.split('$');
  if (start !== '' || algorithm === undefined) throw invalid('does not begin with $<algorithm>$');
  if (algorithm !== 'scrypt' && algorithm !== 'sha256') {
    throw new StoreError(
      'store_unknown_algorithm',
      `a password hash uses the algorithm ${JSON.stringify(algorithm.slice(0, 32))}; known are scrypt and sha256`,
    );
  }
  if (rest.length !== 2 && rest.length !== 3) throw invalid('is not $<algorithm>[$<parameters>]$<salt>$<hash>');
  const parameters = parseParameters(rest.length === 3 ? rest[0] : undefined, PARAMETERS[algorithm]);
  const salt = decodeBase64(rest.at(-2) ?? '', 'salt');
  const hash = decodeBase64(rest.at(-1) ?? '', 'hash');
  if (salt.length > SALT_BYTES_MAX) throw invalid(`has a salt of more than ${SALT_BYTES_MAX} bytes`);
  return algorithm === 'scrypt' ? scryptHash(parameters, salt, hash) : sha256Hash(parameters, salt, hash);
}

/** The PHC string of a hash; what `parsePasswordHash` reads back. */
export function formatPasswordHash(stored: PasswordHash): string {
  const parameters: string[] = [];
  if (stored.algorithm === 'scrypt') {
    parameters.push(`ln=${stored.costLog2}`, `r=${stored.blockSize}`, `p=${stored.parallelization}`);
  } else if (stored.saltPosition !== 'prefix') parameters.push(`pos=${stored.saltPosition}`);
  if (stored.isHexKey) parameters.push('key=hex');
  const middle = parameters.length === 0 ? '' : `$${parameters.join(',')}`;
  return `$${stored.algorithm}${middle}$${encodeBase64(stored.salt)}$${encodeBase64(stored.hash)}`;
}

function scryptHash(parameters: ReadonlyMap<string, string>, salt: Buffer, hash: Buffer): ScryptHash {
  const costLog2 = positiveInteger(parameters, 'ln');
  const blockSize = positiveInteger(parameters, 'r');
  const parallelization = positiveInteger(parameters, 'p');
  if (2 ** costLog2 * blockSize * parallelization > SCRYPT_WORK_MAX) {
    throw invalid(`is too dear to verify: 2^ln × r × p may be at most ${SCRYPT_WORK_MAX}`);
  }
  if (salt.length === 0) throw invalid('has no salt');
  if (hash.length < 16 || hash.length > 64) throw invalid('has a hash that is not of 16 to 64 bytes');
  return { algorithm: 'scrypt', costLog2, blockSize, parallelization, isHexKey: isHexKey(parameters), salt, hash };
}

function sha256Hash(parameters: ReadonlyMap<string, string>, salt: Buffer, hash: Buffer): Sha256Hash {
  const saltPosition = parameters.get('pos') ?? 'prefix';
  if (saltPosition !== 'prefix' && saltPosition !== 'suffix' && saltPosition !== 'disable') {
    throw invalid('has a pos that is none of prefix, suffix, disable');
  }
  if (hash.length !== 32) throw invalid('has a hash that is not of 32 bytes');
  return { algorithm: 'sha256', saltPosition, isHexKey: isHexKey(parameters), salt, hash };
}

function parseParameters(text: string | undefined, allowed: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  if (text === undefined) return parameters;
  for (const pair of text.split(',')) {
    const [name = '', value, ...more] = pair.split('=');
    if (value === undefined || more.length > 0 || !allowed.includes(name) || parameters.has(name)) {
      throw invalid(`has parameters other than ${allowed.join(', ')}`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

function isHexKey(parameters: ReadonlyMap<string, string>): boolean {
  const value = parameters.get('key');
  if (value !== undefined && value !== 'hex') throw invalid('has a key parameter that is not hex');
  return value === 'hex';
}

function positiveInteger(parameters: ReadonlyMap<string, string>, name: string): number {
  const value = parameters.get(name) ?? '';
  if (!/^[1-9][0-9]{0,5}$/.test(value)) throw invalid(`needs ${name} as a positive number`);
  return Number(value);
}

function decodeBase64(text: string, name: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (encodeBase64(bytes) !== text) throw invalid(`has a ${name} that is not base64 without padding`);
  return bytes;
}

function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

function invalid(what: string): StoreError {
  return new StoreError('store_invalid_value', `a password hash ${what}`);
}
