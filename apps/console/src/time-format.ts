// Times for people who compare them with log lines: a fixed form in the time zone of the browser, 24 hours, never a month's name.

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What stands where there is nothing to tell. */
export const nothing = '–';

/** `2026-03-01 14:05:09` in the browser's time zone, or the one given (IANA); `–` for no time. */
export function formatTime(time: string | number | null, timeZone?: string): string {
  const parts = partsOf(time, timeZone);
  return parts === null ? nothing : `${parts.year}-${parts.month}-${parts.day} ${clockOf(parts)}`;
}

/** `2026-03-01 14:05`, where the second does not matter and room does. */
export function formatMinute(time: string | null, timeZone?: string): string {
  return formatTime(time, timeZone).replace(/:\d\d$/, '');
}

/** `14:05:09`, for times of today. */
export function formatClock(time: number, timeZone?: string): string {
  const parts = partsOf(time, timeZone);
  return parts === null ? nothing : clockOf(parts);
}

/** `14:05:09.042`, for what happens often; `–` for no time. */
export function formatInstant(time: string | null, timeZone?: string): string {
  const parts = partsOf(time, timeZone);
  return parts === null
    ? nothing
    : `${clockOf(parts)}.${String(new Date(time ?? '').getMilliseconds()).padStart(3, '0')}`;
}

/** How long ago: `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. A clock that runs ahead is `just now` too. */
export function formatAge(time: string | null, now: number): string {
  const then = Date.parse(time ?? '');
  if (Number.isNaN(then)) return nothing;
  const age = now - then;
  return age < 5 * secondMs ? 'just now' : `${largestUnit(age)} ago`;
}

/** Two units at most: `3 d 4 h`, `2 h 5 min`, `12 s`. */
export function formatDuration(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.floor(ms / secondMs))} s`;
  if (ms < hourMs) return twoUnits(ms, minuteMs, 'min', secondMs, 's');
  if (ms < dayMs) return twoUnits(ms, hourMs, 'h', minuteMs, 'min');
  return twoUnits(ms, dayMs, 'd', hourMs, 'h');
}

function clockOf(parts: Readonly<Record<string, string>>): string {
  return `${parts.hour}:${parts.minute}:${parts.second}`;
}

function partsOf(time: string | number | null, timeZone?: string): Readonly<Record<string, string>> | null {
  const date = new Date(time ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return null;
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}

function largestUnit(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  return ms < dayMs ? `${Math.floor(ms / hourMs)} h` : `${Math.floor(ms / dayMs)} d`;
}

function twoUnits(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return rest === 0 ? `${Math.floor(ms / largeMs)} ${large}` : `${Math.floor(ms / largeMs)} ${large} ${rest} ${small}`;
}
