import t from 'tap';
import { Gateway } from '../src/gateway.ts';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { MemoryBus } from './fixtures/memory-bus.ts';
import { MemoryCredentials, MemoryRegistrations } from './fixtures/memory-stores.ts';
import { changed, defaultOptions, listenerOptions } from './fixtures/options.ts';
import { RecordingLog } from './fixtures/recording-log.ts';
import { shippedDocuments } from './fixtures/schemas.ts';

const partsOf = (options = defaultOptions) => ({
  options,
  bus: new MemoryBus(),
  credentials: new MemoryCredentials(),
  registrations: new MemoryRegistrations(),
  clock: new ManualClock(),
  log: new RecordingLog(),
  node: 'node1',
});

t.test("the walk of EMQX's manual: boot, answer, status, listed, kicked", async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { defaultHeartbeatIntervalMs: 60_000 } } });
  const raw = await rig.connect('chargePointSim');
  t.match(rig.gateway.client('chargePointSim'), { heartbeatIntervalMs: 60_000, bootStatus: null });
  await raw.send('[2,"boot","BootNotification",{"chargePointVendor":"vendor1","chargePointModel":"model1"}]');
  t.equal(
    (await rig.bus.next('ocpp/cp/chargePointSim')).payload,
    '{"MessageTypeId":2,"UniqueId":"boot","Action":"BootNotification","Payload":{"chargePointVendor":"vendor1","chargePointModel":"model1"}}',
  );
  const payload = '{"currentTime":"2023-12-01T14:20:39+00:00","interval":300,"status":"Accepted"}';
  const answer = `{"MessageTypeId":3,"UniqueId":"boot","Payload":${payload},"Action":"BootNotification"}`;
  t.equal(rig.bus.send('ocpp/cs/chargePointSim', answer), 1);
  t.equal(await raw.next(), `[3,"boot",${payload}]`);
  await raw.send([2, 's1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }]);
  await rig.bus.next('ocpp/cp/chargePointSim');
  t.match(rig.gateway.clients(), [
    {
      identity: 'chargePointSim',
      username: 'user',
      version: '1.6',
      heartbeatIntervalMs: 300_000,
      bootStatus: 'Accepted',
      facts: { vendor: 'vendor1', model: 'model1', connectors: [{ id: 1, status: 'Available', errorCode: 'NoError' }] },
    },
  ]);
  t.match(rig.registrations.get('chargePointSim'), {
    status: 'Accepted',
    heartbeatIntervalMs: 300_000,
    vendor: 'vendor1',
    connected: true,
  });
  t.equal(rig.gateway.kick('chargePointSim'), true);
  t.equal(rig.gateway.client('chargePointSim'), undefined, 'at once');
  t.strictSame(await raw.closed, { code: 1008, reason: 'kicked by the operator' });
  await eventually(() => rig.registrations.get('chargePointSim')?.connected === false);
});

t.test('a kick of somebody who is not there says so', async (t) => {
  const rig = await GatewayRig.start(t);
  t.equal(rig.gateway.kick('CP1'), false);
  t.equal(rig.gateway.isConnected('CP1'), false);
  t.equal(rig.gateway.client('CP1'), undefined);
});

t.test('a registration outlives its socket and its process', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.boot(raw, 'CP1', 120);
  await raw.close();
  await rig.connect('CP1');
  t.match(rig.gateway.client('CP1'), {
    bootStatus: 'Accepted',
    heartbeatIntervalMs: 120_000,
    facts: { model: 'model1' },
  });
  const restarted = await GatewayRig.start(t, { registrations: rig.registrations });
  await restarted.connect('CP1');
  t.match(restarted.gateway.client('CP1'), { bootStatus: 'Accepted', heartbeatIntervalMs: 120_000 });
});

t.test('only the interval of the accepted boot counts, not any answer of its shape', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.boot(raw, 'CP1', 120);
  await raw.send([2, 'd1', 'DataTransfer', { vendorId: 'v' }]);
  await rig.bus.next('ocpp/cp/CP1');
  rig.bus.send('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'd1', Payload: { status: 'Accepted', interval: 5 } });
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 120_000 });
});

t.test('identities do not mix: each has its own messages', async (t) => {
  const rig = await GatewayRig.start(t);
  const [one, two] = [await rig.connect('CP1'), await rig.connect('CP2')];
  await one.send([2, 'same', 'Heartbeat', {}]);
  await two.send([2, 'same', 'Heartbeat', {}]);
  await rig.bus.next('ocpp/cp/CP1');
  await rig.bus.next('ocpp/cp/CP2');
  const Payload = { currentTime: '2026-03-01T08:00:00Z' };
  rig.bus.send('ocpp/cs/CP2', { MessageTypeId: 3, UniqueId: 'same', Payload });
  t.match(await two.nextJson(), [3, 'same']);
  t.strictSame(one.unread, []);
});

t.test('topics that only the gateway may publish to, and those that are for a charge point, are told', async (t) => {
  const rig = await GatewayRig.start(t);
  t.ok(rig.gateway.ownsTopic('ocpp/cp/CP1'));
  t.ok(rig.gateway.ownsTopic('ocpp/cp/CP1/Presence'));
  t.notOk(rig.gateway.ownsTopic('ocpp/cs/CP1'));
  t.equal(rig.gateway.identityOfDownstream('ocpp/cs/A%2BB'), 'A+B');
  t.equal(rig.gateway.identityOfDownstream('ocpp/cp/CP1'), undefined);
  await rig.reconfigure({ topics: { mountpoint: 'm/' } });
  t.notOk(rig.gateway.ownsTopic('ocpp/cp/CP1'));
  t.equal(rig.gateway.identityOfDownstream('m/cs/CP1'), 'CP1');
});

t.test('its listeners are listed with the ports that they have; a port in use is refused', async (t) => {
  const rig = await GatewayRig.start(t);
  const second = await rig.gateway.listen({ ...listenerOptions, id: 'ocpp:ws:second', name: 'second', path: '/other' });
  await rig.connect('CP1', { url: `ws://127.0.0.1:${second.port}/other/CP1` });
  t.match(rig.gateway.client('CP1'), { listenerId: 'ocpp:ws:second' });
  t.match(rig.gateway.listeners(), [
    { id: 'ocpp:ws:default', connections: 0, running: true },
    { id: 'ocpp:ws:second', connections: 1, path: '/other' },
  ]);
  const third = { ...listenerOptions, id: 'ocpp:ws:third', port: second.port };
  await t.rejects(rig.gateway.listen(third), { code: 'EADDRINUSE' });
  t.equal(rig.gateway.listeners().length, 2);
});

t.test('a document that is no JSON Schema is refused before anything depends on it', async (t) => {
  const bad = [{ $id: 'urn:bad', type: 'no such type' }];
  const schemas = { own: bad };
  t.throws(() => new Gateway(partsOf(changed(defaultOptions, { schemas }))), {
    name: 'TypeError',
    message: /^urn:bad: /,
  });
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await t.rejects(rig.reconfigure({ schemas, topics: { mountpoint: 'm/' } }), TypeError);
  await rig.beat(raw, 'CP1', 'u1');
  t.pass('the mountpoint did not change either');
});

t.test('every schema that is shipped compiles', async (t) => {
  for (const [version, count] of [
    ['1.6', 78],
    ['2.0.1', 129],
    ['2.1', 182],
  ] as const) {
    const own = shippedDocuments(version);
    t.equal(own.length, count, version);
    t.doesNotThrow(() => new Gateway(partsOf(changed(defaultOptions, { schemas: { own } }))), version);
  }
});

t.test('an idTag is in no log, whatever is wrong with its message', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const idTag = 'DEADBEEF-DEADBEEF-DEADBEEF';
  await raw.send([2, 'u1', 'Authorize', { idTag }]);
  t.match(await raw.nextJson(), [4, 'u1', 'PropertyConstraintViolation', /^\/idTag/]);
  await raw.send(`[2,"u2","Authorize",{"idTag":"${idTag}"]`);
  rig.bus.send('ocpp/cs/CP1', `{"MessageTypeId":2,"idTag":"${idTag}"}`);
  rig.bus.send('ocpp/cs/CP1', `{"idTag":"${idTag}"`);
  await rig.beat(raw, 'CP1', 'u3');
  t.equal(rig.reportCodes('CP1').length, 4);
  t.notMatch(JSON.stringify([rig.log.entries, rig.reports]), idTag);
});
