// "What to answer" of the protocol notes, as far as a single frame decides it: for each frame, what 1.6, 2.0.1 and 2.1 answer.

import t, { type Test } from 'tap';
import { answerToMalformed, decodeFrame, type OcppVersion } from '../src/index.ts';

/** The answer as `id code`, or null for a frame that is only dropped and reported. */
function answer(text: string, version: OcppVersion): string | null {
  const frame = decodeFrame(text, version);
  if (frame.kind !== 'malformed') throw new Error(`${text} is well formed in ${version}`);
  const error = answerToMalformed(frame, version);
  if (error === undefined) return null;
  if (error.errorDetailsText !== '{}') throw new Error('details of ours are empty');
  return `${error.uniqueId} ${error.errorCode}`;
}

type Row = readonly [text: string, in16: string | null, in201: string | null, in21: string | null];

function check(t: Test, rows: readonly Row[]): void {
  for (const [text, in16, in201, in21] of rows) {
    const shown = text.slice(0, 60);
    t.equal(answer(text, '1.6'), in16, `1.6: ${shown}`);
    t.equal(answer(text, '2.0.1'), in201, `2.0.1: ${shown}`);
    t.equal(answer(text, '2.1'), in21, `2.1: ${shown}`);
  }
}

const unreadable = '-1 RpcFrameworkError';

t.test('not JSON, not an array, or no id: 1.6 drops it, 2.x answers "-1"', async (t) => {
  check(t, [
    ['hello', null, unreadable, unreadable],
    ['[2,"u1","Heartbeat",{}', null, unreadable, unreadable],
    ['{"MessageTypeId":2}', null, unreadable, unreadable],
    ['"text"', null, unreadable, unreadable],
    ['[]', null, unreadable, unreadable],
    ['[2]', null, unreadable, unreadable],
    ['["2","u1","Heartbeat",{}]', null, unreadable, unreadable],
    ['['.repeat(5_000), null, unreadable, unreadable],
  ]);
});

t.test('an unknown message type is answered by 2.0.1 only', async (t) => {
  check(t, [
    ['[7,"u1","Heartbeat",{}]', null, 'u1 MessageTypeNotSupported', null],
    ['[1,"u1"]', null, 'u1 MessageTypeNotSupported', null],
    ['[7]', null, '-1 MessageTypeNotSupported', null],
  ]);
});

t.test('types 5 and 6 are ignored by 1.6 and not supported by 2.0.1', async (t) => {
  for (const text of ['[5,"u1","GenericError","",{}]', '[6,"u1","NotifyPeriodicEventStream",{}]']) {
    t.equal(answer(text, '1.6'), null);
    t.equal(answer(text, '2.0.1'), 'u1 MessageTypeNotSupported');
    t.equal(decodeFrame(text, '2.1').kind, 'message');
  }
});

t.test('a bad id of a CALL is echoed where that is possible', async (t) => {
  const long = 'x'.repeat(37);
  const enormous = 'x'.repeat(256);
  const digits = '9'.repeat(256);
  check(t, [
    [
      `[2,"${long}","Heartbeat",{}]`,
      `${long} FormationViolation`,
      `${long} RpcFrameworkError`,
      `${long} RpcFrameworkError`,
    ],
    ['[2,7,"Heartbeat",{}]', '7 FormationViolation', '7 RpcFrameworkError', '7 RpcFrameworkError'],
    ['[2,"","Heartbeat",{}]', ' FormationViolation', ' RpcFrameworkError', ' RpcFrameworkError'],
    ['[2,null,"Heartbeat",{}]', null, unreadable, unreadable],
    ['[2,{"a":1},"Heartbeat",{}]', null, unreadable, unreadable],
    [`[2,"${enormous}","Heartbeat",{}]`, null, unreadable, unreadable],
    [`[2,${digits},"Heartbeat",{}]`, null, unreadable, unreadable],
  ]);
});

t.test('a CALL of another structure is answered under its id', async (t) => {
  check(t, [
    ['[2,"u1","Heartbeat"]', 'u1 FormationViolation', 'u1 RpcFrameworkError', 'u1 RpcFrameworkError'],
    ['[2,"u1","Heartbeat",{},{}]', 'u1 FormationViolation', 'u1 RpcFrameworkError', 'u1 RpcFrameworkError'],
    ['[2,"u1","A",{},5,6,7,8,9]', 'u1 FormationViolation', 'u1 RpcFrameworkError', 'u1 RpcFrameworkError'],
    ['[2,"u1",7,{}]', 'u1 FormationViolation', 'u1 RpcFrameworkError', 'u1 RpcFrameworkError'],
    ['[2,"u1","Heartbeat",[]]', 'u1 FormationViolation', 'u1 FormatViolation', 'u1 FormatViolation'],
    [
      `[2,"u1","A",${'['.repeat(5_000)}${']'.repeat(5_000)}]`,
      'u1 FormationViolation',
      'u1 FormatViolation',
      'u1 FormatViolation',
    ],
  ]);
});

t.test('an answer is never answered, whatever is wrong with it', async (t) => {
  const deep = `${'{"a":'.repeat(99)}1${'}'.repeat(99)}`;
  check(t, [
    ['[3,"u1"]', null, null, null],
    ['[3,"u1",7]', null, null, null],
    ['[3,null,{}]', null, null, null],
    ['[3,"u1",{},4,5,6,7,8,9]', null, null, null],
    [`[3,"u1",${deep}]`, null, null, null],
    ['[4]', null, null, null],
    ['[4,"","GenericError","",{}]', null, null, null],
    [`[4,"u1","GenericError","",${deep}]`, null, null, null],
    ['[4,"u1","GenericError","",{},6,7,8,9]', null, null, null],
  ]);
});

t.test('neither a bad CALLRESULTERROR nor a bad SEND is answered in 2.1', async (t) => {
  for (const text of ['[5]', '[5,"u1"]', '[6]', '[6,"u1","NotifyPeriodicEventStream",[]]', '[6,"u1",7,{}]']) {
    t.equal(answer(text, '2.1'), null, text);
  }
});

t.test('the description of an answer never carries the frame', async (t) => {
  const secret = 'idTag-4711';
  for (const text of [`[2,"u1","Authorize",["${secret}"]]`, `[2,"u1","Authorize"]${secret}`, `{"a":"${secret}"}`]) {
    const frame = decodeFrame(text, '2.0.1');
    t.equal(frame.kind, 'malformed');
    t.notMatch(JSON.stringify(frame.kind === 'malformed' ? answerToMalformed(frame, '2.0.1') : ''), secret);
  }
});
