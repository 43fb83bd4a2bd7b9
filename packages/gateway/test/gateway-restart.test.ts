// CALLs that wait outlive the process: a second gateway over the same store takes up what the first one left.

import t from 'tap';
import { GatewayRig, type RigParts } from './fixtures/gateway-rig.ts';
import { MemoryWaitingCalls } from './fixtures/memory-stores.ts';
import { call, reason } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const queue = { offline: { policy: 'queue', ttlMs: 60_000 } } as const;
const correlationData = Buffer.from('c7');
const properties = { responseTopic: 'csms/answers', correlationData };

/** Ends a gateway and starts another with the same store and clock. */
async function restarted(t: Parameters<typeof GatewayRig.start>[0], before: GatewayRig, parts: RigParts = {}) {
  await before.gateway.close();
  const { clock, registrations } = before;
  return GatewayRig.start(t, { options: queue, ...parts, clock, registrations });
}

t.test('what waited is sent in its order after a restart, and answered where it was asked', async (t) => {
  const waitingCalls = new MemoryWaitingCalls();
  const before = await GatewayRig.start(t, { options: queue, waitingCalls });
  before.bus.send(
    to,
    '{"MessageTypeId":2,"UniqueId":"u1","Action":"DataTransfer","Payload":{"vendorId":"v" }}',
    properties,
  );
  before.bus.send(to, call('u2'));
  before.bus.send('ocpp/cs/CP2', call('u3'));
  const rig = await restarted(t, before, { waitingCalls });
  t.strictSame(before.bus.published, [], 'nobody is told that anything failed');
  const raw = await rig.connect('CP1');
  t.equal(await raw.next(), '[2,"u1","DataTransfer",{"vendorId":"v" }]', 'as it was written');
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.match(await rig.bus.next('csms/answers'), { payload: /"UniqueId":"u1"/, properties: { correlationData } });
  t.match(await raw.nextJson(), [2, 'u2']);
  t.match(await (await rig.connect('CP2')).nextJson(), [2, 'u3']);
  t.strictSame(waitingCalls.all(), []);
});

t.test(
  'what a connected charge point was not yet sent waits over the restart; what was in flight is told',
  async (t) => {
    const waitingCalls = new MemoryWaitingCalls();
    const before = await GatewayRig.start(t, { options: queue, waitingCalls });
    const first = await before.connect('CP1');
    for (const id of ['u1', 'u2', 'u3']) before.bus.send(to, call(id), properties);
    await first.next();
    const rig = await restarted(t, before, { waitingCalls });
    t.match(before.bus.all(errors), [{ UniqueId: 'u1', ...reason('connection_lost') }]);
    const raw = await rig.connect('CP1');
    t.match(await raw.nextJson(), [2, 'u2']);
    t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 1 });
  },
);

t.test('what expired while nobody ran is told after the restart, on both topics', async (t) => {
  const waitingCalls = new MemoryWaitingCalls();
  const before = await GatewayRig.start(t, { options: queue, waitingCalls });
  before.bus.send(to, call('u1'), { ...properties, messageExpiryInterval: 10 });
  before.bus.send(to, call('u2'));
  await before.gateway.close();
  before.clock.advance(20_000);
  t.strictSame(before.bus.published, []);
  const rig = await restarted(t, before, { waitingCalls });
  t.match(rig.bus.all(errors), [{ UniqueId: 'u1', Action: 'ClearCache', ...reason('expired') }]);
  t.match(await rig.bus.next('csms/answers'), { payload: /expired/, properties: { correlationData } });
  rig.clock.advance(40_000);
  t.match(rig.bus.all(errors)[1], { UniqueId: 'u2', ...reason('expired') }, 'and the clock of the rest goes on');
  t.strictSame(waitingCalls.all(), []);
});

t.test('a policy that became fail tells them all', async (t) => {
  const waitingCalls = new MemoryWaitingCalls();
  const before = await GatewayRig.start(t, { options: queue, waitingCalls });
  before.bus.send(to, call('u1'), properties);
  const rig = await restarted(t, before, { waitingCalls, options: { offline: { policy: 'fail' } } });
  t.match(rig.bus.all(errors), [{ UniqueId: 'u1', ...reason('not_connected') }]);
  t.match(await rig.bus.next('csms/answers'), { payload: /not_connected/ });
  t.strictSame(waitingCalls.all(), []);
});

t.test('a queue that became shorter loses nothing in silence', async (t) => {
  const waitingCalls = new MemoryWaitingCalls();
  const before = await GatewayRig.start(t, { options: queue, waitingCalls });
  for (const id of ['u1', 'u2', 'u3']) before.bus.send(to, call(id));
  const rig = await restarted(t, before, { waitingCalls, options: { ...queue, session: { callQueueMax: 1 } } });
  rig.bus.send(to, call('u4'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u4', ...reason('queue_full') });
  const raw = await rig.connect('CP1');
  t.match(await raw.nextJson(), [2, 'u1']);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u3', ...reason('queue_full') });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.match(await raw.nextJson(), [2, 'u2']);
});

t.test('both bounds are told: that of the queue and that of the store', async (t) => {
  const waitingCalls = new MemoryWaitingCalls();
  waitingCalls.roomFor = 3;
  const rig = await GatewayRig.start(t, { options: { ...queue, session: { callQueueMax: 2 } }, waitingCalls });
  for (const id of ['u1', 'u2', 'u3']) rig.bus.send(to, call(id), properties);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u3', ...reason('queue_full') });
  t.match(await rig.bus.next('csms/answers'), { payload: /queue_full/ });
  for (const id of ['u1', 'u2']) rig.bus.send('ocpp/cs/CP2', call(id));
  t.match(await rig.bus.nextJson('ocpp/cp/CP2/Reply'), { UniqueId: 'u2', ...reason('queue_full') });
  t.equal(waitingCalls.all().length, 3);
});

t.test('without a store a stop tells everybody that waits', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('u1'), properties);
  await rig.gateway.close();
  t.match(rig.bus.all(errors), [{ UniqueId: 'u1', ...reason('not_connected') }]);
  t.match(await rig.bus.next('csms/answers'), { payload: /not_connected/, properties: { correlationData } });
});
