/**
 * The identities of `count` charge points: the number at the end of `first` is counted up with its leading zeros kept (CP1, CP2 …; CP008,
 * CP009, CP010 …); a name without a number gets one from 1 on (station1, station2 …). One charge point is called as it is.
 */
export function identities(first: string, count: number): readonly string[] {
  if (count === 1) return [first];
  // Nine digits at most, so that counting stays exact.
  const digits = /\d{1,9}$/.exec(first)?.[0] ?? '';
  const stem = first.slice(0, first.length - digits.length);
  const start = digits === '' ? 1 : Number(digits);
  return Array.from({ length: count }, (_, index) => stem + String(start + index).padStart(digits.length, '0'));
}
