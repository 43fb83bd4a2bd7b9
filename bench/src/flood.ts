import type { Benchmark, Figures, Scale, Surroundings } from './benchmark.ts';
import type { FloodJob, FloodResult, LoadTarget, LoopTerms } from './load-job.ts';
import { runLoad } from './load-process.ts';
import { loopFigures } from './loop-figures.ts';
import { openLoop } from './loop-measuring.ts';

/** Charge points: enough that the server never waits, few enough that its queue is not what is measured. */
const sizeMax = 10;
const patienceMs = 5_000;

/** Charge points as fast as they go, and several subscribers of all that they send; once more with one that is frozen. */
export const flood: Benchmark = {
  name: 'flood',
  description: `round trips of ${sizeMax} charge points as fast as they go, each CALL handed out to several subscribers; then the same beside one that is frozen`,
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/CALL', digits: 1 },
    { key: 'perSecond', title: 'CALLs/s', digits: 0 },
    { key: 'p99Ms', title: 'p99 ms', digits: 2 },
    { key: 'frozenCpuMicroseconds', title: 'CPU µs/CALL, frozen', digits: 1 },
    { key: 'lossPercent', title: 'fewer CALLs/s, frozen %', digits: 1 },
    { key: 'frozenP99Ms', title: 'p99 ms, frozen', digits: 2 },
    { key: 'frozenP999Ms', title: 'p99.9 ms, frozen', digits: 2 },
    { key: 'missing', title: 'missing', digits: 0 },
    { key: 'residentMegabytes', title: 'RSS MB', digits: 0 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  canShareServers: true,
  cases: (scale) => {
    const { qos: levels, mqttVersions } = scale;
    const mqttVersion = mqttVersions.at(-1) ?? 5;
    return scale.subscribers.flatMap((subscribers) =>
      levels.map((qos) => ({
        title: `S=${subscribers}, QoS ${qos}`,
        open: (candidate, surroundings) => {
          const size = Math.min(sizeMax, Math.max(...scale.sizes));
          const conditions = { size, resting: 0, qos, mqttVersion };
          return openLoop(candidate, surroundings, shortened(scale, subscribers), conditions, (target, terms) =>
            load(target, terms, { subscribers, qos, mqttVersion }, surroundings),
          );
        },
      })),
    );
  },
};

/** With more subscribers each CALL is more work; the square root leaves enough CALLs and enough deliveries. */
function shortened({ warmUp, measured }: Scale, subscribers: number): Pick<Scale, 'warmUp' | 'measured'> {
  const share = Math.sqrt(subscribers);
  return { warmUp: Math.ceil(warmUp / share), measured: Math.ceil(measured / share) };
}

async function load(
  target: LoadTarget,
  terms: LoopTerms,
  kind: Pick<FloodJob, 'subscribers' | 'qos' | 'mqttVersion'>,
  surroundings: Surroundings,
): Promise<Figures> {
  const run = (withFrozen: boolean) =>
    runLoad<'flood'>({ kind: 'flood', ...target, ...terms, ...kind, patienceMs, withFrozen }, surroundings);
  // One right after the other, so that they meet the same machine.
  return floodFigures(await run(false), await run(true));
}

/** What the table shows of both runs; messages that did not come to a subscriber that reads are shown under "missing". */
export function floodFigures(free: FloodResult, frozen: FloodResult): Figures {
  const usual = loopFigures(free);
  const beside = loopFigures(frozen);
  const { perSecond = 0 } = usual;
  return {
    ...usual,
    p99Ms: free.deliveryMs.p99,
    frozenCpuMicroseconds: beside.cpuMicroseconds,
    lossPercent: (1 - (beside.perSecond ?? 0) / perSecond) * 100,
    frozenP99Ms: frozen.deliveryMs.p99,
    frozenP999Ms: frozen.deliveryMs.p999,
    missing: free.expected + frozen.expected - free.delivered - frozen.delivered,
    residentMegabytes: beside.residentMegabytes,
  };
}
