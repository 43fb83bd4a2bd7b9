import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const call = (UniqueId: string) => ({ MessageTypeId: 2, UniqueId, Action: 'ClearCache', Payload: {} });
const reason = (Reason: string) => ({ MessageTypeId: 4, ErrorDetails: { Reason } });
const queue = { offline: { policy: 'queue', ttlMs: 60_000 } } as const;

t.test('CALLs for an absent charge point wait and are sent in order when it connects', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  for (const id of ['u1', 'u2']) rig.bus.send(to, call(id));
  t.strictSame(rig.bus.published, []);
  const raw = await rig.connect('CP1');
  t.equal(await raw.next(), '[2,"u1","ClearCache",{}]');
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 1 });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.equal(await raw.next(), '[2,"u2","ClearCache",{}]');
});

t.test('one that waits too long is told, and is not sent', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('u1'));
  rig.clock.advance(30_000);
  rig.bus.send(to, call('u2'));
  rig.clock.advance(30_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('expired') });
  const raw = await rig.connect('CP1');
  t.equal(await raw.next(), '[2,"u2","ClearCache",{}]');
});

t.test('as many wait as the queue is long', async (t) => {
  const rig = await GatewayRig.start(t, { options: { ...queue, session: { callQueueMax: 1 } } });
  for (const id of ['u1', 'u2']) rig.bus.send(to, call(id));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('queue_full') });
});

t.test('a lost connection fails what was in flight; what was never sent waits for the next one', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  const first = await rig.connect('CP1');
  for (const id of ['u1', 'u2', 'u3']) rig.bus.send(to, call(id));
  await first.next();
  first.terminate();
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('connection_lost') });
  const second = await rig.connect('CP1');
  t.equal(await second.next(), '[2,"u2","ClearCache",{}]');
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 1 });
  t.equal(rig.bus.all(errors).length, 1);
});

t.test('so does a connection that is taken over', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  const first = await rig.connect('CP1');
  for (const id of ['u1', 'u2']) rig.bus.send(to, call(id));
  await first.next();
  const second = await rig.connect('CP1');
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('superseded') });
  t.equal(await second.next(), '[2,"u2","ClearCache",{}]');
});

t.test('policy and time to live change while running', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.bus.send(to, call('u1'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('not_connected') });
  await rig.reconfigure(queue);
  rig.bus.send(to, call('u2'));
  await rig.reconfigure({ offline: { ttlMs: 1_000 } });
  rig.bus.send(to, call('u3'));
  rig.clock.advance(1_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u3', ...reason('expired') });
  await rig.reconfigure({ offline: { policy: 'fail' } });
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('not_connected') });
});
