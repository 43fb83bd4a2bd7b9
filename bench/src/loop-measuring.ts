// What the benchmarks have in common that keep one thing under way for each charge point: how a candidate is made ready and warmed up.

import type { Figures, Measuring, Scale, Surroundings } from './benchmark.ts';
import type { Candidate, RunningCandidate } from './candidate.ts';
import type { CsmsTerms, LoadTarget, LoopTerms } from './load-job.ts';
import type { MqttVersion } from './mqtt-wire.ts';
import { letRest } from './resting-crowd.ts';

/** Even a candidate that needs 5 ms of CPU for one is done by then; added to what the size of the job asks for. */
const timeMaxMs = 60_000;
const eachMaxMs = 5;

/** Longer than any pause of a server that still works. */
const standstillMs = 10_000;

/** Each round is warmed up by this part of what the first load was: the load generator is a new process. */
const warmUpShare = 10;

/** A warm-up of less compiles nothing, and is not worth a process of its own. */
const warmUpLeast = 1_000;

/** Under what a candidate is measured. */
export type Conditions = CsmsTerms & {
  /** Charge points that do something. */
  readonly size: number;
  /** Charge points that are connected besides. */
  readonly resting: number;
};

/** One load of a case; undefined figures where the candidate has no such thing. */
export type LoopLoad = (target: LoadTarget, terms: LoopTerms, running: RunningCandidate) => Promise<Figures>;

/**
 * The candidate stays up from round to round, so that rounds can be short and many: what another process takes in a moment then
 * falls on all candidates. The first load is not measured; it lets the compiler come to its end.
 */
export async function openLoop(
  candidate: Candidate,
  surroundings: Surroundings,
  { warmUp, measured }: Pick<Scale, 'warmUp' | 'measured'>,
  { size, resting, qos }: Conditions,
  load: LoopLoad,
): Promise<Measuring> {
  const identities = Array.from({ length: size + resting }, (_, index) => `CP${index + 1}`);
  const running = await candidate.start({ ...surroundings, identities, qos });
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
  const target = { pids, chargePointUrl, mqttPort, csmsLogin, chargePoints: chargePoints.slice(0, size) };
  const run = (before: number, count: number) => {
    const terms = {
      standstillMs,
      warmUp: before,
      measured: count,
      timeMaxMs: timeMaxMs + (before + count) * eachMaxMs,
    };
    return load(target, terms, running);
  };
  const ends: (() => Promise<void>)[] = [running.close];
  const close = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    if (resting > 0) ends.push(await letRest(chargePointUrl, chargePoints.slice(size), surroundings));
    if (warmUp >= warmUpLeast) await run(0, warmUp);
  } catch (error) {
    // The first failure is the one to show.
    await close().catch(() => {});
    throw error;
  }
  return { measure: () => run(Math.ceil(warmUp / warmUpShare), measured), close };
}

/** All conditions of a scale. */
export function conditionsOf({ sizes, resting, qos, mqttVersions }: Scale): readonly Conditions[] {
  return sizes.flatMap((size) =>
    resting.flatMap((rest) =>
      qos.flatMap((level) => mqttVersions.map((mqttVersion) => ({ size, resting: rest, qos: level, mqttVersion }))),
    ),
  );
}

/** Conditions as the tables call them. */
export function titleOf({ size, resting, qos, mqttVersion }: Conditions): string {
  const rest = resting === 0 ? '' : `, ${resting} at rest`;
  return `N=${size}${rest}, QoS ${qos}, MQTT ${versionText(mqttVersion)}`;
}

/** A version of MQTT as people write it. */
export function versionText(version: MqttVersion): string {
  return version === 5 ? '5' : '3.1.1';
}
