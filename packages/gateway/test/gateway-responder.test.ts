// The default responder answers where no CSMS does, so that a charge point runs in its first minute.

import type { SessionOptions } from '@ocpp-broker/ocpp';
import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { bootOf, reason, result } from './fixtures/messages.ts';

const to = 'ocpp/cs/CP1';
const up = 'ocpp/cp/CP1';
const responder = { afterMs: 1_000, heartbeatIntervalS: 120, idTags: undefined };
const on = (
  changes: Partial<NonNullable<SessionOptions['responder']>> = {},
  session: Partial<SessionOptions> = {},
) => ({
  options: {
    access: { usernameMustBeIdentity: 'never' },
    session: { ...session, responder: { ...responder, ...changes } },
  } as const,
});
const versions = ['1.6', '2.0.1', '2.1'] as const;

t.test('a boot is published at once and accepted after a while, which counts as any acceptance does', async (t) => {
  const rig = await GatewayRig.start(t, on({}, { bootGate: true }));
  for (const version of versions) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    await raw.send([2, 'boot', 'BootNotification', bootOf(version)]);
    t.match(await rig.bus.nextJson(`ocpp/cp/${version}`), { UniqueId: 'boot', Action: 'BootNotification' });
    rig.clock.advance(999);
    t.strictSame(raw.unread, [], 'a CSMS has its time');
    const currentTime = new Date(rig.clock.now() + 1).toISOString();
    rig.clock.advance(1);
    t.strictSame(await raw.nextJson(), [3, 'boot', { currentTime, interval: 120, status: 'Accepted' }], version);
    t.match(rig.gateway.client(version), { bootStatus: 'Accepted', heartbeatIntervalMs: 120_000 });
    t.match(rig.registrations.get(version), { status: 'Accepted', heartbeatIntervalMs: 120_000 });
    await rig.beat(raw, version, 'u1');
    t.strictSame(rig.reportCodes(version), ['responder_answered']);
  }
});

t.test('a CSMS that answers in time is heard, and the responder is silent', async (t) => {
  const rig = await GatewayRig.start(t, on());
  const raw = await rig.connect('CP1');
  await raw.send([2, 'boot', 'BootNotification', bootOf('1.6')]);
  await rig.bus.next(up);
  rig.clock.advance(999);
  rig.bus.send(to, result('boot', { currentTime: '2020-01-01T00:00:00Z', interval: 7, status: 'Pending' }));
  t.match(await raw.nextJson(), [3, 'boot', { interval: 7, status: 'Pending' }]);
  rig.clock.advance(3_600_000);
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame(raw.unread, []);
  t.match(rig.gateway.client('CP1'), { bootStatus: 'Pending' });
  t.strictSame(rig.reportCodes('CP1'), []);
});

t.test('a CSMS that answers late is refused, and the charge point gets one answer', async (t) => {
  const rig = await GatewayRig.start(t, on());
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.clock.advance(1_000);
  t.match(await raw.nextJson(), [3, 'u1', { currentTime: /Z$/ }]);
  rig.bus.send(to, result('u1', { currentTime: '2020-01-01T00:00:00Z' }));
  t.match(await rig.bus.nextJson(`${up}/Reply`), { UniqueId: 'u1', ...reason('unknown_unique_id') });
  await rig.beat(raw, 'CP1', 'u2');
  t.strictSame(raw.unread, []);
});

t.test(
  'Heartbeat, StatusNotification and Authorize are answered in every version, with what its schema asks for',
  async (t) => {
    const rig = await GatewayRig.start(t, on());
    const timestamp = '2026-03-01T08:00:00Z';
    const status = {
      '1.6': { connectorId: 1, errorCode: 'NoError', status: 'Available' },
      '2.x': { timestamp, connectorStatus: 'Available', evseId: 1, connectorId: 1 },
    };
    for (const version of versions) {
      const is16 = version === '1.6';
      const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
      const cases = [
        ['Heartbeat', {}, { currentTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ }],
        ['StatusNotification', is16 ? status['1.6'] : status['2.x'], {}],
        is16
          ? ['Authorize', { idTag: 'any' }, { idTagInfo: { status: 'Accepted' } }]
          : ['Authorize', { idToken: { idToken: 'any', type: 'Central' } }, { idTokenInfo: { status: 'Accepted' } }],
      ] as const;
      for (const [action, payload, answer] of cases) {
        await raw.send([2, action, action, payload]);
        t.match(await rig.bus.nextJson(`ocpp/cp/${version}`), { Action: action });
        rig.clock.advance(1_000);
        const frame = (await raw.nextJson()) as unknown[];
        t.match(frame, [3, action, answer], `${version} ${action}`);
        const said = { MessageTypeId: 3, UniqueId: 'again', Payload: frame[2] };
        await raw.send([2, 'again', action, payload]);
        await rig.bus.next(`ocpp/cp/${version}`);
        rig.bus.send(`ocpp/cs/${version}`, said);
        t.strictSame(await raw.nextJson(), [3, 'again', frame[2]], 'a CSMS might have said it: it passes the schema');
      }
    }
  },
);

t.test('what only a CSMS can answer is left to it', async (t) => {
  const rig = await GatewayRig.start(t, on());
  const raw = await rig.connect('CP1');
  await raw.send([
    2,
    'u1',
    'StartTransaction',
    { connectorId: 1, idTag: 't', meterStart: 0, timestamp: '2026-03-01T08:00:00Z' },
  ]);
  await rig.bus.next(up);
  rig.clock.advance(59_999);
  t.strictSame(raw.unread, []);
  rig.clock.advance(1);
  t.match(await raw.nextJson(), [4, 'u1', 'InternalError']);
  t.strictSame(rig.reportCodes('CP1'), ['reply_timed_out']);
});

t.test('a list accepts who is on it and no other, in every version', async (t) => {
  const rig = await GatewayRig.start(t, on({ idTags: new Set(['friend']) }));
  for (const version of versions) {
    const raw = await rig.connect(version, { subprotocols: [`ocpp${version}`] });
    for (const [tag, status] of [
      ['friend', 'Accepted'],
      ['stranger', 'Invalid'],
    ] as const) {
      const payload = version === '1.6' ? { idTag: tag } : { idToken: { idToken: tag, type: 'Central' } };
      await raw.send([2, tag, 'Authorize', payload]);
      await rig.bus.next(`ocpp/cp/${version}`);
      rig.clock.advance(1_000);
      const answer = version === '1.6' ? { idTagInfo: { status } } : { idTokenInfo: { status } };
      t.strictSame(await raw.nextJson(), [3, tag, answer], `${version} ${tag}`);
    }
  }
});

t.test('its answer is repeated to who repeats the CALL, and nothing is published again', async (t) => {
  const rig = await GatewayRig.start(t, on());
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.clock.advance(1_000);
  const answer = await raw.next();
  rig.clock.advance(30_000);
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.equal(await raw.next(), answer);
  t.equal(rig.bus.all(up).length, 1);
});

t.test('it is switched on and off while charge points are connected', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ session: { responder } });
  await rig.beat(raw, 'CP1', 'u1');
  rig.clock.advance(1_000);
  t.match(await raw.nextJson(), [3, 'u1']);
  await rig.beat(raw, 'CP1', 'u2');
  await rig.reconfigure({ session: { responder: undefined } });
  rig.clock.advance(59_999);
  t.strictSame(raw.unread, [], 'also for a CALL that it was to answer');
  rig.clock.advance(1);
  t.match(await raw.nextJson(), [4, 'u2', 'InternalError']);
});
