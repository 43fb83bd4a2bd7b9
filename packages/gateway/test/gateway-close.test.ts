import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';

t.test('close closes every charge point with 1001, tells their absence, and leaves nothing open', async (t) => {
  const rig = await GatewayRig.start(t);
  const raws = await Promise.all(['CP1', 'CP2', 'CP3'].map((identity) => rig.connect(identity)));
  await rig.gateway.close();
  for (const raw of raws) t.strictSame(await raw.closed, { code: 1001, reason: 'the broker stops' });
  const told = rig.bus.all('ocpp/cp/+/Presence').filter(({ Connected }) => Connected === false);
  t.strictSame(
    told.map(({ Reason }) => Reason),
    Array(3).fill('the broker stops'),
    'before close resolves',
  );
  t.strictSame(rig.registrations.connectedIdentities(), []);
  t.strictSame(rig.gateway.clients(), []);
  t.strictSame(rig.gateway.listeners(), []);
  t.strictSame(rig.bus.filters, []);
  t.strictSame(rig.clock.delays, [], 'no timer is left');
  await t.rejects(rig.connect('CP4'), { code: 'CONNECTION_FAILED' });
});

t.test('what is in flight or waits is told before close resolves', async (t) => {
  const rig = await GatewayRig.start(t, { options: { offline: { policy: 'queue' } } });
  await rig.connect('CP1');
  for (const UniqueId of ['u1', 'u2'])
    rig.bus.send('ocpp/cs/CP1', { MessageTypeId: 2, UniqueId, Action: 'ClearCache', Payload: {} });
  rig.bus.send('ocpp/cs/CP2', { MessageTypeId: 2, UniqueId: 'u3', Action: 'ClearCache', Payload: {} });
  await rig.gateway.close();
  t.match(rig.bus.all('ocpp/cp/+/Reply'), [
    { UniqueId: 'u1', ErrorDetails: { Reason: 'connection_lost' } },
    { UniqueId: 'u3', ErrorDetails: { Reason: 'not_connected' } },
    { UniqueId: 'u2', ErrorDetails: { Reason: 'not_connected' } },
  ]);
});

t.test('close does not wait for ever: half-open, superseded and refused sockets are cut off', async (t) => {
  const rig = await GatewayRig.start(t);
  const [superseded, halfOpen] = [await rig.connect('CP1'), await rig.connect('CP2')];
  superseded.pause();
  halfOpen.pause();
  await rig.connect('CP1');
  let isClosed = false;
  const closing = rig.gateway.close().then(() => {
    isClosed = true;
  });
  await turn();
  t.notOk(isClosed);
  rig.clock.advance(1_500);
  await closing;
  t.strictSame(rig.gateway.listeners(), []);
  t.match(rig.bus.all('ocpp/cp/CP2/Presence').at(-1), { Connected: false, Reason: 'the broker stops' });
  t.strictSame(rig.registrations.connectedIdentities(), []);
  rig.clock.advance(10_000);
  t.strictSame(rig.clock.delays, []);
});

t.test('close can be called twice, and before anything was opened', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  await Promise.all([rig.gateway.close(), rig.gateway.close()]);
  await rig.gateway.close();
  t.strictSame(rig.gateway.listeners(), []);
});
