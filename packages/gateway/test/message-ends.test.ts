import t from 'tap';
import { MessageEnds } from '../src/message-ends.ts';
import { frameOf } from './web-socket-frames.ts';

t.test('a message ends with its last byte, in whatever pieces it comes', async (t) => {
  for (const length of [0, 1, 125, 126, 127, 128, 255, 256, 65_535, 65_536, 70_000]) {
    for (const isMasked of [true, false]) {
      const frame = frameOf({ opcode: 1, payload: Buffer.alloc(length), isMasked });
      const ends = new MessageEnds();
      const early = [...frame.keys()].slice(0, -1).filter((at) => ends.isEndedBy(frame.subarray(at, at + 1)));
      t.strictSame(early, [], `${length} bytes, one by one`);
      t.ok(ends.isEndedBy(frame.subarray(-1)));
      t.ok(ends.isEndedBy(Buffer.concat([frame, frame])), 'two at once');
      t.notOk(ends.isEndedBy(Buffer.concat([frame, frame.subarray(0, 1)])), 'one and the beginning of another');
    }
  }
});

t.test('a fragment is no end, and a control frame between two fragments is none either', async (t) => {
  const ends = new MessageEnds();
  const part = Buffer.from('abc');
  t.notOk(ends.isEndedBy(frameOf({ opcode: 1, payload: part, isFinal: false })));
  t.notOk(ends.isEndedBy(frameOf({ opcode: 9, payload: part })));
  t.notOk(ends.isEndedBy(frameOf({ opcode: 0, payload: part, isFinal: false })));
  t.ok(ends.isEndedBy(frameOf({ opcode: 0, payload: part })));
  t.ok(ends.isEndedBy(frameOf({ opcode: 9, payload: part })), 'a control frame alone');
});

t.test('the longest length there is does not wrap round', async (t) => {
  const ends = new MessageEnds();
  t.notOk(ends.isEndedBy(Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])));
  t.notOk(ends.isEndedBy(Buffer.alloc(100_000, Buffer.from([0x81, 0]))), 'which alone would be empty texts');
});
