import t from 'tap';
import { formatTime, parseInstant, parseTime } from '../src/timestamps.ts';

t.test('times are written in RFC 3339, UTC', async (t) => {
  t.equal(formatTime(0), '1970-01-01T00:00:00.000Z');
  t.equal(formatTime(null), null);
  t.equal(formatTime(undefined), null);
});

t.test('times are read from RFC 3339 and from milliseconds', async (t) => {
  t.equal(parseTime('1970-01-01T00:00:01Z'), 1000);
  t.equal(parseTime('1970-01-01T01:00:00+01:00'), 0);
  t.equal(parseTime('1970-01-01T01:00:00 01:00'), 0, 'a plus that arrived as a space');
  t.equal(parseTime('1500'), 1500);
});

t.test('an instant of a body is RFC 3339 or a number of seconds, and no digits in a text', async (t) => {
  t.equal(parseInstant('1970-01-01T00:00:01Z'), 1000);
  t.equal(parseInstant(2), 2000);
  for (const text of ['2', 'infinity', '']) t.equal(parseInstant(text), undefined, text);
});

t.test('anything else is not a time', async (t) => {
  for (const text of [
    '',
    'now',
    '2024-01-01',
    '2024-01-01T00:00:00',
    '2024-13-01T00:00:00Z',
    '-5',
    '1e3',
    '9'.repeat(16),
  ]) {
    t.equal(parseTime(text), undefined, text);
  }
});
