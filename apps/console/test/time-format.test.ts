import t from 'tap';
import { formatAge, formatClock, formatDuration, formatInstant, formatMinute, formatTime } from '../src/time-format.ts';

const at = '2026-03-01T23:05:09.250Z';

t.test('a time has one form, in the time zone of whoever looks', async (t) => {
  t.equal(formatTime(at, 'UTC'), '2026-03-01 23:05:09');
  t.equal(formatTime(at, 'Asia/Kolkata'), '2026-03-02 04:35:09');
  t.equal(formatTime('2026-03-01T00:00:00Z', 'UTC'), '2026-03-01 00:00:00', 'midnight is not 24 o’clock');
  t.equal(formatMinute(at, 'UTC'), '2026-03-01 23:05');
  t.equal(formatClock(Date.parse(at), 'UTC'), '23:05:09');
  t.equal(formatInstant(at, 'UTC'), '23:05:09.250');
  t.equal(formatInstant('2026-03-01T00:00:00.007Z', 'UTC'), '00:00:00.007');
  t.equal(formatInstant(null), '–');
});

t.test('no time is a dash', async (t) => {
  t.strictSame([formatTime(null), formatTime('soon'), formatMinute(null), formatAge(null, 0)], ['–', '–', '–', '–']);
});

t.test('an age has the largest unit that fits', async (t) => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const age = (ms: number): string => formatAge(new Date(now - ms).toISOString(), now);
  t.strictSame([0, 4_999, 12_000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 172_800_000].map(age), [
    'just now',
    'just now',
    '12 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '23 h ago',
    '2 d ago',
  ]);
  t.equal(age(-60_000), 'just now', 'the clock of the server may be ahead');
});

t.test('a duration has two units at most', async (t) => {
  t.strictSame([-5, 0, 12_999, 60_000, 65_000, 7_500_000, 86_400_000, 273_600_000].map(formatDuration), [
    '0 s',
    '0 s',
    '12 s',
    '1 min',
    '1 min 5 s',
    '2 h 5 min',
    '1 d',
    '3 d 4 h',
  ]);
});
