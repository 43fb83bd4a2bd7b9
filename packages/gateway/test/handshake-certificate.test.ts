import t from 'tap';
import type { ShownCertificate } from '../src/client-certificate.ts';
import { decideHandshake } from '../src/handshake.ts';
import type { AccessOptions, ListenerOptions, TlsOptions } from '../src/options.ts';
import { MemoryCredentials } from './fixtures/memory-stores.ts';
import { defaultOptions, listenerOptions } from './fixtures/options.ts';

type Case = {
  readonly certificate?: ShownCertificate | undefined;
  readonly authorization?: string | undefined;
  readonly identity?: string;
  readonly listener?: Partial<ListenerOptions>;
  readonly access?: Partial<AccessOptions>;
  readonly tls?: Partial<TlsOptions>;
  readonly credentials?: MemoryCredentials;
};

const certificateOf = (...commonNames: string[]): ShownCertificate => ({ isTrusted: true, commonNames, altNames: [] });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const right = basic('user:secret');
const users = () => {
  const credentials = new MemoryCredentials();
  credentials.add('user', 'secret');
  credentials.add('CP1', 'key');
  return credentials;
};
const asking: TlsOptions = {
  certificates: [],
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  identityRule: 'cn_or_san',
};

const decide = ({ certificate, authorization, identity = 'CP1', ...more }: Case) =>
  decideHandshake(
    {
      url: `/ocpp/${identity}`,
      authorization,
      subprotocols: 'ocpp1.6',
      origin: undefined,
      remoteAddress: '127.0.0.1',
      certificate,
    },
    {
      listener: { ...listenerOptions, type: 'wss', tls: { ...asking, ...more.tls }, ...more.listener },
      access: { ...defaultOptions.access, ...more.access },
      credentials: more.credentials ?? users(),
      assumedVersion: () => '1.6',
      isFull: () => false,
    },
  );

t.test('a certificate that is bound to the identity is enough, and makes profile 3', async (t) => {
  const credentials = users();
  credentials.beforeVerdict = () => Promise.reject(new Error('nobody asks'));
  t.match(await decide({ certificate: certificateOf('CP1'), credentials }), {
    ok: true,
    username: null,
    securityProfile: 3,
  });
});

t.test('a header that comes with it has to be right all the same', async (t) => {
  const certificate = certificateOf('CP1');
  t.match(await decide({ certificate, authorization: right }), { ok: true, username: 'user', securityProfile: 3 });
  for (const authorization of [basic('user:wrong'), 'Bearer x', 'Basic ???', ''])
    t.match(await decide({ certificate, authorization }), { ok: false, status: 401 }, authorization);
  const credentials = users();
  credentials.add('bound', 'secret', ['CP2']);
  t.match(await decide({ certificate, authorization: basic('bound:secret'), credentials }), { ok: false, status: 403 });
});

t.test('a certificate of another is refused, however right the password is', async (t) => {
  const certificate = certificateOf('CP2');
  const refusal = { ok: false, status: 403, reason: /not that of this charge point/, identity: 'CP1' };
  t.match(await decide({ certificate }), refusal);
  t.match(await decide({ certificate, authorization: right }), refusal);
  t.match(await decide({ certificate, access: { authenticated: false } }), refusal, 'and with no password asked for');
  t.match(await decide({ certificate, listener: { authenticated: false } }), refusal);
});

t.test('one that nobody vouches for is refused, also where none is required', async (t) => {
  const certificate = { isTrusted: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' } as const;
  t.match(await decide({ certificate, authorization: right }), { ok: false, status: 403, reason: /DEPTH_ZERO/ });
});

t.test('without a certificate the password decides, where none is required', async (t) => {
  t.match(await decide({ authorization: right }), { ok: true, securityProfile: 2 });
  t.match(await decide({}), { ok: false, status: 401 });
  const tls = { rejectUnauthorized: true };
  t.match(await decide({ authorization: right, tls }), { ok: false, status: 403, reason: /required/ });
});

t.test('a certificate that is not bound to anybody opens nothing by itself', async (t) => {
  const tls = { identityRule: 'none' } as const;
  const certificate = certificateOf('CP1');
  t.match(await decide({ certificate, tls }), { ok: false, status: 401 });
  t.match(await decide({ certificate, tls, authorization: right }), { ok: true, securityProfile: 2 });
});

t.test('where the identity is the user, it has to be known, certificate or not', async (t) => {
  const access = { userIdType: 'clientid' } as const;
  t.match(await decide({ access, certificate: certificateOf('CP1') }), { ok: true, securityProfile: 3 });
  const unknown = { access, identity: 'CP9', certificate: certificateOf('CP9') };
  t.match(await decide(unknown), { ok: false, status: 404 });
  const strange = { access, identity: 'CP9', certificate: certificateOf('CP1') };
  t.match(await decide(strange), { ok: false, status: 403 }, 'a stranger does not learn who is known');
});

t.test('a plain listener has no certificates: profile 1', async (t) => {
  const listener = { type: 'ws' } as const;
  t.match(await decide({ listener, authorization: right, tls: { requestCert: false } }), {
    ok: true,
    securityProfile: 1,
  });
});
