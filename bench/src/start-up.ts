import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { Candidate, RunningCandidate } from './candidate.ts';
import { demandAll, durableLoad, onSqlite } from './durable.ts';

/** How long the product takes to listen again, and whether all is there then. */
export const startUp: Benchmark = {
  name: 'start-up',
  description: 'from the start of the process until it listens, with messages that wait for a session, and without any',
  columns: [
    { key: 'startMs', title: 'start ms', digits: 0 },
    { key: 'emptyMs', title: 'empty ms', digits: 0 },
    { key: 'drainPerSecond', title: 'drained/s', digits: 0 },
    { key: 'residentMegabytes', title: 'RSS MB', digits: 0 },
  ],
  candidates: [onSqlite],
  cases: (scale) =>
    scale.queued.map((queued) => ({
      title: `${queued} queued messages`,
      open: async (candidate, surroundings) => ({
        measure: () => measure(candidate, surroundings, scale, queued),
        close: async () => {},
      }),
    })),
};

async function measure(
  candidate: Candidate,
  surroundings: Surroundings,
  { mqttVersions }: Scale,
  messages: number,
): Promise<Figures> {
  let running = await candidate.start({ ...surroundings, identities: [], qos: 1 });
  const terms = { sessions: 1, messages, mqttVersion: mqttVersions.at(-1) ?? 5 };
  try {
    // The first start makes the databases; the second finds them empty.
    running = await restart(running);
    const emptyMs = running.startMs;
    await durableLoad(running, { ...terms, phase: 'queue' }, surroundings);
    running = await restart(running);
    const { startMs } = running;
    const result = await durableLoad(running, { ...terms, phase: 'drain' }, surroundings);
    demandAll(result);
    await running.close();
    const { drained, serverResidentBytes, delivered } = result;
    return {
      startMs,
      emptyMs,
      drainPerSecond: drained === undefined ? undefined : delivered / drained.seconds,
      residentMegabytes: serverResidentBytes === undefined ? undefined : serverResidentBytes / 1_000_000,
      delivered,
    };
  } catch (error) {
    // The first failure is the one to show.
    await running.close().catch(() => {});
    throw error;
  }
}

async function restart(running: RunningCandidate): Promise<RunningCandidate> {
  if (running.restart === undefined) throw new TypeError('a candidate without data has no start-up to be measured');
  return running.restart();
}
