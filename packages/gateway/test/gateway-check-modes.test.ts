import type { CheckMode, SessionOptions } from '@ocpp-broker/ocpp';
import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, reason, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const replies = 'ocpp/cp/CP1/Reply';
const modes = (
  upstream: CheckMode,
  downstream: CheckMode,
  actions: Readonly<Record<string, CheckMode>> = {},
): Partial<SessionOptions> => ({ checking: { upstream, downstream, actions: new Map(Object.entries(actions)) } });

t.test('warn: what breaks its schema passes in every direction, and each time is reported', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: modes('warn', 'warn') } });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u1', Payload: { extra: 1 } });
  rig.bus.send(to, result('u1', { extra: 2 }));
  t.equal(await raw.next(), '[3,"u1",{"extra":2}]');
  rig.bus.send(to, call('u2', 'Reset', { extra: 3 }));
  t.equal(await raw.next(), '[2,"u2","Reset",{"extra":3}]');
  await raw.send([3, 'u2', { extra: 4 }]);
  t.match(await rig.bus.nextJson(replies), { MessageTypeId: 3, UniqueId: 'u2', Payload: { extra: 4 } });
  t.match(rig.reports, [
    { code: 'violation_tolerated', direction: 'upstream', action: 'Heartbeat', detail: /^\/: extra/ },
    { code: 'violation_tolerated', direction: 'downstream', action: 'Heartbeat' },
    { code: 'violation_tolerated', direction: 'downstream', action: 'Reset' },
    { code: 'violation_tolerated', direction: 'upstream', action: 'Reset' },
  ]);
  t.equal(rig.log.messages('warn').length, 4);
});

t.test('warn also lets actions pass that are unknown or go the wrong way', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: modes('warn', 'warn') } });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'Explode', {}]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { Action: 'Explode' });
  rig.bus.send(to, call('u2', 'Heartbeat'));
  t.match(await raw.nextJson(), [2, 'u2', 'Heartbeat']);
  t.strictSame(rig.reportCodes('CP1'), ['violation_tolerated', 'violation_tolerated']);
});

t.test('off: nothing is looked at, and nothing is reported', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: modes('off', 'off') } });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u1', Payload: { extra: 1 } });
  rig.bus.send(to, call('u2', 'Reset', { extra: 3 }));
  t.equal(await raw.next(), '[2,"u2","Reset",{"extra":3}]');
  t.strictSame(rig.reportCodes('CP1'), []);
});

t.test('each direction has its own mode, and it changes while running', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: modes('reject', 'warn') } });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await raw.nextJson(), [4, 'u1', 'FormationViolation']);
  rig.bus.send(to, call('u2', 'Reset', { extra: 3 }));
  t.match(await raw.nextJson(), [2, 'u2']);
  await raw.send([3, 'u2', { extra: 4 }]);
  t.match(await rig.bus.nextJson(replies), { UniqueId: 'u2', ...reason('invalid_answer') });
  await rig.reconfigure({ session: modes('off', 'reject') });
  await raw.send([2, 'u3', 'Heartbeat', { extra: 1 }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u3' });
  rig.bus.send(to, call('u4', 'Reset', { extra: 3 }));
  t.match(await rig.bus.nextJson(replies), { UniqueId: 'u4', ...reason('invalid_payload') });
});

t.test('the mode of an action goes before that of its direction, stricter or laxer', async (t) => {
  const session = modes('reject', 'off', { Heartbeat: 'off', Reset: 'reject', StatusNotification: 'warn' });
  const rig = await GatewayRig.start(t, { options: { session } });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u1' });
  rig.bus.send(to, result('u1', { extra: 2 }));
  t.equal(await raw.next(), '[3,"u1",{"extra":2}]', 'both of its halves');
  await raw.send([2, 'u2', 'StatusNotification', { connectorId: 1 }]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u2' });
  await raw.send([2, 'u3', 'Authorize', {}]);
  t.match(await raw.nextJson(), [4, 'u3', 'OccurenceConstraintViolation'], 'any other as its direction says');
  rig.bus.send(to, call('u4', 'Reset', { extra: 1 }));
  t.match(await rig.bus.nextJson(replies), { UniqueId: 'u4', ...reason('invalid_payload') });
  rig.bus.send(to, call('u5', 'ClearCache', { extra: 1 }));
  t.match(await raw.nextJson(), [2, 'u5']);
  t.strictSame(rig.reportCodes('CP1'), ['violation_tolerated', 'call_refused', 'call_refused']);
});

t.test(
  'the mode of a charge point goes before all others, for it alone, and changes while it is connected',
  async (t) => {
    const session = modes('reject', 'reject', { Heartbeat: 'reject' });
    const chargePoints = new Map([['CP1', { checkMode: 'warn' }]] as const);
    const rig = await GatewayRig.start(t, { options: { session, chargePoints } });
    const [one, other] = [await rig.connect('CP1'), await rig.connect('CP2')];
    await one.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
    t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: 'u1' });
    rig.bus.send(to, call('u2', 'Reset', {}));
    t.match(await one.nextJson(), [2, 'u2']);
    await other.send([2, 'u1', 'Heartbeat', { extra: 1 }]);
    t.match(await other.nextJson(), [4, 'u1', 'FormationViolation']);
    t.strictSame(rig.reportCodes('CP1'), ['violation_tolerated', 'violation_tolerated']);
    await rig.reconfigure({ chargePoints: new Map([['CP2', { checkMode: 'off' }]] as const) });
    await one.send([2, 'u3', 'Heartbeat', { extra: 1 }]);
    t.match(await one.nextJson(), [4, 'u3', 'FormationViolation']);
    await other.send([2, 'u3', 'Heartbeat', { extra: 1 }]);
    t.match(await rig.bus.nextJson('ocpp/cp/CP2'), { UniqueId: 'u3' });
  },
);

t.test('the mode holds for a SEND too', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: modes('warn', 'warn') } });
  const raw = await rig.connect('user', { subprotocols: ['ocpp2.1'] });
  await raw.send([6, 's1', 'NotifyPeriodicEventStream', { id: 'seven' }]);
  t.match(await rig.bus.nextJson('ocpp/cp/user'), { MessageTypeId: 6, Payload: { id: 'seven' } });
  rig.bus.send('ocpp/cs/user', { MessageTypeId: 6, UniqueId: 's2', Action: 'Explode', Payload: {} });
  t.equal(await raw.next(), '[6,"s2","Explode",{}]');
  t.strictSame(rig.reportCodes('user'), ['violation_tolerated', 'violation_tolerated']);
});
