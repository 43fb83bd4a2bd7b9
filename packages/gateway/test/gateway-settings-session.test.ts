import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const to = 'ocpp/cs/CP1';
const call = (UniqueId: string, Action = 'ClearCache', Payload: unknown = {}) => ({
  MessageTypeId: 2,
  UniqueId,
  Action,
  Payload,
});

t.test('default_heartbeat_interval: one that was told none is closed after it and half of it', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ session: { defaultHeartbeatIntervalMs: 60_000 } });
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 60_000 });
  rig.clock.advance(89_999);
  t.ok(rig.gateway.isConnected('CP1'));
  rig.clock.advance(1);
  t.match(await raw.closed, { code: 1008, reason: 'heartbeat timeout' });
});

t.test('the interval of the accepted boot, by its UniqueId, takes the place of the default', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { defaultHeartbeatIntervalMs: 60_000 } } });
  const raw = await rig.connect('CP1');
  await rig.boot(raw, 'CP1', 300);
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 300_000 });
  await rig.reconfigure({ session: { defaultHeartbeatIntervalMs: 10_000 } });
  rig.clock.advance(449_999);
  t.ok(rig.gateway.isConnected('CP1'));
  rig.clock.advance(1);
  t.match(await raw.closed, { reason: 'heartbeat timeout' });
});

t.test('an accepted change of HeartbeatInterval is remembered', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '20' }));
  await raw.next();
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await rig.bus.next('ocpp/cp/CP1/Reply');
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 20_000 });
  t.match(rig.registrations.get('CP1'), { heartbeatIntervalMs: 20_000 });
});

t.test('heartbeat_checking_times_backoff: as many intervals may pass, and half of one', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { defaultHeartbeatIntervalMs: 10_000 } } });
  await rig.connect('CP1');
  await rig.reconfigure({ session: { heartbeatBackoff: 3 } });
  rig.clock.advance(34_999);
  t.ok(rig.gateway.isConnected('CP1'));
  rig.clock.advance(1);
  t.notOk(rig.gateway.isConnected('CP1'));
});

t.test('idle_timeout: a shorter one holds at once, also for silence that has passed', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { idleTimeoutMs: 30_000 } } });
  const raw = await rig.connect('CP1');
  rig.clock.advance(20_000);
  await rig.reconfigure({ session: { idleTimeoutMs: 40_000 } });
  rig.clock.advance(15_000);
  t.ok(rig.gateway.isConnected('CP1'));
  await rig.reconfigure({ session: { idleTimeoutMs: 35_000 } });
  t.notOk(rig.gateway.isConnected('CP1'));
  t.match(await raw.closed, { code: 1008, reason: 'idle timeout' });
});

t.test('ping_interval: pings begin, and the pongs keep a silent charge point', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { idleTimeoutMs: 30_000 } } });
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ pingIntervalMs: 20_000 });
  for (let round = 0; round < 3; round += 1) {
    const pinged = raw.nextControl('ping');
    rig.clock.advance(20_000);
    await pinged;
    await eventually(() => rig.gateway.client('CP1')?.lastSeenAt === rig.clock.now());
  }
  t.ok(rig.gateway.isConnected('CP1'));
});

t.test('message_format_checking: its four modes, CALL and CALLRESULT of each direction', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const modes = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const;
  for (const [upstreamChecked, downstreamChecked] of modes) {
    const modeOf = (isChecked: boolean) => (isChecked ? 'reject' : 'off');
    const checking = {
      upstream: modeOf(upstreamChecked),
      downstream: modeOf(downstreamChecked),
      actions: new Map(),
    } as const;
    await rig.reconfigure({ session: { checking } });
    const mode = `${upstreamChecked}/${downstreamChecked}`;
    const errors = async () => rig.bus.nextJson('ocpp/cp/CP1/Reply');

    await raw.send([2, `a${mode}`, 'Heartbeat', { extra: 1 }]);
    if (upstreamChecked) t.match(await raw.nextJson(), [4, `a${mode}`, 'FormationViolation'], `CALL up, ${mode}`);
    else t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { UniqueId: `a${mode}`, Payload: { extra: 1 } });

    await rig.beat(raw, 'CP1', `b${mode}`);
    rig.bus.send(to, { MessageTypeId: 3, UniqueId: `b${mode}`, Payload: { extra: 1 } });
    if (downstreamChecked) {
      t.match(await errors(), { ErrorDetails: { Reason: 'invalid_payload' } }, `CALLRESULT down, ${mode}`);
      const Payload = { currentTime: '2026-03-01T08:00:00Z' };
      rig.bus.send(to, { MessageTypeId: 3, UniqueId: `b${mode}`, Payload });
      await raw.next();
    } else t.equal(await raw.next(), `[3,"b${mode}",{"extra":1}]`);

    rig.bus.send(to, call(`c${mode}`, 'Reset', { extra: 1 }));
    if (downstreamChecked)
      t.match(await errors(), { ErrorDetails: { Reason: 'invalid_payload' } }, `CALL down, ${mode}`);
    else {
      t.equal(await raw.next(), `[2,"c${mode}","Reset",{"extra":1}]`);
      await raw.send([3, `c${mode}`, { status: 'Accepted' }]);
      t.match(await errors(), { MessageTypeId: 3 });
    }

    rig.bus.send(to, call(`d${mode}`, 'ClearCache'));
    await raw.next();
    await raw.send([3, `d${mode}`, { status: 'Perhaps' }]);
    if (upstreamChecked)
      t.match(await errors(), { ErrorDetails: { Reason: 'invalid_answer' } }, `CALLRESULT up, ${mode}`);
    else t.match(await errors(), { MessageTypeId: 3, Payload: { status: 'Perhaps' } });
  }
});

t.test('strict_call_order: off sends CALLs without waiting, on sends the next when the last is answered', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  for (const id of ['u1', 'u2', 'u3']) rig.bus.send(to, call(id));
  t.match(await raw.nextJson(), [2, 'u1']);
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 2 });
  await rig.reconfigure({ session: { strictCallOrder: false } });
  t.match(await raw.nextJson(), [2, 'u2']);
  t.match(await raw.nextJson(), [2, 'u3']);
  await rig.reconfigure({ session: { strictCallOrder: true } });
  rig.bus.send(to, call('u4'));
  t.match(rig.gateway.client('CP1'), { inFlight: 3, queued: 1 });
  for (const id of ['u3', 'u1']) await raw.send([3, id, { status: 'Accepted' }]);
  await rig.bus.next('ocpp/cp/CP1/Reply');
  await rig.bus.next('ocpp/cp/CP1/Reply');
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 1 });
  await raw.send([3, 'u2', { status: 'Accepted' }]);
  t.match(await raw.nextJson(), [2, 'u4']);
});

t.test('call_timeout: the next CALL has the new one', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ session: { callTimeoutMs: 5_000 } });
  rig.bus.send(to, call('u1'));
  await raw.next();
  rig.clock.advance(5_000);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1/Reply'), { UniqueId: 'u1', ErrorDetails: { Reason: 'timed_out' } });
});

t.test('reply_timeout: the next CALL has the new one, and 0 means to wait for ever', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.reconfigure({ session: { replyTimeoutMs: 5_000 } });
  await rig.beat(raw, 'CP1', 'u1');
  rig.clock.advance(5_000);
  t.match(await raw.nextJson(), [4, 'u1', 'InternalError']);
  await rig.reconfigure({ session: { replyTimeoutMs: 0 } });
  await rig.beat(raw, 'CP1', 'u2');
  rig.clock.advance(86_400_000);
  rig.bus.send(to, { MessageTypeId: 3, UniqueId: 'u2', Payload: { currentTime: '2026-03-01T08:00:00Z' } });
  t.match(await raw.nextJson(), [3, 'u2']);
});

t.test('boot_gate: shut until a boot was accepted, and not again after a reconnect', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  await rig.reconfigure({ session: { bootGate: true } });
  await raw.send([2, 'u2', 'Heartbeat', {}]);
  t.match(await raw.nextJson(), [4, 'u2', 'SecurityError']);
  await rig.boot(raw, 'CP1');
  await rig.beat(raw, 'CP1', 'u3');
  await raw.close();
  const again = await rig.connect('CP1');
  await rig.beat(again, 'CP1', 'u4');
});
