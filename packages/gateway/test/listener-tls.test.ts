import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { certificate, privateKey } from './fixtures/certificate.ts';
import { ListenerRig } from './fixtures/listener-rig.ts';

const tls = {
  cert: certificate,
  key: privateKey,
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
} as const;

t.test('charge points come over TLS', async (t) => {
  const rig = await ListenerRig.start(t, { type: 'wss', id: 'ocpp:wss:default', tls });
  const raw = await rig.connect('CP1', { tls: { ca: certificate } });
  t.match(rig.listener.status(), { type: 'wss', connections: 1 });
  rig.admissions[0]?.socket.send('hello');
  t.equal(await raw.next(), 'hello');
});

t.test('a client certificate can be demanded', async (t) => {
  const rig = await ListenerRig.start(t, {
    type: 'wss',
    tls: { ...tls, ca: certificate, requestCert: true, rejectUnauthorized: true },
  });
  await t.rejects(rig.connect('CP1', { tls: { ca: certificate } }), { code: 'CONNECTION_FAILED' });
  await rig.connect('CP1', { tls: { ca: certificate, cert: certificate, key: privateKey } });
  t.match(rig.admissions, [{ handshake: { identity: 'CP1' } }]);
  t.equal(rig.admissions.length, 1);
});

// Node gives such a peer as long as a request may take: the test's own time limit is shorter.
t.test('close does not wait for a peer that never ends its TLS handshake', { timeout: 5_000 }, async (t) => {
  const rig = await ListenerRig.start(t, { type: 'wss', tls });
  const socket = connect({ port: rig.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(Buffer.from([0x16, 0x03, 0x01]));
  await rig.connect('CP1', { tls: { ca: certificate } });
  const closed = once(socket, 'close');
  const closing = rig.listener.close(1_000);
  rig.clock.advance(1_000);
  await closing;
  await closed;
  t.equal(rig.listener.status().connections, 0);
});
