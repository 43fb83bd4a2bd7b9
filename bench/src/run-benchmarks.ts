import type { Benchmark, Sample, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';

/** What to run. */
export type Run = {
  readonly benchmarks: readonly Benchmark[];
  readonly candidates: readonly Candidate[];
  readonly scale: Scale;
  readonly rounds: number;
  readonly surroundings: (candidate: Candidate) => Surroundings;
  /** Told of each measurement as it ends. */
  readonly onSample: (sample: Sample) => void;
};

/**
 * Measures every candidate under every case, in rounds: the candidates take turns, and each round begins with another one, so that
 * whatever the machine does besides falls on all of them. Each measurement has processes of its own.
 */
export async function runBenchmarks(run: Run): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const benchmark of run.benchmarks) {
    for (const one of benchmark.cases(run.scale)) {
      for (let round = 1; round <= run.rounds; round += 1) {
        for (const candidate of inTurn(run.candidates, round)) {
          const figures = await one.measure(candidate, run.surroundings(candidate));
          const sample = { benchmark: benchmark.name, case: one.title, candidate: candidate.name, round, figures };
          samples.push(sample);
          run.onSample(sample);
        }
      }
    }
  }
  return samples;
}

function inTurn(candidates: readonly Candidate[], round: number): readonly Candidate[] {
  const first = (round - 1) % candidates.length;
  return [...candidates.slice(first), ...candidates.slice(0, first)];
}
