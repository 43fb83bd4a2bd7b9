// CALLs of callers inside the process, as they go over a real socket: who is told what, and what the MQTT side notices.

import t from 'tap';
import type { CallRequest } from '../src/call-outcome.ts';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, reason } from './fixtures/messages.ts';

const errors = 'ocpp/cp/CP1/Reply';
const to = 'ocpp/cs/CP1';

const request = (uniqueId: string, action = 'ClearCache', payload: unknown = {}): CallRequest => ({
  clientId: 'CP1',
  action,
  payload,
  uniqueId,
});

t.test('a result is told to its caller, digit for digit, and to nobody on the MQTT side', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const payload = { key: ['HeartbeatInterval'] };
  const outcome = rig.gateway.call({ clientId: 'CP1', action: 'GetConfiguration', payload });
  const [type, uniqueId, action, sent] = (await raw.nextJson()) as [number, string, string, unknown];
  t.strictSame([type, action, sent], [2, 'GetConfiguration', payload]);
  t.match(uniqueId, /^[0-9a-f-]{36}$/);
  rig.clock.advance(250);
  await raw.send(`[3,"${uniqueId}",{"unknownKey" : ["HeartbeatInterval"]}]`);
  t.strictSame(await outcome, {
    kind: 'result',
    uniqueId,
    payload: { unknownKey: ['HeartbeatInterval'] },
    payloadText: '{"unknownKey" : ["HeartbeatInterval"]}',
    latencyMs: 250,
  });
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame(rig.bus.all(errors), [], 'those who listen to replies see none to what they did not ask');
});

t.test(
  'an error of the charge point is told with its details; a result that breaks its schema is one, too',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    const failed = rig.gateway.call(request('u1'));
    await raw.next();
    await raw.send([4, 'u1', 'InternalError', 'no memory', { free: 0 }]);
    t.strictSame(await failed, {
      kind: 'error',
      uniqueId: 'u1',
      errorCode: 'InternalError',
      errorDescription: 'no memory',
      errorDetails: { free: 0 },
    });
    t.match(rig.gateway.client('CP1')?.facts.lastError, 'InternalError: no memory');
    const spoiled = rig.gateway.call(request('u2'));
    await raw.next();
    await raw.send([3, 'u2', { status: 'Perhaps' }]);
    t.match(await spoiled, { kind: 'error', errorDetails: { Reason: 'invalid_answer' } });
  },
);

t.test('what the schemas do not allow is not sent, and its caller learns where it is wrong', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const refusal = async (action: string, payload: unknown) => await rig.gateway.call(request('u1', action, payload));
  t.strictSame(await refusal('Reset', { type: 'Gentle' }), {
    kind: 'invalid',
    problem: { path: '/type', message: 'must be one of Hard,Soft', errorCode: 'PropertyConstraintViolation' },
  });
  t.match(await refusal('Reset', {}), { problem: { path: '/', errorCode: 'OccurenceConstraintViolation' } });
  t.match(await refusal('Explode', {}), { kind: 'invalid', problem: { path: '', errorCode: 'NotImplemented' } });
  t.match(await refusal('Heartbeat', {}), { kind: 'invalid', problem: { path: '', errorCode: 'NotSupported' } });
  t.strictSame([raw.unread, rig.bus.all(errors)], [[], []]);
});

t.test('CALLs of both sides share one queue, one order and its bound', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { callQueueMax: 2 } } });
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('m1'));
  const second = rig.gateway.call(request('a2'));
  rig.bus.send(to, call('m3'));
  t.strictSame(await rig.gateway.call(request('a4')), { kind: 'queue-full' });
  t.strictSame(await rig.gateway.call(request('m3')), { kind: 'duplicate-id', uniqueId: 'm3' });
  for (const id of ['m1', 'a2', 'm3']) {
    t.match(await raw.nextJson(), [2, id]);
    await raw.send([3, id, { status: 'Accepted' }]);
  }
  t.match(await second, { kind: 'result', uniqueId: 'a2' });
  await rig.beat(raw, 'CP1', 'after');
  t.match(rig.bus.all(errors), [{ UniqueId: 'm1' }, { UniqueId: 'm3' }]);
  t.equal(rig.bus.all(errors).length, 2);
});

t.test('a charge point that is not there, is going, or could not be there is not connected', async (t) => {
  const rig = await GatewayRig.start(t, { options: { offline: { policy: 'queue' } } });
  t.strictSame(await rig.gateway.call(request('u1')), { kind: 'not-connected' }, 'whoever waits is told at once');
  await rig.connect('CP1');
  rig.gateway.kick('CP1');
  t.strictSame(await rig.gateway.call(request('u2')), { kind: 'not-connected' });
  for (const clientId of ['', 'a:b', 'a\nb', 'x'.repeat(49)]) {
    const outcome = await rig.gateway.call({ ...request('u3'), clientId, async: true });
    t.strictSame(outcome, { kind: 'not-connected' }, clientId);
  }
  t.strictSame(rig.bus.all(errors), []);
});

t.test('a caller waits as long as it says, and its CALL is left to its fate', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const first = rig.gateway.call({ ...request('u1'), timeoutMs: 5_000 });
  const second = rig.gateway.call({ ...request('u2'), timeoutMs: 6_000 });
  await raw.next();
  rig.clock.advance(5_000);
  t.strictSame(await first, { kind: 'timed-out', uniqueId: 'u1', wasSent: true });
  rig.clock.advance(1_000);
  t.strictSame(await second, { kind: 'timed-out', uniqueId: 'u2', wasSent: false });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame([raw.unread, rig.bus.all(errors), rig.reportCodes('CP1')], [[], [], ['call_expired']]);
});

t.test('whoever asks for no time has that of the charge point; whoever asks for more has more', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  const usual = rig.gateway.call(request('u1'));
  rig.clock.advance(30_000);
  t.match(await usual, { kind: 'timed-out', wasSent: true });
  const longer = rig.gateway.call({ ...request('u2'), timeoutMs: 90_000 });
  rig.clock.advance(89_999);
  t.equal(rig.gateway.client('CP1')?.inFlight, 1);
  rig.clock.advance(1);
  t.match(await longer, { kind: 'timed-out', uniqueId: 'u2' });
});

t.test('nobody waits for longer than the operator allows', async (t) => {
  const rig = await GatewayRig.start(t, { options: { calls: { timeoutMsMax: 10_000 } } });
  await rig.connect('CP1');
  const outcomes = [undefined, 60_000].map((timeoutMs, at) => rig.gateway.call({ ...request(`u${at}`), timeoutMs }));
  rig.clock.advance(10_000);
  t.match(await Promise.all(outcomes), [
    { kind: 'timed-out', wasSent: true },
    { kind: 'timed-out', wasSent: false },
  ]);
  await rig.reconfigure({ calls: { timeoutMsMax: 1_000, waitingMax: 1 } });
  const shorter = rig.gateway.call({ ...request('u3'), timeoutMs: 10_000 });
  t.strictSame(await rig.gateway.call(request('u4')), { kind: 'busy' });
  rig.clock.advance(1_000);
  t.match(await shorter, { kind: 'timed-out' });
});

t.test(
  'a lost connection leaves the fate of what was sent unknown, and says of the rest that it was not',
  async (t) => {
    const rig = await GatewayRig.start(t, { options: { offline: { policy: 'queue' } } });
    const ways = [
      async () => rig.gateway.kick('CP1'),
      async (raw: { terminate(): void }) => raw.terminate(),
      async () => void (await rig.connect('CP1')),
    ];
    for (const end of ways) {
      const raw = await rig.connect('CP1');
      const [sent, unsent] = [rig.gateway.call(request('u1')), rig.gateway.call(request('u2'))];
      await raw.next();
      await end(raw);
      t.strictSame(await sent, { kind: 'lost', uniqueId: 'u1', wasSent: true });
      t.strictSame(await unsent, { kind: 'lost', uniqueId: 'u2', wasSent: false });
    }
    t.strictSame(rig.bus.all(errors), []);
  },
);

t.test(
  'as many callers wait as may; one that gives up makes room, and what becomes of its CALL is not published',
  async (t) => {
    const rig = await GatewayRig.start(t, { options: { calls: { waitingMax: 2 } } });
    const raw = await rig.connect('CP1');
    const gone = new AbortController();
    const first = rig.gateway.call(request('u1'), gone.signal);
    const second = rig.gateway.call(request('u2'));
    t.strictSame(await rig.gateway.call(request('u3')), { kind: 'busy' });
    await raw.next();
    gone.abort(new Error('the client hung up'));
    await t.rejects(first, { message: 'the client hung up' });
    await t.rejects(rig.gateway.call(request('u4'), gone.signal), { message: 'the client hung up' });
    const third = rig.gateway.call(request('u3'));
    for (const id of ['u1', 'u2', 'u3']) {
      await raw.send([3, id, { status: 'Accepted' }]);
      if (id !== 'u3') await raw.next();
    }
    t.match(await Promise.all([second, third]), [
      { kind: 'result', uniqueId: 'u2' },
      { kind: 'result', uniqueId: 'u3' },
    ]);
    t.strictSame(rig.bus.all(errors), []);
    t.equal(rig.gateway.figures().callersWaiting, 0);
  },
);

t.test('a CALL that nobody waits for can be asked after, for five minutes', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const later = { ...request('u1'), async: true };
  t.strictSame(await rig.gateway.call(later), { kind: 'accepted', uniqueId: 'u1' });
  t.strictSame(rig.gateway.callOutcome('CP1', 'u1'), { kind: 'pending', uniqueId: 'u1' });
  t.strictSame(await rig.gateway.call(later), { kind: 'duplicate-id', uniqueId: 'u1' });
  t.match(rig.gateway.callOutcome('CP1', 'u1'), { kind: 'pending' }, 'the first goes on');
  t.equal(rig.gateway.callOutcome('CP2', 'u1'), undefined);
  await raw.next();
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await eventually(() => rig.gateway.callOutcome('CP1', 'u1')?.kind === 'result');
  rig.clock.advance(299_999);
  t.match(rig.gateway.callOutcome('CP1', 'u1'), { payload: { status: 'Accepted' } });
  rig.clock.advance(1);
  t.equal(rig.gateway.callOutcome('CP1', 'u1'), undefined);
  t.strictSame(rig.bus.all(errors), []);
  t.match(await rig.gateway.call({ ...later, action: 'Explode' }), { kind: 'invalid' }, 'a refusal is told at once');
  t.equal(rig.gateway.callOutcome('CP1', 'u1'), undefined);
});

t.test('where CALLs may wait for charge points that are away, one that nobody waits for does', async (t) => {
  const rig = await GatewayRig.start(t, { options: { offline: { policy: 'queue' } } });
  const later = (uniqueId: string, timeoutMs?: number, payload: unknown = {}) =>
    rig.gateway.call({ ...request(uniqueId, 'ClearCache', payload), async: true, timeoutMs });
  for (const [id, timeoutMs] of [
    ['u1', undefined],
    ['u2', 1_000],
  ] as const) {
    t.match(await later(id, timeoutMs), { kind: 'accepted' });
  }
  t.match(await later('u3', undefined, { extra: 1 }), { kind: 'accepted' }, 'what it breaks depends on the version');
  t.match(rig.gateway.figures(), { callsOffline: 3, callersWaiting: 3 });
  rig.clock.advance(1_000);
  t.strictSame(rig.gateway.callOutcome('CP1', 'u2'), { kind: 'timed-out', uniqueId: 'u2', wasSent: false });
  const raw = await rig.connect('CP1');
  t.match(await raw.nextJson(), [2, 'u1', 'ClearCache']);
  t.match(rig.gateway.callOutcome('CP1', 'u3'), { kind: 'invalid', problem: { path: '/' } });
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await eventually(() => rig.gateway.callOutcome('CP1', 'u1')?.kind === 'result');
  t.strictSame(rig.bus.all(errors), []);
});

t.test('one that waited behind another waits for the next connection; without the policy it fails', async (t) => {
  for (const policy of ['queue', 'fail'] as const) {
    const rig = await GatewayRig.start(t, { options: { offline: { policy } } });
    const raw = await rig.connect('CP1');
    for (const id of ['u1', 'u2']) await rig.gateway.call({ ...request(id), async: true });
    await raw.next();
    await raw.close();
    await eventually(() => rig.gateway.callOutcome('CP1', 'u1')?.kind === 'lost');
    t.match(
      rig.gateway.callOutcome('CP1', 'u2'),
      policy === 'queue' ? { kind: 'pending' } : { kind: 'lost', wasSent: false },
    );
    if (policy === 'queue') t.match(await (await rig.connect('CP1')).nextJson(), [2, 'u2']);
    else t.match(await rig.gateway.call({ ...request('u3'), async: true }), { kind: 'not-connected' });
  }
});

t.test('an answer to a caller and one to the MQTT side do not mix, though their ids are alike', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const mine = rig.gateway.call(request('same'));
  rig.bus.send(to, call('same'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'same', ...reason('duplicate_unique_id') });
  await raw.next();
  await raw.send([3, 'same', { status: 'Accepted' }]);
  t.match(await mine, { kind: 'result' });
  rig.bus.send(to, call('same'));
  await raw.next();
  await raw.send([3, 'same', { status: 'Rejected' }]);
  t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, Payload: { status: 'Rejected' } });
});

t.test('when the gateway closes, no caller is left waiting', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  const waiting = [rig.gateway.call(request('u1')), rig.gateway.call(request('u2'))];
  await rig.close();
  t.match(await Promise.all(waiting), [{ kind: 'lost' }, { kind: 'lost' }]);
  t.strictSame(await rig.gateway.call(request('u3')), { kind: 'not-connected' });
});
