import { generateKeyPairSync } from 'node:crypto';
import type { AuthenticationSource } from '@ocpp-broker/access';
import t from 'tap';
import { authenticationSources, hasOtherSources, throttleOptions } from '../src/authentication-sources.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const users: AuthenticationSource = { name: 'built_in_database', authenticate: async () => ({ outcome: 'ignored' }) };
const parts = { path: 'mqtt.authentication', users, now: Date.now };

const authentication = (document: object) => settingsOf({ mqtt: { authentication: document } }).mqtt.authentication;
const namesOf = (document: object) => authenticationSources(authentication(document), parts).map(({ name }) => name);

const jwt = { enable: true, secret: 'known to whoever makes tokens' };
const http = { enable: true, url: 'http://127.0.0.1:1/auth', body: { who: '${username}' } };

t.test('those that are on are asked in the order of the settings', async (t) => {
  t.strictSame(namesOf({}), ['built_in_database']);
  t.strictSame(namesOf({ jwt, http }), ['built_in_database', 'jwt', 'http']);
  t.strictSame(namesOf({ jwt, http, order: 'http, jwt' }), ['http', 'jwt']);
  t.strictSame(namesOf({ jwt: { ...jwt, enable: false }, order: 'jwt, built_in_database' }), ['built_in_database']);
});

t.test('others than the stored users are asked when they are on and in the order', async (t) => {
  for (const [document, expected] of [
    [{}, false],
    [{ jwt }, true],
    [{ http, order: 'http' }, true],
    [{ jwt, http, order: 'built_in_database' }, false],
  ] as const) {
    t.equal(hasOtherSources(authentication(document)), expected, JSON.stringify(document));
  }
});

t.test('a key that cannot be used is told with the path of its setting, all of them at once', async (t) => {
  const folder = t.testdir({ 'keys.json': '{"keys":"none"}' });
  const keySet = (jwks_file: string) => ({ enable: true, algorithm: 'public-key', use_jwks: true, jwks_file });
  for (const [document, problem] of [
    [{ jwt: { ...jwt, secret: '!', secret_base64_encoded: true } }, /^mqtt\.authentication\.jwt\.secret: .*base64/],
    [{ jwt: { enable: true, algorithm: 'public-key', public_key: 'no PEM' } }, /\.jwt\.public_key: .*PEM/],
    [{ jwt: keySet(`${folder}/keys.json`) }, /\.jwt\.jwks_file: the key set is no JSON Web Key Set/],
    [{ jwt: keySet(`${folder}/none.json`) }, /\.jwt\.jwks_file: .*none\.json cannot be read: there is no such file/],
    [{ http: { ...http, url: 'http://u:p@host/${username}' } }, /\.authentication\.http: .*credentials/],
  ] as const) {
    t.match(await problemsOf(() => namesOf(document)), [problem]);
  }
  const both = { jwt: keySet(`${folder}/none.json`), http: { ...http, url: 'http://u:p@host/${username}' } };
  t.equal((await problemsOf(() => namesOf(both))).length, 2);
});

t.test('a public key, and a key set from its file, make a source', async (t) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }];
  const folder = t.testdir({ 'keys.json': JSON.stringify({ keys }) });
  const public_key = publicKey.export({ format: 'pem', type: 'spki' });
  t.strictSame(namesOf({ jwt: { enable: true, algorithm: 'public-key', public_key }, order: 'jwt' }), ['jwt']);
  const set = { enable: true, algorithm: 'public-key', use_jwks: true, jwks_file: `${folder}/keys.json` };
  t.strictSame(namesOf({ jwt: set, order: 'jwt' }), ['jwt']);
});

t.test('what slows guessing down is what the settings say, or nothing', async (t) => {
  const throttle = { failures: 2, address_failures: 30, first_wait: '4s', max_wait: '5m' };
  t.strictSame(throttleOptions(authentication({ throttle })), {
    failures: 2,
    addressFailures: 30,
    firstWaitMs: 4_000,
    maxWaitMs: 300_000,
  });
  t.equal(throttleOptions(authentication({ throttle: { enable: false } })), undefined);
});
