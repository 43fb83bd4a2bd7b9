// What an observer is told, over real sockets.

import t from 'tap';
import { serverEc } from './fixtures/certificates.ts';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, result } from './fixtures/messages.ts';
import { RecordingObserver } from './fixtures/recording-observer.ts';

const to = 'ocpp/cs/CP1';

async function observed(t: Parameters<typeof GatewayRig.start>[0], options = {}) {
  const observer = new RecordingObserver();
  const rig = await GatewayRig.start(t, { observer, options });
  return { observer, rig };
}

t.test('handshakes are told by what became of them, connections by who came and how they went', async (t) => {
  const { observer, rig } = await observed(t, { access: { userIdType: 'clientid' } });
  rig.credentials.add('CP1', 'secret');
  rig.credentials.banned.add('CP9');
  await rig.refusal('CP1', { password: 'wrong' });
  await rig.refusal('CP2');
  await rig.refusal('CP9');
  await rig.refusal('a%00b');
  const raw = await rig.connect('CP1');
  rig.clock.advance(1_500);
  await raw.close(1000, 'done');
  await eventually(() => observer.goings.length === 1);
  await rig.reconfigure({ enabled: false });
  await rig.refusal('CP1');
  t.strictSame(observer.handshakes, [
    ['unauthorized', null],
    ['unknown_identity', null],
    ['forbidden', null],
    ['bad_request', null],
    ['accepted', '1.6'],
    ['unavailable', null],
  ]);
  t.strictSame(observer.comings, ['CP1 1.6 ocpp:ws:default']);
  t.strictSame(observer.goings, [
    { identity: 'CP1', code: 1000, reason: 'done', durationMs: 1_500, isReplaced: false },
  ]);
});

t.test('a connection that a newer one took over from is told to be replaced', async (t) => {
  const { observer, rig } = await observed(t);
  await rig.connect('CP1');
  await rig.connect('CP1');
  await eventually(() => observer.goings.length === 1);
  t.match(observer.goings, [{ code: 1008, isReplaced: true }]);
  t.equal(observer.comings.length, 2);
});

t.test('a subprotocol that is not spoken, and a PROXY header that is none, are handshakes too', async (t) => {
  const observer = new RecordingObserver();
  const rig = await GatewayRig.start(t, { observer, listener: { unsupportedSubprotocol: 'accept_then_close' } });
  const raw = await rig.connect('CP1', { subprotocols: [], headers: { 'Sec-WebSocket-Protocol': 'ocpp9.9' } });
  await raw.closed;
  t.strictSame(observer.handshakes, [['unsupported_subprotocol', '1.6']]);
  t.strictSame(observer.comings, []);
  const behind = await GatewayRig.start(t, { observer, listener: { proxyProtocol: true } });
  await t.rejects(behind.connect('CP1'));
  t.strictSame(observer.handshakes.at(-1), ['proxy_refused', null]);
});

t.test('so is a TLS handshake that comes to nothing', async (t) => {
  const observer = new RecordingObserver();
  const tls = {
    certificates: [serverEc],
    requestCert: false,
    rejectUnauthorized: false,
    identityRule: 'none',
  } as const;
  const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
  const rig = await GatewayRig.start(t, { observer, listener: { type: 'wss', tls: { ...tls, ...versions } } });
  await t.rejects(rig.connect('CP1', { url: `${rig.url('CP1').replace('wss', 'ws')}` }));
  await eventually(() => observer.handshakes.length === 1);
  t.strictSame(observer.handshakes, [['tls_failed', null]]);
});

t.test('frames and the ends of CALLs are counted by action, those that no schema knows as one', async (t) => {
  const { observer, rig } = await observed(t, {
    session: { checking: { upstream: 'off', downstream: 'reject', actions: new Map() } },
  });
  const raw = await rig.connect('CP1');
  await raw.send([2, 'x', 'Explode', {}]);
  await rig.bus.next('ocpp/cp/CP1');
  rig.clock.advance(40);
  rig.bus.send(to, result('x', {}));
  await raw.next();
  await raw.send('[9]');
  await eventually(() => observer.reports.length === 1);
  rig.bus.send(to, call('c1', 'Explode'));
  rig.bus.send(to, call('c2'));
  await raw.next();
  rig.clock.advance(7);
  await raw.send([3, 'c2', { status: 'Accepted' }]);
  await rig.beat(raw, 'CP1', 'h1');
  t.strictSame(observer.frames, [
    ['upstream', 2, 'other', 20],
    ['downstream', 3, 'other', 10],
    ['upstream', null, null, 3],
    ['downstream', 2, 'ClearCache', 24],
    ['upstream', 3, 'ClearCache', 30],
    ['upstream', 2, 'Heartbeat', 23],
  ]);
  t.strictSame(observer.ends, [
    ['charge-point', 'other', 'result', 40],
    ['csms', 'other', 'not_allowed', null],
    ['csms', 'ClearCache', 'result', 7],
  ]);
  t.strictSame(observer.reports, [
    ['malformed_frame', 'upstream', null],
    ['call_refused', 'downstream', 'other'],
  ]);
});

t.test('who made a CALL is told, and one whose caller gave up ends once', async (t) => {
  const { observer, rig } = await observed(t);
  const raw = await rig.connect('CP1');
  const request = { clientId: 'CP1', action: 'ClearCache', payload: {} };
  const given = rig.gateway.call({ ...request, uniqueId: 'u1', timeoutMs: 1_000 });
  await raw.next();
  rig.clock.advance(1_000);
  await given;
  t.strictSame(observer.ends, []);
  rig.clock.advance(500);
  await raw.send([3, 'u1', { status: 'Accepted' }]);
  await eventually(() => observer.ends.length === 1);
  await rig.gateway.call({ ...request, clientId: 'CP2' });
  rig.bus.send('ocpp/cs/CP2', call('m1'));
  rig.bus.send('ocpp/cs/CP2', 'hello');
  t.strictSame(observer.ends, [
    ['api', 'ClearCache', 'result', 1_500],
    ['api', 'ClearCache', 'not_connected', null],
    ['csms', 'ClearCache', 'not_connected', null],
  ]);
  t.match(observer.messages.slice(-3), [
    { identity: 'CP2', direction: 'upstream', action: 'ClearCache', message: { kind: 'CallError' } },
    { identity: 'CP2', message: { uniqueId: 'm1' } },
    { identity: 'CP2', action: null, message: { kind: 'CallError', uniqueId: '' } },
  ]);
});

t.test('messages are told with their identity and their payload as it was written', async (t) => {
  const { observer, rig } = await observed(t);
  const raw = await rig.connect('CP1');
  await raw.send('[2,"d1","DataTransfer",{"vendorId" : "v"}]');
  await rig.bus.next('ocpp/cp/CP1');
  rig.bus.send(to, result('d1', { status: 'Accepted' }));
  await raw.next();
  rig.bus.send(to, call('c1'));
  await raw.next();
  await raw.send([4, 'c1', 'InternalError', '', {}]);
  await rig.bus.next('ocpp/cp/CP1/Reply');
  t.match(observer.messages, [
    { direction: 'upstream', action: 'DataTransfer', message: { kind: 'Call', payloadText: '{"vendorId" : "v"}' } },
    { direction: 'downstream', action: 'DataTransfer', message: { kind: 'CallResult' } },
    { direction: 'downstream', action: 'ClearCache', message: { kind: 'Call' } },
    { direction: 'upstream', action: 'ClearCache', message: { kind: 'CallError', errorCode: 'InternalError' } },
  ]);
  for (const message of observer.messages) t.match(message, { identity: 'CP1', version: '1.6', at: rig.clock.now() });
});

t.test('how long the bus takes is told for each message of a charge point', async (t) => {
  const { observer, rig } = await observed(t);
  const raw = await rig.connect('CP1');
  rig.bus.isHeld = true;
  await rig.beat(raw, 'CP1', 'h1');
  rig.clock.advance(30);
  rig.bus.finish();
  t.strictSame(observer.latencies, [30]);
  t.match(rig.gateway.figures(), { congested: 0, callsUnanswered: 1, connections: { '1.6': 1, '2.0.1': 0 } });
});

t.test('figures add up what waits where', async (t) => {
  const { rig } = await observed(t, { offline: { policy: 'queue' } });
  const raw = await rig.connect('CP1');
  for (const id of ['m1', 'm2', 'm3']) rig.bus.send(to, call(id));
  rig.bus.send('ocpp/cs/CP2', call('m4'));
  await rig.beat(raw, 'CP1', 'h1');
  rig.bus.isHeld = true;
  for (let at = 0; at < 64; at += 1) await raw.send([2, `h${at + 2}`, 'Heartbeat', {}]);
  await eventually(() => rig.gateway.figures().congested === 1);
  t.match(rig.gateway.figures(), {
    connections: { '1.6': 1, '2.0.1': 0, '2.1': 0 },
    callsInFlight: 1,
    callsQueued: 2,
    callsUnanswered: 65,
    callsOffline: 1,
    callersWaiting: 0,
  });
});
