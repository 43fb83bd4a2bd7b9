const dayMs = 86_400_000;

/** RFC 3339 in UTC with `Z` and three fraction digits, of milliseconds since the epoch. Written out because this room has no `Date`. */
export function timestamp(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const rest = Math.floor(ms - days * dayMs);
  const [hours, minutes, seconds] = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1_000) % 60].map(Math.floor);
  const time = `${digits(hours)}:${digits(minutes)}:${digits(seconds)}.${digits(rest % 1_000, 3)}`;
  return `${calendarDay(days)}T${time}Z`;
}

/** The date of a day since 1970-01-01, counted in years that begin in March, so that the leap day is the last of its year. */
function calendarDay(daysSinceEpoch: number): string {
  const days = daysSinceEpoch + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
}

function digits(value: number | undefined, length = 2): string {
  return String(value ?? 0).padStart(length, '0');
}
