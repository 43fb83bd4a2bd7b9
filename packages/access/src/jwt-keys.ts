import { createPublicKey, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { AccessError } from './access-error.ts';
import type { JwtKey } from './jwt-options.ts';

/** Verifies a token's signature and times; rejects with one of jose's errors. */
export type TokenVerifier = (token: string, now: number) => Promise<JWTPayload>;

/** A token without `kid` is tried with each key that fits. */
const KEYS_MAX = 100;
/** What jose asks of RSA (RFC 7518 §3.3). */
const MODULUS_BITS_MIN = 2_048;

const hmacAlgorithms = ['HS256', 'HS384', 'HS512'];
const publicKeyAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/**
 * Makes a verifier. The family of algorithms is that of the key: a token cannot choose to be verified with a public key as if that were a
 * secret. Throws an AccessError on a key that cannot be used.
 */
export function tokenVerifier(key: JwtKey): TokenVerifier {
  if (key.algorithm === 'hmac-based') return secretVerifier(secretOf(key.secret, key.isBase64));
  return 'jwks' in key ? keySetVerifier(keySetOf(key.jwks)) : publicKeyVerifier(publicKeyOf(key.publicKey));
}

function secretVerifier(secret: Uint8Array): TokenVerifier {
  return async (token, now) => (await jwtVerify(token, secret, optionsOf(hmacAlgorithms, now))).payload;
}

function publicKeyVerifier(key: KeyObject): TokenVerifier {
  return async (token, now) => (await jwtVerify(token, key, optionsOf(publicKeyAlgorithms, now))).payload;
}

function keySetVerifier(keySet: ReturnType<typeof createLocalJWKSet>): TokenVerifier {
  return async (token, now) => {
    const options = optionsOf(publicKeyAlgorithms, now);
    try {
      return (await jwtVerify(token, keySet, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return verifyWithAny(token, error, options);
    }
  };
}

/** The token does not say which of several keys it was signed with. */
async function verifyWithAny(
  token: string,
  keys: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

function optionsOf(algorithms: string[], now: number): JWTVerifyOptions {
  return { algorithms, currentDate: new Date(now) };
}

function secretOf(text: string, isBase64: boolean): Uint8Array {
  const isWrong = isBase64 && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  if (text === '' || isWrong) {
    throw new AccessError('access_invalid_option', isWrong ? 'the secret is not base64' : 'the secret is empty');
  }
  return Buffer.from(text, isBase64 ? 'base64' : 'utf8');
}

function publicKeyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new AccessError('access_invalid_option', 'the public key is no PEM text of a public key or certificate');
  }
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && modulusLength < MODULUS_BITS_MIN) {
    throw new AccessError('access_invalid_option', `an RSA key has at least ${MODULUS_BITS_MIN} bits`);
  }
  return key;
}

function keySetOf(text: string): ReturnType<typeof createLocalJWKSet> {
  try {
    const keySet = JSON.parse(text) as JSONWebKeySet;
    const resolve = createLocalJWKSet(keySet);
    if (keySet.keys.length > 0 && keySet.keys.length <= KEYS_MAX) return resolve;
  } catch {
    throw new AccessError('access_invalid_option', 'the key set is no JSON Web Key Set');
  }
  throw new AccessError('access_invalid_option', `a key set has 1 to ${KEYS_MAX} keys`);
}
