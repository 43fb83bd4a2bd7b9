import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket } from 'node:tls';
import t from 'tap';
import { isTlsReplaceable, nodeTlsOptions, replaceTls, type TlsServerOptions } from '../src/tls-server.ts';
import {
  authority,
  clientOfCommonName,
  otherAuthority,
  serverEc,
  serverRenewed,
  serverRsa,
  stranger,
} from './fixtures/certificates.ts';
import type { Teardown } from './fixtures/sockets.ts';

const plain: TlsServerOptions = {
  certificates: [serverEc],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
};
const mutual: TlsServerOptions = { ...plain, ca: authority, requestCert: true, rejectUnauthorized: true };
const subject = 'listener wss:default';

/** A server of these options, and how to connect to it; what is given back has heard from the server. */
async function start(t: Teardown, tls: TlsServerOptions) {
  const server: Server = createServer(nodeTlsOptions(subject, tls), (socket) => socket.write('x'));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const sockets = new Set<TLSSocket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const open = async (options: ConnectionOptions = {}): Promise<TLSSocket> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', ca: authority, ...options });
    sockets.add(socket);
    await once(socket, 'data');
    return socket;
  };
  return { open, replace: (next: TlsServerOptions) => replaceTls(server, subject, tls, next) };
}

const serialOf = (socket: TLSSocket) => socket.getPeerX509Certificate()?.serialNumber;
const keyOf = (socket: TLSSocket) => socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType;

t.test('each client is shown the certificate of a kind that it can check', async (t) => {
  const { open } = await start(t, { ...plain, certificates: [serverEc, serverRsa] });
  const ciphers = { ec: 'ECDHE-ECDSA-AES128-GCM-SHA256', rsa: 'ECDHE-RSA-AES128-GCM-SHA256' } as const;
  for (const [kind, name] of Object.entries(ciphers))
    t.equal(keyOf(await open({ maxVersion: 'TLSv1.2', ciphers: name })), kind, `${kind} with TLS 1.2`);
  const algorithms = { ec: 'ecdsa_secp256r1_sha256', rsa: 'rsa_pss_rsae_sha256' } as const;
  for (const [kind, sigalgs] of Object.entries(algorithms))
    t.equal(keyOf(await open({ minVersion: 'TLSv1.3', sigalgs })), kind, `${kind} with TLS 1.3`);
});

t.test('no version below the least is spoken', async (t) => {
  const { open } = await start(t, plain);
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await t.rejects(open(old), { code: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/ });
  const { open: openNewest } = await start(t, { ...plain, minVersion: 'TLSv1.3' });
  await t.rejects(openNewest({ maxVersion: 'TLSv1.2' }), { code: /PROTOCOL_VERSION/ });
});

t.test('other certificates are shown to those who come after, and nobody else notices', async (t) => {
  const { open, replace } = await start(t, plain);
  const before = await open();
  replace({ ...plain, certificates: [serverRenewed] });
  const after = await open();
  t.not(serialOf(after), serialOf(before));
  for (const socket of [before, after]) t.notOk(socket.destroyed);
});

t.test('texts that are no good change nothing, and are known when a server is made', async (t) => {
  const { open, replace } = await start(t, plain);
  const serial = serialOf(await open());
  const wrong: readonly Partial<TlsServerOptions>[] = [
    { certificates: [{ ...serverRenewed, cert: 'no PEM' }] },
    { certificates: [{ ...serverRenewed, key: 'no PEM' }] },
    { certificates: [{ ...serverRenewed, key: serverEc.key }] },
    { certificates: [serverRenewed, { ...serverRsa, key: serverEc.key }] },
    { certificates: [serverEc, serverRenewed] },
    { certificates: [] },
    { certificates: [{ cert: serverRenewed.cert, key: serverRsa.key }] },
    { certificates: [serverRenewed], ca: 'no PEM' },
    { certificates: [serverRenewed], ca: authority + otherAuthority.replace('MII', 'MIX') },
  ];
  for (const texts of wrong) {
    t.throws(() => replace({ ...plain, ...texts }), JSON.stringify(texts));
    t.throws(() => nodeTlsOptions(subject, { ...plain, ...texts }));
    t.equal(serialOf(await open()), serial);
  }
  replace({ ...plain, certificates: [serverRenewed], ca: `two of them\n${authority}\n${otherAuthority}` });
  t.not(serialOf(await open()), serial);
});

t.test('who is trusted changes as well, and a session of before does not get around it', async (t) => {
  const { open, replace } = await start(t, mutual);
  const opening = { ...clientOfCommonName, maxVersion: 'TLSv1.2' } as const;
  const before = await open(opening);
  const session = before.getSession();
  t.ok((await open({ ...opening, session })).isSessionReused(), 'sessions are taken up again');
  replace({ ...mutual, ca: otherAuthority });
  await t.rejects(open({ ...opening, session }));
  await open({ ...stranger });
  t.notOk(before.destroyed);
});

t.test('how client certificates are judged stays as it is', async (t) => {
  const { replace } = await start(t, mutual);
  for (const change of [{ requestCert: false }, { rejectUnauthorized: false }]) {
    t.throws(() => replace({ ...mutual, ...change }), /^listener wss:default: .*cannot change while it runs/);
    t.notOk(isTlsReplaceable(mutual, { ...mutual, ...change }));
  }
  t.ok(isTlsReplaceable(mutual, { ...mutual, minVersion: 'TLSv1.3', ca: otherAuthority, certificates: [serverRsa] }));
});

t.test('who asks for client certificates has to trust somebody', async (t) => {
  t.throws(() => nodeTlsOptions(subject, { ...plain, requestCert: true }), /^listener wss:default .*trusts nobody/);
});
