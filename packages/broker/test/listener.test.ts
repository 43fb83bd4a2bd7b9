import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import t from 'tap';
import { certificate, privateKey, renewed } from './certificate.ts';
import { gone, ListenerRig, listenerOf, serverTls } from './listener-rig.ts';

const renewedTls = { ...serverTls, certificates: [renewed] };

/** The certificate that a server shows. */
async function fingerprint(port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

for (const type of ['tls', 'wss'] as const) {
  t.test(`${type}: versions of TLS below the least are refused`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type, { tls: { ...serverTls, minVersion: 'TLSv1.3' } }));
    const socket = connectTls({ port, host: '127.0.0.1', ca: certificate, maxVersion: 'TLSv1.2' });
    t.teardown(() => socket.destroy());
    t.match((await once(socket, 'error'))[0], { message: /version|alert/ });
    await rig.until(() => rig.reasons.length > 0);
    t.strictSame(rig.reasons, ['tls-handshake']);
    t.match(rig.log, [{ level: 'warn', reason: 'tls-handshake', problem: /UNSUPPORTED_PROTOCOL/ }]);
  });

  t.test(`${type}: who only looks whether the port is open is not worth a word`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const socket = await rig.connect(port);
    await rig.until(() => rig.listeners.status()[0]?.connections === 1);
    socket.destroy();
    await rig.until(() => rig.listeners.status()[0]?.connections === 0);
    t.strictSame([rig.log, rig.reasons], [[], []]);
  });

  t.test(`${type}: a client certificate is demanded where that is set`, async (t) => {
    const rig = new ListenerRig(t);
    const demand = { ...serverTls, ca: certificate, requestCert: true, rejectUnauthorized: true };
    const { port } = await rig.listeners.listen(listenerOf(type, { tls: demand }));
    // With TLS 1.3 the client has done its part before it hears that it was not enough.
    await gone(await rig.secure(await rig.connect(port), { maxVersion: 'TLSv1.3' }));
    const socket = await rig.secure(await rig.connect(port), { cert: certificate, key: privateKey });
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\n\r\n`);
    if (type === 'wss') t.match(`${(await once(socket, 'data'))[0]}`, /^HTTP\/1.1 404/);
    else t.ok(await rig.acceptedAt(0));
  });

  t.test(`${type}: what is no certificate, and none at all, is refused by name`, async (t) => {
    const { listeners } = new ListenerRig(t);
    const unreadable = { ...serverTls, certificates: [{ cert: 'not PEM', key: privateKey }] };
    const refused = { name: 'BrokerError', code: 'TLS_OPTIONS_INVALID', message: `listener ${type}:default` };
    await t.rejects(listeners.listen(listenerOf(type, { tls: unreadable })), refused);
    await t.rejects(listeners.listen(listenerOf(type, { tls: { ...serverTls, certificates: [] } })), refused);
    await t.rejects(listeners.listen(listenerOf(type, { tls: { ...serverTls, requestCert: true } })), refused);
    const { tls: _none, ...bare } = listenerOf(type);
    await t.rejects(listeners.listen(bare), { code: 'TLS_OPTIONS_MISSING', message: type });
    t.strictSame(listeners.status(), []);
  });

  t.test(`${type}: certificates are replaced under clients that stay, and bad ones change nothing`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const before = (await rig.secure(await rig.connect(port))) as TLSSocket;
    const first = await fingerprint(port);
    for (const wrong of [
      { ...renewedTls, certificates: [{ ...renewed, cert: 'no PEM' }] },
      { ...renewedTls, certificates: [{ ...renewed, key: privateKey }] },
      { ...renewedTls, requestCert: true, ca: certificate },
    ]) {
      t.throws(() => rig.listeners.replaceTls(`${type}:default`, wrong), { name: 'BrokerError' });
      t.equal(await fingerprint(port), first);
    }
    rig.listeners.replaceTls(`${type}:default`, renewedTls);
    const second = await fingerprint(port);
    t.not(second, first);
    await rig.listeners.change(`${type}:default`, listenerOf(type, { connectionsMax: 7 }));
    t.equal(await fingerprint(port), first, 'a change puts them in force as well');
    await rig.listeners.change(`${type}:default`, listenerOf(type, { tls: renewedTls, connectionsMax: 8 }));
    t.equal(await fingerprint(port), second);
    await t.rejects(
      rig.listeners.change(`${type}:default`, listenerOf(type, { tls: { ...renewedTls, certificates: [] } })),
      { code: 'TLS_OPTIONS_INVALID' },
    );
    t.match(rig.listeners.status(), [{ connectionsMax: 8, running: true }]);
    t.notOk(before.destroyed);
    t.strictSame(rig.ended, []);
  });

  t.test(`${type}: another rule for client certificates needs another listener, which is made`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const client = await rig.secure(await rig.connect(port));
    const demand = { ...serverTls, ca: certificate, requestCert: true, rejectUnauthorized: true };
    await rig.listeners.change(`${type}:default`, listenerOf(type, { port, tls: demand }));
    await gone(client);
    await gone(await rig.secure(await rig.connect(port), { maxVersion: 'TLSv1.3' }));
    t.match(rig.listeners.status(), [{ port, running: true }]);
  });
}

t.test('only a listener that is there, and has TLS, has certificates', async (t) => {
  const { listeners } = new ListenerRig(t);
  await listeners.listen(listenerOf('tcp'));
  t.throws(() => listeners.replaceTls('tcp:default', serverTls), { code: 'TLS_OPTIONS_INVALID', message: /no TLS/ });
  t.throws(() => listeners.replaceTls('tls:default', serverTls), { code: 'LISTENER_UNKNOWN' });
});

t.test('a TLS handshake that does not come is given up, and holds up no shutdown', async (t) => {
  const rig = new ListenerRig(t);
  rig.limits = { ...rig.limits, connectTimeoutMs: 50 };
  const { port } = await rig.listeners.listen(listenerOf('tls'));
  await gone(await rig.connect(port));
  t.strictSame(rig.reasons, ['tls-handshake']);
  const another = await rig.connect(port);
  await rig.listeners.close();
  await gone(another);
});

for (const type of ['ws', 'wss'] as const) {
  t.test(`${type}: a request that does not come is given up`, async (t) => {
    const rig = new ListenerRig(t);
    rig.limits = { ...rig.limits, connectTimeoutMs: 50 };
    const { port } = await rig.listeners.listen(listenerOf(type));
    const socket = await rig.connect(port);
    await gone(type === 'ws' ? socket : await rig.secure(socket));
  });
}

t.test('a listener tells its real port, its limit and how many are connected', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  await rig.connect(port);
  await rig.acceptedAt(0);
  t.strictSame(rig.listeners.status(), [
    { id: 'tcp:default', type: 'tcp', host: '127.0.0.1', port, running: true, connectionsMax: 100, connections: 1 },
  ]);
  t.match(await rig.listeners.listen(listenerOf('ws')), { path: '/mqtt' });
});

t.test('connections above the limit of a listener are closed, and there is room again when one has gone', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp', { connectionsMax: 2 }));
  const first = await rig.connect(port);
  await rig.connect(port);
  await rig.acceptedAt(1);
  for (let at = 0; at < 3; at += 1) await gone(await rig.connect(port));
  t.strictSame(
    rig.reasons,
    Array.from({ length: 3 }, () => 'too-many-connections'),
  );
  t.match(rig.log, [{ listener: 'tcp:default', reason: 'too-many-connections' }]);
  t.equal(rig.log.length, 1, 'it is logged once');
  first.destroy();
  await rig.until(() => rig.listeners.status()[0]?.connections === 1);
  await rig.connect(port);
  await rig.acceptedAt(2);
  t.match(rig.listeners.status(), [{ connections: 2 }]);
});
