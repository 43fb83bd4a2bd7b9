// Shows of issue 3: "Default responder (setting, off): answers BootNotification, Heartbeat, StatusNotification, Authorize (accept all or a
// list) when no CSMS is there, so that a charger runs in its first minute; messages are still published".

import { ChargePoint } from '@ocpp-broker/simulator';
import t from 'tap';
import { connectOcppRpc } from './fixtures/running-ocpp-rpc.ts';
import { chargePointUser, startTestServer } from './fixtures/running-server.ts';
import { changeSettings, clientOf, currentTime, result } from './fixtures/running-settings.ts';
import { until } from './fixtures/running-wait.ts';

const responder = { enable: true, after: '100ms', heartbeat_interval: '10m' };

t.test('the simulator’s charge point boots and reports its connectors with no CSMS at all', async (t) => {
  const settings = { gateway: { ocpp: { responder, boot_gate: true } } };
  const running = await startTestServer(t, { settings });
  const chargePoint = new ChargePoint({
    url: running.urls.ocpp,
    identity: 'CP1',
    connectors: 2,
    reconnect: false,
    ...chargePointUser,
  });
  t.teardown(() => chargePoint.close());
  const booted = new Promise((resolve) =>
    chargePoint.on('booted', (status, intervalS) => resolve([status, intervalS])),
  );
  await chargePoint.connect();
  t.same(await booted, ['Accepted', 600]);
  t.equal(await chargePoint.authorize('AA11'), 'Accepted');
  await until('the status of both connectors', async () => {
    const { ocpp } = await clientOf(running, 'CP1');
    return (ocpp as { readonly connectors: readonly unknown[] }).connectors.length === 3;
  });
  t.match(await clientOf(running, 'CP1'), { keepalive: 600, ocpp: { boot_status: 'Accepted', vendor: String } });
});

for (const [version, boot, token, info] of [
  ['1.6', { chargePointVendor: 'v', chargePointModel: 'm' }, { idTag: 'tag-1' }, 'idTagInfo'],
  [
    '2.0.1',
    { reason: 'PowerUp', chargingStation: { vendorName: 'v', model: 'm' } },
    { idToken: { idToken: 'TAG-1', type: 'Central' } },
    'idTokenInfo',
  ],
  [
    '2.1',
    { reason: 'PowerUp', chargingStation: { vendorName: 'v', model: 'm' } },
    { idToken: { idToken: 'TAG-1', type: 'Central' } },
    'idTokenInfo',
  ],
] as const) {
  t.test(
    `what it says in OCPP ${version} pleases a client that checks it, and every message is published`,
    async (t) => {
      const running = await startTestServer(t, { settings: { gateway: { ocpp: { responder } } } });
      await running.addChargePoint('CP1', 'CP1-password');
      const listener = await running.mqtt();
      await listener.subscribe('ocpp/cp/CP1');
      const { client, violations } = await connectOcppRpc(t, running.urls.ocpp, 'CP1', 'CP1-password', [
        `ocpp${version}`,
      ]);
      const said: unknown = await client.call('BootNotification', boot);
      t.match(said, {
        interval: 600,
        status: 'Accepted',
        currentTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/,
      });
      t.match(await client.call('Heartbeat', {}), { currentTime: String });
      const status =
        version === '1.6'
          ? { connectorId: 1, errorCode: 'NoError', status: 'Available' }
          : { timestamp: currentTime, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
      t.same(await client.call('StatusNotification', status), {});
      t.same(await client.call('Authorize', token), { [info]: { status: 'Accepted' } });
      await changeSettings(t, running, { responder: { authorize: 'list', id_tags: ['Tag-1'] } });
      t.same(await client.call('Authorize', token), { [info]: { status: 'Accepted' } }, 'tags have no case');
      await changeSettings(t, running, { responder: { id_tags: ['tag-2'] } });
      t.same(await client.call('Authorize', token), { [info]: { status: 'Invalid' } });
      t.same(violations, []);
      for (const action of [
        'BootNotification',
        'Heartbeat',
        'StatusNotification',
        'Authorize',
        'Authorize',
        'Authorize',
      ]) {
        t.match(await listener.nextEnvelope('ocpp/cp/CP1'), { MessageTypeId: 2, Action: action });
      }
      t.match(await clientOf(running, 'CP1'), { keepalive: 600, ocpp: { boot_status: 'Accepted' } });
    },
  );
}

t.test('a CSMS that answers in time is heard first, and what only a CSMS can answer waits for it', async (t) => {
  const settings = { gateway: { ocpp: { responder: { ...responder, after: '1s' } } } };
  const running = await startTestServer(t, { settings });
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/CP1');
  await csms.subscribe('ocpp/cp/CP1/Reply');
  const chargePoint = await running.chargePoint('CP1');
  await chargePoint.send([2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }]);
  await csms.nextEnvelope('ocpp/cp/CP1');
  await csms.publish('ocpp/cs/CP1', result('b1', { currentTime, interval: 33, status: 'Pending' }));
  t.same(await chargePoint.nextJson(), [3, 'b1', { currentTime, interval: 33, status: 'Pending' }]);
  await chargePoint.send([2, 'd1', 'DataTransfer', { vendorId: 'v' }]);
  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  t.match(await chargePoint.nextJson(), [3, 'h1', { currentTime: String }], 'the responder’s');
  t.same(
    await Promise.all([csms.nextEnvelope('ocpp/cp/CP1'), csms.nextEnvelope('ocpp/cp/CP1')]).then((all) =>
      all.map(({ UniqueId }) => UniqueId),
    ),
    ['d1', 'h1'],
  );
  await csms.publish('ocpp/cs/CP1', result('h1', { currentTime }));
  t.match(
    await csms.nextEnvelope('ocpp/cp/CP1/Reply'),
    { UniqueId: 'h1', ErrorDetails: { Reason: 'unknown_unique_id' } },
    'too late',
  );
  await csms.publish('ocpp/cs/CP1', result('d1', { status: 'UnknownVendorId' }));
  t.same(await chargePoint.nextJson(), [3, 'd1', { status: 'UnknownVendorId' }]);
});
