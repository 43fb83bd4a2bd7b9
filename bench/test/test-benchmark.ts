import type { Benchmark, Figures } from '../src/benchmark.ts';
import type { Candidate } from '../src/candidate.ts';

/** A candidate that nobody starts. */
export function namedCandidate(name: string): Candidate {
  return { name, description: `the ${name}`, start: () => Promise.reject(new Error('nobody starts it')) };
}

/** A benchmark of two cases whose figures are made up. */
export function madeUpBenchmark(
  figures: (candidate: string, title: string) => Figures,
  closed: (candidate: string) => void = () => {},
): Benchmark {
  return {
    name: 'made-up',
    description: 'figures out of the air',
    columns: [
      { key: 'cost', title: 'cost', digits: 1 },
      { key: 'speed', title: 'speed', digits: 0 },
    ],
    cases: () =>
      ['small', 'large'].map((title) => ({
        title,
        open: async ({ name }) => ({
          measure: async () => figures(name, title),
          close: async () => closed(name),
        }),
      })),
  };
}
