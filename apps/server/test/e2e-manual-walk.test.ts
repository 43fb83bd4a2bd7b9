// Shows of issue 2: "The walk of the manual … with mqtt.js over TCP and over WebSocket, MQTT 3.1.1 and 5, with an OCPP client that
// we did not write"; and "MQTT 3.1, 3.1.1 and 5 clients connect, with a user and password from SQLite".

import t, { type Test } from 'tap';
import { objectOf, rowsOf } from './fixtures/running-api.ts';
import { type MqttVersion, type TestMqttClient, versionName } from './fixtures/running-mqtt.ts';
import { connectOcppRpc } from './fixtures/running-ocpp-rpc.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';

const identity = 'chargePointSim';
const password = 'chargePointSim-password';
const upstream = `ocpp/cp/${identity}`;
const downstream = `ocpp/cs/${identity}`;

const carriers = { tcp: 'TCP', ws: 'WebSocket' } as const;

for (const version of [3, 4, 5] as const) {
  for (const carrier of ['tcp', 'ws'] as const) {
    t.test(`the walk of the manual works with MQTT ${versionName(version)} over ${carriers[carrier]}`, async (t) => {
      const running = await startTestServer(t);
      await running.addChargePoint(identity, password);
      await walk(t, running, await running.mqtt({ version, carrier }));
    });
  }
}

/** What the manual tells its reader to do, step by step. */
async function walk(t: Test, running: TestServer, csms: TestMqttClient): Promise<void> {
  await csms.subscribe('ocpp/#');
  const chargePoint = await connectOcppRpc(t, running.urls.ocpp, identity, password);
  t.match(JSON.parse((await csms.next(`${upstream}/Presence`)).text), {
    Connected: true,
    Version: '1.6',
    Reason: null,
  });

  const booted = chargePoint.client.call('BootNotification', {
    chargePointVendor: 'vendor1',
    chargePointModel: 'model1',
  });
  const boot = await csms.next(upstream);
  const { UniqueId } = JSON.parse(boot.text) as { readonly UniqueId: string };
  t.equal(
    boot.text,
    `{"MessageTypeId":2,"UniqueId":"${UniqueId}","Action":"BootNotification","Payload":{"chargePointVendor":"vendor1","chargePointModel":"model1"}}`,
  );
  t.equal(boot.retain, false);

  const accepted = { currentTime: '2023-12-01T14:20:39+00:00', interval: 300, status: 'Accepted' };
  await csms.publish(downstream, { MessageTypeId: 3, UniqueId, Payload: accepted, Action: 'BootNotification' });
  t.same(await chargePoint.received.next('the CALLRESULT'), [3, UniqueId, accepted]);
  t.same(await booted, accepted, 'ocpp-rpc takes it in its strict mode');
  t.match(objectOf(await running.api(`GET /gateways/ocpp/clients/${identity}`)), {
    keepalive: 300,
    ocpp: { vendor: 'vendor1', model: 'model1', boot_status: 'Accepted' },
  });

  const reported = chargePoint.client.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Available',
  });
  const status = await csms.nextEnvelope(upstream);
  t.match(status, { MessageTypeId: 2, Action: 'StatusNotification', Payload: { connectorId: 1, status: 'Available' } });
  await csms.publish(downstream, { MessageTypeId: 3, UniqueId: status.UniqueId, Payload: {} });
  t.same(await reported, {});

  chargePoint.client.handle('Reset', async () => ({ status: 'Accepted' }));
  await csms.publish(downstream, { MessageTypeId: 2, UniqueId: 'reset-1', Action: 'Reset', Payload: { type: 'Soft' } });
  t.equal(
    (await csms.next(`${upstream}/Reply`)).text,
    '{"MessageTypeId":3,"UniqueId":"reset-1","Payload":{"status":"Accepted"},"Action":"Reset"}',
  );

  const [listed, ...others] = rowsOf(await running.api('GET /gateways/ocpp/clients'));
  t.match(listed, { clientid: identity, username: identity, proto_name: 'OCPP', proto_ver: '1.6', connected: true });
  t.match(listed, {
    mountpoint: 'ocpp/',
    ocpp: { connectors: [{ id: 1, status: 'Available', error_code: 'NoError' }] },
  });
  t.equal(others.length, 0);
  t.same((await running.api(`GET /gateways/ocpp/clients/${identity}/subscriptions`)).json, [
    { topic: downstream, qos: 1, nl: 0, rap: 0, rh: 0 },
  ]);

  t.equal((await running.api(`DELETE /gateways/ocpp/clients/${identity}`)).status, 204, 'kicked');
  t.match(await within('the close', chargePoint.closed), { code: 1008, reason: 'kicked by the operator' });
  t.match(JSON.parse((await csms.next(`${upstream}/Presence`)).text), {
    Connected: false,
    Reason: 'kicked by the operator',
  });
  t.match(await running.api(`GET /gateways/ocpp/clients/${identity}`), {
    status: 404,
    json: { message: 'Client not found' },
  });
}

t.test('an MQTT client needs the right password, and anonymous ones stay out unless they are let in', async (t) => {
  const running = await startTestServer(t);
  for (const version of [3, 4, 5] as const satisfies readonly MqttVersion[]) {
    const name = `MQTT ${versionName(version)}`;
    await t.rejects(
      running.mqtt({ version }, { password: 'wrong' }),
      { code: version === 5 ? 0x86 : 4 },
      `${name}: wrong`,
    );
    const stranger = { username: undefined, password: undefined } as never;
    await t.rejects(running.mqtt({ version }, stranger), { code: version === 5 ? 0x87 : 5 }, `${name}: anonymous`);
  }
  const open = await startTestServer(t, { settings: { mqtt: { allow_anonymous: true } } });
  const stranger = await open.mqtt({}, { username: undefined, password: undefined } as never);
  t.equal(stranger.client.connected, true);
  await until('the client in the list', async () => rowsOf(await open.api('GET /clients')).length === 1);
});
