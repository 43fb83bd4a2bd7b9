import type { Benchmark, Case, Measuring, Sample, Scale, Surroundings } from './benchmark.ts';
import type { Candidate } from './candidate.ts';
import { shareCandidate } from './shared-candidate.ts';

/** What to run. */
export type Run = {
  readonly benchmarks: readonly Benchmark[];
  readonly candidates: readonly Candidate[];
  readonly scale: Scale;
  readonly rounds: number;
  /** One server of each candidate does for all benchmarks that can share it. */
  readonly shareServers: boolean;
  readonly surroundings: (candidate: Candidate) => Surroundings;
  /** Told of each measurement as it ends. */
  readonly onSample: (sample: Sample) => void;
};

/**
 * Measures every candidate under every case, in rounds: the candidates take turns, and each round begins with another one, so that
 * whatever the machine does besides falls on all of them.
 */
export async function runBenchmarks(run: Run): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const shared = run.shareServers ? run.candidates.map(shareCandidate) : [];
  const sharing = shared.map(({ candidate }) => candidate);
  try {
    for (const benchmark of run.benchmarks) {
      const usual = run.shareServers && benchmark.canShareServers === true ? sharing : run.candidates;
      const candidates = benchmark.candidates ?? usual;
      for (const one of benchmark.cases(run.scale))
        samples.push(...(await runCase({ ...run, candidates }, benchmark, one)));
    }
  } catch (error) {
    // The first failure is the one to show.
    await Promise.allSettled(shared.map((one) => one.end()));
    throw error;
  }
  for (const one of shared) await one.end();
  return samples;
}

type Contestant = { readonly name: string; readonly measuring: Measuring };

async function runCase({ candidates, surroundings, rounds, onSample }: Run, benchmark: Benchmark, one: Case) {
  const contestants: Contestant[] = [];
  const samples: Sample[] = [];
  try {
    for (const candidate of candidates) {
      contestants.push({ name: candidate.name, measuring: await one.open(candidate, surroundings(candidate)) });
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, measuring } of inTurn(contestants, round)) {
        const figures = await measuring.measure().catch((error: unknown) => {
          const what = error instanceof Error ? error.message : String(error);
          throw new Error(`${benchmark.name}, ${one.title}, ${name}: ${what}`, { cause: error });
        });
        const sample = { benchmark: benchmark.name, case: one.title, candidate: name, round, figures };
        samples.push(sample);
        onSample(sample);
      }
    }
  } catch (error) {
    // The first failure is the one to show.
    await Promise.allSettled(contestants.map(({ measuring }) => measuring.close()));
    throw error;
  }
  for (const { measuring } of contestants) await measuring.close();
  return samples;
}

function inTurn(contestants: readonly Contestant[], round: number): readonly Contestant[] {
  const first = (round - 1) % contestants.length;
  return [...contestants.slice(first), ...contestants.slice(0, first)];
}
