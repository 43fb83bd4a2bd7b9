// Shows of issue 3: "Security profiles 1, 2 and 3: WSS listener … with EC and RSA certificates together, TLS 1.2 or newer, client
// certificates bound to the identity (CN or SAN by a rule), certificates replaced while running without dropping sockets".

import { X509Certificate } from 'node:crypto';
import { openRaw, openRefused } from '@ocpp-broker/simulator';
import t from 'tap';
import {
  authority,
  type CertificateOfTests,
  clientCp1,
  serverEc,
  serverRenewed,
  serverRsa,
} from './fixtures/certificates.ts';
import { chargePointUser } from './fixtures/running-server.ts';
import { answerNext, clientOf, currentTime } from './fixtures/running-settings.ts';
import { startTlsServer } from './fixtures/running-tls.ts';
import { until } from './fixtures/running-wait.ts';
import { openTls, serialShown } from './fixtures/tls-peer.ts';

const serialOf = ({ cert }: CertificateOfTests) => new X509Certificate(cert).serialNumber;

t.test('a client is shown the certificate of the kind that it can check, with TLS 1.2 and 1.3', async (t) => {
  const { port } = await startTlsServer(t);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const [kind, certificate, sigalgs, ciphers] of [
      ['EC', serverEc, 'ECDSA+SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
      ['RSA', serverRsa, 'RSA-PSS+SHA256:RSA+SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ] as const) {
      const only = version === 'TLSv1.2' ? { ciphers } : { sigalgs };
      const socket = await openTls(t, port, { minVersion: version, maxVersion: version, ...only });
      t.equal(socket.getPeerCertificate().serialNumber, serialOf(certificate), `${kind} with ${version}`);
      t.equal(socket.getProtocol(), version);
      socket.destroy();
    }
  }
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await t.rejects(openTls(t, port, old), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

t.test('a charge point with a password over TLS is served as over WebSocket alone', async (t) => {
  const { running, url } = await startTlsServer(t);
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1');
  const chargePoint = await openRaw({ url: `${url}/CP1`, ...chargePointUser, tls: { ca: authority } });
  t.teardown(() => chargePoint.terminate());
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  await answerNext(csms, 'CP1', 'Heartbeat', { currentTime });
  t.same(await chargePoint.nextJson(), [3, 'h', { currentTime }]);
  t.match(await clientOf(running, 'CP1'), { listener: 'ocpp:wss:main' });
  const wrong = { url: `${url}/CP1`, username: chargePointUser.username, password: 'x', tls: { ca: authority } };
  t.equal((await openRefused(wrong)).status, 401);
});

t.test('a client certificate stands for the identity that it names, and for no other', async (t) => {
  const { running, url } = await startTlsServer(t, { ssl: { verify: 'verify_peer' } });
  const tls = { ca: authority, ...clientCp1 };
  const chargePoint = await openRaw({ url: `${url}/CP1`, tls });
  t.teardown(() => chargePoint.terminate());
  t.match(await clientOf(running, 'CP1'), { listener: 'ocpp:wss:main', username: null }, 'without any password');
  const posing = await openRefused({ url: `${url}/CP2`, tls, ...chargePointUser });
  t.match(posing, { status: 403, body: /not that of this charge point/ }, 'and no password helps');
  const stranger = { cert: serverEc.cert, key: serverEc.key };
  t.match(await openRefused({ url: `${url}/CP1`, tls: { ca: authority, ...stranger } }), { status: 403 });
  t.equal(
    (await openRefused({ url: `${url}/CP2`, tls: { ca: authority } })).status,
    401,
    'none: a password is asked for',
  );
  const other = await openRaw({ url: `${url}/CP2`, ...chargePointUser, tls: { ca: authority } });
  t.teardown(() => other.terminate());
  t.match(await clientOf(running, 'CP2'), { username: chargePointUser.username });
});

t.test('identity_rule says where the identity stands, and fail_if_no_peer_cert lets nobody in without', async (t) => {
  const tls = { ca: authority, ...clientCp1 };
  for (const [identity_rule, status] of [
    ['cn', undefined],
    ['san', 403],
    ['none', 401],
  ] as const) {
    const { url } = await startTlsServer(t, { ssl: { verify: 'verify_peer', identity_rule } });
    const options = { url: `${url}/CP1`, tls };
    if (status === undefined) (await openRaw(options)).terminate();
    else t.equal((await openRefused(options)).status, status, identity_rule);
  }
  const { url } = await startTlsServer(t, { ssl: { verify: 'verify_peer', fail_if_no_peer_cert: true } });
  await t.rejects(openRaw({ url: `${url}/CP1`, ...chargePointUser, tls: { ca: authority } }));
  (await openRaw({ url: `${url}/CP1`, tls })).terminate();
});

t.test('a certificate is replaced while the server runs, and no socket is dropped for it', async (t) => {
  const { running, url, port, replaceFirst } = await startTlsServer(t, { ssl: { reload_interval: '1s' } });
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1');
  const chargePoint = await openRaw({ url: `${url}/CP1`, ...chargePointUser, tls: { ca: authority } });
  t.teardown(() => chargePoint.terminate());
  const ec = { sigalgs: 'ECDSA+SHA256' };
  t.equal(await serialShown(t, port, ec), serialOf(serverEc));
  replaceFirst(serverRenewed);
  await until('the new certificate', async () => (await serialShown(t, port, ec)) === serialOf(serverRenewed));
  t.equal(await serialShown(t, port, { sigalgs: 'RSA-PSS+SHA256' }), serialOf(serverRsa), 'the other is as it was');
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  await answerNext(csms, 'CP1', 'Heartbeat', { currentTime });
  t.same(await chargePoint.nextJson(), [3, 'h', { currentTime }], 'the old socket goes on');
  t.ok(running.log.some(({ msg }) => msg === 'new certificates are in force'));

  replaceFirst({ cert: 'no certificate', key: serverRenewed.key });
  await until('the word of it', () => running.log.some(({ msg }) => msg.startsWith('new certificates are no good')));
  t.equal(await serialShown(t, port, ec), serialOf(serverRenewed), 'bad files change nothing');
});
