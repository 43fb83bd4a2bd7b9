import { parseArgs } from 'node:util';
import { badClientKinds } from './bad-client-kind.ts';
import type { Scale } from './benchmark.ts';
import type { MqttVersion } from './mqtt-wire.ts';

/** What to run, by name. */
export type RunArguments = {
  readonly kind: 'run';
  readonly benchmarks: readonly string[];
  readonly candidates: readonly string[];
  readonly scale: Scale;
  readonly rounds: number;
  /** One server of each candidate does for all benchmarks that can share it. */
  readonly shareServers: boolean;
  /** JSON on standard output, instead of the tables. */
  readonly json: boolean;
  /** Writes both into docs/benchmarks. */
  readonly write: boolean;
  /** A folder for CPU profiles of the servers. */
  readonly profileFolder: string | undefined;
  readonly pin: boolean;
};

/** What the command line asks for. */
export type Arguments = RunArguments | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly problem: string };

/** The names that may be asked for. */
export type Names = { readonly benchmarks: readonly string[]; readonly candidates: readonly string[] };

const sizeMax = 20_000;
const subscribersMax = 500;
const workMax = 10_000_000;

/** Enough that the compiler is done with the paths that count, and that a round takes a second or two. */
const usual = {
  sizes: '10,100,1000',
  qos: '0,1',
  mqtt: '3.1.1,5',
  resting: '0',
  subscribers: '1,10,100',
  badClients: badClientKinds.join(','),
  rounds: '5',
  warmUp: '40000',
  trips: '30000',
  crowds: '10000',
  rest: '10000',
  beat: '60000',
  queued: '100000',
};

/** Small enough for a test: it shows that everything works, and nothing else. */
const smoke: typeof usual = {
  sizes: '3',
  qos: '1',
  mqtt: '5',
  resting: '2',
  subscribers: '2',
  badClients: 'frozen-qos-1',
  rounds: '1',
  warmUp: '10',
  trips: '100',
  crowds: '10',
  rest: '100',
  beat: '100',
  queued: '100',
};

/** What `--help` prints. */
export function usageOf({ benchmarks, candidates }: Names): string {
  return `Usage: npm run bench -- [benchmark ...] [options]

  benchmarks             ${benchmarks.join(', ')} (default: all)
  --candidates <names>   ${candidates.join(', ')} (default: all)
  --sizes <numbers>      numbers of charge points (default ${usual.sizes})
  --qos <0,1>            QoS of the CSMS (default ${usual.qos})
  --mqtt <versions>      3.1.1 and 5 (default ${usual.mqtt})
  --resting <numbers>    charge points that are connected besides and do nothing (default ${usual.resting})
  --subscribers <numbers> subscribers of what the charge points send (default ${usual.subscribers})
  --bad-clients <names>  ${badClientKinds.join(', ')} (default: all)
  --rounds <number>      how often each is measured (default ${usual.rounds})
  --trips <number>       round trips that a round measures (default ${usual.trips})
  --warm-up <number>     round trips before the first round (default ${usual.warmUp})
  --crowds <numbers>     charge points that come as a crowd (default ${usual.crowds})
  --rest <ms>            how long a crowd rests before its memory is told (default ${usual.rest})
  --beat <ms>            how often each of a crowd sends a Heartbeat (default ${usual.beat})
  --queued <numbers>     messages that wait while the server starts (default ${usual.queued})
  --smoke                all of it, very small: whether it works, not how fast
  --json                 print JSON instead of tables
  --write                write tables and JSON into docs/benchmarks
  --profile <folder>     take CPU profiles of the servers, and show where their time goes
  --no-pin               leave it to the system on which CPUs the processes run
  --help                 print this and end
`;
}

/** Reads the command line. */
export function readArguments(args: readonly string[], names: Names): Arguments {
  try {
    return read(args, names);
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message };
  }
}

function read(args: readonly string[], names: Names): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      candidates: { type: 'string' },
      sizes: { type: 'string' },
      qos: { type: 'string' },
      mqtt: { type: 'string' },
      resting: { type: 'string' },
      subscribers: { type: 'string' },
      'bad-clients': { type: 'string' },
      rounds: { type: 'string' },
      trips: { type: 'string' },
      'warm-up': { type: 'string' },
      crowds: { type: 'string' },
      rest: { type: 'string' },
      beat: { type: 'string' },
      queued: { type: 'string' },
      smoke: { type: 'boolean' },
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      profile: { type: 'string' },
      'no-pin': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    strict: true,
    allowPositionals: true,
  });
  if (values.help) return { kind: 'help' };
  const preset = values.smoke ? smoke : usual;
  return {
    kind: 'run',
    benchmarks: chosen('benchmark', positionals, names.benchmarks),
    candidates: chosen('candidate', values.candidates === undefined ? [] : parts(values.candidates), names.candidates),
    scale: {
      sizes: numbers('--sizes', values.sizes ?? preset.sizes, 1, sizeMax),
      qos: parts(values.qos ?? preset.qos).map(qosOf),
      mqttVersions: parts(values.mqtt ?? preset.mqtt).map(versionOf),
      resting: numbers('--resting', values.resting ?? preset.resting, 0, sizeMax),
      subscribers: numbers('--subscribers', values.subscribers ?? preset.subscribers, 1, subscribersMax),
      badClients: chosen('bad client', parts(values['bad-clients'] ?? preset.badClients), badClientKinds),
      warmUp: oneNumber('--warm-up', values['warm-up'] ?? preset.warmUp, 1, workMax),
      measured: oneNumber('--trips', values.trips ?? preset.trips, 1, workMax),
      crowds: numbers('--crowds', values.crowds ?? preset.crowds, 1, sizeMax),
      beatMs: oneNumber('--beat', values.beat ?? preset.beat, 10, 86_400_000),
      queued: numbers('--queued', values.queued ?? preset.queued, 1, workMax),
      restMs: oneNumber('--rest', values.rest ?? preset.rest, 0, 600_000),
    },
    rounds: oneNumber('--rounds', values.rounds ?? preset.rounds, 1, 100),
    shareServers: values.smoke ?? false,
    json: values.json ?? false,
    write: values.write ?? false,
    profileFolder: values.profile,
    pin: !(values['no-pin'] ?? false),
  };
}

function parts(list: string): readonly string[] {
  return [...new Set(list.split(',').map((part) => part.trim()))];
}

/** All of them when none is asked for; in the order in which they are known. */
function chosen<Name extends string>(noun: string, asked: readonly string[], known: readonly Name[]): readonly Name[] {
  const unknown = asked.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new RangeError(`there is no ${noun} "${unknown}"; one of: ${known.join(', ')}`);
  return asked.length === 0 ? known : known.filter((name) => asked.includes(name));
}

function numbers(option: string, list: string, least: number, most: number): readonly number[] {
  return parts(list).map((text) => oneNumber(option, text, least, most));
}

function oneNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new RangeError(`${option} "${text}" must be a number from ${least} to ${most}`);
}

function qosOf(text: string): 0 | 1 {
  if (text !== '0' && text !== '1') throw new RangeError(`--qos "${text}" must be 0 or 1`);
  return text === '0' ? 0 : 1;
}

function versionOf(text: string): MqttVersion {
  if (text !== '3.1.1' && text !== '5') throw new RangeError(`--mqtt "${text}" must be 3.1.1 or 5`);
  return text === '5' ? 5 : 4;
}
