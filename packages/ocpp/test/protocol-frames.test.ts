// "Frames" of the protocol notes: each row in each version, through a session.

import t, { type Test } from 'tap';
import { decodeFrame, encodeFrame, type OcppVersion, type SchemaDocument } from '../src/index.ts';
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
  send,
  transmitted,
  validatorOf,
  versions,
} from './opened-session.ts';
import { samples, time } from './samples.ts';

const open = (version: OcppVersion) => openSession({}, undefined, version);
const beat = (id: string) => frame(2, id, 'Heartbeat', {});
const stream = { id: 1, data: [] };

function row(
  name: string,
  test: (t: Test, version: OcppVersion) => void,
  only: readonly OcppVersion[] = versions,
): void {
  for (const version of only) t.test(`Frames · ${name} · ${version}`, async (t) => test(t, version));
}

row('CALL 2, reply 3', (t, version) => {
  const session = open(version);
  t.match(published(session.receiveFrame(beat('u1'), 0)), [
    { channel: 'call', message: { kind: 'Call', uniqueId: 'u1' } },
  ]);
  const answer = transmitted(session.receiveDownstream(result('u1', { currentTime: time }), 1));
  t.strictSame(answer, [`[3,"u1",{"currentTime":"${time}"}]`]);
  t.strictSame(transmitted(session.receiveDownstream(call('d1', 'ClearCache'), 2)), ['[2,"d1","ClearCache",{}]']);
});

row('CALL 2, reply 4', (t, version) => {
  const session = open(version);
  session.receiveFrame(beat('u1'), 0);
  const down = error('u1', 'GenericError', 'why', '{"a":1}');
  t.strictSame(transmitted(session.receiveDownstream(down, 1)), ['[4,"u1","GenericError","why",{"a":1}]']);
  session.receiveDownstream(call('d1', 'ClearCache'), 2);
  const up = session.receiveFrame('[4,"d1","GenericError","why",{"a":1}]', 3);
  t.match(published(up), [{ channel: 'error', message: { kind: 'CallError', errorDetailsText: '{"a":1}' } }]);
});

row('CALLRESULT 3, no reply', (t, version) => {
  const session = open(version);
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  const outputs = session.receiveFrame('[3,"d1",{"status":"Accepted"}]', 1);
  t.match(published(outputs), [{ channel: 'reply', action: 'ClearCache' }]);
  t.strictSame(transmitted(outputs), []);
});

row('CALLERROR 4, no reply', (t, version) => {
  const session = open(version);
  session.receiveDownstream(call('d1', 'ClearCache'), 0);
  t.strictSame(transmitted(session.receiveFrame('[4,"d1","GenericError","",{}]', 1)), []);
});

row(
  'CALLRESULTERROR 5 exists, no reply',
  (t, version) => {
    const session = open(version);
    const outputs = session.receiveFrame('[5,"u1","FormatViolation","why",{"a":1}]', 0);
    t.strictSame(transmitted(outputs), []);
    t.match(published(outputs), [
      {
        channel: 'error',
        action: undefined,
        message: { kind: 'CallResultError', uniqueId: 'u1', errorCode: 'FormatViolation' },
      },
    ]);
    const down = { ...error('d1', 'FormationViolation', 'why'), kind: 'CallResultError' } as const;
    t.strictSame(transmitted(session.receiveDownstream(down, 1)), ['[5,"d1","FormatViolation","why",{}]']);
  },
  ['2.1'],
);

row(
  'CALLRESULTERROR 5 does not exist',
  (t, version) => {
    t.strictSame(published(open(version).receiveFrame('[5,"u1","FormatViolation","",{}]', 0)), []);
    const outputs = open(version).receiveDownstream({ ...error('d1', 'GenericError'), kind: 'CallResultError' }, 0);
    t.strictSame(refusals(outputs), [
      `d1 not_allowed ${version === '1.6' ? 'NotSupported' : 'MessageTypeNotSupported'}`,
    ]);
    t.strictSame(transmitted(outputs), []);
  },
  ['1.6', '2.0.1'],
);

row(
  'SEND 6 exists, never a reply, not even an error',
  (t, version) => {
    const session = open(version);
    const outputs = session.receiveFrame(frame(6, 'u1', 'NotifyPeriodicEventStream', stream), 0);
    t.match(published(outputs), [{ channel: 'call', action: 'NotifyPeriodicEventStream', message: { kind: 'Send' } }]);
    t.strictSame(transmitted(outputs), []);
    t.equal(session.snapshot().unanswered, 0, 'nothing waits for an answer');
    for (const bad of [
      frame(6, 'u1', 'NotifyPeriodicEventStream', {}),
      frame(6, 'u1', 'Dance', {}),
      frame(6, 'u1', 'Heartbeat', {}),
      frame(6, 'u1', 'Reset', {}),
      frame(6, 'x'.repeat(37), 'NotifyPeriodicEventStream', stream),
      '[6]',
      '[6,"u1","NotifyPeriodicEventStream",7]',
    ]) {
      const outputs = session.receiveFrame(bad, 1);
      t.strictSame(
        outputs.map(({ kind }) => kind),
        ['report'],
        bad,
      );
    }
    const acme = openSession({ checking: checking('off') }, undefined, version);
    t.strictSame(transmitted(acme.receiveDownstream(send('d1', 'AcmeStream', { a: 1 }), 0)), [
      '[6,"d1","AcmeStream",{"a":1}]',
    ]);
  },
  ['2.1'],
);

row(
  'SEND 6 that breaks its schema, in mode warn',
  (t, version) => {
    const warned = openSession({ checking: checking('warn') }, undefined, version);
    const up = warned.receiveFrame(frame(6, 'u1', 'NotifyPeriodicEventStream', {}), 0);
    t.strictSame([published(up).length, reported(up)], [1, ['violation_tolerated']]);
    const down = warned.receiveDownstream(send('d1', 'NotifyPeriodicEventStream', {}), 1);
    t.strictSame([transmitted(down).length, reported(down)], [1, ['violation_tolerated']]);
  },
  ['2.1'],
);

row(
  'SEND 6 behind the boot gate',
  (t, version) => {
    const text = frame(6, 'u1', 'NotifyPeriodicEventStream', stream);
    const shut = openSession({ bootGate: true }, undefined, version).receiveFrame(text, 0);
    t.strictSame([shut.length, reported(shut)], [1, ['send_refused']]);
    const told = { status: 'Accepted', heartbeatIntervalMs: null } as const;
    t.equal(published(openSession({ bootGate: true }, told, version).receiveFrame(text, 0)).length, 1);
  },
  ['2.1'],
);

row('SEND 6 of the MQTT side that may not go', (t, version) => {
  const refused = (action: string) => refusals(open(version).receiveDownstream(send('d1', action), 0));
  if (version !== '2.1') {
    const code = version === '1.6' ? 'NotSupported' : 'MessageTypeNotSupported';
    t.strictSame(refused('NotifyPeriodicEventStream'), [`d1 not_allowed ${code}`]);
    return;
  }
  t.strictSame(refused('NotifyPeriodicEventStream'), ['d1 not_allowed NotSupported'], 'the wrong direction');
  t.strictSame(refused('Reset'), ['d1 not_allowed NotSupported'], 'a CALL');
  t.strictSame(refused('Dance'), ['d1 not_allowed NotImplemented']);
});

row('a binary message closes 1003', (t, version) => {
  t.match(closes(open(version).receiveBinary()), [{ code: 1003 }]);
});

row('an empty payload is {}; null is accepted and never sent', (t, version) => {
  const session = open(version);
  t.match(published(session.receiveFrame('[2,"u1","Heartbeat",null]', 0)), [{ message: { payloadText: '{}' } }]);
  t.equal(encodeFrame(call('u1', 'Heartbeat')), '[2,"u1","Heartbeat",{}]');
});

row('an empty text is ignored', (t, version) => {
  for (const text of ['', ' ', '\r\n']) t.strictSame(open(version).receiveFrame(text, 0), []);
});

row('uniqueId of 1 to 36 characters', (t, version) => {
  for (const id of ['u', 'x'.repeat(36)]) t.equal(published(open(version).receiveFrame(beat(id), 0)).length, 1);
  for (const id of ['', 'x'.repeat(37)]) t.strictSame(published(open(version).receiveFrame(beat(id), 0)), []);
});

row('a retry may keep its id', (t, version) => {
  const session = open(version);
  session.receiveFrame(beat('u1'), 0);
  session.receiveDownstream(result('u1', { currentTime: time }), 1);
  const outputs = session.receiveFrame(beat('u1'), 2);
  t.strictSame([transmitted(outputs).length, published(outputs).length], [1, 0]);
});

row('errorDescription is "" or at most 255 characters, errorDetails {} or an object', (t, version) => {
  const session = open(version);
  session.receiveFrame(beat('u1'), 0);
  session.receiveFrame(beat('u2'), 0);
  const [cut = ''] = transmitted(session.receiveDownstream(error('u1', 'GenericError', 'x'.repeat(300)), 1));
  t.equal((JSON.parse(cut) as string[])[3], 'x'.repeat(255));
  t.strictSame(transmitted(session.receiveDownstream(error('u2', 'GenericError'), 1)), [
    '[4,"u2","GenericError","",{}]',
  ]);
});

row('a raw frame is never in an answer', (t, version) => {
  for (const text of ['[2,"u1","Authorize",["SECRET"]]', '[2,"u1","Authorize"]SECRET', '[2,"u1",{"SECRET":1},{}]'])
    for (const answer of transmitted(open(version).receiveFrame(text, 0))) t.notMatch(answer, /SECRET/);
});

row('depth is bounded', (t, version) => {
  const text = `[2,"u1","Heartbeat",${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}]`;
  const code = samples[version].formatViolation;
  t.match(transmitted(open(version).receiveFrame(text, 0)), [new RegExp(`^\\[4,"u1","${code}"`)]);
});

row('numbers keep their text', (t, version) => {
  const session = openSession({ checking: checking('off') }, undefined, version);
  const text = '[2,"u1","DataTransfer",{"n":9007199254740993,"m":1.50}]';
  t.match(published(session.receiveFrame(text, 0)), [{ message: { payloadText: '{"n":9007199254740993,"m":1.50}' } }]);
});

row('no name reaches an object prototype', (t, version) => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const text = `[2,"${name}","${name}",{"${name}":{"polluted":1}}]`;
    t.match(transmitted(open(version).receiveFrame(text, 0)), [new RegExp(`^\\[4,"${name}","NotImplemented"`)]);
    t.strictSame(reported(open(version).receiveFrame(frame(3, name, {}), 0)), ['unknown_unique_id']);
  }
  t.notOk('polluted' in {});
});

row('a number as the id of an answer', (t, version) => {
  const session = open(version);
  session.receiveDownstream(call('2', 'ClearCache'), 0);
  t.strictSame(reported(session.receiveFrame('[3,3,{}]', 1)), ['numeric_unique_id', 'unknown_unique_id']);
  const outputs = session.receiveFrame('[3,2,{"status":"Accepted"}]', 1);
  t.strictSame([reported(outputs), published(outputs).length], [['numeric_unique_id'], 1]);
});

row('0.3 is a multiple of 0.1', (t, version) => {
  const document: SchemaDocument = { $id: 'x:HeartbeatRequest', properties: { limit: { multipleOf: 0.1 } } };
  const validator = validatorOf(version, [document], 'x:');
  t.equal(validator.checkPayload('Heartbeat', 'Request', { limit: 0.3 }), undefined);
  t.match(validator.checkPayload('Heartbeat', 'Request', { limit: 0.35 }), {
    errorCode: 'PropertyConstraintViolation',
  });
});

row('an action with the suffix -Signed passes unvalidated', (t, version) => {
  const outputs = open(version).receiveFrame(frame(2, 'u1', 'Heartbeat-Signed', { payload: 'x', signature: 'y' }), 0);
  if (version === '1.6') t.match(transmitted(outputs), [/NotImplemented/]);
  else t.match(published(outputs), [{ action: 'Heartbeat-Signed' }]);
});

row('actions are case-sensitive', (t, version) => {
  for (const action of ['heartbeat', 'HEARTBEAT', ' Heartbeat'])
    t.match(transmitted(open(version).receiveFrame(frame(2, 'u1', action, {}), 0)), [/NotImplemented/]);
});

row('what we write is read as it was meant', (t, version) => {
  const kinds = version === '2.1' ? [send('u', 'NotifyPeriodicEventStream', stream)] : [];
  for (const message of [
    call('u', 'Heartbeat', { a: 1 }),
    result('u', { b: 2 }),
    error('u', 'GenericError', 'why'),
    ...kinds,
  ])
    t.strictSame(decodeFrame(encodeFrame(message), version), { kind: 'message', message, numericId: false });
});
