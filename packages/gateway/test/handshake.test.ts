import t from 'tap';
import { decideHandshake, type HandshakeRules, type UpgradeRequest } from '../src/handshake.ts';
import type { AccessOptions, ListenerOptions } from '../src/options.ts';
import { MemoryCredentials } from './fixtures/memory-stores.ts';
import { defaultOptions, listenerOptions } from './fixtures/options.ts';

type Case = {
  readonly request?: Partial<UpgradeRequest>;
  readonly listener?: Partial<ListenerOptions>;
  readonly access?: Partial<AccessOptions>;
  readonly credentials?: MemoryCredentials;
  readonly rules?: Partial<HandshakeRules>;
};

const basic = (bytes: string | Buffer) => `Basic ${Buffer.from(bytes).toString('base64')}`;
const users = () => {
  const credentials = new MemoryCredentials();
  credentials.add('user', 'secret');
  credentials.add('CP1', 'key');
  credentials.add('bound', 'secret', ['CP1', 'CP2']);
  return credentials;
};

const usual: UpgradeRequest = {
  url: '/ocpp/CP1',
  authorization: basic('user:secret'),
  subprotocols: 'ocpp1.6',
  origin: undefined,
  remoteAddress: '127.0.0.1',
  certificate: undefined,
};

const decide = ({ request, listener, access, credentials = users(), rules }: Case = {}) =>
  decideHandshake(
    { ...usual, ...request },
    {
      listener: { ...listenerOptions, ...listener },
      access: { ...defaultOptions.access, ...access },
      credentials,
      assumedVersion: () => '1.6',
      isFull: () => false,
      ...rules,
    },
  );

t.test('a handshake in order is accepted', async (t) => {
  t.strictSame(await decide(), {
    ok: true,
    identity: 'CP1',
    username: 'user',
    version: '1.6',
    subprotocol: 'ocpp1.6',
    securityProfile: 1,
    expiresAt: undefined,
    closeAfterUpgrade: false,
  });
});

t.test('the first thing that is wrong decides, in the order of the rules', async (t) => {
  const credentials = users();
  const wrong = {
    request: { url: '/other/%zz', authorization: undefined, subprotocols: 'mqtt', origin: 'http://evil' },
    listener: { originChecked: true },
    access: { userIdType: 'clientid' },
    credentials,
  } as const;
  const better = (request: Partial<UpgradeRequest>) => ({ ...wrong, request: { ...wrong.request, ...request } });
  t.match(await decide(wrong), { ok: false, status: 404, reason: /path/ }, 'path');
  t.match(await decide(better({ url: '/ocpp/%zz' })), { status: 400, reason: /percent/ }, 'identity');
  t.match(await decide(better({ url: '/ocpp/CP9' })), { status: 404, reason: /unknown/, identity: 'CP9' }, 'existence');
  t.match(await decide(better({ url: '/ocpp/CP1' })), { status: 401, reason: /required/ }, 'credentials');
  const authorization = basic('CP1:key');
  t.match(await decide(better({ url: '/ocpp/CP1', authorization })), { status: 400, reason: /spoken/ }, 'subprotocol');
  const subprotocols = 'ocpp1.6';
  t.match(await decide(better({ url: '/ocpp/CP1', authorization, subprotocols })), { status: 403 }, 'origin');
});

t.test('missing, undecodable and wrong credentials are 401', async (t) => {
  const headers = [undefined, '', 'Basic ???', 'Bearer x', basic('no colon'), basic('nobody:secret'), basic('user:no')];
  for (const authorization of headers)
    t.match(
      await decide({ request: { authorization } }),
      { ok: false, status: 401, identity: 'CP1' },
      authorization ?? 'none',
    );
});

t.test('what is shown goes to the credentials whole, byte by byte', async (t) => {
  const credentials = users();
  await decide({ credentials, access: { userIdType: 'clientid' }, request: { authorization: basic('anything:key') } });
  t.strictSame(credentials.logins, [
    {
      identity: 'CP1',
      username: 'anything',
      userId: 'CP1',
      password: Buffer.from('key'),
      remoteAddress: '127.0.0.1',
      listenerId: listenerOptions.id,
    },
  ]);
});

t.test('a login that cannot be decided now is 503, with the time to wait where it is known', async (t) => {
  const credentials = users();
  credentials.states.set('user', 'banned');
  t.match(await decide({ credentials }), { ok: false, status: 403, reason: /banned/ });
  credentials.states.set('user', 'busy');
  t.match(await decide({ credentials }), { ok: false, status: 503, retryAfterMs: 2_500 });
  credentials.states.set('user', 'unavailable');
  t.match(await decide({ credentials }), { ok: false, status: 503, reason: /cannot be checked/ });
});

t.test('whoever is banned is 403, whatever is shown, also where nobody has to log in', async (t) => {
  const credentials = users();
  credentials.beforeVerdict = () => Promise.reject(new Error('nobody asks'));
  const refusal = { ok: false, status: 403, reason: /banned/, identity: 'CP1' };
  for (const name of ['CP1', 'user', '127.0.0.1']) {
    credentials.banned.clear();
    credentials.banned.add(name);
    t.match(await decide({ credentials }), refusal, name);
    t.match(await decide({ credentials, access: { authenticated: false } }), refusal, name);
  }
  t.match(await decide({ credentials, rules: { isFull: () => true } }), refusal, 'and is not told how full it is');
});

t.test('a login that runs out says when', async (t) => {
  const credentials = users();
  credentials.expiresAt = 5_000;
  t.match(await decide({ credentials }), { ok: true, expiresAt: 5_000 });
});

t.test(
  'where the identity itself is the user, an unknown one is 404 and the name in the header does not matter',
  async (t) => {
    const access = { userIdType: 'clientid' } as const;
    t.match(await decide({ access, request: { url: '/ocpp/CP9' } }), { ok: false, status: 404 });
    t.match(await decide({ access, request: { authorization: basic('anything:key') } }), {
      ok: true,
      username: 'anything',
    });
    t.match(await decide({ access, request: { authorization: basic('CP1:wrong') } }), { ok: false, status: 401 });
  },
);

t.test('the user name must be the identity where the setting says so', async (t) => {
  const other = (usernameMustBeIdentity: AccessOptions['usernameMustBeIdentity'], subprotocols: string) =>
    decide({ access: { usernameMustBeIdentity }, request: { subprotocols } });
  for (const subprotocol of ['ocpp1.6', 'ocpp2.0.1']) {
    t.match(await other('never', subprotocol), { ok: true }, subprotocol);
    t.match(await other('always', subprotocol), { ok: false, status: 401 }, subprotocol);
  }
  t.match(await other('2.x', 'ocpp1.6'), { ok: true });
  t.match(await other('2.x', 'ocpp2.0.1'), { ok: false, status: 401, reason: /identity/ });
  const authorization = basic('CP1:key');
  const access = { usernameMustBeIdentity: 'always' } as const;
  t.match(await decide({ access, request: { authorization, subprotocols: 'ocpp2.0.1' } }), {
    ok: true,
    version: '2.0.1',
  });
});

t.test('a user who is bound to identities cannot come as another', async (t) => {
  const authorization = basic('bound:secret');
  t.match(await decide({ request: { authorization } }), { ok: true, identity: 'CP1', username: 'bound' });
  t.match(await decide({ request: { authorization, url: '/ocpp/CP3' } }), { ok: false, status: 403, identity: 'CP3' });
});

t.test('a key of raw bytes is compared byte by byte', async (t) => {
  const key = Buffer.from([0x80, 0xff, 0x3a, 0x00, 0xfe, 0x3a]);
  const credentials = users();
  credentials.add('CP1', key);
  const sent = (bytes: Buffer) => basic(Buffer.concat([Buffer.from('CP1:'), bytes]));
  t.match(await decide({ credentials, request: { authorization: sent(key) } }), { ok: true });
  const asText = Buffer.from(key.toString());
  t.match(await decide({ credentials, request: { authorization: sent(asText) } }), { ok: false, status: 401 });
});

t.test('without authentication nobody is asked, and a name that is given is still known', async (t) => {
  const credentials = users();
  credentials.beforeVerdict = () => Promise.reject(new Error('nobody asks'));
  const [access, listener] = [{ authenticated: false }, { authenticated: false }];
  t.match(await decide({ access, credentials }), { ok: true, username: 'user' });
  t.match(await decide({ listener, credentials, request: { authorization: undefined } }), { ok: true, username: null });
});

t.test('none of the offered subprotocols, or none offered', async (t) => {
  t.match(await decide({ request: { subprotocols: 'ocpp0.9' } }), { ok: false, status: 400 });
  const closing = { unsupportedSubprotocol: 'accept_then_close' } as const;
  t.match(await decide({ listener: closing, request: { subprotocols: 'ocpp0.9' } }), {
    ok: true,
    closeAfterUpgrade: true,
    subprotocol: undefined,
  });
  const none = { subprotocols: undefined };
  t.match(await decide({ request: none }), { ok: true, version: '1.6', subprotocol: undefined });
  t.match(await decide({ listener: { failIfNoSubprotocol: true }, request: none }), { ok: false, status: 400 });
});

t.test('the version of one that offers none is that of its identity, if it is spoken here', async (t) => {
  const versions = new Map([
    ['CP1', '2.0.1'],
    ['CP2', '2.1'],
  ] as const);
  const assumedVersion: HandshakeRules['assumedVersion'] = (identity) => versions.get(identity as 'CP1') ?? '1.6';
  const none = (identity: string) =>
    decide({
      request: { subprotocols: undefined, url: `/ocpp/${identity}` },
      listener: { subprotocols: ['ocpp2.0.1'] },
      access: { usernameMustBeIdentity: 'never' },
      rules: { assumedVersion },
    });
  t.match(await none('CP1'), { ok: true, version: '2.0.1', subprotocol: undefined });
  t.match(await none('CP2'), { ok: false, status: 400, reason: /OCPP 2\.1/ });
  t.match(await none('CP3'), { ok: false, status: 400, reason: /OCPP 1\.6/ });
});

t.test('where there is no seat for an identity, nobody asks for its password', async (t) => {
  const credentials = users();
  credentials.beforeVerdict = () => Promise.reject(new Error('nobody asks'));
  const rules = { isFull: (identity: string) => identity === 'CP1' };
  t.match(await decide({ credentials, rules }), { ok: false, status: 503, reason: /too many/, identity: 'CP1' });
  t.match(await decide({ rules, request: { url: '/ocpp/CP2' } }), { ok: true });
});

t.test('an origin is held against the list where origins are checked; charge points send none', async (t) => {
  const listener = { originChecked: true, origins: ['https://tools.example'] };
  const from = (origin: string | undefined, more: Partial<ListenerOptions> = {}) =>
    decide({ listener: { ...listener, ...more }, request: { origin } });
  t.match(await from(undefined), { ok: true });
  t.match(await from('https://tools.example'), { ok: true });
  t.match(await from('https://evil.example'), { ok: false, status: 403 });
  t.match(await from(undefined, { originAbsenceAllowed: false }), { ok: false, status: 403 });
  t.match(await from('https://evil.example', { originChecked: false }), { ok: true });
});
