// "What to answer" of the protocol notes: each row in each version, through a session.

import t, { type Test } from 'tap';
import type { OcppVersion, Session, SessionOptions } from '../src/index.ts';
import {
  call,
  frame,
  openSession,
  published,
  refusals,
  reported,
  result,
  transmitted,
  versions,
} from './opened-session.ts';
import { type Sample, samples, time } from './samples.ts';

type Told = readonly [id: string, code: string];

/** What goes to the charge point for a frame, as `id code`; null: nothing, but a report. */
type Answers = Readonly<Record<OcppVersion, Told | null>>;

const same = (told: Told): Answers => ({ '1.6': told, '2.0.1': told, '2.1': told });
const in2 = (in16: Told | null, code: string, id = 'u1'): Answers => ({
  '1.6': in16,
  '2.0.1': [id, code],
  '2.1': [id, code],
});
const open = (version: OcppVersion, options: Partial<SessionOptions> = {}) => openSession(options, undefined, version);
const beat = frame(2, 'u1', 'Heartbeat', {});

/** That a frame is answered so, and goes nowhere else. */
function isTold(t: Test, session: Session, text: string, told: Told | null): void {
  const outputs = session.receiveFrame(text, 0);
  const shown = text.slice(0, 60);
  const answers = transmitted(outputs).map((answer) => JSON.parse(answer) as unknown[]);
  t.strictSame(
    answers.map(([type, id, code]) => [type, id, code]),
    told === null ? [] : [[4, ...told]],
    shown,
  );
  for (const [, , , description, details] of answers) {
    t.ok(String(description).length > 0 && String(description).length <= 255, shown);
    t.strictSame(details, {}, shown);
  }
  t.strictSame(published(outputs), [], shown);
  t.equal(reported(outputs).length, 1, `${shown} is reported`);
}

/** One test for each version of a row. */
function row(name: string, test: (t: Test, version: OcppVersion) => void): void {
  for (const version of versions) t.test(`What to answer · ${name} · ${version}`, async (t) => test(t, version));
}

/** A row that is about frames alone. */
function rowOfFrames(name: string, answers: Answers, ...texts: readonly string[]): void {
  row(name, (t, version) => {
    for (const text of texts) isTold(t, open(version), text, answers[version]);
  });
}

/** A row that is about a CALL of the charge point. */
function rowOfCall(name: string, pick: (version: OcppVersion) => Sample, answers: Answers): void {
  row(name, (t, version) => isTold(t, open(version), frame(2, 'u1', ...pick(version)), answers[version]));
}

const unreadable = in2(null, 'RpcFrameworkError', '-1');
rowOfFrames('not JSON', unreadable, 'hello', '[2,"u1","Heartbeat",{}', '[2,"u1","Heartbeat",{}]]', '\u0000');
rowOfFrames('not an array', unreadable, '{"MessageTypeId":2}', '"text"', '2', 'null');
rowOfFrames('id unreadable', unreadable, '[]', '[2]', '[2,null,"Heartbeat",{}]', '[2,{"a":1},"Heartbeat",{}]');

rowOfFrames(
  'unknown message type',
  { '1.6': null, '2.0.1': ['u1', 'MessageTypeNotSupported'], '2.1': null },
  ...['[7,"u1","Heartbeat",{}]', '[1,"u1"]', '[-2,"u1","Heartbeat",{}]', '[2.5,"u1","Heartbeat",{}]'],
);

row('type 5 or 6', (t, version) => {
  for (const text of ['[5,"u1","GenericError","",{}]', '[6,"u1","NotifyPeriodicEventStream",{"id":1,"data":[]}]']) {
    if (version !== '2.1') isTold(t, open(version), text, version === '1.6' ? null : ['u1', 'MessageTypeNotSupported']);
    else {
      const outputs = open(version).receiveFrame(text, 0);
      t.strictSame(transmitted(outputs), [], 'handled, not answered');
      t.equal(published(outputs).length, 1, text);
    }
  }
});

const long = 'x'.repeat(37);
rowOfFrames('id not a string', in2(['7', 'FormationViolation'], 'RpcFrameworkError', '7'), '[2,7,"Heartbeat",{}]');
rowOfFrames('id empty', in2(['', 'FormationViolation'], 'RpcFrameworkError', ''), '[2,"","Heartbeat",{}]');
rowOfFrames(
  'id over 36 characters',
  in2([long, 'FormationViolation'], 'RpcFrameworkError', long),
  frame(2, long, 'Heartbeat', {}),
);
rowOfFrames('id that cannot be echoed', unreadable, frame(2, 'x'.repeat(256), 'Heartbeat', {}));

row('the id of a CALL still being processed', (t, version) => {
  const session = open(version);
  t.equal(published(session.receiveFrame(beat, 0)).length, 1);
  isTold(t, session, beat, ['u1', version === '1.6' ? 'ProtocolError' : 'RpcFrameworkError']);
  t.equal(
    transmitted(session.receiveDownstream(result('u1', { currentTime: time }), 1)).length,
    1,
    'the first goes on',
  );
});

rowOfCall('unknown action', () => ['Dance', {}], same(['u1', 'NotImplemented']));
rowOfCall('action in another case', () => ['heartbeat', {}], same(['u1', 'NotImplemented']));
rowOfCall('known action, wrong direction', () => ['Reset', {}], same(['u1', 'NotSupported']));
rowOfCall('wrong type', (version) => samples[version].wrongType, same(['u1', 'TypeConstraintViolation']));
rowOfCall(
  'missing required property',
  (version) => samples[version].missing,
  in2(['u1', 'OccurenceConstraintViolation'], 'OccurrenceConstraintViolation'),
);
rowOfCall('enum', (version) => samples[version].notInEnum, same(['u1', 'PropertyConstraintViolation']));
rowOfCall('length', (version) => samples[version].tooLong, same(['u1', 'PropertyConstraintViolation']));
rowOfCall('range', (version) => samples[version].outOfRange, same(['u1', 'PropertyConstraintViolation']));
rowOfCall('extra property', () => ['Heartbeat', { extra: 1 }], in2(['u1', 'FormationViolation'], 'FormatViolation'));
rowOfFrames(
  'other structure of a payload',
  in2(['u1', 'FormationViolation'], 'FormatViolation'),
  ...[
    '[2,"u1","Heartbeat",[]]',
    '[2,"u1","Heartbeat","{}"]',
    `[2,"u1","Heartbeat",${'['.repeat(99)}${']'.repeat(99)}]`,
  ],
);
rowOfFrames(
  'other structure of a CALL',
  in2(['u1', 'FormationViolation'], 'RpcFrameworkError'),
  ...['[2,"u1","Heartbeat"]', '[2,"u1","Heartbeat",{},{}]', '[2,"u1",7,{}]', '[2,"u1","",{}]'],
);

row('CALL before boot accepted (boot gate on)', (t, version) => {
  isTold(t, open(version, { bootGate: true }), beat, ['u1', 'SecurityError']);
  const boot = open(version, { bootGate: true }).receiveFrame(frame(2, 'u1', ...samples[version].boot), 0);
  t.equal(published(boot).length, 1, 'a boot passes');
  t.equal(published(open(version).receiveFrame(beat, 0)).length, 1, 'without the gate everything passes');
});

row('bad CALLRESULT', (t, version) => {
  for (const [text, code] of [
    [frame(3, 'd1', { status: 7 }), 'TypeConstraintViolation'],
    [frame(3, 'd1', {}), samples[version].occurrenceViolation],
    [frame(3, 'd1', []), samples[version].formatViolation],
    [frame(3, 'd1'), samples[version].formatViolation],
  ] as const) {
    const session = open(version);
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    const outputs = session.receiveFrame(text, 1);
    t.strictSame(refusals(outputs), [`d1 invalid_answer ${code}`], 'the waiting CALL fails');
    const answers = transmitted(outputs).map((answer) => (JSON.parse(answer) as unknown[]).slice(0, 3));
    t.strictSame(answers, version === '2.1' ? [[5, 'd1', code]] : [], text);
    t.equal(session.snapshot().inFlight, 0);
  }
});

row('any 4 or 5', (t, version) => {
  for (const text of [
    '[4,"d1","GenericError","",{}]',
    '[4,"d1"]',
    '[4,"d1",7,7,7]',
    '[4]',
    '[4,"-1","RpcFrameworkError","",{}]',
  ]) {
    const session = open(version);
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    t.strictSame(transmitted(session.receiveFrame(text, 1)), [], text);
  }
  if (version !== '2.1') return;
  for (const text of ['[5,"d1","FormatViolation","",{}]', '[5,"d1"]', '[5]', '[5,7,8,9,10]'])
    t.strictSame(transmitted(open(version).receiveFrame(text, 0)), [], text);
});

row('a reply with an unknown id', (t, version) => {
  for (const text of [
    '[3,"u9",{}]',
    '[4,"u9","GenericError","",{}]',
    '[3,"u9"]',
    '[3,"u9",7]',
    '[3,"__proto__",{}]',
    '[3,null,{}]',
  ]) {
    const outputs = open(version).receiveFrame(text, 0);
    t.strictSame(
      outputs.map(({ kind }) => kind),
      ['report'],
      text,
    );
  }
});

row('nobody answered the charger in time', (t, version) => {
  const session = open(version);
  session.receiveFrame(beat, 0);
  t.strictSame(session.advance(59_999), []);
  t.strictSame(transmitted(session.advance(60_000)), ['[4,"u1","InternalError","no answer in time",{}]']);
  t.equal(published(session.receiveFrame(beat, 60_001)).length, 1, 'it may try again, with its id');
});
