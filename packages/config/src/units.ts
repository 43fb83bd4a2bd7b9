// The texts that EMQX writes for amounts, read into numbers. Each pattern bounds its digits so that the
// result stays an exact integer.

const msByUnit: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

const bytesByUnit: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
]);

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Matches a duration: whole digits and one of `ms s m h d`. */
export const durationPattern = '^\\d{1,8}(?:ms|s|m|h|d)$';

/** Matches a size: whole digits, alone or with `B`, `KB`, `MB`, `GB` in either case. */
export const byteCountPattern = '^(?:\\d{1,15}[Bb]?|\\d{1,6}[KkMmGg][Bb])$';

/** Matches a rate: whole digits, alone or with `/s`, `/m`, `/h`. */
export const ratePattern = '^\\d{1,9}(?:/[smh])?$';

const durationExpression = new RegExp(durationPattern);
const byteCountExpression = new RegExp(byteCountPattern);
const rateExpression = new RegExp(ratePattern);

/** Milliseconds of a duration such as `500ms`, `60s`, `5m`, `2h` or `1d`; throws RangeError on any other text. */
export const durationMs = (text: string): number => {
  if (!durationExpression.test(text)) throw new RangeError(`not a duration: ${text}`);
  return scaled(text, msByUnit);
};

/** The shortest duration text of a whole number of milliseconds below 1e8 days: `60000` is `1m`. */
export const durationText = (ms: number): string => {
  for (const [unit, factor] of msByUnit) {
    if (ms !== 0 && ms % factor === 0) return `${ms / factor}${unit}`;
  }
  return '0s';
};

/** Bytes of a size such as `64KB` (1 KB is 1024 bytes, as in EMQX); throws RangeError on any other text. */
export const byteCount = (text: string): number => {
  if (!byteCountExpression.test(text)) throw new RangeError(`not a size: ${text}`);
  return scaled(text.toLowerCase(), bytesByUnit);
};

/** Events per second of a rate such as `1000/s` or `30/m`; a bare number counts seconds. Throws RangeError on any other text. */
export const ratePerSecond = (value: string | number): number => {
  if (typeof value === 'number') return value;
  if (!rateExpression.test(value)) throw new RangeError(`not a rate: ${value}`);
  const [count = '', unit = ''] = value.split('/');
  return Number(count) / (secondsByUnit.get(unit) ?? 1);
};

/** The parts of a comma-separated text (EMQX writes `check_origins` so), trimmed; empty parts are left out. */
export const commaSeparated = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const scaled = (text: string, factors: ReadonlyMap<string, number>): number => {
  const digits = /^\d+/.exec(text)?.[0] ?? '0';
  return Number(digits) * (factors.get(text.slice(digits.length)) ?? 1);
};
