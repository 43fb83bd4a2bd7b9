import t from 'tap';
import { decodeFrame, type Registration } from '../src/index.ts';
import {
  call,
  checking,
  closes,
  error,
  frame,
  openSession,
  published,
  refusals,
  reported,
  result,
  transmitted,
} from './opened-session.ts';

const boot = frame(2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' });
const bootAnswer = (status: string, interval = 300, uniqueId = 'b1') =>
  result(uniqueId, { currentTime: '2026-01-01T00:00:00Z', interval, status });
const time = { currentTime: '2026-01-01T00:00:00Z' };

t.test('a CALL goes up, its answer comes down', async (t) => {
  const session = openSession();
  t.match(published(session.receiveFrame(boot, 0)), [
    { channel: 'call', action: 'BootNotification', message: { kind: 'Call', uniqueId: 'b1' } },
  ]);
  const outputs = session.receiveDownstream(bootAnswer('Accepted'), 1);
  t.strictSame(transmitted(outputs), [
    '[3,"b1",{"currentTime":"2026-01-01T00:00:00Z","interval":300,"status":"Accepted"}]',
  ]);
  t.strictSame(reported(outputs), []);
});

t.test('a CALL goes down, its answer goes up', async (t) => {
  const session = openSession();
  t.strictSame(transmitted(session.receiveDownstream(call('d1', 'Reset', { type: 'Soft' }), 0)), [
    '[2,"d1","Reset",{"type":"Soft"}]',
  ]);
  t.match(published(session.receiveFrame('[3,"d1",{"status":"Accepted"}]', 1)), [
    { channel: 'reply', action: 'Reset', message: { kind: 'CallResult', uniqueId: 'd1' } },
  ]);
});

t.test('CALLs may cross: neither direction holds back an answer of the other', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('same id', 'ClearCache'), 0);
  t.equal(published(session.receiveFrame(frame(2, 'same id', 'Heartbeat', {}), 1)).length, 1, 'ours is unanswered');
  t.equal(transmitted(session.receiveDownstream(result('same id', time), 2)).length, 1, 'the answer goes out');
  t.equal(session.snapshot().inFlight, 1, 'and is not taken for the answer to our CALL');
  t.match(published(session.receiveFrame('[3,"same id",{"status":"Accepted"}]', 3)), [{ action: 'ClearCache' }]);
});

t.test('OCPP 1.6 answers each fault of a CALL with its code, under its id', async (t) => {
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
  const table: readonly (readonly [fault: string, text: string, code: string])[] = [
    ['unknown action', frame(2, 'u1', 'Nonsense', {}), 'NotImplemented'],
    ['an action in another case', frame(2, 'u1', 'heartbeat', {}), 'NotImplemented'],
    ['wrong direction', frame(2, 'u1', 'Reset', { type: 'Hard' }), 'NotSupported'],
    ['wrong type', frame(2, 'u1', 'StatusNotification', { ...status, connectorId: '1' }), 'TypeConstraintViolation'],
    ['missing property', frame(2, 'u1', 'StatusNotification', { connectorId: 1 }), 'OccurenceConstraintViolation'],
    [
      'no value of the enum',
      frame(2, 'u1', 'StatusNotification', { ...status, status: 'Idle' }),
      'PropertyConstraintViolation',
    ],
    ['too long', frame(2, 'u1', 'Authorize', { idTag: 'x'.repeat(21) }), 'PropertyConstraintViolation'],
    ['extra property', frame(2, 'u1', 'Heartbeat', { extra: 1 }), 'FormationViolation'],
    ['a payload that is no object', frame(2, 'u1', 'Heartbeat', []), 'FormationViolation'],
    ['no payload', frame(2, 'u1', 'Heartbeat'), 'FormationViolation'],
    ['an action that is no string', frame(2, 'u1', 7, {}), 'FormationViolation'],
  ];
  for (const [fault, text, code] of table) {
    const outputs = openSession().receiveFrame(text, 0);
    t.match(transmitted(outputs), [new RegExp(`^\\[4,"u1","${code}",".+",{}\\]$`)], fault);
    t.strictSame(published(outputs), [], fault);
    t.equal(reported(outputs).length, 1, fault);
  }
});

t.test('OCPP 1.6 drops and reports what is no message', async (t) => {
  for (const text of [
    'hello',
    '{}',
    '[]',
    '[2]',
    '[2,null,"Heartbeat",{}]',
    '[7,"u1"]',
    '[5,"u1","GenericError","",{}]',
    '[6,"u1","A",{}]',
  ]) {
    const outputs = openSession().receiveFrame(text, 0);
    t.strictSame(
      outputs.map(({ kind }) => kind),
      ['report'],
      text,
    );
    t.strictSame(reported(outputs), ['malformed_frame'], text);
  }
});

t.test('the id of a CALL still being processed is a ProtocolError', async (t) => {
  const session = openSession();
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  t.match(transmitted(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 1)), [/^\[4,"u1","ProtocolError",/]);
  t.equal(transmitted(session.receiveDownstream(result('u1', time), 2)).length, 1, 'the first is still answered');
});

t.test('nobody answered the charge point in time: InternalError', async (t) => {
  const session = openSession();
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  t.equal(session.nextTimeout(), 60_000);
  t.strictSame(transmitted(session.advance(60_000)), ['[4,"u1","InternalError","no answer in time",{}]']);
  t.strictSame(refusals(session.receiveDownstream(result('u1', time), 60_001)), ['u1 unknown_unique_id GenericError']);
  t.equal(
    published(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 60_002)).length,
    1,
    'it may try again with its id',
  );
});

t.test('an answer is never answered: unknown id, late, or broken', async (t) => {
  const session = openSession();
  for (const text of [
    '[3,"u9",{}]',
    '[4,"u9","GenericError","",{}]',
    '[4,"-1","RpcFrameworkError","",{}]',
    '[3,"u9"]',
    '[4]',
    '[3,null,{}]',
  ]) {
    t.strictSame(transmitted(session.receiveFrame(text, 0)), [], text);
  }
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  t.strictSame(transmitted(session.receiveFrame('[3,"d1",{"status":"Maybe"}]', 1)), []);
  t.equal(session.snapshot().inFlight, 0, 'the CALL has failed');
});

t.test('a CALLRESULT that is no message fails its CALL, and the next goes out', async (t) => {
  for (const text of [
    '[3,"d1"]',
    '[3,"d1",7]',
    '[3,"d1",{},4,5,6,7,8,9]',
    `[3,"d1",${'['.repeat(5_000)}`,
    '[4,"d1"]',
  ]) {
    const session = openSession();
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    session.receiveDownstream(call('d2', 'ClearCache'), 0);
    const outputs = session.receiveFrame(text, 1);
    t.strictSame(refusals(outputs), ['d1 invalid_answer FormationViolation'], text.slice(0, 30));
    t.strictSame(transmitted(outputs), ['[2,"d2","ClearCache",{}]'], text.slice(0, 30));
    t.strictSame(reported(outputs), ['malformed_frame']);
  }
});

t.test('the answer of the CSMS to a boot is remembered, matched by its id', async (t) => {
  for (const status of ['Accepted', 'Pending', 'Rejected'] as const) {
    const session = openSession();
    session.receiveFrame(boot, 0);
    const registration: Registration = { status, heartbeatIntervalMs: status === 'Accepted' ? 300_000 : null };
    const outputs = session.receiveDownstream(bootAnswer(status), 1);
    t.strictSame(
      outputs.filter(({ kind }) => kind === 'remember'),
      [{ kind: 'remember', registration }],
    );
    t.strictSame(session.snapshot().registration, registration);
  }
});

t.test('an answer that only looks like that of a boot tells nothing', async (t) => {
  const session = openSession({ checking: checking('off') });
  const remembered = (outputs: readonly { readonly kind: string }[]) =>
    outputs.filter(({ kind }) => kind === 'remember').length;
  session.receiveFrame(frame(2, 'u1', 'DataTransfer', { vendorId: 'v' }), 0);
  t.equal(remembered(session.receiveDownstream(bootAnswer('Accepted', 5, 'u1'), 1)), 0, 'to another CALL');
  session.receiveDownstream(call('d1', 'ClearCache'), 2);
  t.equal(
    remembered(session.receiveFrame(frame(3, 'd1', { status: 'Accepted', interval: 5 }), 3)),
    0,
    'of the charge point',
  );
  session.receiveFrame(boot, 4);
  t.equal(remembered(session.receiveDownstream(error('b1', 'InternalError'), 5)), 0, 'a CALLERROR');
  t.strictSame(session.snapshot().registration, { status: null, heartbeatIntervalMs: null });
});

t.test('an answer to a boot that breaks its schema is refused and tells nothing; a corrected one does', async (t) => {
  const session = openSession();
  session.receiveFrame(boot, 0);
  const refused = session.receiveDownstream(result('b1', { status: 'Accepted' }), 1);
  t.strictSame(
    refused.map(({ kind }) => kind),
    ['publish', 'report'],
  );
  t.match(session.receiveDownstream(bootAnswer('Accepted'), 2), [{ kind: 'transmit' }, { kind: 'remember' }]);
});

t.test('a reconnect without a boot keeps the registration, behind the boot gate too', async (t) => {
  const session = openSession({ bootGate: true }, { status: 'Accepted', heartbeatIntervalMs: 300_000 });
  t.equal(published(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)).length, 1);
  t.equal(session.snapshot().heartbeatIntervalMs, 300_000);
});

t.test('the end of a connection fails what was in flight and what waited', async (t) => {
  const session = openSession();
  for (const id of ['d1', 'd2']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  t.strictSame(refusals(session.end('superseded')), ['d1 superseded GenericError', 'd2 superseded GenericError']);
});

t.test('what was never sent can be taken to the next connection', async (t) => {
  const session = openSession();
  for (const id of ['d1', 'd2']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  t.strictSame(session.takeQueued(), [{ call: call('d2', 'ClearCache'), origin: {} }]);
  t.strictSame(refusals(session.end('connection_lost')), ['d1 connection_lost GenericError']);
});

t.test('a snapshot counts what is on its way', async (t) => {
  const session = openSession();
  for (const id of ['d1', 'd2', 'd2']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  t.match(session.snapshot(), {
    inFlight: 1,
    queued: 1,
    refused: 1,
    unanswered: 1,
    pendingCall: { action: 'ClearCache' },
  });
});

t.test('nothing is awaited: no time-out is due', async (t) => {
  const session = openSession();
  t.equal(session.nextTimeout(), Number.POSITIVE_INFINITY);
  t.strictSame(session.advance(1e12), []);
  t.strictSame(closes(session.advance(1e12)), []);
});

t.test('a frame that somebody decoded already is taken as its text is', async (t) => {
  const [one, other] = [openSession(), openSession()];
  for (const text of [boot, 'hello', '', '[3,7,{}]']) {
    t.strictSame(one.receive(decodeFrame(text, '1.6'), 0), other.receiveFrame(text, 0), text);
  }
});

t.test('what an answer answers can be asked before it is taken', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('d1', 'Reset', { type: 'Soft' }), 0);
  session.receiveDownstream(call('d2', 'ClearCache'), 0);
  t.equal(session.actionOf('d1'), 'Reset');
  t.equal(session.actionOf('d2'), undefined, 'it was not sent yet');
  session.receiveFrame('[3,"d1",{"status":"Accepted"}]', 1);
  t.equal(session.actionOf('d1'), undefined);
});

t.test('a CALL of a caller that is refused does not open the boot gate', async (t) => {
  const pending: Registration = { status: 'Pending', heartbeatIntervalMs: null };
  const trigger = (requestedMessage: string) => call('d1', 'TriggerMessage', { requestedMessage });
  for (const [message, isOpen] of [
    [trigger('Heartbeat'), true],
    [{ ...trigger('Heartbeat'), payload: { requestedMessage: 'Heartbeat', extra: 1 } }, false],
  ] as const) {
    const session = openSession({ bootGate: true }, pending);
    session.receiveDownstream(message, 0, { caller: { id: 1 } });
    t.equal(published(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 1)).length, isOpen ? 1 : 0);
  }
});
