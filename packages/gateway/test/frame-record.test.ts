import fc from 'fast-check';
import t from 'tap';
import { type Cut, readRecord, recordBytesMax, writeRecord } from '../src/frame-record.ts';
import type { Frame } from '../src/frame-view.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
const name = fc.option(fc.oneof(fc.string({ maxLength: 64 }), fc.string({ unit: 'grapheme', maxLength: 20 })));
const frames: fc.Arbitrary<Frame> = fc.record(
  {
    at: fc.integer({ min: 0, max: 8.64e15 }),
    identity: fc.constant('CP1'),
    direction: fc.constantFrom('upstream', 'downstream'),
    type: fc.constantFrom(null, 2, 3, 4, 5, 6),
    uniqueId: name,
    action: name,
    errorCode: name,
    text,
    bytes: fc.nat(2 ** 31),
  },
  { noNullPrototype: true },
);

t.test('a frame is read as it was written, wherever it lies, and takes no more than it said', async (t) => {
  const property = fc.property(
    frames,
    fc.constantFrom<Cut>(undefined, 'harmless', 'doubtful'),
    fc.nat(50),
    (frame, cut, start) => {
      const buffer = Buffer.alloc(start + recordBytesMax(frame) + 10, 0xee);
      const end = writeRecord(buffer, start, { frame, cut });
      t.strictSame(readRecord(buffer, start, 'CP1'), { frame, cut });
      t.ok(end <= start + recordBytesMax(frame));
      t.ok(
        buffer.subarray(0, start).every((byte) => byte === 0xee) && buffer.subarray(end).every((byte) => byte === 0xee),
      );
    },
  );
  fc.assert(property, { seed: 1, numRuns: 500 });
});
