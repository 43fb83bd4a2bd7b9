import { SettingsError } from '@ocpp-broker/config';
import t from 'tap';
import { changingSettings, toApiError } from '../src/errors.ts';
import { ADMIN, type Answer, testApi } from './fixtures/api.ts';

const told = ({ status, json }: Answer) => [status, json];
const code = ({ status, json }: Answer) => [status, (json as { readonly code: string }).code];

t.test('what is not there is 404 in the shape of errors, inside and outside of the API', async (t) => {
  const { ask } = await testApi();
  const body = { code: 'NOT_FOUND', message: 'There is nothing at this path' };
  for (const line of ['GET /nowhere', 'GET //nowhere', 'PUT /nodes', 'GET /gateways/stomp', 'POST //', 'GET /rules']) {
    t.same(told(await ask(line)), [404, body], line);
    t.same(told(await ask(line, { as: null })), [404, body], `${line} for a stranger`);
  }
});

t.test('a body that is not JSON is refused', async (t) => {
  const { ask } = await testApi();
  const headers = { 'content-type': 'application/json' };
  for (const body of [
    '{',
    'nonsense',
    '{"a":1}}',
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{}}}',
    '\u0000',
  ]) {
    t.same(code(await ask('POST /publish', { headers, body })), [400, 'BAD_REQUEST'], body);
  }
});

t.test('a body of another type is refused, but an empty one has no type', async (t) => {
  const { ask } = await testApi();
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
    'nonsense',
  ];
  for (const type of types) {
    const headers = { 'content-type': type };
    t.same(code(await ask('POST /publish', { headers, body: 'a=1' })), [415, 'UNSUPPORTED_MEDIA_TYPE'], type);
  }
  for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
    const headers = { 'content-type': type, 'content-length': '0' };
    t.equal((await ask('PUT /gateways/ocpp/enable/true', { headers })).status, 204, type);
    t.same(code(await ask('POST /publish', { headers })), [400, 'BAD_REQUEST'], type);
  }
});

t.test('a body above the limit is refused, one at the limit is not', async (t) => {
  const { ask } = await testApi({ bodyBytesMax: 1000 });
  const bodyOf = (bytes: number) => {
    const text = JSON.stringify({ topic: 'a', payload: '' });
    return text.replace('"payload":""', `"payload":"${'x'.repeat(bytes - text.length)}"`);
  };
  const headers = { 'content-type': 'application/json' };
  t.equal((await ask('POST /publish', { headers, body: bodyOf(1000) })).status, 200);
  t.same(code(await ask('POST /publish', { headers, body: bodyOf(1001) })), [413, 'PAYLOAD_TOO_LARGE']);
});

t.test('a body of a hundred thousand brackets neither crashes nor hangs', async (t) => {
  const { ask } = await testApi();
  const headers = { 'content-type': 'application/json' };
  const body = `{"upstream":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  t.equal((await ask('PUT /gateways/ocpp', { headers, body })).status, 400);
});

t.test('a value that breaks its schema is refused with its path', async (t) => {
  const { ask } = await testApi();
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['POST /publish', { payload: 'x' }, /^Missing required parameter: topic$/],
    ['POST /publish', { topic: 'a', payload: 'x', qos: 3 }, /^qos: .*\(0, 1, 2\)$/],
    ['POST /publish', { topic: 'a', payload: 'x', qos: '1' }, /^qos: /],
    ['POST /publish', { topic: 'a', payload: 'x', properties: { content_type: 1 } }, /^properties\.content_type: /],
    ['POST /publish', { topic: 'a', payload: null }, /^payload: must be string/],
    ['POST /publish', [], /^body: must be object/],
  ];
  for (const [line, body, message] of cases)
    t.match(told(await ask(line, { body })), [400, { code: 'BAD_REQUEST', message }]);
});

t.test('a path that cannot be decoded is refused', async (t) => {
  const { api } = await testApi();
  const response = await api.inject({ method: 'GET', url: '/api/v5/clients/%ZZ', headers: { authorization: ADMIN } });
  t.equal(response.statusCode, 400);
  t.same(JSON.parse(response.body), { code: 'BAD_REQUEST', message: 'The path is not a valid URL' });
});

t.test('our own failure is a bare 500 outside and a log line inside', async (t) => {
  const { ask, memory } = await testApi();
  memory.clients.gateway.find = () => {
    throw new Error('the secret is 42');
  };
  t.same(told(await ask('GET /gateways/ocpp/clients/CP1?x=1')), [
    500,
    { code: 'UNKNOWN_ERROR', message: 'Internal error' },
  ]);
  t.match(memory.logged, [{ level: 'error', details: { err: { message: 'the secret is 42' }, method: 'GET' } }]);
  t.notMatch(JSON.stringify(memory.logged), /Basic|root-secret|x=1/);
});

t.test('a port that throws something which is no error is a 500 as well', async (t) => {
  const { ask, memory } = await testApi();
  for (const thrown of ['text', 42]) {
    memory.clients.gateway.find = () => {
      throw thrown;
    };
    t.same(code(await ask('GET /gateways/ocpp/clients/CP1')), [500, 'UNKNOWN_ERROR'], String(thrown));
  }
});

t.test('what a port refuses on purpose is 400, what it is too busy for is 503 with a time to wait', async (t) => {
  const { ask, memory } = await testApi();
  const body = { user_id: 'u', password: 'p' };
  memory.users.ocpp.add = () => {
    throw new RangeError('a user id has no such characters');
  };
  const refused = await ask('POST /gateways/ocpp/authentication/users', { body });
  t.same(told(refused), [400, { code: 'BAD_REQUEST', message: 'a user id has no such characters' }]);
  memory.users.ocpp.add = () => {
    throw new RangeError('busy');
  };
  const busy = await ask('POST /gateways/ocpp/authentication/users', { body });
  t.same(told(busy), [503, { code: 'SERVICE_UNAVAILABLE', message: 'busy' }]);
  t.equal(busy.headers['retry-after'], '5');
  t.same(memory.logged, []);
});

t.test('all problems of the settings are told, with paths as the caller wrote them', async (t) => {
  const problem = (path: string) => ({ path, message: 'is wrong', source: 'api' });
  const error = toApiError(new SettingsError(['gateway.ocpp.upstream.topic', 'gateway.ocpp', 'mqtt.x'].map(problem)));
  t.equal(error.message, 'upstream.topic: is wrong; body: is wrong; mqtt.x: is wrong');
});

t.test('what settings refuse is told from the place on where the caller began, and the rest in full', async (t) => {
  const problem = (path: string) => ({ path, message: 'is wrong', source: 'api' });
  const refusing = (root: string, ...paths: string[]) =>
    changingSettings(root, () => {
      throw new SettingsError(paths.map(problem));
    });
  await t.rejects(refusing('mqtt.listeners.tcp.a', 'mqtt.listeners.tcp.a.bind', 'mqtt.listeners.tcp.ab.bind', 'api'), {
    statusCode: 400,
    code: 'BAD_REQUEST',
    message: 'bind: is wrong; mqtt.listeners.tcp.ab.bind: is wrong; api: is wrong',
  });
  await t.rejects(refusing('mqtt', 'mqtt'), { message: 'body: is wrong' });
  const failure = new Error('of another kind');
  await t.rejects(
    changingSettings('mqtt', async () => Promise.reject(failure)),
    failure,
  );
  await t.resolves(changingSettings('mqtt', () => {}));
});
