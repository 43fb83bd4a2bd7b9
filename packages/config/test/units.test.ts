import fc from 'fast-check';
import t from 'tap';
import { byteCount, commaSeparated, durationMs, durationText, ratePerSecond } from '../src/index.ts';

t.test('durations are read in milliseconds', async (t) => {
  t.equal(durationMs('500ms'), 500);
  t.equal(durationMs('60s'), 60_000);
  t.equal(durationMs('5m'), 300_000);
  t.equal(durationMs('2h'), 7_200_000);
  t.equal(durationMs('1d'), 86_400_000);
  t.equal(durationMs('0s'), 0);
});

t.test('the longest duration that can be written is still an exact number', async (t) => {
  t.equal(durationMs('99999999d'), 99_999_999 * 86_400_000);
  t.ok(Number.isSafeInteger(durationMs('99999999d')));
});

t.test('a duration survives being written and read', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999_999 }),
      fc.constantFrom(1, 1000, 60_000, 3_600_000),
      (count, factor) => {
        return durationMs(durationText(count * factor)) === count * factor;
      },
    ),
  );
});

t.test('a duration is written in its largest whole unit', async (t) => {
  t.equal(durationText(60_000), '1m');
  t.equal(durationText(90_000), '90s');
  t.equal(durationText(1500), '1500ms');
  t.equal(durationText(0), '0s');
});

t.test('sizes are read in bytes, a KB being 1024', async (t) => {
  t.equal(byteCount('64KB'), 65_536);
  t.equal(byteCount('1mb'), 1_048_576);
  t.equal(byteCount('2Gb'), 2 * 1024 ** 3);
  t.equal(byteCount('512'), 512);
  t.equal(byteCount('512B'), 512);
});

t.test('rates are read in events per second', async (t) => {
  t.equal(ratePerSecond('1000/s'), 1000);
  t.equal(ratePerSecond('30/m'), 0.5);
  t.equal(ratePerSecond('3600/h'), 1);
  t.equal(ratePerSecond('20'), 20);
  t.equal(ratePerSecond(20), 20);
});

t.test('any other text is a RangeError', async (t) => {
  for (const text of ['', '5', 's', '1.5h', '-1s', '1 s', '1S', '5s\n', '999999999s', 'infinity', '__proto__']) {
    t.throws(() => durationMs(text), RangeError, text);
  }
  for (const text of ['', 'KB', '1.5MB', '-1', '1TB', '1 KB', '9999999GB', 'constructor']) {
    t.throws(() => byteCount(text), RangeError, text);
  }
  for (const text of ['', '/s', '10/d', '10/', '10/ss', '1/s/s']) t.throws(() => ratePerSecond(text), RangeError, text);
});

t.test('texts separated by commas lose their blanks and empty parts', async (t) => {
  t.strictSame(commaSeparated(' http://a, http://b ,,'), ['http://a', 'http://b']);
  t.strictSame(commaSeparated(''), []);
});
