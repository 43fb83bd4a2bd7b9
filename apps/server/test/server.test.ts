// The composition root in this process: what is open after a start, what is closed after a stop or a failed start. The rest of what it
// wires is shown by the e2e tests.

import { readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { ask, objectOf } from './fixtures/running-api.ts';
import { occupiedPort } from './fixtures/running-process.ts';
import { startBareServer, startTestServer, type TestServer, temporaryFolder } from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';

function portsOf({ server }: TestServer): readonly number[] {
  const { api, mqtt, ocpp } = server.endpoints;
  return [api, ...mqtt, ...ocpp].map(({ port }) => port);
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return opened;
}

t.test('a start opens every listener, and says where', async (t) => {
  const running = await startTestServer(t);
  const { api, mqtt, ocpp } = running.server.endpoints;
  t.match(
    [api, ...mqtt, ...ocpp],
    [
      { path: 'api', url: /^http:/ },
      { path: 'mqtt.listeners.tcp.default', url: /^mqtt:/ },
      { path: 'mqtt.listeners.ws.default', url: /^ws:.*\/mqtt$/ },
      { path: 'gateway.ocpp.listeners.ws.default', url: /^ws:.*\/ocpp$/ },
    ],
  );
  for (const port of portsOf(running)) t.equal(await isOpen(port), true);
});

t.test('a listener that is switched off is not opened', async (t) => {
  const settings = { mqtt: { listeners: { ws: { default: { enable: false } } } } };
  const { server } = await startTestServer(t, { settings });
  t.same(
    server.endpoints.mqtt.map(({ path }) => path),
    ['mqtt.listeners.tcp.default'],
  );
});

t.test('a stop closes everything, tells everybody why, and may be asked for twice', async (t) => {
  const running = await startTestServer(t, { persistence: 'sqlite' });
  const watcher = await running.mqtt();
  await watcher.subscribe('ocpp/cp/+/Presence');
  const chargePoint = await running.chargePoint('CP1');
  await watcher.next('ocpp/cp/CP1/Presence');
  const told = new Promise((resolve) => watcher.client.once('disconnect', ({ reasonCode }) => resolve(reasonCode)));
  const ports = portsOf(running);

  await Promise.all([running.close(), running.close()]);
  t.match(await within('the close', chargePoint.closed), { code: 1001, reason: 'the broker stops' });
  t.match(await watcher.next('ocpp/cp/CP1/Presence'), { text: /"Connected":false/ }, 'presence came before the end');
  t.equal(await within('DISCONNECT', told), 0x8b);
  for (const port of ports) t.equal(await isOpen(port), false);
  t.same(
    readdirSync(running.folder).filter((name) => /-(wal|shm)$/.test(name)),
    [],
    'both databases are closed',
  );
  t.notOk(
    running.log.some(({ level }) => level >= 50),
    'without an error',
  );
});

t.test('a start that fails leaves nothing open, so that the next one succeeds', async (t) => {
  const folder = temporaryFolder(t);
  const port = await occupiedPort(t);
  const settings = { gateway: { ocpp: { listeners: { ws: { default: { bind: `127.0.0.1:${port}` } } } } } };
  await t.rejects(startTestServer(t, { folder, settings, persistence: 'sqlite' }), {
    code: 'cannot_start',
    problems: [
      {
        path: 'gateway.ocpp.listeners.ws.default.bind',
        message: `127.0.0.1:${port}: the port is in use by another program`,
      },
    ],
  });
  t.same(
    readdirSync(folder).filter((name) => /-(wal|shm)$/.test(name)),
    [],
  );
  const running = await startTestServer(t, { folder, persistence: 'sqlite' });
  t.equal((await ask(running.urls.api, 'GET /status')).status, 200);
});

t.test('the password that was made up is shown once, and the one that was given never', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startBareServer(t, { folder, adminPassword: null });
  t.equal(first.printed.length, 1);
  const [, password = ''] = /password +(\S+)/.exec(first.printed[0] ?? '') ?? [];
  const login = await ask(first.urls.api, 'POST /login', { username: 'admin', password });
  t.match(login, { status: 200, json: { role: 'administrator', version: '0.0.0-test' } });
  await first.close();
  const second = await startBareServer(t, { folder, adminPassword: null });
  t.same(second.printed, []);
  const third = await startBareServer(t, { adminPassword: 'given' });
  t.same(third.printed, []);
  t.notOk(JSON.stringify([first.log, third.log]).includes(password) || JSON.stringify(third.log).includes('given'));
});

t.test('settings of the broker and of the log change while it runs, and stay over a restart', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder });
  const stranger = { username: undefined, password: undefined } as never;
  await t.rejects(first.mqtt({}, stranger));
  await first.server.settings.update({ mqtt: { allow_anonymous: true }, log: { level: 'silent' } });
  await first.mqtt({}, stranger);
  const lines = first.log.length;
  await first.chargePoint('CP1');
  t.equal(first.log.length, lines, 'nothing more is logged');
  await first.server.settings.update({ mqtt: { allow_anonymous: false } });
  await t.rejects(first.mqtt({}, stranger));
  await first.close();
  const second = await startTestServer(t, { folder });
  t.match(second.server.settings.current, { log: { level: 'silent' }, mqtt: { allow_anonymous: false } });
});

t.test('settings come from the environment above the file', async (t) => {
  const environment = { OCPP_BROKER_GATEWAY__OCPP__MOUNTPOINT: 'from-environment/' };
  const settings = { gateway: { ocpp: { mountpoint: 'from-file/', call_timeout: '7s' } } };
  const running = await startTestServer(t, { environment, settings });
  t.match(objectOf(await running.api('GET /gateways/ocpp')), { mountpoint: 'from-environment/', call_timeout: '7s' });
});

t.test('the files of the data folder are for nobody else to read', async (t) => {
  const running = await startTestServer(t, { persistence: 'sqlite' });
  for (const name of readdirSync(running.folder).filter((file) => file.startsWith('ocpp-broker.db'))) {
    t.equal(statSync(join(running.folder, name)).mode & 0o077, 0, name);
  }
});

t.test('the gateway is up before anybody can ask for it: what is sent at once is not lost', async (t) => {
  const running = await startTestServer(t);
  const [csms, chargePoint] = await Promise.all([running.mqtt(), running.chargePoint('CP1')]);
  await csms.publish('ocpp/cs/CP1', { MessageTypeId: 2, UniqueId: 'u1', Action: 'ClearCache', Payload: {} });
  t.same(await chargePoint.nextJson(), [2, 'u1', 'ClearCache', {}]);
  await until('the list', async () => objectOf(await running.api('GET /gateways/ocpp/clients/CP1')).inflight_cnt === 1);
});
