import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import type { SecurityProfile } from '../src/security-profile.ts';
import {
  authority,
  clientOfAltNames,
  clientOfCommonName,
  serverEc,
  serverRenewed,
  stranger,
} from './fixtures/certificates.ts';
import { eventually } from './fixtures/eventually.ts';
import { ListenerRig } from './fixtures/listener-rig.ts';
import { blank } from './fixtures/memory-stores.ts';
import { defaultOptions } from './fixtures/options.ts';

const tls = {
  certificates: [serverEc],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  identityRule: 'cn_or_san',
} as const;
const secured = { type: 'wss', id: 'ocpp:wss:default', tls } as const;
const asking = { type: 'wss', tls: { ...tls, ca: authority, requestCert: true } } as const;
const demanding = { type: 'wss', tls: { ...asking.tls, rejectUnauthorized: true } } as const;
const anonymous = { username: undefined, password: undefined };
const trusting = { tls: { ca: authority } };
const showing = (certificate: typeof stranger) => ({ tls: { ca: authority, ...certificate } });

t.test('charge points come over TLS', async (t) => {
  const rig = await ListenerRig.start(t, secured);
  const raw = await rig.connect('CP1', trusting);
  t.match(rig.listener.status(), { type: 'wss', connections: 1 });
  t.match(rig.admissions, [{ handshake: { securityProfile: 2 } }]);
  rig.admissions[0]?.socket.send('hello');
  t.equal(await raw.next(), 'hello');
});

t.test('a charge point with a certificate of its own needs no password', async (t) => {
  const rig = await ListenerRig.start(t, demanding);
  await rig.connect('CP1', { ...showing(clientOfCommonName), ...anonymous });
  for (const identity of ['CP2', 'CP3', 'A%2FB'])
    await rig.connect(identity, { ...showing(clientOfAltNames), ...anonymous });
  const expected = ['CP1', 'CP2', 'CP3', 'A/B'].map((identity) => ({ handshake: { identity, securityProfile: 3 } }));
  t.match(rig.admissions, expected);
  t.match(await rig.refusal('CP1', { ...showing(clientOfCommonName), password: 'wrong' }), { status: 401 });
});

t.test('with the certificate of another nobody gets in', async (t) => {
  const rig = await ListenerRig.start(t, demanding);
  t.match(await rig.refusal('CP9', showing(clientOfCommonName)), {
    status: 403,
    body: /not that of this charge point/,
  });
  t.match(await rig.refusal('CP5', showing(clientOfAltNames)), { status: 403 }, 'an e-mail address is no identity');
  t.strictSame(rig.admissions, []);
});

t.test('where a certificate is demanded, TLS ends for those without a good one, and the log says why', async (t) => {
  const rig = await ListenerRig.start(t, demanding);
  await t.rejects(rig.connect('CP1', trusting), { code: 'CONNECTION_FAILED' });
  await t.rejects(rig.connect('CP1', showing(stranger)), { code: 'CONNECTION_FAILED' });
  await eventually(() => rig.log.entries.length === 2);
  t.match(rig.log.entries, [
    { level: 'warn', fields: { code: /DID_NOT_RETURN_A_CERTIFICATE/, remoteAddress: '127.0.0.1' } },
    { level: 'warn', fields: { code: /UNABLE_TO_VERIFY/ } },
  ]);
  t.strictSame(rig.admissions, []);
});

t.test('where one is only asked for, those without get in with a password, those with a bad one do not', async (t) => {
  const rig = await ListenerRig.start(t, asking);
  await rig.connect('CP1', trusting);
  t.match(rig.admissions, [{ handshake: { securityProfile: 2 } }]);
  t.match(await rig.refusal('CP1', { ...trusting, ...anonymous }), { status: 401 });
  t.match(await rig.refusal('CP1', showing(stranger)), { status: 403, body: /not trusted/ });
});

t.test('a charge point does not fall back behind the profile that it has used, where that is refused', async (t) => {
  const secure = await ListenerRig.start(t, asking);
  const open = await ListenerRig.start(t);
  const used = async (securityProfile: SecurityProfile | null) => ({ ...blank, securityProfile });
  for (const rig of [open, secure]) rig.load = () => used(3);
  await open.connect('CP1');
  for (const rig of [open, secure]) rig.access = { ...defaultOptions.access, profileDowngradeRefused: true };
  t.match(await open.refusal('CP1'), { status: 403, body: /profile 1 is lower than 3/ });
  t.match(await secure.refusal('CP1', trusting), { status: 403, body: /profile 2 is lower than 3/ });
  await secure.connect('CP1', showing(clientOfCommonName));
  open.load = () => used(2);
  t.match(await open.refusal('CP1'), { status: 403, body: /profile 1 is lower than 2/ });
  t.match(await open.refusal('CP1', { password: 'wrong' }), { status: 401 }, 'a stranger does not learn the profile');
  open.load = () => used(null);
  await open.connect('CP1');
  t.equal(open.listener.status().connections, 2);
  t.match(open.log.entries.at(0), { level: 'warn', fields: { identity: 'CP1', status: 403 } });
});

t.test('certificates are replaced under sockets that go on', async (t) => {
  const rig = await ListenerRig.start(t, secured);
  const before = await rig.connect('CP1', trusting);
  const serial = async () => {
    const socket = connectTls({ port: rig.port, host: '127.0.0.1', ca: authority });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const first = await serial();
  t.throws(() => rig.listener.replaceTls({ ...tls, certificates: [{ ...serverRenewed, cert: '' }] }));
  t.equal(await serial(), first);
  rig.listener.replaceTls({ ...tls, certificates: [serverRenewed] });
  t.not(await serial(), first);
  rig.admissions[0]?.socket.send('still here');
  t.equal(await before.next(), 'still here');
  await rig.connect('CP2', trusting);
});

// Node gives such a peer as long as a request may take: the test's own time limit is shorter.
t.test('close does not wait for a peer that never ends its TLS handshake', { timeout: 5_000 }, async (t) => {
  const rig = await ListenerRig.start(t, secured);
  const socket = connect({ port: rig.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(Buffer.from([0x16, 0x03, 0x01]));
  await rig.connect('CP1', trusting);
  const closed = once(socket, 'close');
  const closing = rig.listener.close(1_000);
  rig.clock.advance(1_000);
  await closing;
  await closed;
  t.equal(rig.listener.status().connections, 0);
});
