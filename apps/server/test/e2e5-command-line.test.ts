// Shows of issue 5: "A command line, `ocpp-broker`: start, check-config, users add/list/remove, clients, kick, call, tail (frames), export;
// talks to the API or, for first set-up, to the database; exit codes and `--json`", against the running server.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RawChargePoint } from '@ocpp-broker/simulator';
import t from 'tap';
import { ask, objectOf } from './fixtures/running-api.ts';
import { type Environment, logLines, usualEnvironment } from './fixtures/running-main.ts';
import { freePort, type RunningProgram, startProgram } from './fixtures/running-process.ts';
import { startBareServer, startTestServer, temporaryFolder } from './fixtures/running-server.ts';
import { changeSettings } from './fixtures/running-settings.ts';
import { within } from './fixtures/running-wait.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const command = fileURLToPath(new URL('../../../cli/dist/src/main.js', import.meta.url));

const running = await startTestServer(t);
const home = temporaryFolder(t);
const keyOf = async (role: string) => {
  const made = objectOf(await running.api('POST /api_key', { name: `cli-${role}`, enable: true, role }));
  return `${made.api_key}:${made.api_secret}`;
};
const origin = new URL(running.urls.api).origin;
const administrator = { OCPP_BROKER_URL: origin, OCPP_BROKER_API_KEY: await keyOf('administrator') };

/** Starts the command as the administrator, or as somebody else somewhere else. */
function start(words: readonly string[], env: Environment = administrator, input = '', cwd = home): RunningProgram {
  return startProgram(t, process.execPath, [command, ...words], { cwd, env: { HOME: home, ...env }, input });
}

/** Its exit code and what it wrote. */
async function endOf(program: RunningProgram) {
  const { code } = await program.end(20_000);
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** Runs the command to its end. */
const run = (...words: readonly string[]) => endOf(start(words));

/** Takes the next CALL; resolves to its id. */
async function taken(chargePoint: RawChargePoint): Promise<string> {
  const [type, uniqueId] = (await chargePoint.nextJson(20_000)) as readonly [number, string];
  if (type !== 2) throw new Error(`${type} instead of a CALL`);
  return uniqueId;
}

t.test('a CALL is sent, and its answer printed', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  const called = run('call', 'CP1', 'Reset', '{"type":"Soft"}', '--json');
  await chargePoint.send([3, await taken(chargePoint), { status: 'Accepted' }]);
  const { code, stdout } = await called;
  t.equal(code, 0);
  t.match(JSON.parse(stdout), { status: 'result', payload: { status: 'Accepted' }, latency_ms: Number });
});

t.test('each way to fail has its exit code, and its name in JSON', async (t) => {
  const chargePoint = await running.chargePoint('CP2');
  const call = (...words: readonly string[]) => run('call', 'CP2', 'ClearCache', ...words, '--json');
  const failed = (code: string) => new RegExp(`"status":"failed","code":"${code}"`);
  const away = run('call', 'CP-away', 'ClearCache', '--json');
  const invalid = run('call', 'CP2', 'Reset', '{"type":"Gently"}', '--json');
  t.match(await away, { code: 4, stdout: failed('RESOURCE_NOT_FOUND') });
  t.match(await invalid, { code: 6, stdout: failed('CALL_INVALID') });
  const refused = call();
  await chargePoint.send([4, await taken(chargePoint), 'NotSupported', '', {}]);
  t.match(await refused, { code: 3, stdout: /"error_code":"NotSupported"/ });
  t.match(await call('--timeout', '200ms'), { code: 5, stdout: failed('CALL_TIMED_OUT') });
  const unanswered = await taken(chargePoint);
  t.match(await call('--timeout', '200ms'), { code: 11, stdout: failed('CALL_NOT_SENT') }, 'behind one that is out');
  await changeSettings(t, running, { dnstream: { max_mqueue_len: 0 } });
  t.match(await call(), { code: 7, stdout: failed('QUEUE_FULL') });
  await chargePoint.send([3, unanswered, { status: 'Accepted' }]);
  const lost = call();
  await taken(chargePoint);
  chargePoint.terminate();
  t.match(await lost, { code: 8, stdout: failed('CALL_LOST') });
});

t.test('whom the server does not know, or does not let, and a server that is not there have theirs', async (t) => {
  await running.chargePoint('CP3');
  const viewer = { ...administrator, OCPP_BROKER_API_KEY: await keyOf('viewer') };
  const nowhere = { ...administrator, OCPP_BROKER_URL: `http://127.0.0.1:${await freePort()}` };
  const [kept, wrong, none, absent, kicked] = await Promise.all([
    endOf(start(['kick', 'CP3', '--json'], viewer)),
    endOf(start(['clients', '--json'], { ...administrator, OCPP_BROKER_API_KEY: 'key:guessed' })),
    endOf(start(['clients', '--json'], nowhere)),
    run('kick', 'CP-away', '--json'),
    endOf(start(['clients', '--json'], viewer)),
  ]);
  t.match(kept, { code: 10, stdout: '', stderr: /"code":"UNAUTHORIZED_ROLE"/ });
  t.match(wrong, { code: 10, stdout: '', stderr: /"code":"BAD_API_KEY_OR_SECRET"/ });
  t.match(none, { code: 9, stdout: '' });
  t.match(absent, { code: 1, stderr: /"code":"RESOURCE_NOT_FOUND"/ });
  t.match(JSON.parse(kicked.stdout), [{ clientid: 'CP1' }, { clientid: 'CP3', proto_ver: '1.6' }]);
});

t.test('clients, webhooks, backups and the state of the server are told, and a charge point is kicked', async (t) => {
  const chargePoint = await running.chargePoint('CP5');
  const [clients, status, hooks, backup] = await Promise.all([
    run('clients', '--like', 'CP5'),
    run('status'),
    run('webhooks', 'list'),
    run('backup', 'create', '--json'),
  ]);
  t.match(clients.stdout, /CP5/);
  t.match(status, { code: 0, stdout: /0\.0\.0-test/ });
  t.match(hooks, { code: 0, stdout: 'no webhooks\n' });
  t.match(backup, { code: 0, stdout: /ocpp-broker\.db/ });
  t.match(await run('kick', 'CP5'), { code: 0 });
  await within('the end of who was kicked', chargePoint.closed);
  t.match(await run('audit'), { code: 0, stdout: /kick gateway client +CP5\n(.*\n)*.*copy databases/ });
});

t.test('users are added, log in, are listed and removed', async (t) => {
  const words = ['users', 'add', 'depot', '--identity', 'CP6', '--password-stdin'];
  t.match(await endOf(start(words, administrator, 'depot-password\n')), { code: 0, stderr: '' });
  const credentials = { username: 'depot', password: 'depot-password' };
  t.ok(await running.chargePoint('CP6', credentials));
  t.equal((await running.refusedChargePoint('CP7', credentials)).status, 403);
  const listed = await run('users', 'list', '--json', '--like', 'depot');
  t.same(JSON.parse(listed.stdout), [{ user_id: 'depot', is_superuser: false, identities: ['CP6'] }]);
  t.match(await endOf(start(words, administrator, 'other\n')), { code: 1, stderr: /already/ });
  t.equal((await run('users', 'remove', 'depot')).code, 0);
  t.equal((await running.refusedChargePoint('CP6', credentials)).status, 401);
  t.equal((await run('users', 'remove', 'depot')).code, 1);
});

t.test('frames are followed as they come, after those that were', async (t) => {
  const chargePoint = await running.chargePoint('CP4');
  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  const tail = start(['tail', 'CP4', '--recent', '5', '--limit', '2', '--json']);
  await tail.output(/"h1"/);
  // It reads what was before it follows what comes.
  let count = 0;
  const heartbeats = setInterval(() => void chargePoint.send([2, `later${count++}`, 'Heartbeat', {}]), 50);
  t.teardown(() => clearInterval(heartbeats));
  const { code, stdout } = await endOf(tail);
  t.equal(code, 0);
  const frames = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  t.match(frames, [
    { identity: 'CP4', unique_id: 'h1' },
    { identity: 'CP4', unique_id: /^later/, action: 'Heartbeat' },
  ]);
  const interrupted = start(['tail', 'CP4']);
  await interrupted.output(/CP4 > Heartbeat/);
  interrupted.child.kill('SIGINT');
  await interrupted.end();
});

t.test('what is exported is imported elsewhere', async (t) => {
  await running.api('PUT /gateways/ocpp', { call_timeout: '18s' });
  const saved = await run('export', '--output', 'all.json', '--json');
  t.match(JSON.parse(saved.stdout), { file: 'all.json', bytes: Number });
  const other = await startBareServer(t);
  const { token } = objectOf(
    await ask(other.urls.api, 'POST /login', { username: 'admin', password: 'admin-password' }),
  );
  const there = { OCPP_BROKER_URL: new URL(other.urls.api).origin };
  t.match(await endOf(start(['import', 'all.json', '--token', String(token)], there)), { code: 0, stderr: '' });
  const key = objectOf(await other.api('POST /login', { username: 'admin', password: 'admin-password' })).token;
  const shown = await ask(other.urls.api, 'GET /gateways/ocpp', undefined, `Bearer ${key}`);
  t.match(shown.json, { call_timeout: '18s' });
});

t.test(
  'the first administrator comes from the command, then the settings are checked, then the server runs',
  async (t) => {
    const folder = temporaryFolder(t);
    const { OCPP_BROKER_ADMIN_PASSWORD: _, ...others } = usualEnvironment(folder);
    const environment = { ...others, HOME: folder };
    const here = (words: readonly string[], input = '') => start(words, environment, input, folder);
    const add = ['users', 'add', 'boss', '--realm', 'admin', '--database', folder, '--password-stdin'];
    t.match(await endOf(here(add, 'boss-password\n')), { code: 0, stderr: '' });
    writeFileSync(join(folder, 'site.yaml'), 'gateway: { ocpp: { mountpoint: site/, idle_timeout: soon } }\n');
    const wrong = await endOf(here(['check-config', 'site.yaml']));
    t.match(wrong, { code: 2, stderr: /^site\.yaml: gateway\.ocpp\.idle_timeout: / });
    t.match(
      await endOf(here(['start', '--config', 'site.yaml'])),
      { code: 1, stderr: /idle_timeout/ },
      'the server too',
    );
    writeFileSync(join(folder, 'site.yaml'), 'gateway: { ocpp: { mountpoint: site/ } }\n');
    t.match(await endOf(here(['check-config', 'site.yaml'])), {
      code: 0,
      stdout: 'site.yaml: the settings are valid\n',
    });

    const server = here(['start', '--config', 'site.yaml']);
    t.teardown(async () => {
      // Its server is a process of its own, which ends by the signal that the command hands on.
      server.child.kill('SIGTERM');
      await server.ended;
    });
    await server.output(/connect a charge point/, 20_000);
    t.notMatch(server.stdout(), /║/, 'no password is made up for somebody who is there');
    const listening = logLines(server.stdout()).find(({ msg }) => msg === 'listening: api');
    const url = String(listening?.url);
    const login = await endOf(
      here(['login', '--url', url, '--username', 'boss', '--password-stdin'], 'boss-password\n'),
    );
    t.match(login, { code: 0 });
    const status = await endOf(here(['status', '--json']));
    t.match(JSON.parse(status.stdout), { url, running: true, gateways: [{ name: 'ocpp', status: 'running' }] });
    const taken = await endOf(here(['users', 'list', '--realm', 'admin', '--database', folder]));
    t.match(taken, { code: 1, stderr: /in use|runs/ }, 'not while the server works on it');
    server.child.kill('SIGTERM');
    t.same(await server.end(), { code: 0, signal: null });
    t.equal((await endOf(here(['status']))).code, 9);
  },
);
