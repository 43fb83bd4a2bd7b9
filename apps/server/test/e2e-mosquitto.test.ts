// Shows of issue 2: "The walk of the manual … with Debian's mosquitto_sub/mosquitto_pub where installed".

import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import type { Envelope } from './fixtures/running-mqtt.ts';
import { connectOcppRpc } from './fixtures/running-ocpp-rpc.ts';
import { type RunningProgram, startProgram } from './fixtures/running-process.ts';
import { mqttUser, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { until } from './fixtures/running-wait.ts';

const isInstalled = ['mosquitto_sub', 'mosquitto_pub'].every((tool) => spawnSync(tool, ['--help']).error === undefined);
const skip = isInstalled ? false : 'mosquitto_sub and mosquitto_pub are not installed (Debian: mosquitto-clients)';

const identity = 'chargePointSim';
const password = 'chargePointSim-password';

for (const version of ['mqttv31', 'mqttv311', 'mqttv5']) {
  t.test(`the walk of the manual works with the mosquitto clients as ${version}`, { skip }, async (t) => {
    const running = await startTestServer(t);
    await running.addChargePoint(identity, password);
    const subscriber = await subscribed(t, running, version);
    const publish = async (message: object) => {
      const line = ['-t', `ocpp/cs/${identity}`, '-q', '1', '-m', JSON.stringify(message)];
      const publisher = startProgram(t, 'mosquitto_pub', [...login(running, version), ...line]);
      t.same(await publisher.end(), { code: 0, signal: null }, publisher.stderr());
    };

    const chargePoint = await connectOcppRpc(t, running.urls.ocpp, identity, password);
    const booted = chargePoint.client.call('BootNotification', {
      chargePointVendor: 'vendor1',
      chargePointModel: 'model1',
    });
    const boot = await heard(subscriber, 'BootNotification');
    t.match(boot, { MessageTypeId: 2, Payload: { chargePointVendor: 'vendor1', chargePointModel: 'model1' } });
    const accepted = { currentTime: '2023-12-01T14:20:39+00:00', interval: 300, status: 'Accepted' };
    await publish({ MessageTypeId: 3, UniqueId: boot.UniqueId, Payload: accepted, Action: 'BootNotification' });
    t.same(await chargePoint.received.next('the CALLRESULT'), [3, boot.UniqueId, accepted]);
    t.same(await booted, accepted);
    t.equal(objectOf(await running.api(`GET /gateways/ocpp/clients/${identity}`)).keepalive, 300);

    const reported = chargePoint.client.call('StatusNotification', {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
    });
    const status = await heard(subscriber, 'StatusNotification');
    await publish({ MessageTypeId: 3, UniqueId: status.UniqueId, Payload: {} });
    t.same(await reported, {});

    t.equal((await running.api(`DELETE /gateways/ocpp/clients/${identity}`)).status, 204);
    await subscriber.output(/^ocpp\/cp\/chargePointSim\/Presence .*"Reason":"kicked by the operator"/m);
    subscriber.child.kill('SIGTERM');
    await subscriber.end();
  });
}

/** A subscriber to everything of the gateway, once the broker has heard of it. */
async function subscribed(t: Test, running: TestServer, version: string): Promise<RunningProgram> {
  const subscriber = startProgram(t, 'mosquitto_sub', [
    ...login(running, version),
    ...['-i', 'watcher', '-t', 'ocpp/#', '-q', '1', '-F', '%t %p'],
  ]);
  await until('the subscription', async () => {
    const { status, json } = await running.api('GET /clients/watcher/subscriptions');
    return status === 200 && Array.isArray(json) && json.length === 1;
  });
  return subscriber;
}

function login({ urls }: TestServer, version: string): readonly string[] {
  const { hostname, port } = new URL(urls.tcp);
  return ['-h', hostname, '-p', port, '-V', version, '-u', mqttUser.username, '-P', mqttUser.password];
}

/** The CALL of an action, as the subscriber printed it. */
async function heard(subscriber: RunningProgram, action: string): Promise<Envelope> {
  const [, text = ''] = await subscriber.output(new RegExp(`^ocpp/cp/${identity} (.*"Action":"${action}".*)$`, 'm'));
  return JSON.parse(text) as Envelope;
}
