import t from 'tap';
import { testApi } from './fixtures/api.ts';

t.test('every answer bears the security headers, errors and pages too', async (t) => {
  const { ask } = await testApi();
  for (const line of [
    'GET /nodes',
    'GET /nowhere',
    'GET //',
    'GET //api-docs/',
    'GET //api-spec.json',
    'GET //status',
    'GET //%zz',
    'GET /%zz',
  ]) {
    t.match((await ask(line)).headers, {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': /^default-src 'self';.*frame-ancestors 'none'/,
    });
  }
});

t.test('what the API answers is not to be stored', async (t) => {
  const { ask } = await testApi();
  for (const as of [undefined, null]) {
    const { headers } = await ask('GET /nodes', as === undefined ? {} : { as });
    t.equal(headers['cache-control'], 'no-store');
  }
});

t.test('pages of other origins are let in by nobody unless told', async (t) => {
  const { ask } = await testApi();
  const headers = { origin: 'https://evil.example' };
  t.notOk('access-control-allow-origin' in (await ask('GET /nodes', { headers })).headers);
  const preflight = { ...headers, 'access-control-request-method': 'GET' };
  t.equal((await ask('OPTIONS /nodes', { as: null, headers: preflight })).status, 404);
});

t.test('pages of the origins that are told are let in, without credentials for the question', async (t) => {
  const { ask } = await testApi({ corsOrigins: ['https://console.example'] });
  const headers = { origin: 'https://console.example', 'access-control-request-method': 'PUT' };
  const { status, headers: answered } = await ask('OPTIONS /gateways/ocpp', { as: null, headers });
  t.equal(status, 204);
  t.match(answered, {
    'access-control-allow-origin': 'https://console.example',
    'access-control-allow-methods': /PUT/,
  });
  t.match(answered['access-control-allow-headers'], /authorization/);
  const other = await ask('GET /nodes', { headers: { origin: 'https://evil.example' } });
  t.notOk('access-control-allow-origin' in other.headers);
});

t.test('a star lets all origins in, but never with cookies', async (t) => {
  const { ask } = await testApi({ corsOrigins: ['*'] });
  const { headers } = await ask('GET /nodes', { headers: { origin: 'https://any.example' } });
  t.equal(headers['access-control-allow-origin'], '*');
  t.notOk('access-control-allow-credentials' in headers);
});
