// Shows of issue 2, "Stopping": "SIGTERM and SIGINT: stop listening, close charge points with 1001, MQTT clients properly, flush, exit 0
// within 5 s; a second signal ends at once. Unhandled errors end the process with a log line, never silently."

import { once } from 'node:events';
import { connect } from 'node:net';
import { generate } from 'mqtt-packet';
import t from 'tap';
import { ask } from './fixtures/running-api.ts';
import { logLines, runMain, startMain, usualEnvironment } from './fixtures/running-main.ts';
import { connectMqtt } from './fixtures/running-mqtt.ts';
import type { RunningProgram } from './fixtures/running-process.ts';
import { mqttUser, temporaryFolder } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

// Many starts and passwords: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

/** The issue's bound for a stop, in milliseconds. */
const stopMs = 5_000;

const lastLine = (server: RunningProgram) => logLines(server.stdout()).at(-1);

t.test('SIGTERM closes everybody properly and ends with 0', async (t) => {
  const server = await startMain(t, temporaryFolder(t));
  const chargePoint = await server.chargePoint('CP1');
  const modern = await server.mqtt(5);
  const told = new Promise((resolve) => modern.client.once('disconnect', ({ reasonCode }) => resolve(reasonCode)));
  const older = await server.mqtt(4);
  const web = await connectMqtt(server.urls.ws, 5, { ...mqttUser });
  await ask(server.urls.api, 'GET /status');

  server.child.kill('SIGTERM');
  t.match(await within('the close', chargePoint.closed), { code: 1001 });
  t.equal(await within('DISCONNECT', told), 0x8b, 'server shutting down');
  await within('the close of MQTT 3.1.1', older.closed);
  await within('the close over WebSocket', web.closed);
  t.same(await server.end(stopMs), { code: 0, signal: null });
  t.match(lastLine(server), { msg: 'stopped' });
  t.equal(server.stderr(), '');
  await t.rejects(ask(server.urls.api, 'GET /status'), 'nothing listens any more');
});

t.test('SIGINT does so too, in time although nobody answers any more', async (t) => {
  const server = await startMain(t, temporaryFolder(t));
  const frozen = await server.chargePoint('CP1');
  frozen.pause();
  const { port } = new URL(server.urls.tcp);
  const stranger = connect(Number(port), '127.0.0.1');
  t.teardown(() => stranger.destroy());
  const client = connect(Number(port), '127.0.0.1');
  t.teardown(() => client.destroy());
  const { username, password } = mqttUser;
  const clientId = 'frozen';
  client.write(
    generate({ cmd: 'connect', clientId, username, password: Buffer.from(password), keepalive: 0, clean: true }),
  );
  await within('CONNACK', once(client, 'data'));
  client.pause();

  server.child.kill('SIGINT');
  t.same(await server.end(stopMs), { code: 0, signal: null });
  t.match(lastLine(server), { msg: 'stopped' });
});

t.test('a second signal ends the process at once', async (t) => {
  const server = await startMain(t, temporaryFolder(t));
  const frozen = await server.chargePoint('CP1');
  frozen.pause();
  server.child.kill('SIGTERM');
  await server.output(/"msg":"stopping"/);
  server.child.kill('SIGINT');
  const { code } = await server.end(stopMs);
  t.equal(code, 1);
  t.notMatch(server.stdout(), /"msg":"stopped"/);
});

t.test('an unexpected error ends the process with 1 and a line that says why', async (t) => {
  for (const [what, fault] of [
    ['an exception', 'throw new Error("provoked")'],
    ['a rejection', 'void Promise.reject(new Error("provoked"))'],
  ] as const) {
    // A module of the test's own, loaded beside ours, has the fault: the product needs no hook for it.
    const module = `data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2", () => { ${fault}; });`)}`;
    const server = await startMain(t, temporaryFolder(t), {}, ['--import', module]);
    server.child.kill('SIGUSR2');
    t.same(await server.end(stopMs), { code: 1, signal: null }, what);
    t.match(lastLine(server), {
      level: 60,
      err: { message: 'provoked' },
      msg: 'an unexpected error ended the process',
    });
  }
});

t.test('a signal during the start stops it as soon as it has started', async (t) => {
  const folder = temporaryFolder(t);
  const program = runMain(t, folder, { ...usualEnvironment(folder), OCPP_BROKER_ADMIN_PASSWORD: undefined });
  await program.output(/║ +password/, 20_000);
  program.child.kill('SIGTERM');
  t.same(await program.end(20_000), { code: 0, signal: null });
});
