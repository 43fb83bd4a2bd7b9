// Everything that peers get wrong, or do on purpose, sent through a session with the real schemas.

import t from 'tap';
import {
  call,
  closes,
  frame,
  openSession,
  published,
  refusals,
  reported,
  result,
  transmitted,
} from './opened-session.ts';

const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };

t.test('a 5,000-deep payload is refused, and nothing of it is published', async (t) => {
  for (const [open, close] of [
    ['{"a":', '}'],
    ['[', ']'],
  ] as const) {
    const text = `[2,"u1","DataTransfer",{"vendorId":"v","data":${open.repeat(5_000)}1${close.repeat(5_000)}}]`;
    const outputs = openSession().receiveFrame(text, 0);
    t.match(transmitted(outputs), [
      /^\[4,"u1","FormationViolation","the frame is nested deeper than \d+ levels",{}\]$/,
    ]);
    t.strictSame(published(outputs), []);
  }
});

t.test('an integer above 2^53 arrives unchanged, up and down', async (t) => {
  const digits = '9007199254740993';
  const up = openSession().receiveFrame(
    `[2,"u1","StatusNotification",{"connectorId":${digits},"errorCode":"NoError","status":"Available"}]`,
    0,
  );
  const [upstream] = published(up);
  t.match(upstream?.message.kind === 'Call' ? upstream.message.payloadText : '', `"connectorId":${digits},`);
  const payloadText = `{"connectorId":${digits}}`;
  const session = openSession();
  const down = session.receiveDownstream(
    { ...call('d1', 'UnlockConnector', { connectorId: Number(digits) }), payloadText },
    0,
  );
  t.strictSame(transmitted(down), [`[2,"d1","UnlockConnector",${payloadText}]`]);
});

t.test('__proto__, constructor and toString are ids like any other', async (t) => {
  const session = openSession();
  for (const id of ['__proto__', 'constructor', 'toString']) {
    t.match(published(session.receiveFrame(frame(2, id, 'Heartbeat', {}), 0)), [{ message: { uniqueId: id } }]);
    t.match(transmitted(session.receiveFrame(frame(2, id, 'Heartbeat', {}), 0)), [/ProtocolError/], 'a duplicate');
    t.equal(transmitted(session.receiveDownstream(result(id, { currentTime: '2026-01-01T00:00:00Z' }), 0)).length, 1);
    t.strictSame(reported(session.receiveFrame(frame(3, id, {}), 0)), ['unknown_unique_id']);
    t.equal(transmitted(session.receiveDownstream(call(id, 'ClearCache'), 0)).length, 1);
    t.match(published(session.receiveFrame(frame(3, id, { status: 'Accepted' }), 0)), [{ channel: 'reply' }]);
  }
});

t.test('__proto__, constructor and toString are unknown actions and extra keys', async (t) => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    t.match(transmitted(openSession().receiveFrame(frame(2, 'u1', name, {}), 0)), [/^\[4,"u1","NotImplemented"/]);
    const outputs = openSession().receiveFrame(`[2,"u1","Heartbeat",{"${name}":{"status":"Accepted"}}]`, 0);
    t.match(transmitted(outputs), [new RegExp(`^\\[4,"u1","FormationViolation","/: ${name} is not`)]);
  }
  t.notOk('status' in {});
});

t.test('a number as the id of an answer is reported, and matched by its text only', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('2', 'ClearCache'), 0);
  const other = session.receiveFrame('[3,2.0,{"status":"Accepted"}]', 1);
  t.strictSame(reported(other), ['numeric_unique_id', 'unknown_unique_id']);
  const outputs = session.receiveFrame('[3,2,{"status":"Accepted"}]', 2);
  t.strictSame(reported(outputs), ['numeric_unique_id']);
  t.match(published(outputs), [{ channel: 'reply', action: 'ClearCache', message: { uniqueId: '2' } }]);
});

t.test('an unknown message type is ignored and reported', async (t) => {
  for (const type of [0, 1, 5, 6, 7, -2, 2.5]) {
    const outputs = openSession().receiveFrame(frame(type, 'u1', 'Heartbeat', {}), 0);
    t.strictSame(
      outputs.map(({ kind }) => kind),
      ['report'],
      String(type),
    );
  }
});

t.test('an id of 37 characters is a FormationViolation under that id, in an answer it is reported', async (t) => {
  const long = 'x'.repeat(37);
  t.match(transmitted(openSession().receiveFrame(frame(2, long, 'Heartbeat', {}), 0)), [
    new RegExp(`^\\[4,"${long}","FormationViolation"`),
  ]);
  const answer = openSession().receiveFrame(frame(3, long, {}), 0);
  t.strictSame(
    answer.map(({ kind }) => kind),
    ['report'],
  );
});

t.test('an unknown action, and Reset sent by a charge point', async (t) => {
  t.strictSame(transmitted(openSession().receiveFrame(frame(2, 'u1', 'Dance', {}), 0)), [
    '[4,"u1","NotImplemented","action Dance is unknown in OCPP 1.6",{}]',
  ]);
  t.strictSame(transmitted(openSession().receiveFrame(frame(2, 'u1', 'Reset', { type: 'Hard' }), 0)), [
    '[4,"u1","NotSupported","Reset is sent by the CSMS only",{}]',
  ]);
});

t.test('a payload that breaks its schema in each of the four ways is answered with code and path', async (t) => {
  const sample = (value: unknown) => ({
    connectorId: 1,
    meterValue: [{ timestamp: '2026-01-01T00:00:00Z', sampledValue: [value] }],
  });
  const table: readonly (readonly [action: string, payload: unknown, code: string, path: string])[] = [
    ['StatusNotification', { ...status, connectorId: 'one' }, 'TypeConstraintViolation', '/connectorId: '],
    ['MeterValues', sample({ value: 1 }), 'TypeConstraintViolation', '/meterValue/0/sampledValue/0/value: '],
    ['StatusNotification', { connectorId: 1, status: 'Available' }, 'OccurenceConstraintViolation', '/: errorCode '],
    ['MeterValues', sample({}), 'OccurenceConstraintViolation', '/meterValue/0/sampledValue/0: value '],
    ['StatusNotification', { ...status, status: 'Idle' }, 'PropertyConstraintViolation', '/status: '],
    [
      'MeterValues',
      sample({ value: '1', phase: 'L4' }),
      'PropertyConstraintViolation',
      '/meterValue/0/sampledValue/0/phase: ',
    ],
    ['StatusNotification', { ...status, colour: 1 }, 'FormationViolation', '/: colour '],
    ['MeterValues', sample({ value: '1', colour: 1 }), 'FormationViolation', '/meterValue/0/sampledValue/0: colour '],
  ];
  for (const [action, payload, code, path] of table) {
    const [text = '[]'] = transmitted(openSession().receiveFrame(frame(2, 'u1', action, payload), 0));
    const [type, id, errorCode, description, details] = JSON.parse(text) as unknown[];
    t.strictSame([type, id, errorCode, details], [4, 'u1', code, {}]);
    t.ok(String(description).startsWith(path), `${String(description)} begins with ${path}`);
  }
});

t.test('the value that broke a schema is in no answer and no report', async (t) => {
  const secret = 'TAG-0123456789-TOO-LONG';
  const outputs = openSession().receiveFrame(frame(2, 'u1', 'Authorize', { idTag: secret }), 0);
  t.match(transmitted(outputs), [/PropertyConstraintViolation/]);
  t.notMatch(JSON.stringify(outputs), secret);
});

t.test('of 101 CALLs that wait the last is refused', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('in flight', 'ClearCache'), 0);
  const outputs = Array.from({ length: 101 }, (_, at) => session.receiveDownstream(call(`u${at}`, 'ClearCache'), 0));
  t.strictSame(outputs.slice(0, 100).flat(), []);
  t.strictSame(refusals(outputs[100] ?? []), ['u100 queue_full GenericError']);
  t.match(session.snapshot(), { inFlight: 1, queued: 100, refused: 1 });
});

t.test('a duplicate of either side is refused', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  t.strictSame(refusals(session.receiveDownstream(call('d1', 'ClearCache'), 0)), [
    'd1 duplicate_unique_id ProtocolError',
  ]);
  session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
  t.match(transmitted(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)), [/ProtocolError/]);
});

t.test('an answer that comes after its CALL timed out is dropped and reported', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  t.strictSame(refusals(session.advance(30_000)), ['d1 timed_out GenericError']);
  const outputs = session.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 30_001);
  t.strictSame(
    outputs.map(({ kind }) => kind),
    ['report'],
  );
  t.strictSame(reported(outputs), ['late_answer']);
});

t.test('a second answer to one CALL is dropped and reported', async (t) => {
  const session = openSession();
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  session.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 1);
  t.strictSame(reported(session.receiveFrame(frame(3, 'd1', { status: 'Accepted' }), 2)), ['unknown_unique_id']);
});

t.test('a null payload is taken for an empty one and goes on as {}', async (t) => {
  const session = openSession();
  t.match(published(session.receiveFrame('[2,"u1","Heartbeat",null]', 0)), [{ message: { payloadText: '{}' } }]);
  session.receiveDownstream(
    call('d1', 'UpdateFirmware', { location: 'https://a.test/f', retrieveDate: '2026-01-01T00:00:00Z' }),
    1,
  );
  t.match(published(session.receiveFrame('[3,"d1",null]', 2)), [{ channel: 'reply', message: { payloadText: '{}' } }]);
});

t.test('an empty text is ignored without a word', async (t) => {
  for (const text of ['', '  \r\n']) t.strictSame(openSession().receiveFrame(text, 0), []);
});

t.test('a binary message closes the connection with 1003', async (t) => {
  const outputs = openSession().receiveBinary();
  t.match(closes(outputs), [{ code: 1003 }]);
  t.strictSame(reported(outputs), ['binary_frame']);
});

t.test('what is not JSON, or no array, is dropped and reported', async (t) => {
  for (const text of [
    'hello',
    '\u0000',
    '{"a":1}',
    '[2,"u1","Heartbeat",{}',
    '"[2]"',
    '\uFEFF[2,"u1","Heartbeat",{}]',
  ]) {
    t.strictSame(reported(openSession().receiveFrame(text, 0)), ['malformed_frame']);
  }
});
