import { Counter, type Registry } from 'prom-client';

/** What a series is counted under for which there is no room: each of its labels has this value. */
export const otherSeries = 'other';

/** As many series as one counter has. Twice what all actions of three versions of OCPP make of `frames_total`. */
export const seriesMax = 4_000;

type Cell = { value: number };
type Branches = Map<string, Branches | Cell>;

/** How a counter is called, and what its labels are. */
export type SeriesCounterParts<Labels extends readonly string[]> = {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: Labels;
};

/**
 * A counter of Prometheus for what happens often. prom-client builds a text out of the labels and looks it up for each event, also for
 * `labels(…)` that were kept; here it is told only when somebody reads. Beyond `seriesMax` combinations of labels new ones are one.
 */
export class SeriesCounter<const Labels extends readonly string[]> {
  readonly #labelNames: Labels;
  readonly #roots: Branches = new Map();
  readonly #series: { readonly values: readonly string[]; readonly cell: Cell }[] = [];
  #rest: Cell | undefined;

  constructor({ registry, name, help, labelNames }: SeriesCounterParts<Labels>) {
    this.#labelNames = labelNames;
    const told = (counter: Pick<Counter, 'reset' | 'inc'>) => this.#tell(counter);
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        told(this);
      },
    });
  }

  /** Counts one, or `amount`, for the labels in their order. */
  add(values: { readonly [Index in keyof Labels]: string }, amount = 1): void {
    let branch: Branches | Cell | undefined = this.#roots;
    for (const value of values as readonly string[]) branch = (branch as Branches | undefined)?.get(value);
    if (branch === undefined) this.#grow(values, amount);
    else (branch as Cell).value += amount;
  }

  #grow(values: readonly string[], amount: number): void {
    if (this.#series.length >= seriesMax) {
      this.#rest ??= { value: 0 };
      this.#rest.value += amount;
      return;
    }
    let branches = this.#roots;
    for (const value of values.slice(0, -1)) {
      const next = (branches.get(value) as Branches | undefined) ?? new Map();
      branches.set(value, next);
      branches = next;
    }
    const cell = { value: amount };
    branches.set(values.at(-1) as string, cell);
    this.#series.push({ values, cell });
  }

  #tell(counter: Pick<Counter, 'reset' | 'inc'>): void {
    counter.reset();
    for (const { values, cell } of this.#series) counter.inc(this.#named(values), cell.value);
    if (this.#rest !== undefined) counter.inc(this.#named(this.#labelNames.map(() => otherSeries)), this.#rest.value);
  }

  #named(values: readonly string[]): Record<string, string> {
    return Object.fromEntries(this.#labelNames.map((name, index) => [name, values[index] as string]));
  }
}
