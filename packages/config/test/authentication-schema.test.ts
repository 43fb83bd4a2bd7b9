import t from 'tap';
import { defaultSettings } from '../src/index.ts';
import { linesOf, pathsOf } from './problems.ts';

const roots = ['mqtt', 'gateway.ocpp'] as const;
const under = (root: string, authentication: unknown) =>
  root === 'mqtt' ? { mqtt: { authentication } } : { gateway: { ocpp: { authentication } } };

t.test('by default only our own users are asked, and guessing is slowed down', async (t) => {
  const { mqtt, gateway } = defaultSettings();
  for (const { order, jwt, http, throttle } of [mqtt.authentication, gateway.ocpp.authentication]) {
    t.equal(order, 'built_in_database, jwt, http');
    t.strictSame([jwt.enable, http.enable], [false, false]);
    t.strictSame(throttle, {
      enable: true,
      failures: 5,
      address_failures: 100,
      first_wait: '1s',
      max_wait: '5m',
    });
  }
});

t.test('the settings of the other sources are those of EMQX', async (t) => {
  const { jwt, http } = defaultSettings().mqtt.authentication;
  t.strictSame(jwt, {
    enable: false,
    from: 'password',
    algorithm: 'hmac-based',
    secret: '',
    secret_base64_encoded: false,
    public_key: '',
    use_jwks: false,
    jwks_file: '',
    verify_claims: {},
    disconnect_after_expire: true,
  });
  t.strictSame(http, {
    enable: false,
    method: 'post',
    url: '',
    headers: {},
    body: {},
    request_timeout: '5s',
    max_inflight: 100,
  });
});

for (const root of roots) {
  const paths = (authentication: unknown) => pathsOf(under(root, authentication));

  t.test(`${root}: sources are asked in any order, each once`, async (t) => {
    for (const order of ['built_in_database', 'http,jwt,built_in_database', ' jwt ,  built_in_database ']) {
      t.strictSame(paths({ order, jwt: { enable: true, secret: 's' } }), [], order);
    }
    const wrong = ['', ',', 'ldap', 'jwt,jwt', 'jwt, http, jwt', 'built_in_database,', 'jwt http', 7, ['jwt']];
    const line = `${root}.authentication.order: must be one or more of built_in_database, jwt and http, separated by commas`;
    for (const order of [...wrong, ','.repeat(50_000)]) t.strictSame(linesOf(under(root, { order })), [line]);
  });

  t.test(`${root}: maps of claims, headers and entries are bounded, and their names looked at`, async (t) => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 'x']));
    const place = `${root}.authentication`;
    t.strictSame(paths({ jwt: { verify_claims: many(32) }, http: { headers: many(32), body: many(32) } }), []);
    t.strictSame(paths({ jwt: { verify_claims: many(33) }, http: { headers: many(33), body: many(33) } }), [
      `${place}.jwt.verify_claims`,
      `${place}.http.headers`,
      `${place}.http.body`,
    ]);
    t.strictSame(paths({ http: { headers: { 'bad name': 'x' } } }), [`${place}.http.headers.bad name`]);
    t.strictSame(paths({ http: { headers: { x: 'a\r\nb: c' } } }), [`${place}.http.headers.x`]);
    t.strictSame(paths({ jwt: { verify_claims: { sub: 7 } } }), [`${place}.jwt.verify_claims.sub`]);
  });
}

t.test('what is no secret, address, wait or word is refused without being repeated', async (t) => {
  const wrong = {
    jwt: { secret: 'open\u0000sesame', algorithm: 'none', from: 'cookie' },
    http: { url: 'ftp://opensesame', method: 'put', request_timeout: '2m', max_inflight: 0 },
    throttle: { failures: 0, address_failures: 0, first_wait: '1ms', max_wait: '2d' },
  };
  const lines = linesOf(under('mqtt', wrong));
  t.equal(lines.length, 11);
  t.notMatch(lines.join(), /sesame/);
});
