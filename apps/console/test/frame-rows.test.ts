import t from 'tap';
import { type Frame, frameRows, framesMax, frameText, frameTitle } from '../src/frame-rows.ts';

function frame(at: number, more: Partial<Frame> = {}): Frame {
  const one = { identity: 'CP1', direction: 'upstream', type: 2, unique_id: 'u', action: 'Heartbeat' } as const;
  const text = `[2,"${at}","Heartbeat",{}]`;
  return { ...one, at: new Date(at).toISOString(), error_code: null, text, bytes: 24, truncated: false, ...more };
}

t.test('frames stand the newest first, and one that came both ways is there once', async (t) => {
  const rows = frameRows([frame(1), frame(2)], [frame(2), frame(3)]);
  t.strictSame(
    rows.map((row) => row.frame),
    [frame(3), frame(2), frame(1)],
  );
});

t.test('a frame that was sent twice in a millisecond is there twice', async (t) => {
  const rows = frameRows([frame(1), frame(1)], [frame(1)]);
  t.equal(rows.length, 2);
  t.equal(new Set(rows.map(({ key }) => key)).size, 2);
});

t.test('no more are shown than may be, the oldest go', async (t) => {
  const live = Array.from({ length: framesMax }, (_one, index) => frame(1_000 + index));
  const rows = frameRows([frame(1), frame(2)], live);
  t.equal(rows.length, framesMax);
  t.strictSame(rows.at(-1)?.frame, frame(1_000));
});

t.test('a frame is called by its kind, its action and its error', async (t) => {
  t.equal(frameTitle(frame(1)), 'CALL Heartbeat');
  t.equal(frameTitle(frame(1, { type: 3 })), 'CALLRESULT Heartbeat');
  t.equal(frameTitle(frame(1, { type: 4, action: null, error_code: 'GenericError' })), 'CALLERROR GenericError');
  t.equal(frameTitle(frame(1, { type: 5, action: null })), 'CALLRESULTERROR');
  t.equal(frameTitle(frame(1, { type: 6, action: 'NotifyPeriodicEventStream' })), 'SEND NotifyPeriodicEventStream');
  t.equal(frameTitle(frame(1, { type: 9, action: null })), 'Type 9');
  t.equal(frameTitle(frame(1, { type: null, action: null })), 'Not OCPP');
});

t.test('a whole frame of JSON is indented, anything else stays as it is', async (t) => {
  t.equal(frameText(frame(1, { text: '[2,{"a":1}]' })), '[\n  2,\n  {\n    "a": 1\n  }\n]');
  t.equal(frameText(frame(1, { text: 'hello' })), 'hello');
  t.equal(frameText(frame(1, { text: '[2,"x', truncated: true })), '[2,"x…');
});
