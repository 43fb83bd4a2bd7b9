// The registration is of the identity, not of its socket: it outlives the connection and the process, and the boot gate asks it.

import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { bootOf, call, reason, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const up = 'ocpp/cp/CP1';
const gate = { options: { session: { bootGate: true } } } as const;
type Raw = Awaited<ReturnType<GatewayRig['connect']>>;

let boots = 0;

/** Has a charge point boot, and the CSMS answer with a status. */
async function boot(rig: GatewayRig, raw: Raw, status: string, version: '1.6' | '2.0.1' = '1.6', topic = up) {
  // Another id each time: a boot that is repeated within the retry window gets the answer that it got before.
  boots += 1;
  const id = `boot-${boots}`;
  await raw.send([2, id, 'BootNotification', bootOf(version)]);
  await rig.bus.next(topic);
  const Payload = { currentTime: '2026-03-01T08:00:00Z', interval: 300, status };
  rig.bus.send(topic.replace('/cp/', '/cs/'), result(id, Payload));
  await raw.next();
}

async function isShut(t: Tap, raw: Raw, id: string): Promise<void> {
  await raw.send([2, id, 'Heartbeat', {}]);
  t.match(await raw.nextJson(), [4, id, 'SecurityError', /BootNotification/]);
}

type Tap = Pick<typeof t, 'match'>;

t.test('the gate is shut until the boot is accepted, and opens at once', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const raw = await rig.connect('CP1');
  await isShut(t, raw, 'u1');
  t.strictSame(rig.bus.all(up), [], 'and nothing is published');
  await boot(rig, raw, 'Accepted');
  await rig.beat(raw, 'CP1', 'u2');
});

t.test('while it is pending, what the CSMS asked for passes, and nothing else does', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const raw = await rig.connect('CP1');
  await boot(rig, raw, 'Pending');
  t.match(rig.gateway.client('CP1'), { bootStatus: 'Pending' });
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
  await raw.send([2, 'u1', 'StatusNotification', status]);
  t.match(await raw.nextJson(), [4, 'u1', 'SecurityError'], 'not asked for');
  rig.bus.send(to, call('u2', 'TriggerMessage', { requestedMessage: 'StatusNotification' }));
  t.match(await raw.nextJson(), [2, 'u2', 'TriggerMessage']);
  await raw.send([3, 'u2', { status: 'Accepted' }]);
  t.match(await rig.bus.nextJson(`${up}/Reply`), { UniqueId: 'u2' });
  await raw.send([2, 'u3', 'StatusNotification', status]);
  t.match(await rig.bus.nextJson(up), { UniqueId: 'u3', Action: 'StatusNotification' });
  rig.bus.send(to, result('u3'));
  t.equal(await raw.next(), '[3,"u3",{}]');
  await isShut(t, raw, 'u4');
  await boot(rig, raw, 'Accepted');
  await rig.beat(raw, 'CP1', 'u5');
});

t.test('in 2.x the reports that were asked for pass as well', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const raw = await rig.connect('user', { subprotocols: ['ocpp2.0.1'] });
  const topic = 'ocpp/cp/user';
  await boot(rig, raw, 'Pending', '2.0.1', topic);
  const report = { requestId: 1, generatedAt: '2026-03-01T08:00:00Z', seqNo: 0 };
  await raw.send([2, 'u1', 'NotifyReport', report]);
  t.match(await raw.nextJson(), [4, 'u1', 'SecurityError']);
  rig.bus.send('ocpp/cs/user', call('u2', 'GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }));
  t.match(await raw.nextJson(), [2, 'u2']);
  await raw.send([2, 'u3', 'NotifyReport', report]);
  t.match(await rig.bus.nextJson(topic), { UniqueId: 'u3', Action: 'NotifyReport' });
});

t.test('a rejected charge point may boot, and nothing else, whatever it was asked for', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const raw = await rig.connect('CP1');
  await boot(rig, raw, 'Rejected');
  rig.bus.send(to, call('u1', 'TriggerMessage', { requestedMessage: 'Heartbeat' }));
  await raw.next();
  await isShut(t, raw, 'u2');
  await boot(rig, raw, 'Accepted');
  await rig.beat(raw, 'CP1', 'u3');
  await boot(rig, raw, 'Rejected');
  await isShut(t, raw, 'u4');
});

t.test('nobody has to boot again after a reconnect, nor after a restart of the gateway', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const first = await rig.connect('CP1');
  await boot(rig, first, 'Accepted');
  await first.close();
  const second = await rig.connect('CP1');
  await rig.beat(second, 'CP1', 'u1');
  t.match(rig.gateway.client('CP1'), { bootStatus: 'Accepted', heartbeatIntervalMs: 300_000 });
  await rig.gateway.close();
  const { registrations, clock } = rig;
  const restarted = await GatewayRig.start(t, { ...gate, registrations, clock });
  const third = await restarted.connect('CP1');
  await restarted.beat(third, 'CP1', 'u2');
  t.match(restarted.gateway.client('CP1'), {
    bootStatus: 'Accepted',
    heartbeatIntervalMs: 300_000,
    facts: { vendor: 'vendor1', model: 'model1' },
  });
  await isShut(t, await restarted.connect('CP2'), 'u3');
});

t.test(
  'an interval that was pending does not count, and one that was accepted stays when a later boot is not',
  async (t) => {
    const rig = await GatewayRig.start(t, { options: { session: { defaultHeartbeatIntervalMs: 60_000 } } });
    const raw = await rig.connect('CP1');
    await boot(rig, raw, 'Pending');
    t.match(rig.registrations.get('CP1'), { status: 'Pending', heartbeatIntervalMs: null });
    t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 60_000 });
    await boot(rig, raw, 'Accepted');
    await boot(rig, raw, 'Rejected');
    t.match(rig.registrations.get('CP1'), { status: 'Rejected', heartbeatIntervalMs: 300_000 });
  },
);

t.test('an interval that SetVariables changed is remembered in 2.x', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('user', { subprotocols: ['ocpp2.1'] });
  const setting = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } };
  const setVariableData = [{ ...setting, attributeValue: '45' }];
  rig.bus.send('ocpp/cs/user', call('u1', 'SetVariables', { setVariableData }));
  await raw.next();
  await raw.send([3, 'u1', { setVariableResult: [{ ...setting, attributeStatus: 'Accepted' }] }]);
  await rig.bus.next('ocpp/cp/user/Reply');
  t.match(rig.registrations.get('user'), { heartbeatIntervalMs: 45_000 });
  t.match(rig.gateway.client('user'), { heartbeatIntervalMs: 45_000 });
});

t.test('the gate holds back no answer and no CALL of the CSMS', async (t) => {
  const rig = await GatewayRig.start(t, gate);
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'));
  t.match(await raw.nextJson(), [2, 'u1']);
  await raw.send([4, 'u1', 'NotSupported', '', {}]);
  t.match(await rig.bus.nextJson(`${up}/Reply`), { MessageTypeId: 4, UniqueId: 'u1' });
  rig.bus.send(to, result('unknown'));
  t.match(await rig.bus.nextJson(`${up}/Reply`), { ...reason('unknown_unique_id') });
});
