import t from 'tap';
import { AccessList } from '../src/access-list.ts';
import { AuthenticatorChain, type AuthenticatorChainParts } from '../src/authenticator-chain.ts';
import type { Ban } from '../src/ban.ts';
import { Bans } from '../src/bans.ts';
import type { AuthenticationSource, Login, SourceVerdict } from '../src/login.ts';
import { LoginThrottle } from '../src/login-throttle.ts';

const login: Login = {
  clientId: 'c1',
  username: 'u1',
  password: Buffer.from('geheim'),
  remoteAddress: '192.0.2.1',
  listenerId: 'tcp:default',
};

class FakeSource implements AuthenticationSource {
  readonly name: string;
  readonly isUsernameSecret: boolean;
  readonly asked: Login[] = [];
  pretended = 0;
  readonly #answer: (login: Login) => SourceVerdict;

  constructor(name: string, answer: (login: Login) => SourceVerdict, isUsernameSecret = false) {
    this.name = name;
    this.isUsernameSecret = isUsernameSecret;
    this.#answer = answer;
  }

  async authenticate(of: Login) {
    this.asked.push(of);
    return this.#answer(of);
  }

  async pretend() {
    this.pretended++;
  }
}

const accepts = (rest: object = {}) =>
  new FakeSource('accepts', () => ({ outcome: 'accepted', superuser: false, ...rest }));
const refuses = () => new FakeSource('refuses', () => ({ outcome: 'refused', reason: 'wrong' }));
const ignores = () => new FakeSource('ignores', () => ({ outcome: 'ignored', reason: 'unknown' }));
const fails = () => new FakeSource('fails', () => ({ outcome: 'ignored', reason: 'down', hasFailed: true }));
const busy = () => new FakeSource('busy', () => ({ outcome: 'busy' }));
const throws = () =>
  new FakeSource('throws', () => {
    throw new Error('broken');
  });

type Line = { readonly level: string; readonly fields: Readonly<Record<string, unknown>>; readonly message: string };

async function chainOf(
  sources: readonly AuthenticationSource[],
  rest: Partial<AuthenticatorChainParts> & { readonly banned?: readonly Ban[] } = {},
) {
  const lines: Line[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const store = { load: async () => rest.banned ?? [], put: async () => undefined, delete: async () => undefined };
  const clock = { now: 0 };
  const now = () => clock.now;
  const bans = await Bans.open({ store, now });
  const chain = new AuthenticatorChain({
    sources,
    bans,
    throttle: undefined,
    isAnonymousAllowed: false,
    now,
    log,
    ...rest,
  });
  return { chain, lines, clock };
}

t.test('the first that accepts or refuses decides', async (t) => {
  const last = accepts();
  const { chain } = await chainOf([ignores(), refuses(), last]);
  t.same(await chain.authenticate(login), { outcome: 'refused', reason: 'credentials' });
  t.equal(last.asked.length, 0);
  const other = await chainOf([ignores(), accepts(), refuses()]);
  t.match(await other.chain.authenticate(login), { outcome: 'accepted', source: 'accepts' });
});

t.test('whom nobody knows is refused, after as much work as for a wrong password', async (t) => {
  const source = ignores();
  const { chain, lines } = await chainOf([source]);
  t.same(await chain.authenticate(login), { outcome: 'refused', reason: 'credentials' });
  t.equal(source.pretended, 1);
  t.match(lines, [{ level: 'warn', fields: { reason: 'ignores: unknown' }, message: 'login refused' }]);
  t.match(await (await chainOf([])).chain.authenticate(login), { outcome: 'refused' });
});

t.test('what the source grants is handed on', async (t) => {
  const acl = new AccessList({ rules: [], noMatch: 'deny', expiresAt: 7 });
  const { chain } = await chainOf([accepts({ superuser: true, acl, expiresAt: 7, clientIds: ['c*'] })]);
  const decision = await chain.authenticate(login);
  t.same(decision, {
    outcome: 'accepted',
    source: 'accepts',
    superuser: true,
    clientIds: ['c*'],
    rights: acl,
    expiresAt: 7,
  });
});

t.test("a client id that is not among the user's is refused as such", async (t) => {
  const { chain, lines } = await chainOf([accepts({ clientIds: ['${username}-*'] })]);
  t.same(await chain.authenticate(login), { outcome: 'client-id' });
  t.match(lines, [{ level: 'warn', fields: { clientId: 'c1' } }]);
  t.match(await chain.authenticate({ ...login, clientId: 'u1-7' }), { outcome: 'accepted' });
  t.match(await chain.authenticate({ ...login, clientId: undefined }), {
    outcome: 'accepted',
    clientIds: ['${username}-*'],
  });
});

t.test('a banned client is not even asked for its password', async (t) => {
  const source = accepts();
  const ban: Ban = { as: 'peerhost', who: '192.0.2.1', by: 'a', reason: 'b', at: 0, until: 'infinity' };
  const { chain, lines } = await chainOf([source], { banned: [ban] });
  t.same(await chain.authenticate(login), { outcome: 'banned' });
  t.equal(source.asked.length, 0);
  t.match(lines, [{ level: 'info', fields: { as: 'peerhost', address: '192.0.2.1' } }]);
});

t.test('who shows nothing is let in where that is allowed, unless banned', async (t) => {
  const nobody = { ...login, username: undefined, password: undefined };
  const source = ignores();
  const { chain } = await chainOf([source], { isAnonymousAllowed: true });
  t.match(await chain.authenticate(nobody), { outcome: 'accepted', source: 'anonymous', superuser: false });
  t.match(await chain.authenticate({ ...nobody, username: 'u1' }), { outcome: 'refused' });
  t.match(await (await chainOf([source])).chain.authenticate(nobody), { outcome: 'refused' });
  const ban: Ban = { as: 'clientid', who: 'c1', by: 'a', reason: 'b', at: 0, until: 'infinity' };
  const banned = await chainOf([source], { isAnonymousAllowed: true, banned: [ban] });
  t.match(await banned.chain.authenticate(nobody), { outcome: 'banned' });
});

t.test('who fails too often waits, and no source is asked meanwhile', async (t) => {
  const source = refuses();
  const { chain, lines, clock } = await chainOf([source], {
    throttle: new LoginThrottle({ failures: 2, firstWaitMs: 1_000 }),
  });
  await chain.authenticate(login);
  await chain.authenticate(login);
  t.same(await chain.authenticate(login), { outcome: 'busy', retryAfterMs: 1_000 });
  t.equal(source.asked.length, 2);
  t.same(
    lines.map(({ level, fields }) => [level, fields.waitMs]),
    [
      ['warn', 0],
      ['warn', 1_000],
      ['debug', 1_000],
    ],
  );
  clock.now = 1_000;
  t.match(await chain.authenticate(login), { outcome: 'refused' });
  t.equal(source.asked.length, 3);
});

t.test('another password is another guess, and so is another user with the same', async (t) => {
  const throttle = new LoginThrottle({ failures: 2, addressFailures: 3 });
  const { chain } = await chainOf([refuses()], { throttle });
  await chain.authenticate(login);
  await chain.authenticate({ ...login, password: Buffer.from('other') });
  t.match(await chain.authenticate({ ...login, password: Buffer.from('third') }), { outcome: 'busy' });
  t.match(await chain.authenticate({ ...login, username: 'u2' }), { outcome: 'refused' });
  t.match(await chain.authenticate({ ...login, username: 'u3' }), { outcome: 'busy' });
});

t.test('tokens as user names are guesses of one client', async (t) => {
  const source = new FakeSource('jwt', () => ({ outcome: 'refused', reason: 'expired' }), true);
  const { chain } = await chainOf([source], { throttle: new LoginThrottle({ failures: 2 }) });
  await chain.authenticate({ ...login, username: 'a' });
  await chain.authenticate({ ...login, username: 'b' });
  t.match(await chain.authenticate({ ...login, username: 'c' }), { outcome: 'busy' });
  t.match(await chain.authenticate({ ...login, username: 'c', clientId: 'c2' }), { outcome: 'refused' });
});

t.test('a right password among guesses made at once is not accepted', async (t) => {
  const source = new FakeSource('one', ({ password }) =>
    password?.toString() === 'geheim'
      ? { outcome: 'accepted', superuser: false }
      : { outcome: 'refused', reason: 'wrong' },
  );
  const { chain } = await chainOf([source], { throttle: new LoginThrottle({ failures: 3 }) });
  const guesses = ['a', 'b', 'c', 'geheim'].map((text) =>
    chain.authenticate({ ...login, password: Buffer.from(text) }),
  );
  t.same(
    (await Promise.all(guesses)).map(({ outcome }) => outcome),
    ['refused', 'refused', 'refused', 'busy'],
  );
});

t.test('what could not be checked is not held against anybody', async (t) => {
  const throttle = new LoginThrottle({ failures: 1 });
  for (const source of [fails(), throws()]) {
    const { chain, lines } = await chainOf([source], { throttle });
    for (let n = 0; n < 3; n++) {
      t.same(await chain.authenticate(login), { outcome: 'refused', reason: 'unavailable' });
    }
    t.match(lines.at(-1), { level: 'warn', message: /could not be checked/ });
  }
  t.equal(throttle.size, 0);
  const { chain } = await chainOf([throws(), accepts()], { throttle });
  t.match(await chain.authenticate(login), { outcome: 'accepted' }, 'the others are asked all the same');
});

t.test('a source that has too much to do ends the question', async (t) => {
  const last = accepts();
  const { chain } = await chainOf([busy(), last], { throttle: new LoginThrottle({ failures: 1 }) });
  t.same(await chain.authenticate(login), { outcome: 'busy' });
  t.same(await chain.authenticate(login), { outcome: 'busy' });
  t.equal(last.asked.length, 0);
});

t.test('no log has a password, nor a user name that is a token; long names are cut', async (t) => {
  const long = { ...login, username: 'u'.repeat(60_000) };
  const plain = await chainOf([refuses()], { throttle: new LoginThrottle() });
  await plain.chain.authenticate(long);
  t.match(plain.lines, [{ fields: { address: '192.0.2.1', clientId: 'c1', listener: 'tcp:default' } }]);
  t.equal(String(plain.lines[0]?.fields.username).length, 64);
  const source = new FakeSource('jwt', () => ({ outcome: 'refused', reason: 'expired' }), true);
  const secret = await chainOf([source], { throttle: new LoginThrottle() });
  await secret.chain.authenticate({ ...login, username: 'eyJ.token' });
  t.notMatch(JSON.stringify([...plain.lines, ...secret.lines]), /geheim|eyJ/);
});
