import t from 'tap';
import { run } from '../src/run.ts';
import { fakeApi, sendJson } from './fixtures/fake-api.ts';
import { temporaryFolder } from './fixtures/run-command.ts';
import { surroundings } from './fixtures/surroundings.ts';

t.test('what went wrong is one sentence, or one line of JSON, and an exit code', async (t) => {
  const homeFolder = temporaryFolder(t);
  const { options } = await fakeApi(t, {
    'GET /webhooks': [500, { code: 'UNKNOWN_ERROR', message: 'Internal \u001b[31merror' }],
    'DELETE /clients/nobody': [404, { code: 'RESOURCE_NOT_FOUND', message: 'Client not found' }],
    'GET /clients': [401, { code: 'BAD_API_KEY_OR_SECRET', message: 'wrong' }],
    'GET /gateways/ocpp/clients': [403, { code: 'UNAUTHORIZED_ROLE', message: 'no' }],
    'DELETE /clients/page': (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
    'DELETE /clients/cut': (response) => response.destroy(),
    'DELETE /clients/strange': (response) => sendJson(response, 418, 'a teapot'),
  });
  const cases = [
    ['webhooks list', 1, 'ocpp-broker: Internal \\u{1b}[31merror\n'],
    ['kick --mqtt nobody', 1, 'ocpp-broker: Client not found\n'],
    ['clients --mqtt', 10, 'ocpp-broker: wrong\n'],
    ['clients', 10, 'ocpp-broker: no\n'],
    ['kick --mqtt page', 1, 'ocpp-broker: The server answered 502 Bad Gateway\n'],
    ['kick --mqtt strange', 1, "ocpp-broker: The server answered 418 I'm a Teapot\n"],
    ['kick --mqtt ..', 1, 'ocpp-broker: clientid cannot be “..” in a path\n'],
    ['clients --limit 0', 2, 'ocpp-broker: --limit must be a whole number from 1 to 1000000\n'],
  ] as const;
  for (const [line, code, errors] of cases) {
    const here = surroundings({ homeFolder });
    t.equal(await run([...line.split(' '), ...options], here), code, line);
    t.same(here.written, { output: '', errors }, line);
    const json = surroundings({ homeFolder });
    t.equal(await run([...line.split(' '), ...options, '--json'], json), code, line);
    t.match(JSON.parse(json.written.errors), { code: String, message: String }, line);
    t.equal(json.written.output, '');
  }
  t.equal(await run(['kick', '--mqtt', 'cut', ...options], surroundings({ homeFolder })), 9, 'the connection was cut');
});

t.test('--json counts also where the command line cannot be read, and not behind --', async (t) => {
  const here = surroundings({ homeFolder: '/nowhere' });
  t.equal(await run(['nonsense', '--json'], here), 2);
  t.match(JSON.parse(here.written.errors), { code: 'USAGE' });
  const other = surroundings({ homeFolder: '/nowhere' });
  t.equal(await run(['completion', '--', '--json'], other), 2);
  t.match(other.written.errors, /^ocpp-broker: <shell>/);
});

t.test('a fault of ours is not told as if it were the user’s', async (t) => {
  const here = surroundings({ homeFolder: '/nowhere' });
  const broken = { ...here, output: { write: () => Promise.reject(new RangeError('ours')) } };
  await t.rejects(run(['--version'], broken), { message: 'ours' });
});
