// Shows of issue 4: "failed logins slow down per address and per user, and are logged; bans (`/banned`)", for MQTT and OCPP alike.

import t, { type Test } from 'tap';
import { objectOf, rowsOf } from './fixtures/running-api.ts';
import { mqttUser, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';

const ban = (running: TestServer, as: string, who: string, more: object = {}) =>
  running.api('POST /banned', { as, who, reason: 'a test', ...more });

const lift = (running: TestServer, as: string, who: string) =>
  running.api(`DELETE /banned/${as}/${encodeURIComponent(who)}`);

/** The reason that an MQTT 5 client is told when the broker ends its connection. */
const told = (client: { once(event: 'disconnect', listener: (packet: { reasonCode?: number }) => void): unknown }) =>
  new Promise<number | undefined>((resolve) => {
    client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
  });

for (const [as, who] of [
  ['clientid', 'victim'],
  ['username', 'victim-user'],
] as const) {
  t.test(`whoever is banned by ${as} is out at once, over MQTT and OCPP, until the ban is lifted`, async (t) => {
    const running = await startTestServer(t);
    const credentials = { username: 'victim-user', password: 'secret' };
    await running.addMqttUser('victim-user', 'secret');
    await running.addChargePoint('victim-user', 'secret');
    const client = await running.mqtt({}, { ...credentials, clientId: 'victim' });
    const old = await running.mqtt(
      { version: 4 },
      { ...credentials, clientId: as === 'clientid' ? 'bystander-4' : 'old' },
    );
    const chargePoint = await running.chargePoint('victim', credentials);
    const bystander = await running.mqtt({}, { clientId: 'bystander' });
    const other = await running.chargePoint('other');
    const reason = told(client.client);

    t.match(await ban(running, as, who), {
      status: 200,
      json: { as, who, until: 'infinity', reason: 'a test', by: 'admin' },
    });
    t.equal(await within('DISCONNECT', reason), 0x98);
    t.match(await within('the close of the charge point', chargePoint.closed), { code: 1008 });
    if (as === 'username') await within('the close of the old client', old.closed);
    await t.rejects(running.mqtt({}, { ...credentials, clientId: 'victim' }), { code: 0x8a });
    t.match(await running.refusedChargePoint('victim', credentials), { status: 403, body: /banned/ });
    await bystander.publish('still/here', 'yes');
    await other.ping();
    await other.nextControl('pong');

    t.match(rowsOf(await running.api(`GET /banned?${as}=${who}`)), [{ as, who }]);
    t.match(await ban(running, as, who), { status: 409, json: { code: 'ALREADY_EXISTS' } });
    t.equal((await lift(running, as, who)).status, 204);
    await running.mqtt({}, { ...credentials, clientId: 'victim' });
    await running.chargePoint('victim', credentials);
  });
}

for (const [as, who] of [
  ['peerhost', '127.0.0.1'],
  ['peerhost_net', '127.0.0.0/8'],
] as const) {
  t.test(`whoever comes from a banned ${as} is out at once, and the API still answers`, async (t) => {
    const running = await startTestServer(t);
    const client = await running.mqtt();
    const chargePoint = await running.chargePoint('CP1');
    t.equal((await ban(running, as, who)).status, 200);
    await within('the close of the client', client.closed);
    await within('the close of the charge point', chargePoint.closed);
    await t.rejects(running.mqtt(), { code: 0x8a });
    t.equal((await running.refusedChargePoint('CP1')).status, 403);
    t.equal((await running.api('DELETE /banned')).status, 204);
    await running.mqtt();
  });
}

t.test('a ban holds where nobody has to log in, and over a restart', async (t) => {
  const settings = {
    mqtt: { authentication: { enable: false } },
    gateway: { ocpp: { authentication: { enable: false } } },
  };
  const first = await startTestServer(t, { settings });
  await first.chargePoint('CP1', { username: undefined, password: undefined });
  await ban(first, 'clientid', 'CP1');
  await ban(first, 'clientid', 'c1');
  await first.close();
  const second = await startTestServer(t, { settings, folder: first.folder });
  t.equal((await second.refusedChargePoint('CP1', { username: undefined, password: undefined })).status, 403);
  await t.rejects(second.mqtt({}, { clientId: 'c1' }), { code: 0x8a });
  await second.chargePoint('CP2', { username: undefined, password: undefined });
});

t.test('a ban with an end is over at its end', async (t) => {
  const running = await startTestServer(t);
  const soon = new Date(Date.now() + 1_500).toISOString();
  t.match(await ban(running, 'clientid', 'c1', { until: soon }), { status: 200, json: { as: 'clientid', who: 'c1' } });
  await t.rejects(running.mqtt({}, { clientId: 'c1' }), { code: 0x8a });
  await until('the end of the ban', () =>
    running.mqtt({}, { clientId: 'c1' }).then(
      () => true,
      () => false,
    ),
  );
  t.same(rowsOf(await running.api('GET /banned')), []);
  t.match(await ban(running, 'peerhost', 'no address'), {
    status: 400,
    json: { code: 'BAD_REQUEST', message: /IP address/ },
  });
});

/** A server that has a client wait for an hour after its second wrong guess. */
async function startSlow(t: Test): Promise<TestServer> {
  const throttle = { failures: 2, first_wait: '1h', max_wait: '1h' };
  return startTestServer(t, {
    settings: { mqtt: { authentication: { throttle } }, gateway: { ocpp: { authentication: { throttle } } } },
  });
}

t.test(
  'who guesses MQTT passwords has to wait, who knows one does not, and the log tells without secrets',
  async (t) => {
    const running = await startSlow(t);
    await running.addMqttUser('ann', 'right-password');
    const login = (password: string, username = 'ann') => running.mqtt({}, { username, password });
    for (const guess of ['guess-one', 'guess-two']) await t.rejects(login(guess), { code: 0x86 }, guess);
    await t.rejects(login('right-password'), { code: 0x89 }, 'it might be the third guess');
    await running.mqtt();
    t.match(
      running.log.filter(({ msg, room }) => msg === 'login refused' && room === 'access'),
      [
        { level: 40, username: 'ann', address: '127.0.0.1', source: 'built_in_database', listener: 'tcp:default' },
        { level: 40, username: 'ann', waitMs: 3_600_000 },
      ],
    );
    t.notMatch(JSON.stringify(running.log), /guess-|right-password/);
    t.notOk(JSON.stringify(running.log).includes(mqttUser.password));
    t.equal((await running.api('GET /nodes')).status, 200);
  },
);

t.test('who guesses passwords of charge points is told when to come again, others come in', async (t) => {
  const running = await startSlow(t);
  await running.addChargePoint('CP1', 'right-password');
  const login = (password: string) => running.refusedChargePoint('CP1', { username: 'CP1', password });
  for (const guess of ['guess-one', 'guess-two']) t.equal((await login(guess)).status, 401, guess);
  const refusal = await login('right-password');
  t.equal(refusal.status, 503);
  t.ok(Number(refusal.headers['retry-after']) > 3_500, String(refusal.headers['retry-after']));
  await running.chargePoint('CP1');
  t.notMatch(JSON.stringify(running.log), /guess-|right-password/);
  const { clientid } = objectOf(await running.api('GET /gateways/ocpp/clients/CP1'));
  t.equal(clientid, 'CP1');
});
