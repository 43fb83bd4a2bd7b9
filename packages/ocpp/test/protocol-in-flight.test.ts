// "One CALL in flight, per sender" of the protocol notes: each row in each version, through a session.

import t, { type Test } from 'tap';
import type { OcppVersion } from '../src/index.ts';
import {
  call,
  checking,
  frame,
  openSession,
  published,
  refusals,
  reported,
  result,
  send,
  transmitted,
  versions,
} from './opened-session.ts';
import { time } from './samples.ts';

const open = (version: OcppVersion) => openSession({}, undefined, version);
const clear = (id: string) => call(id, 'ClearCache');
const accepted = (id: string) => frame(3, id, { status: 'Accepted' });
const beat = (id: string) => frame(2, id, 'Heartbeat', {});

function row(name: string, test: (t: Test, version: OcppVersion) => void): void {
  for (const version of versions) t.test(`One CALL in flight · ${name} · ${version}`, async (t) => test(t, version));
}

row('the next goes out when the answer arrives', (t, version) => {
  const session = open(version);
  t.equal(transmitted(session.receiveDownstream(clear('d1'), 0)).length, 1);
  for (const id of ['d2', 'd3']) t.strictSame(transmitted(session.receiveDownstream(clear(id), 0)), []);
  t.match(transmitted(session.receiveFrame(accepted('d1'), 1)), [/^\[2,"d2"/]);
  t.match(transmitted(session.receiveFrame('[4,"d2","GenericError","",{}]', 2)), [/^\[2,"d3"/]);
  t.equal(session.snapshot().inFlight, 1);
});

row('the next goes out when the CALL times out, after 30 s', (t, version) => {
  const session = open(version);
  for (const id of ['d1', 'd2']) session.receiveDownstream(clear(id), 0);
  t.equal(session.nextTimeout(), 30_000);
  t.strictSame(session.advance(29_999), []);
  const outputs = session.advance(30_000);
  t.strictSame(refusals(outputs), ['d1 timed_out GenericError']);
  t.match(transmitted(outputs), [/^\[2,"d2"/]);
});

row('CALLs of the two directions may cross', (t, version) => {
  const session = open(version);
  session.receiveDownstream(clear('same'), 0);
  t.equal(published(session.receiveFrame(beat('same'), 0)).length, 1);
  t.strictSame([session.snapshot().inFlight, session.snapshot().unanswered], [1, 1]);
});

row('an answer is never held back by a CALL that is pending', (t, version) => {
  const session = open(version);
  session.receiveFrame(beat('u1'), 0);
  for (const id of ['d1', 'd2']) session.receiveDownstream(clear(id), 0);
  t.match(transmitted(session.receiveDownstream(result('u1', { currentTime: time }), 1)), [/^\[3,"u1"/]);
  session.receiveFrame(beat('u2'), 2);
  t.match(published(session.receiveFrame(accepted('d1'), 3)), [{ channel: 'reply' }], 'neither way');
});

row('SEND is outside the rule', (t, version) => {
  const session = openSession({ checking: checking('off') }, undefined, version);
  session.receiveDownstream(clear('d1'), 0);
  session.receiveFrame(beat('u1'), 0);
  const down = transmitted(session.receiveDownstream(send('d2', 'AcmeStream'), 0));
  const up = session.receiveFrame(frame(6, 'u2', 'NotifyPeriodicEventStream', { id: 1, data: [] }), 0);
  if (version === '2.1') {
    t.strictSame(down, ['[6,"d2","AcmeStream",{}]']);
    t.strictSame([published(up).length, reported(up)], [1, []]);
  } else t.strictSame([down, published(up)], [[], []], 'and does not exist');
  t.strictSame([session.snapshot().inFlight, session.snapshot().queued, session.snapshot().unanswered], [1, 0, 1]);
});

row('a late answer is dropped and reported, never published', (t, version) => {
  const session = open(version);
  session.receiveDownstream(clear('d1'), 0);
  session.advance(30_000);
  const outputs = session.receiveFrame(accepted('d1'), 30_001);
  t.strictSame(
    outputs.map(({ kind }) => kind),
    ['report'],
  );
  t.strictSame(reported(outputs), ['late_answer']);
});

row('a second CALL of the charge point is tolerated and counted', (t, version) => {
  const session = open(version);
  t.strictSame(reported(session.receiveFrame(beat('u1'), 0)), []);
  const outputs = session.receiveFrame(beat('u2'), 0);
  t.strictSame([published(outputs).length, reported(outputs)], [1, ['overlapping_calls']]);
  for (const id of ['u2', 'u1'])
    t.equal(transmitted(session.receiveDownstream(result(id, { currentTime: time }), 1)).length, 1, 'in any order');
});
