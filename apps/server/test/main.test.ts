// The real process. Shows of issue 2, "First start": "An `admin` user with a random password is created, printed once, in a box that
// nobody overlooks; or taken from `OCPP_BROKER_ADMIN_PASSWORD` … The log then says in a few lines where everything listens and what to
// do next"; and that the variables of its list work. How the process ends is in e2e-stop.test.ts, why it may not start in
// e2e-start-problems.test.ts.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ask, basic } from './fixtures/running-api.ts';
import { logLines, runMain, startMain } from './fixtures/running-main.ts';
import { connectMqtt } from './fixtures/running-mqtt.ts';
import { freePort } from './fixtures/running-process.ts';
import { adminPassword, mqttUser, temporaryFolder } from './fixtures/running-server.ts';

// Many starts and passwords: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

/** The bound for a stop, in milliseconds. */
const stopMs = 5_000;

t.test('a random password is shown in a box at the first start, works, and is not shown again', async (t) => {
  const folder = temporaryFolder(t);
  // An empty one is none: so docker compose hands on a variable that nobody set.
  const noPassword = { OCPP_BROKER_ADMIN_PASSWORD: '' };
  const first = await startMain(t, folder, noPassword);
  const [box, password = ''] = await first.output(/╔═+╗\n(?:║.*║\n)*║ +password +(\S+) +║\n(?:║.*║\n)*╚═+╝\n/);
  t.match(box, /user +admin/);
  t.ok(password.length >= 20, 'nobody guesses it');
  t.equal((await ask(first.urls.api, 'POST /login', { username: 'admin', password })).status, 200);
  first.child.kill('SIGTERM');
  t.same(await first.end(stopMs), { code: 0, signal: null });
  t.equal(first.stdout().split(password).length, 2, 'once, and not in the log');

  const second = await startMain(t, folder, noPassword);
  second.child.kill('SIGTERM');
  await second.end(stopMs);
  t.notMatch(second.stdout(), /[╔║]/);
  t.notOk(second.stdout().includes(password));
});

t.test('OCPP_BROKER_ADMIN_PASSWORD is the first password, and is shown nowhere', async (t) => {
  const folder = temporaryFolder(t);
  const server = await startMain(t, folder);
  t.equal((await ask(server.urls.api, 'POST /login', { username: 'admin', password: adminPassword })).status, 200);
  t.notOk(`${server.stdout()}${server.stderr()}`.includes(adminPassword));
  t.notMatch(server.stdout(), /║/);
  server.child.kill('SIGTERM');
  await server.end(stopMs);
  const later = await startMain(t, folder, { OCPP_BROKER_ADMIN_PASSWORD: 'another-password' });
  t.equal(
    (await ask(later.urls.api, 'POST /login', { username: 'admin', password: adminPassword })).status,
    200,
    'only the first',
  );
});

t.test('the log says where everything listens and what to do next, with addresses that work', async (t) => {
  const server = await startMain(t, temporaryFolder(t));
  t.match(server.urls.api, /^http:\/\/127\.0\.0\.1:\d+\/api\/v5$/);
  t.match(server.urls.ocpp, /^ws:\/\/127\.0\.0\.1:\d+\/ocpp$/);
  t.match(server.urls.tcp, /^mqtt:\/\/127\.0\.0\.1:\d+$/);
  t.match(server.urls.ws, /^ws:\/\/127\.0\.0\.1:\d+\/mqtt$/);
  const steps = logLines(server.stdout()).map(({ msg }) => msg);
  const apiUrl = server.urls.api.replace('/api/v5', '');
  t.ok(steps.some((step) => step.includes(`${apiUrl}/api-docs`)));
  t.ok(steps.some((step) => step.includes('subscribe to ocpp/#') && step.includes(server.urls.tcp)));
  t.ok(steps.some((step) => step.includes(`${server.urls.ocpp}/<identity>`)));
  await server.chargePoint('CP1');
  await connectMqtt(server.urls.ws, 5, { ...mqttUser }).then((client) => client.end());
  t.equal((await ask(server.urls.api, 'GET /status')).status, 200);
  t.match((await ask(apiUrl, 'GET /')).text, /<!doctype html>/i, 'the console is there');
});

t.test('the variables of the issue work, above a settings file', async (t) => {
  const folder = temporaryFolder(t);
  const [api, tcp, ocpp] = [await freePort(), await freePort(), await freePort()];
  const keys = join(folder, 'keys.txt');
  writeFileSync(keys, 'a-key:a-secret:viewer\n');
  const yaml = [
    'gateway: { ocpp: { mountpoint: from-file/ } }',
    'api: { bind: "127.0.0.1:1" }',
    'log: { format: json }',
  ];
  writeFileSync(join(folder, 'ocpp-broker.yaml'), yaml.join('\n'));
  const server = await startMain(t, folder, {
    OCPP_BROKER_DATA_DIR: join(folder, 'made', 'for', 'data'),
    OCPP_BROKER_API__BIND: `127.0.0.1:${api}`,
    OCPP_BROKER_API__BOOTSTRAP_FILE: keys,
    OCPP_BROKER_MQTT__LISTENERS__TCP__DEFAULT__BIND: `127.0.0.1:${tcp}`,
    OCPP_BROKER_GATEWAY__OCPP__LISTENERS__WS__DEFAULT__BIND: `127.0.0.1:${ocpp}`,
    OCPP_BROKER_UNRELATED: undefined,
  });
  t.equal(server.urls.tcp, `mqtt://127.0.0.1:${tcp}`);
  t.equal(server.urls.ocpp, `ws://127.0.0.1:${ocpp}/ocpp`);
  const url = `http://127.0.0.1:${api}/api/v5`;
  const settings = await ask(url, 'GET /gateways/ocpp', undefined, basic('a-key', 'a-secret'));
  t.match(settings, { status: 200, json: { mountpoint: 'from-file/' } });
  t.match(readFileSync(join(folder, 'made', 'for', 'data', 'ocpp-broker.db'), 'latin1'), /^SQLite format 3/);
});

t.test('--help and --version print and end with 0; a wrong option ends with 2 and shows the right ones', async (t) => {
  const folder = temporaryFolder(t);
  const run = async (...args: string[]) => {
    const program = runMain(t, folder, {}, args);
    return { ...(await program.end(20_000)), stdout: program.stdout(), stderr: program.stderr() };
  };
  t.match(await run('--help'), { code: 0, stdout: /--config <file>/, stderr: '' });
  t.match(await run('--version'), { code: 0, stdout: /^\d+\.\d+\.\d+\S*\n$/, stderr: '' });
  for (const args of [['--port', '1'], ['start'], ['--config']]) {
    t.match(await run(...args), { code: 2, stdout: '', stderr: /--config <file>/ }, args.join(' '));
  }
});
