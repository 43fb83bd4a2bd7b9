import fc from 'fast-check';
import t from 'tap';
import { timestamp } from '../src/index.ts';

t.test('a moment is written in UTC with Z and three fraction digits', async (t) => {
  t.equal(timestamp(0), '1970-01-01T00:00:00.000Z');
  t.equal(timestamp(1_767_225_599_999), '2025-12-31T23:59:59.999Z');
});

t.test('leap days are where the calendar has them', async (t) => {
  for (const moment of [
    '2024-02-29T12:00:00.000Z',
    '2000-02-29T00:00:00.000Z',
    '2100-02-28T23:59:59.999Z',
    '2100-03-01T00:00:00.000Z',
  ])
    t.equal(timestamp(Date.parse(moment)), moment);
});

t.test('a clock that counts parts of a millisecond adds no fourth digit', async (t) => {
  t.equal(timestamp(999.999), '1970-01-01T00:00:00.999Z');
});

t.test('it is what Date writes, for every moment of the years 0 to 9999', async (t) => {
  const moments = fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(moments, (ms) => timestamp(ms) === new Date(ms).toISOString()),
      { seed: 1, numRuns: 5_000 },
    ),
  );
});
