import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthenticationSource, Bans, type Login } from '@ocpp-broker/access';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Logins, nobodyAsked } from '../src/logins.ts';
import { temporaryFolder } from './fixtures/running-server.ts';
import { Inbox } from './fixtures/running-wait.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';
import { signedToken } from './fixtures/tokens.ts';

const authentication = (document: object = {}) =>
  settingsOf({ mqtt: { authentication: document } }).mqtt.authentication;

const ban = { as: 'clientid', who: 'c1', by: 'test', reason: '', at: 0, until: 'infinity' } as const;

async function logins(t: Test, document: object = {}, parts: { readonly onAsked?: () => Promise<void> } = {}) {
  const store = { load: async () => [], put: async () => {}, delete: async () => {} };
  const bans = await Bans.open({ store, now: Date.now });
  const users: AuthenticationSource = {
    name: 'built_in_database',
    authenticate: async ({ username, password }) => {
      await parts.onAsked?.();
      if (username !== 'u1') return { outcome: 'ignored' };
      return password?.toString() === 'right'
        ? { outcome: 'accepted', superuser: false }
        : { outcome: 'refused', reason: 'the password is wrong' };
    },
  };
  const lines = new Inbox<string>();
  const log = pino(
    { level: 'info' },
    { write: (line: string) => lines.put((JSON.parse(line) as { msg: string }).msg) },
  );
  const path = 'mqtt.authentication';
  const made = new Logins(
    { path, users, now: Date.now, bans, log, keySetIntervalMs: 2 },
    authentication(document),
    false,
  );
  t.teardown(() => made.close());
  const ask = (password: string, more: Partial<Login> = {}) =>
    made.authenticate({
      clientId: 'c1',
      username: 'u1',
      password: Buffer.from(password),
      remoteAddress: '192.0.2.1',
      ...more,
    });
  return { made, bans, ask, lines };
}

t.test('while the settings have nobody asked, everybody is let in but the banned', async (t) => {
  const { ask, bans } = await logins(t, { enable: false });
  t.match(await ask('wrong'), { outcome: 'accepted', source: nobodyAsked, superuser: false });
  await bans.add(ban);
  t.match(await ask('right'), { outcome: 'banned' });
});

t.test('who is banned while the login is under way is not let in', async (t) => {
  const { ask, bans } = await logins(t, {}, { onAsked: async () => void (await bans.add(ban)) });
  t.match(await ask('right'), { outcome: 'banned' });
});

t.test('other settings count when they are put in force, and failures are remembered across them', async (t) => {
  const throttle = { failures: 2, first_wait: '1h', max_wait: '1h' };
  const { made, ask } = await logins(t, { throttle });
  t.match(await ask('one'), { outcome: 'refused' });
  t.match(await ask('two'), { outcome: 'refused' });
  t.match(await ask('right'), { outcome: 'busy', retryAfterMs: /^3[56]\d{5}$/ });
  const jwt = { enable: true, secret: 'known to whoever makes tokens' };
  const putInForce = made.prepare(authentication({ throttle, jwt }), false);
  t.match(await ask('right'), { outcome: 'busy' });
  putInForce();
  t.match(await ask('right'), { outcome: 'busy' }, 'another source does not make a new guess of it');
  made.prepare(authentication({ throttle: { enable: false } }), false)();
  t.match(await ask('right'), { outcome: 'accepted' });
  made.prepare(authentication(), true)();
  t.match(
    await made.authenticate({ clientId: 'c1', username: undefined, password: undefined, remoteAddress: '192.0.2.1' }),
    {
      outcome: 'accepted',
      source: 'anonymous',
    },
  );
});

t.test('a source that cannot be made is a problem of its setting, and changes nothing', async (t) => {
  const { made, ask } = await logins(t);
  const jwt = { enable: true, algorithm: 'public-key', public_key: 'none' };
  t.match(await problemsOf(() => made.prepare(authentication({ enable: false, jwt }), true)), [/\.jwt\.public_key: /]);
  t.match(await ask('wrong'), { outcome: 'refused' });
});

/** A file with one key, replaced as tools do it. */
function keySet(folder: string, key: KeyObject | undefined): string {
  const file = join(folder, 'keys.json');
  const text =
    key === undefined ? 'no JSON' : JSON.stringify({ keys: [{ ...key.export({ format: 'jwk' }), alg: 'RS256' }] });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

t.test('a key set that is replaced is in force, and a bad one leaves the old one in force', async (t) => {
  const folder = temporaryFolder(t);
  const [old, next] = [
    generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  ];
  const jwks_file = keySet(folder, old.publicKey);
  const { ask, lines } = await logins(t, {
    order: 'jwt',
    jwt: { enable: true, algorithm: 'public-key', use_jwks: true, jwks_file },
    throttle: { enable: false },
  });
  const [oldToken, newToken] = [signedToken({}, old.privateKey), signedToken({}, next.privateKey)];
  t.match(await ask(oldToken), { outcome: 'accepted', source: 'jwt' });
  t.match(await ask(newToken), { outcome: 'refused' });
  const told = (message: RegExp) => lines.next(String(message), (line) => message.test(line));
  keySet(folder, next.publicKey);
  await told(/another key set is in force/);
  t.match(await ask(oldToken), { outcome: 'refused' });
  t.match(await ask(newToken), { outcome: 'accepted' });
  keySet(folder, undefined);
  await told(/the key set is no good; the old one stays/);
  t.match(await ask(newToken), { outcome: 'accepted' });
});
