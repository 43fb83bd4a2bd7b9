// Shows of issue 5: "A script written for EMQX's OCPP gateway runs after changing host and credentials; one such script (curl and jq,
// written from EMQX's public API documentation) is a test."

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startProgram } from './fixtures/running-process.ts';
import { adminPassword, startTestServer } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

// A process for each request and each look at an answer: seconds on an idle machine, more on a busy one.
t.setTimeout(120_000);

const script = fileURLToPath(new URL('../../test/fixtures/emqx-gateway.sh', import.meta.url));
const missing = ['sh', 'curl', 'jq'].filter((name) => spawnSync(name, ['-c', ':']).error !== undefined);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;

t.test('a script for EMQX runs with another host and credentials', { skip }, async (t) => {
  const running = await startTestServer(t);
  const key = objectOf(await running.api('POST /api_key', { name: 'script', role: 'administrator' }));
  const [one, , , last] = await Promise.all(['CP-1', 'CP-2', 'CP-3', 'CP-4'].map((id) => running.chargePoint(id)));
  const panel = await running.mqtt({}, { clientId: 'panel' });
  await panel.subscribe('ocpp/cp/#');
  const program = startProgram(t, 'sh', [script], {
    env: {
      PATH: process.env.PATH,
      HOST: new URL(running.urls.api).origin,
      KEY: String(key.api_key),
      SECRET: String(key.api_secret),
      LOGIN: 'admin',
      PASSWORD: adminPassword,
    },
  });
  t.same(await program.end(90_000), { code: 0, signal: null }, program.stderr());
  t.equal(program.stderr(), '');
  const lines = program.stdout().trimEnd().split('\n');
  t.equal(lines.pop(), 'done');
  t.same(
    lines.filter((line) => !line.startsWith('ok ')),
    [],
  );
  t.ok(lines.length > 80, `${lines.length} things hold`);

  t.match(await one?.nextJson(), [2, 'reset-1', 'Reset', { type: 'Soft' }], 'what was published has arrived');
  await within('the end of who was kicked', Promise.all([last?.closed, panel.closed]));
  for (const user of ['depot-1', 'depot-3', 'depot-5']) {
    const password = user === 'depot-1' ? 'depot-1-changed' : `${user}-password`;
    t.ok(await running.chargePoint(user, { username: user, password }), `${user} logs in`);
  }
  t.equal(
    (await running.refusedChargePoint('depot-2', { username: 'depot-2', password: 'depot-2-password' })).status,
    401,
  );
  t.ok(await running.mqtt({}, { username: 'csms-2', password: 'csms-2-changed' }));
});
