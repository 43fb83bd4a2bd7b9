import { Histogram, type Registry } from 'prom-client';

/** How a histogram is called, its labels, and the upper bounds of its buckets, ascending. */
export type SeriesHistogramParts = {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly buckets: readonly number[];
};

/** One series of a histogram. */
export class HistogramSeries {
  readonly values: readonly string[];
  readonly #buckets: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(values: readonly string[], buckets: readonly number[]) {
    this.values = values;
    this.#buckets = buckets;
    this.#counts = new Float64Array(buckets.length + 1);
  }

  get sum(): number {
    return this.#sum;
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#buckets.length && value > (this.#buckets[bucket] as number)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#sum += value;
  }

  /** How many values were at most each of the bounds, and how many there were. */
  cumulated(): readonly number[] {
    let count = 0;
    return Array.from(this.#counts, (inBucket) => {
      count += inBucket;
      return count;
    });
  }
}

/**
 * A histogram of Prometheus for what happens often: prom-client's own builds a text out of the labels for each value, here it is told only
 * when somebody reads. There are as many series as are asked for with `series`: the caller bounds them.
 */
export class SeriesHistogram {
  readonly #parts: SeriesHistogramParts;
  readonly #series: HistogramSeries[] = [];

  constructor(parts: SeriesHistogramParts) {
    this.#parts = parts;
    const { name, help, labelNames } = parts;
    const told = () => this.#told();
    const histogram = new Histogram({
      name,
      help,
      labelNames,
      buckets: [...parts.buckets],
      registers: [parts.registry],
    });
    // What the registry asks a metric for; its reader of prom-client's own buckets would go before it.
    Object.assign(histogram, { get: told, getForPromString: told });
  }

  /** A series of its own, for the values of the labels in their order. */
  series(...values: readonly string[]): HistogramSeries {
    const series = new HistogramSeries(values, this.#parts.buckets);
    this.#series.push(series);
    return series;
  }

  async #told(): Promise<object> {
    const { name, help, buckets } = this.#parts;
    const values = this.#series.flatMap((series) => {
      const labels = this.#named(series.values);
      const counts = series.cumulated();
      const count = counts.at(-1) ?? 0;
      return [
        ...buckets.map((le, index) => ({
          metricName: `${name}_bucket`,
          labels: { le, ...labels },
          value: counts[index],
        })),
        { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
        { metricName: `${name}_sum`, labels, value: series.sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }

  #named(values: readonly string[]): Record<string, string> {
    return Object.fromEntries(this.#parts.labelNames.map((name, index) => [name, values[index] as string]));
  }
}
