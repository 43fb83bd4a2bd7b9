import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import t from 'tap';
import { createListenerServer } from '../src/listener-server.ts';
import type { TlsOptions } from '../src/options.ts';
import {
  authority,
  clientOfCommonName,
  otherAuthority,
  serverEc,
  serverRenewed,
  serverRsa,
  stranger,
} from './fixtures/certificates.ts';
import type { Teardown } from './fixtures/gateway-rig.ts';
import { listenerOptions } from './fixtures/options.ts';

const plain: TlsOptions = {
  certificates: [serverEc],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  identityRule: 'none',
};
const mutual: TlsOptions = { ...plain, ca: authority, requestCert: true, rejectUnauthorized: true };
const create = (tls: TlsOptions | undefined) =>
  createListenerServer({ ...listenerOptions, type: 'wss', ...(tls === undefined ? {} : { tls }) }, 10_000);

/** Has the server listen, and connects to it; what is given back has heard from the server. */
async function start(t: Teardown, server: Server) {
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => socket.write('x'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return async (options: ConnectionOptions = {}): Promise<TLSSocket> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', ca: authority, ...options });
    sockets.add(socket);
    await once(socket, 'data');
    return socket;
  };
}

const serialOf = (socket: TLSSocket) => socket.getPeerX509Certificate()?.serialNumber;
const keyOf = (socket: TLSSocket) => socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType;

t.test('each client is shown the certificate of a kind that it can check', async (t) => {
  const { server } = create({ ...plain, certificates: [serverEc, serverRsa] });
  const open = await start(t, server);
  const ciphers = { ec: 'ECDHE-ECDSA-AES128-GCM-SHA256', rsa: 'ECDHE-RSA-AES128-GCM-SHA256' } as const;
  for (const [kind, name] of Object.entries(ciphers))
    t.equal(keyOf(await open({ maxVersion: 'TLSv1.2', ciphers: name })), kind, `${kind} with TLS 1.2`);
  const algorithms = { ec: 'ecdsa_secp256r1_sha256', rsa: 'rsa_pss_rsae_sha256' } as const;
  for (const [kind, sigalgs] of Object.entries(algorithms))
    t.equal(keyOf(await open({ minVersion: 'TLSv1.3', sigalgs })), kind, `${kind} with TLS 1.3`);
});

t.test('TLS 1.2 is the oldest version that is spoken', async (t) => {
  const open = await start(t, create(plain).server);
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await t.rejects(open(old), { code: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/ });
  const newest = await start(t, create({ ...plain, minVersion: 'TLSv1.3' }).server);
  await t.rejects(newest({ maxVersion: 'TLSv1.2' }), { code: /PROTOCOL_VERSION/ });
});

t.test('other certificates are shown to those who come after, and nobody else notices', async (t) => {
  const { server, replaceTls } = create({ ...plain, certificates: [serverEc, serverRsa] });
  const open = await start(t, server);
  const before = await open();
  const serial = serialOf(before);
  replaceTls({ ...plain, certificates: [serverRenewed, serverRsa] });
  const after = await open();
  t.not(serialOf(after), serial);
  for (const socket of [before, after]) t.notOk(socket.destroyed);
});

t.test('texts that are no good change nothing', async (t) => {
  const { server, replaceTls } = create(plain);
  const open = await start(t, server);
  const serial = serialOf(await open());
  const wrong: readonly Partial<TlsOptions>[] = [
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
    t.throws(() => replaceTls({ ...plain, ...texts }), JSON.stringify(texts));
    t.equal(serialOf(await open()), serial);
  }
  replaceTls({ ...plain, certificates: [serverRenewed], ca: `two of them\n${authority}\n${otherAuthority}` });
  t.not(serialOf(await open()), serial);
});

t.test('who is trusted changes as well, and a session of before does not get around it', async (t) => {
  const { server, replaceTls } = create(mutual);
  server.on('tlsClientError', () => {});
  const open = await start(t, server);
  const opening = { ...clientOfCommonName, maxVersion: 'TLSv1.2' } as const;
  const before = await open(opening);
  const session = before.getSession();
  t.ok((await open({ ...opening, session })).isSessionReused(), 'sessions are taken up again');
  replaceTls({ ...mutual, ca: otherAuthority });
  await t.rejects(open({ ...opening, session }));
  await open({ ...stranger });
  t.notOk(before.destroyed);
});

t.test('how certificates are judged stays as it is', async (t) => {
  const { replaceTls } = create(mutual);
  const changes = [{ requestCert: false }, { rejectUnauthorized: false }, { identityRule: 'cn' }] as const;
  for (const change of changes) t.throws(() => replaceTls({ ...mutual, ...change }), /cannot change while it runs/);
  const { replaceTls: replaceNothing } = createListenerServer(listenerOptions, 10_000);
  t.throws(() => replaceNothing(plain), /no TLS/);
});

t.test('TLS needs a certificate, and somebody to trust where it asks for one', async (t) => {
  t.throws(() => create(undefined), /no certificate/);
  t.throws(() => create({ ...plain, certificates: [] }), /no certificate/);
  t.throws(() => create({ ...plain, requestCert: true }), /trusts nobody/);
  t.throws(() => create({ ...plain, certificates: [{ cert: serverEc.cert, key: serverRsa.key }] }));
});
