import { join } from 'node:path';
import type { SslOptions } from '@ocpp-broker/config';
import t, { type Test } from 'tap';
import { certificatePaths, enabled, tlsOptions } from '../src/listener-files.ts';
import { certificate, certificateKey, otherKey } from './fixtures/certificate.ts';
import { serverRsa } from './fixtures/certificates.ts';
import { problemsOf } from './fixtures/settings.ts';

const path = 'mqtt.listeners.tls.default.ssl_options';

function files(t: Test): (name: string) => string {
  const folder = t.testdir({
    'cert.pem': certificate,
    'key.pem': certificateKey,
    'other.pem': otherKey,
    'garbage.pem': 'no PEM at all\n',
    'rsa-cert.pem': serverRsa.cert,
    'rsa-key.pem': serverRsa.key,
  });
  return (name) => join(folder, name);
}

function ssl(certfile: string, keyfile: string, more: Partial<SslOptions> = {}): SslOptions {
  return {
    versions: ['tlsv1.3', 'tlsv1.2'],
    cacertfile: '',
    certfile,
    keyfile,
    more_certfiles: [],
    more_keyfiles: [],
    reload_interval: '60s',
    verify: 'verify_none',
    fail_if_no_peer_cert: false,
    ...more,
  };
}

t.test('certificate and key are read, and no client certificate is asked for', async (t) => {
  const file = files(t);
  t.strictSame(tlsOptions(ssl(file('cert.pem'), file('key.pem')), path), {
    certificates: [{ cert: certificate, key: certificateKey }],
    requestCert: false,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
  });
});

t.test('further certificates are read with their keys, in their order', async (t) => {
  const file = files(t);
  const more = { more_certfiles: [file('rsa-cert.pem')], more_keyfiles: [file('rsa-key.pem')] };
  t.strictSame(tlsOptions(ssl(file('cert.pem'), file('key.pem'), more), path).certificates, [
    { cert: certificate, key: certificateKey },
    serverRsa,
  ]);
  t.strictSame(certificatePaths(ssl('c', 'k', { more_certfiles: ['c2', 'c3'], more_keyfiles: ['k2', 'k3'] })), [
    'c',
    'k',
    'c2',
    'k2',
    'c3',
    'k3',
  ]);
  t.strictSame(certificatePaths(ssl('c', 'k', { cacertfile: 'ca' })), ['c', 'k', 'ca']);
});

t.test('a further file that cannot be read, or does not go with its other half, is named', async (t) => {
  const file = files(t);
  const problems = (cert: string, key: string) => {
    const more = { more_certfiles: [file(cert)], more_keyfiles: [file(key)] };
    return problemsOf(() => tlsOptions(ssl(file('cert.pem'), file('key.pem'), more), path));
  };
  t.match(await problems('no-cert.pem', 'no-key.pem'), [
    new RegExp(`^${path}\\.more_certfiles: .*no-cert\\.pem cannot be read: there is no such file`),
    new RegExp(`^${path}\\.more_keyfiles: .*no-key\\.pem cannot be read: there is no such file`),
  ]);
  for (const [cert, key] of [
    ['rsa-cert.pem', 'other.pem'],
    ['rsa-cert.pem', 'key.pem'],
    ['garbage.pem', 'rsa-key.pem'],
  ] as const) {
    t.match(await problems(cert, key), [
      new RegExp(`^${path}: .*${cert} and .*${key} are no certificate and its key in PEM: `),
    ]);
  }
});

t.test('the versions of TLS are those listed', async (t) => {
  const file = files(t);
  const only = (version: 'tlsv1.2' | 'tlsv1.3') =>
    tlsOptions(ssl(file('cert.pem'), file('key.pem'), { versions: [version] }), path);
  t.match(only('tlsv1.2'), { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
  t.match(only('tlsv1.3'), { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' });
});

t.test(
  'clients are asked for a certificate with verify_peer, and refused without one when that is said too',
  async (t) => {
    const file = files(t);
    const options = (more: Partial<SslOptions>) =>
      tlsOptions(ssl(file('cert.pem'), file('key.pem'), { cacertfile: file('cert.pem'), ...more }), path);
    t.match(options({ verify: 'verify_peer' }), { ca: certificate, requestCert: true, rejectUnauthorized: false });
    t.match(options({ verify: 'verify_peer', fail_if_no_peer_cert: true }), {
      requestCert: true,
      rejectUnauthorized: true,
    });
    t.match(options({ fail_if_no_peer_cert: true }), { requestCert: false, rejectUnauthorized: false });
  },
);

t.test('every file that cannot be read is named, with its setting', async (t) => {
  const file = files(t);
  const settings = ssl(file('no-cert.pem'), file('no-key.pem'), { cacertfile: file('no-ca.pem') });
  const problems = await problemsOf(() => tlsOptions(settings, path));
  t.match(problems, [
    new RegExp(`^${path}\\.certfile: .*no-cert\\.pem cannot be read: there is no such file`),
    new RegExp(`^${path}\\.keyfile: .*no-key\\.pem cannot be read: there is no such file`),
    new RegExp(`^${path}\\.cacertfile: .*no-ca\\.pem cannot be read: there is no such file`),
  ]);
});

t.test('files that hold no PEM, or a key of another certificate, are a problem of ssl_options', async (t) => {
  const file = files(t);
  for (const [certfile, keyfile] of [
    ['garbage.pem', 'key.pem'],
    ['cert.pem', 'garbage.pem'],
    ['cert.pem', 'other.pem'],
    ['cert.pem', 'rsa-key.pem'],
    ['rsa-cert.pem', 'key.pem'],
    ['key.pem', 'cert.pem'],
  ] as const) {
    const problems = await problemsOf(() => tlsOptions(ssl(file(certfile), file(keyfile)), path));
    t.match(problems, [new RegExp(`^${path}: .*${certfile} and .*${keyfile} are no certificate and its key in PEM: `)]);
    t.notMatch(problems.join(), 'PRIVATE KEY', 'no word of the key');
  }
});

t.test('two certificates with one kind of key are refused: a client could not be shown both', async (t) => {
  const file = files(t);
  const more = { more_certfiles: [file('cert.pem')], more_keyfiles: [file('key.pem')] };
  t.match(await problemsOf(() => tlsOptions(ssl(file('cert.pem'), file('key.pem'), more), path)), [
    new RegExp(`^${path}\\.more_certfiles: .*cert\\.pem and .*cert\\.pem have both a key of the kind ec: `),
  ]);
});

t.test('entries that are switched off are left out, the others keep their names and order', async (t) => {
  const named = { b: { enable: true, port: 1 }, off: { enable: false, port: 2 }, a: { enable: true, port: 3 } };
  t.strictSame(enabled(named), [
    ['b', { enable: true, port: 1 }],
    ['a', { enable: true, port: 3 }],
  ]);
});
