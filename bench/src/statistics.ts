/** The middle of some numbers and how far they spread; `low` and `high` are the least and the greatest. */
export type Spread = { readonly median: number; readonly low: number; readonly high: number };

/** The median of at least one number; of an even count the mean of the two in the middle. Throws a RangeError for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of nothing');
  return (upper + lower) / 2;
}

/** The median with the least and the greatest of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** Quantiles of a latency, in the unit of the values. */
export type Quantiles = { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };

/** Quantiles by nearest rank, which are values that occurred. Sorts `values` in place; throws a RangeError for none. */
export function quantilesOf(values: Float64Array): Quantiles {
  values.sort();
  const at = (share: number): number => {
    const value = values[Math.max(0, Math.ceil(values.length * share) - 1)];
    if (value === undefined) throw new RangeError('there are no quantiles of nothing');
    return value;
  };
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}
