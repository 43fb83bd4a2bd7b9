import t from 'tap';
import { linesOf, pathsOf } from './problems.ts';

for (const root of ['mqtt', 'gateway.ocpp'] as const) {
  const place = `${root}.authentication`;
  const under = (authentication: unknown) =>
    root === 'mqtt' ? { mqtt: { authentication } } : { gateway: { ocpp: { authentication } } };
  const lines = (authentication: unknown) => linesOf(under(authentication));
  const jwt = (settings: object) => lines({ jwt: { enable: true, ...settings } });
  const http = (settings: object) => lines({ http: { enable: true, ...settings } });

  t.test(`${root}: a source is left that somebody can log in by`, async (t) => {
    const nobody = [`${place}.order: names no source that is on, so that nobody could log in`];
    t.strictSame(lines({ order: 'jwt, http' }), nobody);
    t.strictSame(lines({ order: 'http', jwt: { enable: true, secret: 's' } }), nobody);
    t.strictSame(lines({ order: 'jwt', jwt: { enable: true, secret: 's' } }), []);
    t.strictSame(lines({ order: 'jwt', enable: false }), [], 'nobody is asked');
  });

  t.test(`${root}: tokens need what their signatures are checked with`, async (t) => {
    t.strictSame(jwt({}), [`${place}.jwt.secret: is needed by hmac-based`]);
    t.strictSame(jwt({ secret: 's' }), []);
    t.strictSame(jwt({ algorithm: 'public-key' }), [`${place}.jwt.public_key: is needed by public-key`]);
    t.strictSame(jwt({ algorithm: 'public-key', public_key: 'pem' }), []);
    t.strictSame(jwt({ algorithm: 'public-key', use_jwks: true }), [`${place}.jwt.jwks_file: is needed by use_jwks`]);
    t.strictSame(jwt({ algorithm: 'public-key', use_jwks: true, jwks_file: 'keys.json' }), []);
    t.strictSame(jwt({ secret: 's', use_jwks: true }), [`${place}.jwt.use_jwks: goes with public-key only`]);
    t.strictSame(lines({ jwt: { enable: false, algorithm: 'public-key' } }), [], 'it is off');
  });

  t.test(`${root}: claims and requests hold the placeholders that there are`, async (t) => {
    t.strictSame(jwt({ secret: 's', verify_claims: { 'a.b': '${clientid}/${username}' } }), []);
    t.strictSame(jwt({ secret: 's', verify_claims: { 'a.b': '${password}' } }), [
      `${place}.jwt.verify_claims.a.b: holds the unknown placeholder \${password}; here stand \${clientid} or \${username}`,
    ]);
    const url = 'https://example.org/${clientid}';
    t.strictSame(http({ url, body: { p: '${password}', a: '${peerhost}', u: '${username}' } }), []);
    t.strictSame(http({ url, headers: { x: '${cert}' }, body: { u: '${username' } }), [
      `${place}.http.headers.x: holds the unknown placeholder \${cert}; here stand \${clientid}, \${username}, \${password} or \${peerhost}`,
      `${place}.http.body.u: holds a \${ without its }`,
    ]);
  });

  t.test(`${root}: a service has an address, and is told who the client is`, async (t) => {
    t.strictSame(http({}), [`${place}.http.url: is needed by a service that is asked`]);
    const url = 'http://127.0.0.1:8080/auth';
    t.strictSame(http({ url }), [`${place}.http.body: must tell who the client is, such as username: \${username}`]);
    t.strictSame(http({ url, headers: { x: '${username}' } }), []);
  });

  t.test(`${root}: waits grow, and an address has more tries than one of its users`, async (t) => {
    const throttle = (settings: object) => pathsOf(under({ throttle: settings }));
    t.strictSame(throttle({ first_wait: '5m', failures: 100 }), []);
    t.strictSame(throttle({ first_wait: '6m', failures: 101 }), [
      `${place}.throttle.first_wait`,
      `${place}.throttle.failures`,
    ]);
  });
}
