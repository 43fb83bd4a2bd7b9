import { AnsweredCalls } from '@ocpp-broker/ocpp';
import t from 'tap';
import { sendBufferBytesMax } from '../src/connection.ts';
import { ConnectionRig, connectionOptions } from './fixtures/connection-rig.ts';
import { eventually } from './fixtures/eventually.ts';

t.test('what the outputs of the session say is carried out in order', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.bus.next('#'), { topic: 'ocpp/cp/CP1', qos: 2, retain: false });
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.raw.nextJson(), [4, 'u1', 'ProtocolError']);
  t.strictSame(rig.reportCodes, ['call_refused']);
  t.strictSame(rig.log.messages('warn').length, 1);
});

t.test('traffic counts the messages of both directions', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send('[2,"ü","Heartbeat",{}]');
  await rig.bus.next('#');
  rig.call('u1');
  const frame = await rig.raw.next();
  t.strictSame(rig.connection.traffic(), {
    receivedMessages: 1,
    receivedBytes: 23,
    sentMessages: 1,
    sentBytes: frame.length,
  });
});

t.test('a BootNotification is remembered: who it is at once, its registration when it is answered', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send([2, 'u1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }]);
  await rig.bus.next('#');
  t.match(rig.remembered, [{ vendor: 'v', model: 'm', lastBootAt: rig.clock.now() }]);
  const payload = { currentTime: '2026-03-01T08:00:00Z', interval: 300, status: 'Accepted' };
  const payloadText = JSON.stringify(payload);
  rig.connection.receiveDownstream({ kind: 'CallResult', uniqueId: 'u1', payload, payloadText }, {});
  t.equal(await rig.raw.next(), `[3,"u1",${payloadText}]`);
  t.strictSame(rig.remembered[1], { status: 'Accepted', heartbeatIntervalMs: 300_000 });
});

t.test('a binary message closes with 1003', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.sendBinary(Buffer.from('[2,"u1","Heartbeat",{}]'));
  t.match(await rig.raw.closed, { code: 1003 });
  t.strictSame(rig.reportCodes, ['binary_frame']);
  t.strictSame(rig.bus.published, []);
});

t.test('a message larger than the bound closes with 1009, and says so in report and reason', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send(`[2,"u1","DataTransfer",{"vendorId":"v","data":"${'x'.repeat(100_000)}"}]`);
  t.match(await rig.raw.closed, { code: 1009 });
  await rig.connection.closed;
  t.match(rig.reports, [{ code: 'malformed_frame', direction: 'upstream', detail: /payload size/i }]);
  t.match(rig.ends.at(-1), /payload size/i);
});

t.test('an end of the peer is told with its own code and reason', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.close(4001, 'going home');
  await rig.connection.closed;
  t.strictSame(rig.ends, ['ending', '4001 going home']);
  const cut = await ConnectionRig.start(t);
  cut.raw.terminate();
  await cut.connection.closed;
  t.strictSame(cut.ends, ['ending', '1006 ']);
});

t.test('close tells what is lost, then closes; the code and reason that count are ours', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.call('u1');
  rig.call('u2');
  await rig.raw.next();
  rig.connection.close(1008, 'kicked by the operator');
  t.notOk(rig.connection.isOpen);
  rig.connection.close(1001, 'again');
  t.match(rig.bus.all('ocpp/cp/CP1/Reply'), [
    { UniqueId: 'u1', ErrorDetails: { Reason: 'connection_lost' } },
    { UniqueId: 'u2', ErrorDetails: { Reason: 'connection_lost' } },
  ]);
  t.strictSame(await rig.raw.closed, { code: 1008, reason: 'kicked by the operator' });
  await rig.connection.closed;
  t.strictSame(rig.ends, ['ending', '1008 kicked by the operator']);
  t.strictSame(rig.clock.delays, [], 'no timer is left');
});

t.test('frames that come after the close began are not dealt with', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  rig.connection.close(1008, 'enough');
  await rig.connection.closed;
  t.strictSame(rig.bus.published, []);
  t.equal(rig.connection.traffic().receivedMessages, 0);
});

t.test('a peer that does not answer the close is cut off', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.raw.pause();
  rig.connection.close(1008, 'enough');
  rig.clock.advance(1_999);
  t.equal(rig.ends.length, 1);
  rig.clock.advance(1);
  await rig.connection.closed;
  t.strictSame(rig.ends, ['ending', '1008 enough']);
});

t.test('a charge point that does not read is closed with 1013', async (t) => {
  const rig = await ConnectionRig.start(t, { session: { strictCallOrder: false } });
  rig.raw.pause();
  const payloadText = JSON.stringify({ vendorId: 'v', data: 'x'.repeat(200_000) });
  for (let place = 0; place < 100; place += 1) rig.call(`u${place}`, 'DataTransfer', payloadText);
  t.ok(rig.socket.bufferedAmount > sendBufferBytesMax);
  t.ok(rig.socket.bufferedAmount < sendBufferBytesMax + 2 * payloadText.length, 'nothing is queued beyond the bound');
  t.notOk(rig.connection.isOpen);
  rig.raw.resume();
  t.strictSame(await rig.raw.closed, { code: 1013, reason: 'the charge point does not read' });
  t.match(rig.bus.all('ocpp/cp/CP1/Reply').at(0), { UniqueId: 'u0', ErrorDetails: { Reason: 'connection_lost' } });
});

t.test('a message that is no message is answered on the error topic with its id', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.connection.refuseDownstream('u1', 'not_a_message', 'Payload must be a JSON object', {});
  t.strictSame(await rig.bus.nextJson('ocpp/cp/CP1/Reply'), {
    MessageTypeId: 4,
    UniqueId: 'u1',
    ErrorCode: 'FormationViolation',
    ErrorDescription: 'Payload must be a JSON object',
    ErrorDetails: { Reason: 'not_a_message' },
  });
  t.match(rig.reports, [{ code: 'malformed_frame', direction: 'downstream' }]);
  t.match(rig.connection.facts().lastError, /FormationViolation/);
});

t.test('who asked for a CALL hears of it besides the topics of the gateway, with the correlation data', async (t) => {
  const rig = await ConnectionRig.start(t);
  const correlationData = Buffer.from([0, 255]);
  const origin = { replyTo: { topic: 'csms/answers', correlationData } };
  rig.call('u1', 'ClearCache', '{}', origin);
  rig.call('u2', 'ClearCache', '{}', { replyTo: { topic: 'csms/answers' } });
  await rig.raw.next();
  await rig.raw.send([3, 'u1', { status: 'Accepted' }]);
  const [own, answer] = [await rig.bus.next('#'), await rig.bus.next('#')];
  t.strictSame(own, { topic: 'ocpp/cp/CP1/Reply', payload: own.payload, qos: 2, retain: false });
  t.strictSame(answer, { ...own, topic: 'csms/answers', properties: { correlationData } });
  rig.connection.refuseDownstream('u3', 'not_json', 'the message is not JSON', origin);
  t.match(rig.bus.published.at(-1), { topic: 'csms/answers', payload: /not_json/, properties: { correlationData } });
  rig.connection.close(1008, 'enough');
  t.match(rig.bus.published.at(-1), { topic: 'csms/answers', payload: /"UniqueId":"u2".*connection_lost/ });
});

t.test('a CALL that expires while it waits is told at its moment', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.call('u1');
  rig.call('u2', 'ClearCache', '{}', { expiresAt: rig.clock.now() + 5_000 });
  rig.clock.advance(4_999);
  t.equal(rig.connection.snapshot().queued, 1);
  rig.clock.advance(1);
  t.equal(rig.connection.snapshot().queued, 0);
  t.match(await rig.bus.nextJson('#'), { UniqueId: 'u2', ErrorDetails: { Reason: 'expired' } });
});

t.test('what an earlier connection answered is answered again, and counted as sent', async (t) => {
  const answered = new AnsweredCalls();
  const first = await ConnectionRig.start(t, {}, { answered });
  await first.raw.send([2, 'u1', 'Heartbeat', {}]);
  await first.bus.next('#');
  const payload = { currentTime: '2026-03-01T08:00:00Z' };
  const answer = { kind: 'CallResult', uniqueId: 'u1', payload, payloadText: JSON.stringify(payload) } as const;
  first.connection.receiveDownstream(answer, {});
  const frame = await first.raw.next();
  first.raw.terminate();
  const second = await ConnectionRig.start(t, {}, { answered });
  await second.raw.send([2, 'u1', 'Heartbeat', {}]);
  t.equal(await second.raw.next(), frame);
  t.strictSame(second.bus.published, []);
  t.match(second.connection.traffic(), { sentMessages: 1, sentBytes: frame.length });
});

t.test('it speaks the version of its peer', async (t) => {
  const rig = await ConnectionRig.start(t, {}, { version: '2.1' });
  await rig.raw.send('hello');
  t.match(await rig.raw.nextJson(), [4, '-1', 'RpcFrameworkError']);
  rig.connection.refuseDownstream('u1', 'not_a_message', 'no', {});
  t.match(await rig.bus.nextJson('#'), { ErrorCode: 'FormatViolation' });
});

t.test('options that change while it lives are in force at once', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.connection.reconfigure(connectionOptions({ topics: { mountpoint: 'new/' } }));
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  t.equal((await rig.bus.next('#')).topic, 'new/cp/CP1');
  t.equal(rig.connection.topics.downstream, 'new/cs/CP1');
});

t.test('a bus that fails is told to the log, and the connection goes on', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.bus.failure = new Error('the broker is closed');
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('#');
  await eventually(() => rig.log.messages('error').length === 1);
  t.ok(rig.connection.isOpen);
});

t.test('nothing is sent on a socket that has begun to close, whatever falls due', async (t) => {
  const rig = await ConnectionRig.start(t);
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('#');
  rig.raw.pause();
  rig.socket.close(1000);
  t.notOk(rig.connection.isOpen);
  rig.clock.advance(60_000);
  t.strictSame(rig.reportCodes, ['reply_timed_out']);
  t.equal(rig.connection.traffic().sentMessages, 0);
});

t.test('a socket that fails is told to the log, and why it failed is the reason of its end', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.socket.emit('error', new Error('read ECONNRESET'));
  rig.socket.terminate();
  await rig.connection.closed;
  t.strictSame(rig.log.messages('warn'), ['the socket failed']);
  t.strictSame(rig.ends, ['ending', '1006 read ECONNRESET']);
});
