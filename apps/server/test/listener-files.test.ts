import { join } from 'node:path';
import type { SslOptions } from '@ocpp-broker/config';
import t, { type Test } from 'tap';
import { enabled, tlsOptions } from '../src/listener-files.ts';
import { certificate, certificateKey, otherKey } from './fixtures/certificate.ts';
import { problemsOf } from './fixtures/settings.ts';

const path = 'mqtt.listeners.tls.default.ssl_options';

function files(t: Test): (name: string) => string {
  const folder = t.testdir({
    'cert.pem': certificate,
    'key.pem': certificateKey,
    'other.pem': otherKey,
    'garbage.pem': 'no PEM at all\n',
  });
  return (name) => join(folder, name);
}

function ssl(certfile: string, keyfile: string, more: Partial<SslOptions> = {}): SslOptions {
  return {
    versions: ['tlsv1.3', 'tlsv1.2'],
    cacertfile: '',
    certfile,
    keyfile,
    verify: 'verify_none',
    fail_if_no_peer_cert: false,
    ...more,
  };
}

t.test('certificate and key are read, and no client certificate is asked for', async (t) => {
  const file = files(t);
  t.strictSame(tlsOptions(ssl(file('cert.pem'), file('key.pem')), path), {
    cert: certificate,
    key: certificateKey,
    requestCert: false,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
  });
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
    ['key.pem', 'cert.pem'],
  ] as const) {
    const problems = await problemsOf(() => tlsOptions(ssl(file(certfile), file(keyfile)), path));
    t.match(problems, [new RegExp(`^${path}: .*${certfile} and .*${keyfile} are no certificate and its key in PEM: `)]);
    t.notMatch(problems.join(), 'PRIVATE KEY', 'no word of the key');
  }
});

t.test('entries that are switched off are left out, the others keep their names and order', async (t) => {
  const named = { b: { enable: true, port: 1 }, off: { enable: false, port: 2 }, a: { enable: true, port: 3 } };
  t.strictSame(enabled(named), [
    ['b', { enable: true, port: 1 }],
    ['a', { enable: true, port: 3 }],
  ]);
});
