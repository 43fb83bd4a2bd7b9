import { once } from 'node:events';
import t from 'tap';
import { noAnswer } from '../src/answerer.ts';
import { ChargePoint } from '../src/charge-point.ts';
import type { ChargePointEvents } from '../src/charge-point-events.ts';
import type { ChargePointOptions } from '../src/charge-point-options.ts';
import { ManualClock } from './manual-clock.ts';
import { TestServer } from './test-server.ts';

const setUp = async (test: Pick<typeof t, 'teardown'>, options: Partial<ChargePointOptions> = {}) => {
  const server = await TestServer.listen();
  const clock = new ManualClock();
  const reconnect = { firstDelayMs: 100, maxDelayMs: 1_000, jitter: 0 };
  const chargePoint = new ChargePoint({
    url: server.url,
    identity: 'CP1',
    clock,
    reconnect,
    random: () => 0.5,
    ...options,
  });
  test.teardown(async () => {
    await chargePoint.close();
    await server.close();
  });
  const next = async <K extends keyof ChargePointEvents>(event: K) =>
    (await once(chargePoint, event)) as ChargePointEvents[K];
  const connect = async () => {
    const booted = next('booted');
    await chargePoint.connect();
    const peer = await server.connections.next();
    if (options.boot !== false) await booted;
    return peer;
  };
  return { server, clock, chargePoint, next, connect };
};

t.test('it connects with its identity, boots, reports its connectors and beats', async (t) => {
  const { server, clock, chargePoint, connect } = await setUp(t, {
    connectors: 2,
    password: 'secret',
    identity: 'CP 1',
  });
  const peer = await connect();
  t.equal(peer.request.url, '/ocpp/CP%201');
  t.equal(peer.request.headers.authorization, `Basic ${Buffer.from('CP 1:secret').toString('base64')}`);
  t.ok(chargePoint.connected);
  t.equal(chargePoint.registration, 'Accepted');
  await peer.nextCall('BootNotification');
  for (const connectorId of [0, 1, 2]) {
    t.match(await peer.nextCall('StatusNotification'), { payload: { connectorId, status: 'Available' } });
  }
  clock.advance(300_000);
  t.same((await peer.nextCall('Heartbeat')).payload, {});
  t.equal(server.connections.values.length, 0);
});

t.test('a refused handshake rejects with its HTTP status', async (t) => {
  const { server, chargePoint } = await setUp(t);
  server.refusal = { statusLine: '401 Unauthorized' };
  await t.rejects(chargePoint.connect(), { code: 'HANDSHAKE_REFUSED', status: 401 });
});

t.test('a CALL resolves with its payload, and its frames and answer are told', async (t) => {
  const { chargePoint, connect, next } = await setUp(t, { boot: false });
  await connect();
  const frames: string[] = [];
  chargePoint.on('frame', (direction, text) => frames.push(`${direction} ${text}`));
  const answered = next('answer');
  t.same(await chargePoint.call('DataTransfer', { vendorId: 'x' }, { uniqueId: 'id-1' }), { status: 'Accepted' });
  t.match(await answered, [{ kind: 'CallResult', uniqueId: 'id-1' }, { action: 'DataTransfer' }]);
  t.same(frames, ['out [2,"id-1","DataTransfer",{"vendorId":"x"}]', 'in [3,"id-1",{"status":"Accepted"}]']);
  await t.rejects(chargePoint.call('Unheard', {}), { code: 'CALL_ERROR', errorCode: 'NotImplemented' });
});

t.test('a server that stays silent lets the CALL time out, and its late answer is a problem', async (t) => {
  const { server, clock, chargePoint, connect, next } = await setUp(t, { boot: false, callTimeoutMs: 5_000 });
  server.answers.set('Heartbeat', () => 'silence');
  const peer = await connect();
  const call = t.rejects(chargePoint.call('Heartbeat', {}), { code: 'CALL_TIMED_OUT' });
  const { uniqueId } = await peer.nextCall('Heartbeat');
  clock.advance(5_000);
  await call;
  const problem = next('problem');
  peer.send([3, uniqueId, {}]);
  t.match(await problem, [{ code: 'UNEXPECTED_ANSWER' }]);
});

t.test('only one CALL is in flight, whatever is asked for, while CALLs of the server are answered', async (t) => {
  const { server, chargePoint, connect } = await setUp(t, { boot: false, callsMax: 2 });
  server.answers.set('DataTransfer', () => 'silence');
  const peer = await connect();
  const first = chargePoint.call('DataTransfer', {});
  const second = chargePoint.call('Heartbeat', {});
  const third = chargePoint.call('Heartbeat', {});
  await t.rejects(chargePoint.call('Heartbeat', {}), { code: 'CALL_QUEUE_FULL' });
  const { uniqueId } = await peer.nextCall('DataTransfer');
  t.match(await peer.call('GetLocalListVersion', {}), [{ listVersion: 0 }]);
  t.same(peer.actions, ['DataTransfer']);
  peer.send([3, uniqueId, {}]);
  await Promise.all([first, second, third]);
});

t.test('a whole transaction reaches the server in order', async (t) => {
  const { clock, chargePoint, connect, next } = await setUp(t);
  const peer = await connect();
  const { transactionId } = await chargePoint.startTransaction({ connectorId: 1, idTag: 'TAG' });
  const metered = next('transaction');
  clock.advance(60_000);
  t.match(await metered, [{ kind: 'metered', transactionId }]);
  await peer.nextCall('MeterValues');
  await chargePoint.stopTransaction(1);
  t.match(await peer.nextCall('StopTransaction'), { payload: { transactionId, reason: 'Local' } });
  t.same(
    peer.actions.filter((action) => action !== 'StatusNotification'),
    ['BootNotification', 'Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction'],
  );
});

t.test('a connection that is lost in a transaction comes back without a boot, and nothing of it is lost', async (t) => {
  const { server, clock, chargePoint, connect, next } = await setUp(t);
  await connect();
  await chargePoint.startTransaction({ connectorId: 1, idTag: 'TAG' });
  const waiting = next('reconnecting');
  const closed = next('close');
  chargePoint.terminate();
  t.match(await closed, [{ code: 1006 }]);
  t.same(await waiting, [{ attempt: 1, delayMs: 100, cause: undefined }]);
  const stopping = chargePoint.stopTransaction(1);
  t.equal(chargePoint.connected, false);
  clock.advance(100);
  await next('open');
  const peer = await server.connections.next();
  await stopping;
  t.match(await peer.nextCall('StopTransaction'), { payload: { transactionId: 1 } });
  t.notOk(peer.actions.includes('BootNotification'));
  t.match(await peer.nextCall('StatusNotification'), { payload: { connectorId: 1, status: 'Finishing' } });
});

t.test('a boot that is Pending is repeated, and until then only triggers are followed', async (t) => {
  const { server, clock, chargePoint, connect, next } = await setUp(t);
  server.answers.set('BootNotification', () => ({ status: 'Pending', interval: 20, currentTime: 'x' }));
  const peer = await connect();
  t.equal(chargePoint.registration, 'Pending');
  t.same(await peer.call('RemoteStartTransaction', { idTag: 'A' }), [{ status: 'Rejected' }]);
  t.same(await peer.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }), [
    { status: 'Accepted' },
  ]);
  await peer.nextCall('StatusNotification');
  server.answers.clear();
  const booted = next('booted');
  clock.advance(20_000);
  t.same(await booted, ['Accepted', 300]);
});

t.test('CALLs of the server are told and answered, unknown ones with NotImplemented', async (t) => {
  const { connect, next } = await setUp(t);
  const peer = await connect();
  const told = next('call');
  t.match(await peer.call('GetConfiguration', { key: ['NumberOfConnectors'] }), [
    { configurationKey: [{ key: 'NumberOfConnectors', value: '1' }] },
  ]);
  t.match(await told, [{ kind: 'Call', action: 'GetConfiguration' }]);
  t.same(await peer.call('Explode', {}), ['NotImplemented']);
});

t.test('changed intervals take effect at once', async (t) => {
  const { clock, connect } = await setUp(t);
  const peer = await connect();
  await peer.call('ChangeConfiguration', { key: 'heartbeatinterval', value: '7' });
  clock.advance(7_000);
  await peer.nextCall('Heartbeat');
  await peer.call('ChangeConfiguration', { key: 'WebSocketPingInterval', value: '3' });
  const pinged = once(peer.socket, 'ping');
  clock.advance(3_000);
  await pinged;
  const again = once(peer.socket, 'ping');
  clock.advance(3_000);
  await again;
});

t.test('Reset ends the transaction, drops the connection, comes back and boots', async (t) => {
  for (const [type, code] of [
    ['Soft', 1000],
    ['Hard', 1006],
  ] as const) {
    const { server, clock, chargePoint, connect, next } = await setUp(t, { reconnect: false, rebootMs: 3_000 });
    const peer = await connect();
    await chargePoint.startTransaction({ connectorId: 1, idTag: 'TAG' });
    const waiting = next('reconnecting');
    t.same(await peer.call('Reset', { type }), [{ status: 'Accepted' }]);
    t.match(await peer.nextCall('StopTransaction'), { payload: { reason: `${type}Reset` } });
    t.equal(await peer.closed, code);
    t.match(peer.texts.at(-1), /"StatusNotification".*"Available"/, 'the last word, and it was answered');
    t.match(await waiting, [{ delayMs: 3_000 }]);
    const booted = next('booted');
    clock.advance(3_000);
    await booted;
    const again = await server.connections.next();
    await again.nextCall('BootNotification');
    for (const connectorId of [0, 1]) t.match(await again.nextCall('StatusNotification'), { payload: { connectorId } });
  }
});

t.test('a reset does not wait for ever on a server that does not answer', async (t) => {
  const { server, clock, chargePoint, connect, next } = await setUp(t);
  const peer = await connect();
  await chargePoint.startTransaction({ connectorId: 1, idTag: 'TAG' });
  server.answers.set('StopTransaction', () => 'silence');
  await peer.call('Reset', { type: 'Soft' });
  await peer.call('Reset', { type: 'Hard' });
  await peer.nextCall('StopTransaction');
  const rebooting = next('reboot');
  clock.advance(5_000);
  t.same(await rebooting, ['Soft']);
  await peer.closed;
});

t.test('an override answers in its place, and a late answer is still sent', async (t) => {
  const { chargePoint, connect } = await setUp(t);
  const peer = await connect();
  const late = Promise.withResolvers<Record<string, unknown>>();
  chargePoint.override('ClearCache', () => late.promise);
  const answering = peer.call('ClearCache', {});
  chargePoint.override('GetConfiguration', () => noAnswer);
  peer.send([2, 'never', 'GetConfiguration', {}]);
  t.same(await peer.call('GetLocalListVersion', {}), [{ listVersion: 0 }]);
  late.resolve({ status: 'Rejected' });
  t.same(await answering, [{ status: 'Rejected' }]);
  t.same(peer.others.values, [], 'and never is never');
});

t.test('whatever the server sends that is no message is a problem, and the connection lives on', async (t) => {
  const { connect, next } = await setUp(t);
  const peer = await connect();
  const cases: [() => void, string][] = [
    [() => peer.send('not json'), 'MALFORMED_FRAME'],
    [() => peer.send('[3,"nobody",{}]'), 'UNEXPECTED_ANSWER'],
    [() => peer.socket.send(Buffer.from([1]), { binary: true }), 'BINARY_MESSAGE'],
  ];
  for (const [send, code] of cases) {
    const problem = next('problem');
    send();
    t.match(await problem, [{ code }]);
  }
  peer.send('');
  peer.send([2, 'x', 'ClearCache', 'no object']);
  t.match(await peer.others.next(), [4, 'x', 'FormationViolation']);
});

t.test('raw text and bytes go out as they are', async (t) => {
  const { chargePoint, connect } = await setUp(t, { boot: false });
  const peer = await connect();
  peer.socket.removeAllListeners('message');
  const text = once(peer.socket, 'message');
  chargePoint.sendRaw('{broken');
  t.match(String((await text)[0]), '{broken');
  const bytes = once(peer.socket, 'message');
  chargePoint.sendRaw(Buffer.from([7]));
  t.same(await bytes, [Buffer.from([7]), true]);
});

t.test('a fault is reported, and taken back', async (t) => {
  const { chargePoint, connect, next } = await setUp(t);
  const peer = await connect();
  for (const _ of [0, 1]) await peer.nextCall('StatusNotification');
  const state = next('state');
  chargePoint.setFault(1, 'GroundFailure');
  t.same(await state, [1, 'Faulted']);
  t.match(await peer.nextCall('StatusNotification'), { payload: { errorCode: 'GroundFailure', status: 'Faulted' } });
  await t.rejects(chargePoint.startTransaction({ connectorId: 1, idTag: 'A' }), { code: 'TRANSACTION_REFUSED' });
  chargePoint.setFault(1, 'NoError');
  t.match(await peer.nextCall('StatusNotification'), { payload: { status: 'Available' } });
  t.throws(() => chargePoint.setFault(9, 'NoError'), RangeError);
});

t.test('close ends what waits, frees the connectors and leaves no timer', async (t) => {
  const { server, clock, chargePoint, connect } = await setUp(t);
  const peer = await connect();
  await chargePoint.startTransaction({ connectorId: 1, idTag: 'A' });
  server.answers.set('Heartbeat', () => 'silence');
  const call = t.rejects(chargePoint.call('Heartbeat', {}), { code: 'CLOSED' });
  const { uniqueId } = await peer.nextCall('Heartbeat');
  chargePoint.on('problem', (problem) => t.fail(problem.message));
  const closing = chargePoint.close(1001, 'gone');
  peer.send([3, uniqueId, {}]);
  await closing;
  await call;
  t.equal(await peer.closed, 1001);
  t.same(clock.waiting, []);
  t.equal(chargePoint.device.connectors[1]?.status, 'Available');
  await t.rejects(chargePoint.call('Heartbeat', {}), { code: 'NOT_CONNECTED' });
  t.equal(await chargePoint.authorize('A'), 'Accepted', 'what it has learned it still knows');
});
