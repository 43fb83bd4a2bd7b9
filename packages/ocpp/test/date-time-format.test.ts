import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import t from 'tap';
import { hastenDateTime } from '../src/date-time-format.ts';

function checkOf(isHastened: boolean): (text: string) => boolean {
  const ajv = new Ajv();
  addFormats.default(ajv);
  if (isHastened) hastenDateTime(ajv);
  return ajv.compile({ type: 'string', format: 'date-time' });
}

const hastened = checkOf(true);
const general = checkOf(false);

t.test('a time is a time, and nothing else is', async (t) => {
  for (const text of [
    '2026-11-22T21:00:00Z',
    '2026-11-22T21:00:00.123Z',
    '2026-11-22T21:00:00+01:00',
    '2024-02-29T00:00:00Z',
    '2026-01-31T23:59:60Z',
    '2026-11-22t21:00:00z',
    '2026-11-22 21:00:00Z',
  ]) {
    t.ok(hastened(text), text);
  }
  for (const text of [
    '',
    '2026-11-22',
    '2026-11-22T21:00:00',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00Z\n',
    ' 2026-01-01T00:00:00Z',
  ]) {
    t.notOk(hastened(text), JSON.stringify(text));
  }
});

/** Texts that are nearly times: each part is right or just beside. */
function* nearTimes(): IterableIterator<string> {
  const days = [
    '2026-01-01',
    '2026-02-28',
    '2024-02-29',
    '2026-02-29',
    '2026-04-31',
    '2026-1-01',
    '0000-12-31',
    '2026-12-32',
  ];
  const separators = ['T', 't', ' ', '', 'TT'];
  const times = [
    '00:00:00',
    '23:59:59',
    '23:59:60',
    '24:00:00',
    '12:60:00',
    '12:30',
    '9:00:00',
    '12:30:00.5',
    '12:30:00.',
    '12:30:61',
  ];
  const zones = ['Z', 'z', '', '+00:00', '-23:59', '+24:00', '+12:60', '+01', '+0100', 'Z ', '\n'];
  for (const day of days)
    for (const separator of separators)
      for (const time of times) for (const zone of zones) yield `${day}${separator}${time}${zone}`;
}

t.test('whatever the fast way lets through, the general one does as well', async (t) => {
  const differing = [...nearTimes()].filter((text) => hastened(text) !== general(text));
  // The general check does not bound a zone's hours and minutes; the fast one leaves such a zone to it.
  t.strictSame(differing, []);
  const right = [...nearTimes()].filter((text) => hastened(text)).length;
  t.ok(right > 100 && right < 3_000, `${right} are right`);
});

t.test('an Ajv without that format stays as it is', async (t) => {
  const ajv = new Ajv();
  hastenDateTime(ajv);
  t.equal(ajv.formats['date-time'], undefined);
});
