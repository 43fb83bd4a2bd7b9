import { once } from 'node:events';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { type ConnectionOptions, connect, createServer, type TLSSocket } from 'node:tls';
import t from 'tap';
import { altNamesOf, judgeCertificate, type ShownCertificate, shownCertificate } from '../src/client-certificate.ts';
import {
  authority,
  clientOfAltNames,
  clientOfCommonName,
  otherAuthority,
  serverEc,
  stranger,
} from './fixtures/certificates.ts';
import type { Teardown } from './fixtures/gateway-rig.ts';

type Shown = { readonly shown: ShownCertificate | undefined; readonly isReused: boolean };

/** A server that asks for certificates and lets everybody in; `shown` tells what it saw of one client. */
async function startServer(t: Teardown) {
  const server = createServer({ ...serverEc, ca: authority, requestCert: true, rejectUnauthorized: false });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = new Set<TLSSocket>();
  t.teardown(async () => {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const shown = async (options: ConnectionOptions): Promise<Shown & { readonly client: TLSSocket }> => {
    const secured = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    const client = connect({ port, host: '127.0.0.1', ca: authority, ...options });
    clients.add(client);
    const [socket] = await secured;
    socket.on('error', () => {});
    socket.write('x');
    return { client, shown: shownCertificate(socket), isReused: socket.isSessionReused() };
  };
  return { port, shown };
}

t.test('the names of a certificate are read from it, if somebody vouches for it', async (t) => {
  const { shown } = await startServer(t);
  t.strictSame((await shown(clientOfCommonName)).shown, { isTrusted: true, commonNames: ['CP1'], altNames: [] });
  t.strictSame((await shown(clientOfAltNames)).shown, {
    isTrusted: true,
    commonNames: ['serial 4711'],
    altNames: [
      { kind: 'DNS', value: 'CP2' },
      { kind: 'URI', value: 'urn:example:CP3' },
      { kind: 'URI', value: 'https://csms.example/ocpp/A%2FB' },
      { kind: 'email', value: 'CP5' },
    ],
  });
  t.match((await shown(stranger)).shown, { isTrusted: false, problem: /UNABLE_TO/ });
  t.match((await shown({ ...stranger, ca: [authority, otherAuthority] })).shown, { isTrusted: false });
  t.equal((await shown({})).shown, undefined);
});

t.test(
  'a session that is taken up again brings what it was begun with, and nothing where it was begun with nothing',
  async (t) => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { shown } = await startServer(t);
      for (const own of [clientOfCommonName, stranger, {}]) {
        const first = await shown({ ...own, maxVersion });
        const [session] = (await once(first.client, 'session')) as [Buffer];
        const second = await shown({ maxVersion, session });
        t.ok(second.isReused, maxVersion);
        t.strictSame(second.shown, first.shown, maxVersion);
      }
    }
  },
);

t.test('a socket that is gone shows nothing', async (t) => {
  const { port } = await startServer(t);
  const plain = connectPlain({ port, host: '127.0.0.1' });
  const socket = connect({ socket: plain, ca: authority });
  socket.on('error', () => {});
  socket.destroy();
  t.equal(shownCertificate(socket), undefined);
});

const mutual = { requestCert: true, rejectUnauthorized: true, identityRule: 'cn_or_san' } as const;
const names = (commonNames: readonly string[], ...altNames: readonly string[]): ShownCertificate => ({
  isTrusted: true,
  commonNames,
  altNames: altNamesOf(altNames.join(', ')),
});
const isBound = (shown: ShownCertificate, identity: string, identityRule: 'cn_or_san' | 'cn' | 'san' = 'cn_or_san') =>
  judgeCertificate(shown, identity, { ...mutual, identityRule }).kind === 'bound';

t.test('a listener that asks for none judges none', async (t) => {
  t.strictSame(judgeCertificate(undefined, 'CP1', undefined), { kind: 'none' });
  t.strictSame(judgeCertificate(undefined, 'CP1', { ...mutual, requestCert: false }), { kind: 'none' });
});

t.test('one that is required and missing, or that nobody vouches for, is refused', async (t) => {
  t.match(judgeCertificate(undefined, 'CP1', mutual), { kind: 'refused', problem: /required/ });
  t.strictSame(judgeCertificate(undefined, 'CP1', { ...mutual, rejectUnauthorized: false }), { kind: 'none' });
  const untrusted = { isTrusted: false, problem: 'CERT_HAS_EXPIRED' } as const;
  for (const rejectUnauthorized of [true, false])
    t.match(judgeCertificate(untrusted, 'CP1', { ...mutual, rejectUnauthorized }), {
      kind: 'refused',
      problem: /CERT_HAS_EXPIRED/,
    });
});

t.test('the rule says which names count', async (t) => {
  const both = names(['CP1'], 'DNS:CP2', 'URI:urn:example:CP3');
  const bound = (rule: 'cn_or_san' | 'cn' | 'san') =>
    ['CP1', 'CP2', 'CP3', 'CP4'].filter((id) => isBound(both, id, rule));
  t.strictSame(bound('cn_or_san'), ['CP1', 'CP2', 'CP3']);
  t.strictSame(bound('cn'), ['CP1']);
  t.strictSame(bound('san'), ['CP2', 'CP3']);
  t.strictSame(judgeCertificate(both, 'CP4', mutual), {
    kind: 'refused',
    problem: 'the client certificate is not that of this charge point',
  });
  t.strictSame(judgeCertificate(both, 'CP4', { ...mutual, identityRule: 'none' }), { kind: 'unbound' });
});

t.test('names are compared exactly', async (t) => {
  for (const identity of ['cp1', 'CP', 'CP11', 'CP1 ', '*', ''])
    t.notOk(isBound(names(['CP1'], 'DNS:CP1'), identity), identity);
  t.ok(isBound(names(['CP0', 'CP1']), 'CP1'), 'any of several');
  t.notOk(isBound(names([], 'DNS:*.example'), 'CP1.example'), 'no wildcards');
});

t.test('of a URI it is the last part, decoded once', async (t) => {
  const uris = {
    'urn:example:CP1': 'CP1',
    'ocpp:CP1': 'CP1',
    'urn:example:site/CP1': 'CP1',
    'wss://csms.example/ocpp/CP1': 'CP1',
    'wss://csms.example:8443/CP1': 'CP1',
    'https://csms.example/A%2FB%2523': 'A/B%23',
  };
  for (const [uri, identity] of Object.entries(uris)) t.ok(isBound(names([], `URI:${uri}`), identity), uri);
  const others: readonly (readonly [string, string])[] = [
    ['https://CP1', 'CP1'],
    ['https://csms.example:8443', '8443'],
    ['https://user@CP1/', 'CP1'],
    ['https://csms.example/CP1?x=1', 'CP1'],
    ['https://csms.example/?x=/CP1', 'CP1'],
    ['https://csms.example/#/CP1', 'CP1'],
    ['urn:example:CP1#f', 'CP1'],
    ['https://csms.example/%zz', '%zz'],
    ['CP1', 'CP1'],
    ['urn:CP1:', 'CP1'],
  ];
  for (const [uri, identity] of others) t.notOk(isBound(names([], `URI:${uri}`), identity), uri);
});

t.test('no other kind of name counts', async (t) => {
  for (const name of ['email:CP1', 'IP Address:CP1', 'othername:CP1', 'Registered ID:CP1', 'DirName:CP1', 'dns:CP1'])
    t.notOk(isBound(names([], name), 'CP1'), name);
});

t.test('a name cannot pose as two, and nothing is believed of what cannot be taken apart', async (t) => {
  t.strictSame(altNamesOf('DNS:"a, URI:urn:x:CP1", email:b'), [
    { kind: 'DNS', value: 'a, URI:urn:x:CP1' },
    { kind: 'email', value: 'b' },
  ]);
  t.strictSame(altNamesOf('DNS:"a\\"b", URI:"urn:x:\\u0041"'), [
    { kind: 'DNS', value: 'a"b' },
    { kind: 'URI', value: 'urn:x:A' },
  ]);
  t.strictSame(altNamesOf(''), []);
  for (const text of ['DNS:a,URI:b', 'DNS:a, ', 'CP1', 'DNS:"a', 'DNS:"a"b', 'DNS:"\\x"', 'DNS:a"b', ', DNS:a', ':a'])
    t.strictSame(altNamesOf(text), [], text);
});
