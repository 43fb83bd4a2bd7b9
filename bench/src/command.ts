import { AdminApi } from './admin-api-client.ts';
import type { Benchmark, Case, Figures, Scale, Surroundings } from './benchmark.ts';
import type { RunningCandidate } from './candidate.ts';
import type { CommandJob, LoadTarget, LoopTerms } from './load-job.ts';
import { runLoad } from './load-process.ts';
import { loopFigures } from './loop-figures.ts';
import { type Conditions, conditionsOf, openLoop, titleOf } from './loop-measuring.ts';

/** A request over HTTP costs several times what a publish does, so fewer are needed for as long a round. */
const postedShare = 5;

/** The CSMS sends a CALL to each of N charge points, and waits for the CALLRESULT. */
export const command: Benchmark = {
  name: 'command',
  description:
    'CSMS → charge point → CSMS: TriggerMessage and its CALLRESULT, over MQTT and by POST …/calls, one under way for each charge point',
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs/command', digits: 1 },
    { key: 'perSecond', title: 'commands/s', digits: 0 },
    { key: 'p50Ms', title: 'p50 ms', digits: 2 },
    { key: 'p99Ms', title: 'p99 ms', digits: 2 },
    { key: 'p999Ms', title: 'p99.9 ms', digits: 2 },
    { key: 'residentMegabytes', title: 'RSS MB', digits: 0 },
    { key: 'loadBusyPercent', title: 'load %', digits: 0 },
  ],
  canShareServers: true,
  cases: (scale) => {
    const all = conditionsOf({ ...scale, resting: [0] });
    // What the CSMS subscribes to matters to the MQTT side alone.
    const posted = scale.sizes.flatMap((size) => all.filter((one) => one.size === size).slice(0, 1));
    return [...all.map((conditions) => overMqtt(scale, conditions)), ...posted.map((one) => overHttp(scale, one))];
  },
};

function overMqtt(scale: Scale, conditions: Conditions): Case {
  return {
    title: titleOf(conditions),
    open: (candidate, surroundings) =>
      openLoop(candidate, surroundings, scale, conditions, (target, terms) =>
        load(target, terms, conditions, undefined, surroundings),
      ),
  };
}

function overHttp({ warmUp, measured }: Scale, conditions: Conditions): Case {
  const scale = { warmUp: Math.ceil(warmUp / postedShare), measured: Math.ceil(measured / postedShare) };
  return {
    title: `N=${conditions.size}, POST …/calls`,
    open: (candidate, surroundings) => {
      let api: Promise<CommandJob['api']> | undefined;
      return openLoop(candidate, surroundings, scale, conditions, async (target, terms, running) => {
        api ??= keyOf(running, surroundings);
        const known = await api;
        return known === undefined ? {} : load(target, terms, conditions, known, surroundings);
      });
    },
  };
}

/** Undefined for a candidate without an API. */
async function keyOf({ api }: RunningCandidate, { signal }: Surroundings): Promise<CommandJob['api']> {
  if (api === undefined) return undefined;
  const admin = await AdminApi.login(api.url, api.login, signal);
  return { url: api.url, key: await admin.addApiKey() };
}

async function load(
  target: LoadTarget,
  terms: LoopTerms,
  { qos, mqttVersion }: Conditions,
  api: CommandJob['api'],
  surroundings: Surroundings,
): Promise<Figures> {
  const job = { kind: 'command', ...target, ...terms, qos, mqttVersion, api } as const;
  return loopFigures(await runLoad<'command'>(job, surroundings));
}
