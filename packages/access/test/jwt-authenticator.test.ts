import { type JWTPayload, SignJWT } from 'jose';
import t from 'tap';
import { AccessError } from '../src/access-error.ts';
import { JwtAuthenticator } from '../src/jwt-authenticator.ts';
import type { JwtOptions } from '../src/jwt-options.ts';
import type { Login } from '../src/login.ts';

const secret = 'a secret that is only known here';
const now = 1_700_000_000_000;
const seconds = now / 1000;

const options: JwtOptions = {
  from: 'password',
  key: { algorithm: 'hmac-based', secret, isBase64: false },
  verifyClaims: {},
  disconnectAfterExpire: true,
};

function authenticatorWith(rest: Partial<JwtOptions> = {}): JwtAuthenticator {
  return new JwtAuthenticator({ ...options, ...rest }, () => now);
}

function token(claims: JWTPayload, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(Buffer.from(secret));
}

function login(password: string | undefined, rest: Partial<Login> = {}): Login {
  const bytes = password === undefined ? undefined : Buffer.from(password);
  return { clientId: 'c1', username: 'u1', password: bytes, remoteAddress: '192.0.2.1', ...rest };
}

async function verdict(claims: JWTPayload, rest: Partial<JwtOptions> = {}) {
  return authenticatorWith(rest).authenticate(login(await token(claims)));
}

t.test('a good token lets in', async (t) => {
  t.same(await verdict({}), { outcome: 'accepted', superuser: false, acl: undefined, expiresAt: undefined });
  t.match(await verdict({ is_superuser: true }), { outcome: 'accepted', superuser: true });
});

t.test('what is no token is left to others', async (t) => {
  const texts = [
    '',
    'password',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    `${Buffer.from('{}').toString('base64url')}.e30.x`,
    'e30.é.x',
  ];
  for (const text of texts) t.match(await authenticatorWith().authenticate(login(text)), { outcome: 'ignored' }, text);
  t.match(await authenticatorWith().authenticate(login(undefined)), { outcome: 'ignored' });
});

t.test('the token may come as the user name, which is then a secret', async (t) => {
  const authenticator = authenticatorWith({ from: 'username' });
  t.ok(authenticator.isUsernameSecret);
  t.notOk(authenticatorWith().isUsernameSecret);
  const username = await token({});
  t.match(await authenticator.authenticate(login(undefined, { username })), { outcome: 'accepted' });
  t.match(await authenticator.authenticate(login(username, { username: undefined })), { outcome: 'ignored' });
});

t.test('a wrong signature, another algorithm and none are refused', async (t) => {
  const good = await token({ exp: seconds + 10 });
  const [head = '', body = ''] = good.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const rs256 = Buffer.from('{"alg":"RS256"}').toString('base64url');
  for (const text of [`${head}.${body}.AAAA`, `${none}.${body}.`, `${rs256}.${body}.AAAA`, `${head}..`]) {
    t.match(await authenticatorWith().authenticate(login(text)), { outcome: 'refused' }, text);
  }
});

t.test('an expired token, and one of the future, are refused', async (t) => {
  t.match(await verdict({ exp: seconds }), { outcome: 'refused', reason: 'the token has expired' });
  t.match(await verdict({ nbf: seconds + 1 }), { outcome: 'refused' });
  t.match(await verdict({ iat: seconds + 61 }), { outcome: 'refused', reason: /future/ });
  t.match(await verdict({ exp: seconds + 1, nbf: seconds, iat: seconds + 60 }), { outcome: 'accepted' });
  t.match(await verdict({ exp: 'soon' as unknown as number }), { outcome: 'refused' });
  t.match(await verdict({ iat: 'now' as unknown as number }), { outcome: 'refused' });
});

t.test('the connection ends with the token, if it is to', async (t) => {
  t.match(await verdict({ exp: seconds + 10 }), { expiresAt: now + 10_000 });
  t.match(await verdict({ exp: seconds + 10 }, { disconnectAfterExpire: false }), { expiresAt: undefined });
});

t.test('claims have to be there and be what the client says of itself', async (t) => {
  const verifyClaims = { sub: '${username}', cid: 'x-${clientid}' };
  t.match(await verdict({ sub: 'u1', cid: 'x-c1' }, { verifyClaims }), { outcome: 'accepted' });
  t.match(await verdict({ sub: 'u2', cid: 'x-c1' }, { verifyClaims }), { outcome: 'refused', reason: /sub/ });
  t.match(await verdict({ sub: 'u1' }, { verifyClaims }), { outcome: 'refused', reason: /cid/ });
  const anonymous = login(await token({ sub: '', cid: 'x-c1' }), { username: undefined });
  t.match(await authenticatorWith({ verifyClaims }).authenticate(anonymous), { outcome: 'refused' });
  t.match(await verdict({ level: 5 }, { verifyClaims: { level: '5' } }), { outcome: 'accepted' });
  t.match(await verdict({ level: ['5'] }, { verifyClaims: { level: '5' } }), { outcome: 'refused' });
  t.match(await verdict({}, { verifyClaims: { constructor: 'x' } }), { outcome: 'refused' });
});

t.test('of several audiences one is enough', async (t) => {
  const verifyClaims = { aud: 'me' };
  t.match(await verdict({ aud: ['you', 'me'] }, { verifyClaims }), { outcome: 'accepted' });
  t.match(await verdict({ aud: 'me' }, { verifyClaims }), { outcome: 'accepted' });
  for (const aud of [[], ['you'], 'you', '']) {
    t.match(await verdict({ aud }, { verifyClaims }), { outcome: 'refused' });
  }
});

t.test('an access list comes with the token and ends with it; a wrong one spoils the token', async (t) => {
  const acl = [{ permission: 'allow', action: 'pub', topic: 'a/${clientid}' }];
  t.match(await verdict({ acl, exp: seconds + 10 }, { disconnectAfterExpire: false }), {
    outcome: 'accepted',
    acl: { rules: [{ action: 'publish', topic: 'a/${clientid}' }], noMatch: 'next', expiresAt: now + 10_000 },
  });
  t.match(await verdict({ acl: { sub: ['b'] } }), { acl: { noMatch: 'deny', expiresAt: undefined } });
  t.match(await verdict({ acl: 'everything' }), { outcome: 'refused' });
  t.match(await verdict({ rules: acl }, { aclClaimName: 'rules' }), { acl: { rules: [{ topic: 'a/${clientid}' }] } });
});

t.test('a token that is longer than any is refused unread', async (t) => {
  t.match(await verdict({ filling: 'x'.repeat(16_384) }), { outcome: 'refused', reason: 'the token is too long' });
});

t.test('past the bound of tokens under verification the answer is busy', async (t) => {
  const authenticator = authenticatorWith({ inflightMax: 1 });
  const good = login(await token({}));
  const both = await Promise.all([authenticator.authenticate(good), authenticator.authenticate(good)]);
  t.same(
    both.map(({ outcome }) => outcome),
    ['accepted', 'busy'],
  );
  t.match(await authenticator.authenticate(good), { outcome: 'accepted' });
});

t.test('no reason tells anything of the token', async (t) => {
  for (const text of [await token({ exp: 1 }), await token({ sub: 'someone' }), 'eyJhbGciOiJIUzI1NiJ9.x.x']) {
    const result = await authenticatorWith({ verifyClaims: { sub: 'x' } }).authenticate(login(text));
    t.notMatch(JSON.stringify(result), /someone|eyJ/);
  }
});

t.test('options that cannot be used are found at once', async (t) => {
  t.throws(() => authenticatorWith({ verifyClaims: { a: '${b}' } }), AccessError);
  t.throws(() => authenticatorWith({ key: { algorithm: 'public-key', publicKey: '' } }), AccessError);
});
