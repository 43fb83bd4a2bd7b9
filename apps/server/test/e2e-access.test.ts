// Shows of issue 2: "`POST /login` and API keys"; "API keys can come from a bootstrap file of `key:secret[:role]` lines
// (`api.bootstrap_file`), charge-point and MQTT users from bootstrap files too (CSV or JSON)"; "errors as `{code,message}`"; "OpenAPI
// generated from the routes".

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ask, basic, objectOf } from './fixtures/running-api.ts';
import {
  adminPassword,
  startBareServer,
  startTestServer,
  type TestServer,
  temporaryFolder,
} from './fixtures/running-server.ts';

// Many starts and passwords: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

/** Starts with API keys of a bootstrap file. */
async function startWithKeys(t: Test, lines: readonly string[], folder = temporaryFolder(t)): Promise<TestServer> {
  const file = join(folder, 'keys.txt');
  writeFileSync(file, lines.join('\n'));
  return startTestServer(t, { folder, settings: { api: { bootstrap_file: file } } });
}

const keyLines = ['# for the tests', 'writer:writer-secret', '', 'reader:reader-secret:viewer'];
const writer = basic('writer', 'writer-secret');
const reader = basic('reader', 'reader-secret');

type Operation = { readonly line: string; readonly method: string };

/** Every operation of the API's own description, with something in place of its parameters. */
async function operations(running: TestServer): Promise<readonly Operation[]> {
  const spec = objectOf(await ask(new URL(running.urls.api).origin, 'GET /api-spec.json'));
  return Object.entries(spec.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => {
      const filled = path.replace('{authenticator}', 'password_based:built_in_database').replace(/\{\w+\}/g, 'true');
      return { method: method.toUpperCase(), line: `${method.toUpperCase()} ${filled.replace(/^\/api\/v5/, '')}` };
    }),
  );
}

/** What whoever looks after the process asks, and the sign-in. */
const open = ['POST /login', 'GET /status', 'GET /healthz', 'GET /readyz'];

t.test('without credentials nothing is open but the sign-in, the state of the node', async (t) => {
  const running = await startTestServer(t);
  const all = await operations(running);
  t.ok(all.length > 30, `${all.length} operations are described`);
  for (const { line } of all.filter(({ line }) => !open.includes(line))) {
    const { status, json, headers } = await ask(running.urls.api, line);
    t.match({ status, json }, { status: 401, json: { code: 'AUTHORIZATION_HEADER_ERROR', message: /./ } }, line);
    t.match(headers.get('www-authenticate'), /^Basic /, line);
  }
  for (const line of open.slice(1)) t.equal((await ask(running.urls.api, line)).status, 200, line);
  t.match((await ask(new URL(running.urls.api).origin, 'GET /status')).text, / is started\n/);
});

/** What holds the hashes of passwords, what charge points said, and who administers. */
const forAdministrators = [
  'GET /users',
  'GET /data/export',
  'GET /data/backups',
  'GET /data/backups/true/true',
  'GET /webhooks/true/dead_letters',
];
/** What concerns people who have signed in, of which a key is none; and what has no end, of which e2e5-frames tells. */
const forOthers = ['POST /login', 'POST /logout', 'POST /users/true/change_pwd', 'GET /gateways/ocpp/frames'];

t.test('a viewer may read what holds no secrets, and change nothing', async (t) => {
  const running = await startWithKeys(t, keyLines);
  for (const { line, method } of await operations(running)) {
    if (forOthers.includes(line) || line.includes(' /sessions')) continue;
    // Asks for a pass to the frames, and changes nothing.
    if (line === 'POST /gateways/ocpp/frames/ticket') continue;
    const { status, json } = await running.api(line, undefined, reader);
    const isReadable = method === 'GET' && !forAdministrators.includes(line);
    if (isReadable) t.ok([200, 204, 404].includes(status), `${line}: ${status}`);
    else t.match({ status, json }, { status: 403, json: { code: 'UNAUTHORIZED_ROLE' } }, line);
  }
});

t.test('the keys of the bootstrap file work with their roles, and a later start follows the file', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startWithKeys(t, keyLines, folder);
  t.equal((await first.api('PUT /gateways/ocpp', { boot_gate: true }, writer)).status, 204);
  t.equal((await first.api('GET /gateways/ocpp', undefined, reader)).status, 200);
  const wrong = await first.api('GET /gateways/ocpp', undefined, basic('writer', 'guessed'));
  t.match(wrong, { status: 401, json: { code: 'BAD_API_KEY_OR_SECRET' } });
  await first.close();
  const second = await startWithKeys(t, ['writer:another-secret:viewer'], folder);
  t.equal((await second.api('GET /gateways/ocpp', undefined, writer)).status, 401);
  t.equal((await second.api('PUT /gateways/ocpp', {}, basic('writer', 'another-secret'))).status, 403);
});

t.test('a key of the API shows its secret once, works, and ends when it is switched off or removed', async (t) => {
  const running = await startTestServer(t);
  const made = objectOf(await running.api('POST /api_key', { name: 'ci', role: 'administrator' }));
  const credentials = basic(String(made.api_key), String(made.api_secret));
  t.equal((await running.api('GET /nodes', undefined, credentials)).status, 200);
  t.notOk('api_secret' in objectOf(await running.api('GET /api_key/ci')));
  await running.api('PUT /api_key/ci', { enable: false });
  t.equal((await running.api('GET /nodes', undefined, credentials)).status, 401);
  await running.api('PUT /api_key/ci', { enable: true });
  t.equal((await running.api('GET /nodes', undefined, credentials)).status, 200);
  t.equal((await running.api('DELETE /api_key/ci')).status, 204);
  t.equal((await running.api('GET /nodes', undefined, credentials)).status, 401);
});

t.test('a token works until it is given back, and guessing is stopped', async (t) => {
  const running = await startTestServer(t, { settings: { api: { login_attempts_max: 2 } } });
  const login = (password: string) => ask(running.urls.api, 'POST /login', { username: 'admin', password });
  const signedIn = objectOf(await login(adminPassword));
  t.match(signedIn, { role: 'administrator', version: '0.0.0-test', license: { edition: 'opensource' } });
  const bearer = `Bearer ${String(signedIn.token)}`;
  t.equal((await running.api('GET /nodes', undefined, bearer)).status, 200);
  t.equal((await running.api('POST /logout', undefined, bearer)).status, 204);
  t.match(await running.api('GET /nodes', undefined, bearer), { status: 401, json: { code: 'BAD_TOKEN' } });
  for (const guess of ['one', 'two']) {
    t.match(await login(guess), { status: 401, json: { code: 'BAD_USERNAME_OR_PWD' } });
  }
  const stopped = await login(adminPassword);
  t.match(stopped, { status: 429, json: { code: 'TOO_MANY_REQUESTS' } });
  t.match(stopped.headers.get('retry-after'), /^\d+$/);
});

for (const format of ['csv', 'json'] as const) {
  t.test(`charge-point and MQTT users come from bootstrap files in ${format.toUpperCase()}`, async (t) => {
    const folder = temporaryFolder(t);
    const file = (name: string, users: readonly Readonly<Record<string, string>>[]) => {
      const path = join(folder, `${name}.${format}`);
      const [first = {}] = users;
      const rows = [Object.keys(first), ...users.map((user) => Object.values(user))];
      writeFileSync(path, format === 'json' ? JSON.stringify(users) : rows.map((row) => row.join(',')).join('\r\n'));
      return path;
    };
    const chargePoints = file('charge-points', [
      { user_id: 'CP1', password: 'first', identities: 'CP1' },
      { user_id: 'CP2', password: 'second', identities: 'CP2;CP3' },
    ]);
    const clients = file('clients', [{ user_id: 'backend', password: 'third', is_superuser: 'false' }]);
    const settings = {
      mqtt: { authentication: { bootstrap_file: clients } },
      gateway: { ocpp: { authentication: { bootstrap_file: chargePoints } } },
    };
    const first = await startBareServer(t, { folder, settings });
    await first.chargePoint('CP1', { username: 'CP1', password: 'first' });
    await first.chargePoint('CP3', { username: 'CP2', password: 'second' });
    t.equal((await first.refusedChargePoint('CP2', { username: 'CP1', password: 'first' })).status, 403);
    await first.mqtt({}, { username: 'backend', password: 'third' });
    await first.api('PUT /gateways/ocpp/authentication/users/CP1', { password: 'changed' });
    await first.close();

    const second = await startBareServer(t, { folder, settings });
    await second.chargePoint('CP1', { username: 'CP1', password: 'changed' });
    t.equal((await second.refusedChargePoint('CP1', { username: 'CP1', password: 'first' })).status, 401);
    await second.chargePoint('CP2', { username: 'CP2', password: 'second' });
  });
}
