import type { Benchmark, Sample } from './benchmark.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** One line of a table: a candidate under one case, over all rounds. */
export type Row = {
  readonly candidate: string;
  readonly rounds: number;
  /** By the keys of the columns; those that were not told in every round are left out. */
  readonly figures: Readonly<Record<string, Spread>>;
  /** The figure that counts against that of the reference in the same round; undefined where one of the two is not known. */
  readonly ratio: Spread | undefined;
};

/** The table of one case. */
export type CaseSummary = {
  readonly benchmark: string;
  readonly case: string;
  readonly reference: string;
  readonly rows: readonly Row[];
};

/** Preferred as the reference; without it the last candidate serves. */
const usualReference = 'floor';

/** Brings the rounds together, case by case, in the order in which they were measured. */
export function summarize(benchmark: Benchmark, samples: readonly Sample[]): readonly CaseSummary[] {
  const own = samples.filter((sample) => sample.benchmark === benchmark.name);
  const candidates = [...new Set(own.map(({ candidate }) => candidate))];
  const reference = candidates.includes(usualReference) ? usualReference : (candidates.at(-1) ?? '');
  return [...new Set(own.map((sample) => sample.case))].map((title) => {
    const ofCase = own.filter((sample) => sample.case === title);
    return {
      benchmark: benchmark.name,
      case: title,
      reference,
      rows: candidates.map((candidate) => rowOf(benchmark, candidate, reference, ofCase)),
    };
  });
}

function rowOf(benchmark: Benchmark, candidate: string, reference: string, ofCase: readonly Sample[]): Row {
  const own = ofCase.filter((sample) => sample.candidate === candidate);
  const figures: Record<string, Spread> = {};
  for (const { key } of benchmark.columns) {
    const values = own.flatMap((sample) => sample.figures[key] ?? []);
    if (values.length > 0 && values.length === own.length) figures[key] = spreadOf(values);
  }
  const { key } = benchmark.columns[0];
  const ratios = own.flatMap((sample) => {
    const other = ofCase.find(({ candidate, round }) => candidate === reference && round === sample.round);
    const figure = sample.figures[key];
    const base = other?.figures[key];
    return figure === undefined || base === undefined || base === 0 ? [] : [figure / base];
  });
  return { candidate, rounds: own.length, figures, ratio: ratios.length === 0 ? undefined : spreadOf(ratios) };
}
