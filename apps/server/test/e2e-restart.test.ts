// Shows of issue 2: "Presence, retained"; "the interval is remembered over restarts" (protocol.md, Session); MQTT sessions and their
// messages in SQLite; and the measured fact "PUBACK is written before the message is stored" with its counter-measure.

import { readdirSync } from 'node:fs';
import t from 'tap';
import { startMain } from './fixtures/running-main.ts';
import { type MqttVersion, versionName } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer, temporaryFolder } from './fixtures/running-server.ts';
import { bootedChargePoint, clientOf } from './fixtures/running-settings.ts';
import { until } from './fixtures/running-wait.ts';

/** Options of a session that outlives its connection. */
function lasting(version: MqttVersion) {
  const clientId = `lasting-${version}`;
  return version === 5
    ? { clientId, clean: false, properties: { sessionExpiryInterval: 3_600 } }
    : { clientId, clean: false };
}

t.test('presence is retained over a restart, and says that the charge point is gone', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder, persistence: 'sqlite' });
  await first.chargePoint('CP1');
  const csms = await first.mqtt();
  await csms.subscribe('ocpp/cp/CP1/Presence');
  t.match(await csms.next('ocpp/cp/CP1/Presence'), { retain: true, text: /"Connected":true/ });
  await first.close();

  const second = await startTestServer(t, { folder, persistence: 'sqlite' });
  const again = await second.mqtt();
  await again.subscribe('ocpp/cp/CP1/Presence');
  const { text, retain } = await again.next('ocpp/cp/CP1/Presence');
  t.equal(retain, true);
  t.match(JSON.parse(text), { Connected: false, Reason: 'the broker stops', Version: '1.6' });
  await second.chargePoint('CP1');
  t.match(await again.next('ocpp/cp/CP1/Presence'), { text: /"Connected":true/ });
});

t.test(
  'a charge point that booted once need not boot again after a restart: interval and status are kept',
  async (t) => {
    const folder = temporaryFolder(t);
    const settings = { gateway: { ocpp: { boot_gate: true } } };
    const first = await startTestServer(t, { folder, settings });
    const csms = await first.mqtt();
    await csms.subscribe('ocpp/cp/+');
    await bootedChargePoint(first, csms, 'CP1', 300);
    await first.close();

    const second = await startTestServer(t, { folder, settings });
    const chargePoint = await second.chargePoint('CP1');
    t.match(await clientOf(second, 'CP1'), {
      keepalive: 300,
      ocpp: { boot_status: 'Accepted', vendor: 'v', model: 'm' },
    });
    const again = await second.mqtt();
    await again.subscribe('ocpp/cp/CP1');
    await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
    t.match(await again.nextEnvelope('ocpp/cp/CP1'), { UniqueId: 'h1' }, 'the boot gate knows it');
  },
);

for (const version of [4, 5] as const) {
  t.test(
    `a session of MQTT ${versionName(version)} gets after a restart what it missed before and after`,
    async (t) => {
      const folder = temporaryFolder(t);
      const first = await startTestServer(t, { folder, persistence: 'sqlite' });
      const subscriber = await first.mqtt({ version }, lasting(version));
      await subscriber.subscribe('ocpp/cp/+', 1);
      await subscriber.end();
      await heartbeats(first, ['h1', 'h2', 'h3']);
      await first.close();

      const second = await startTestServer(t, { folder, persistence: 'sqlite' });
      await heartbeats(second, ['h4']);
      const again = await second.mqtt({ version }, lasting(version));
      for (const id of ['h1', 'h2', 'h3', 'h4']) {
        t.equal((await again.nextEnvelope('ocpp/cp/CP1')).UniqueId, id);
      }
      t.equal(again.inbox.unread.length, 0, 'each once');
      await heartbeats(second, ['h5']);
      t.equal((await again.nextEnvelope('ocpp/cp/CP1')).UniqueId, 'h5', 'the subscription stands');
    },
  );
}

t.test('with persistence memory nothing of MQTT outlives the process, and no database of it is made', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder, persistence: 'memory' });
  const csms = await first.mqtt();
  await csms.publish('kept', 'for a while', { retain: true });
  await first.close();
  const second = await startTestServer(t, { folder, persistence: 'memory' });
  const again = await second.mqtt();
  await again.subscribe('#');
  await again.publish('marker', 'end');
  t.equal((await again.inbox.next('the first message')).topic, 'marker');
  t.notMatch(readdirSync(folder).join(), /mqtt\.db/);
});

t.test('after a crash the presence of who is not back is put right, and no acknowledged message is lost', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startMain(t, folder);
  const watcher = await first.mqtt();
  await watcher.subscribe('ocpp/cp/+/Presence');
  await first.chargePoint('CP1');
  t.match(await watcher.next('ocpp/cp/CP1/Presence'), { text: /"Connected":true/ });
  const subscriber = await first.mqtt(4, lasting(4));
  await subscriber.subscribe('work/#', 1);
  await subscriber.end();
  const publisher = await first.mqtt();
  await Promise.all(Array.from({ length: 50 }, (_, index) => publisher.publish(`work/${index}`, `job ${index}`)));
  first.child.kill('SIGKILL');
  t.equal((await first.end()).signal, 'SIGKILL');

  const second = await startTestServer(t, { folder, persistence: 'sqlite' });
  const again = await second.mqtt();
  await again.subscribe('ocpp/cp/CP1/Presence');
  const { text, retain } = await again.next('ocpp/cp/CP1/Presence');
  t.equal(retain, true);
  t.match(JSON.parse(text), { Connected: false, Reason: 'the broker was restarted', Version: '1.6' });
  const worker = await second.mqtt({ version: 4 }, lasting(4));
  for (let index = 0; index < 50; index += 1) t.match(await worker.next(`work/${index}`), { text: `job ${index}` });
});

/** A charge point beats, and is answered by nobody. */
async function heartbeats(running: TestServer, ids: readonly string[]): Promise<void> {
  const watcher = await running.mqtt();
  await watcher.subscribe('ocpp/cp/CP1');
  const chargePoint = await running.chargePoint('CP1');
  for (const id of ids) {
    await chargePoint.send([2, id, 'Heartbeat', {}]);
    await watcher.nextEnvelope('ocpp/cp/CP1');
  }
  await chargePoint.close();
  await until('its end', async () => (await running.api('GET /gateways/ocpp/clients/CP1')).status === 404);
  await watcher.end();
}
