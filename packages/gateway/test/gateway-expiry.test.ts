// MQTT 5 message expiry: how long a CALL is good. It is a limit on waiting, not on being answered.

import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, reason, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const good = (seconds: number) => ({ messageExpiryInterval: seconds });
const queue = { offline: { policy: 'queue', ttlMs: 60_000 }, session: { callTimeoutMs: 3_600_000 } } as const;

t.test('a CALL that expires while it waits behind another is told and never sent', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'));
  rig.bus.send(to, call('u2'), good(10));
  rig.bus.send(to, call('u3'));
  await raw.next();
  rig.clock.advance(9_999);
  t.strictSame(rig.bus.all(errors), []);
  rig.clock.advance(1);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', Action: 'ClearCache', ...reason('expired') });
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 1 });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.equal(await raw.next(), '[2,"u3","ClearCache",{}]');
  t.strictSame(rig.reportCodes('CP1'), ['call_expired']);
});

t.test('a CALL that was sent has its call timeout, whatever its expiry', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'), good(1));
  await raw.next();
  rig.clock.advance(20_000);
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, UniqueId: 'u1' });
});

t.test('while a charge point is away the shorter of expiry and time to live holds', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('short'), good(10));
  rig.bus.send(to, call('long'), good(3_600));
  rig.bus.send(to, call('none'));
  rig.clock.advance(9_999);
  t.strictSame(rig.bus.all(errors), []);
  rig.clock.advance(1);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'short', ...reason('expired') });
  rig.clock.advance(50_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'long', ...reason('expired') });
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'none', ...reason('expired') });
});

t.test('the time goes on when the charge point comes and the CALL waits behind another', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('u1'));
  rig.bus.send(to, call('u2'), good(30));
  rig.bus.send(to, call('u3'));
  rig.clock.advance(20_000);
  const raw = await rig.connect('CP1');
  t.match(await raw.nextJson(), [2, 'u1']);
  rig.clock.advance(10_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('expired') });
  rig.clock.advance(30_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u3', ...reason('expired') });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, UniqueId: 'u1' });
});

t.test('it goes on over a lost connection as well', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  const first = await rig.connect('CP1');
  rig.bus.send(to, call('u1'));
  rig.bus.send(to, call('u2'), good(30));
  rig.clock.advance(20_000);
  first.terminate();
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('connection_lost') });
  rig.clock.advance(10_000);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('expired') });
});

t.test('an expiry of zero has passed already, whether the charge point is there or not', async (t) => {
  const rig = await GatewayRig.start(t, { options: queue });
  rig.bus.send(to, call('away'), good(0));
  rig.clock.advance(0);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'away', ...reason('expired') });
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'), good(0));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('expired') });
  rig.bus.send(to, call('u2'), good(1));
  t.match(await raw.nextJson(), [2, 'u2']);
});

t.test(
  'call_timeout_overrides: an action has its own, the others that of all, and it changes while running',
  async (t) => {
    const session = { callTimeoutsMs: new Map([['GetDiagnostics', 120_000]]), strictCallOrder: false };
    const rig = await GatewayRig.start(t, { options: { session } });
    const raw = await rig.connect('CP1');
    rig.bus.send(to, call('slow', 'GetDiagnostics', { location: 'ftp://h/' }));
    rig.bus.send(to, call('usual'));
    rig.clock.advance(30_000);
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'usual', ...reason('timed_out') });
    rig.clock.advance(89_999);
    await raw.send([3, 'slow', { fileName: 'f' }]);
    t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, UniqueId: 'slow' });
    await rig.reconfigure({ session: { callTimeoutsMs: new Map([['ClearCache', 1_000]]) } });
    rig.bus.send(to, call('quick'));
    rig.bus.send(to, call('now usual', 'GetDiagnostics', { location: 'ftp://h/' }));
    rig.clock.advance(1_000);
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'quick', ...reason('timed_out') });
    rig.clock.advance(29_000);
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'now usual', ...reason('timed_out') });
  },
);

t.test('an expiry of an answer means nothing: it goes out at once or is refused', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.bus.send(to, result('u1', { currentTime: '2026-03-01T08:00:00Z' }), good(0));
  t.match(await raw.nextJson(), [3, 'u1']);
});
