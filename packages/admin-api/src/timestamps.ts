// RFC 3339 with an offset; the date alone, or a time without its zone, would mean something else on each machine.
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const MILLISECONDS = /^\d{1,15}$/;

/** RFC 3339 in UTC with milliseconds; null stays null and undefined becomes it. */
export function formatTime(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}

/** Milliseconds since the epoch from RFC 3339 or from the number itself in decimal; undefined when it is neither. */
export function parseTime(text: string): number | undefined {
  if (MILLISECONDS.test(text)) return Number(text);
  // An offset's plus that was not percent-encoded arrives as a space.
  const repaired = text.replace(/ (\d{2}:\d{2})$/, '+$1');
  if (!RFC_3339.test(repaired)) return undefined;
  const ms = Date.parse(repaired.replace(' ', 'T'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Milliseconds since the epoch from RFC 3339, or from a number of seconds, as EMQX takes them in bodies; undefined when it is neither. */
export function parseInstant(given: string | number): number | undefined {
  if (typeof given === 'number') return given * 1000;
  // A query's digits are milliseconds; to take them here would be to mistake the one for the other.
  return MILLISECONDS.test(given) ? undefined : parseTime(given);
}
