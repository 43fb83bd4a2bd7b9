import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import t from 'tap';
import { AccessError } from '../src/access-error.ts';
import { tokenVerifier } from '../src/jwt-keys.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const pem = (pair: typeof rsa) => pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const secret = randomBytes(32).toString('hex');
const now = 1_700_000_000_000;

type Signing = Parameters<SignJWT['sign']>[0];

function signed(alg: string, key: Signing, header: object = {}): Promise<string> {
  return new SignJWT({ n: 1 }).setProtectedHeader({ ...header, alg }).sign(key);
}

async function keySet(...pairs: readonly { readonly pair: typeof rsa; readonly kid?: string }[]): Promise<string> {
  const keys = await Promise.all(
    pairs.map(async ({ pair, kid }) => ({
      ...(await exportJWK(pair.publicKey)),
      ...(kid === undefined ? {} : { kid }),
    })),
  );
  return JSON.stringify({ keys });
}

t.test('a secret verifies HS256, HS384 and HS512', async (t) => {
  const verify = tokenVerifier({ algorithm: 'hmac-based', secret, isBase64: false });
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    t.match(await verify(await signed(alg, Buffer.from(secret)), now), { n: 1 }, alg);
  }
  await t.rejects(verify(await signed('HS256', randomBytes(32)), now), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
  await t.rejects(verify(await signed('RS256', rsa.privateKey), now), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' });
});

t.test('a secret may be written as base64, of either alphabet', async (t) => {
  const bytes = Buffer.from('fbff'.repeat(16), 'hex');
  for (const encoding of ['base64', 'base64url'] as const) {
    const verify = tokenVerifier({ algorithm: 'hmac-based', secret: bytes.toString(encoding), isBase64: true });
    t.match(await verify(await signed('HS256', bytes), now), { n: 1 });
  }
});

t.test('a public key verifies the algorithms of its kind', async (t) => {
  const rs = tokenVerifier({ algorithm: 'public-key', publicKey: pem(rsa) });
  for (const alg of ['RS256', 'RS512', 'PS256']) t.match(await rs(await signed(alg, rsa.privateKey), now), { n: 1 });
  const es = tokenVerifier({ algorithm: 'public-key', publicKey: pem(elliptic) });
  t.match(await es(await signed('ES256', elliptic.privateKey), now), { n: 1 });
  const ed = tokenVerifier({ algorithm: 'public-key', publicKey: pem(edwards) });
  t.match(await ed(await signed('EdDSA', edwards.privateKey), now), { n: 1 });
  await t.rejects(rs(await signed('RS256', otherRsa.privateKey), now), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
  await t.rejects(rs(await signed('ES256', elliptic.privateKey), now));
});

t.test('a public key is never taken for a secret', async (t) => {
  const verify = tokenVerifier({ algorithm: 'public-key', publicKey: pem(rsa) });
  const parts = [{ alg: 'HS256' }, { n: 1 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const forged = `${parts.join('.')}.${createHmac('sha256', pem(rsa)).update(parts.join('.')).digest('base64url')}`;
  await t.rejects(verify(forged, now), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' });
  const set = tokenVerifier({ algorithm: 'public-key', jwks: await keySet({ pair: rsa }) });
  await t.rejects(set(forged, now), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${parts[1]}.`;
  await t.rejects(verify(unsigned, now), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' });
});

t.test('of a key set the key that the token names is taken', async (t) => {
  const verify = tokenVerifier({
    algorithm: 'public-key',
    jwks: await keySet({ pair: rsa, kid: 'a' }, { pair: elliptic, kid: 'b' }),
  });
  t.match(await verify(await signed('RS256', rsa.privateKey, { kid: 'a' }), now), { n: 1 });
  t.match(await verify(await signed('ES256', elliptic.privateKey, { kid: 'b' }), now), { n: 1 });
  await t.rejects(verify(await signed('RS256', rsa.privateKey, { kid: 'c' }), now), {
    code: 'ERR_JWKS_NO_MATCHING_KEY',
  });
});

t.test('a token that names no key is tried with all that fit', async (t) => {
  const verify = tokenVerifier({ algorithm: 'public-key', jwks: await keySet({ pair: otherRsa }, { pair: rsa }) });
  t.match(await verify(await signed('RS256', rsa.privateKey), now), { n: 1 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  await t.rejects(verify(await signed('RS256', stranger.privateKey), now), {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
});

t.test('times are held against the clock that is given', async (t) => {
  const verify = tokenVerifier({ algorithm: 'hmac-based', secret, isBase64: false });
  const at = now / 1000;
  const token = await new SignJWT({ nbf: at, exp: at + 10 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
  t.match(await verify(token, now), { exp: at + 10 });
  await t.rejects(verify(token, now + 10_000), { code: 'ERR_JWT_EXPIRED' });
  await t.rejects(verify(token, now - 1_000), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
});

t.test('a key that cannot be used is found when the verifier is made', async (t) => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const many = JSON.stringify({ keys: Array.from({ length: 101 }, () => ({ kty: 'RSA' })) });
  for (const key of [
    { algorithm: 'hmac-based', secret: '', isBase64: false },
    { algorithm: 'hmac-based', secret: '%%%', isBase64: true },
    { algorithm: 'public-key', publicKey: 'no key' },
    { algorithm: 'public-key', publicKey: pem(small) },
    { algorithm: 'public-key', jwks: 'no json' },
    { algorithm: 'public-key', jwks: '{"keys":1}' },
    { algorithm: 'public-key', jwks: '{"keys":[]}' },
    { algorithm: 'public-key', jwks: many },
  ] as const) {
    t.throws(() => tokenVerifier(key), AccessError, JSON.stringify(key).slice(0, 60));
  }
});
