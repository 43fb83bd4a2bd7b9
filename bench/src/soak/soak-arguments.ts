import { parseArgs } from 'node:util';

/** What a soak does, and for how long. */
export type SoakOptions = {
  readonly timeMs: number;
  readonly chargePoints: number;
  /** CALLs of all charge points together in a second; a tenth as many go the other way. */
  readonly callsPerSecond: number;
  /** What happens to whom is drawn from this number, so that a run can be repeated. */
  readonly seed: number;
};

/** What `npm run bench -- soak` is asked for. */
export type SoakArguments =
  | { readonly kind: 'soak'; readonly options: SoakOptions; readonly write: boolean; readonly pin: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const timeMaxMs = 7 * 24 * unitsMs.h;

/** As many as one address has local ports, with room for the connections that others of this machine hold. */
const chargePointsMax = 20_000;
const callsPerSecondMax = 100_000;

/** What `soak --help` prints. */
export const soakUsage = `Usage: npm run bench -- soak [options]

Mixed traffic for a given time, with kicks, reconnects and changed settings. Ends with 0 when nothing was lost, memory
stayed flat and nothing was left open, otherwise with 1. A line of progress each minute, JSON on standard output in the end.

  --time <time>            such as 90s, 10m, 1h (default 1h); memory is judged from 20m on
  --charge-points <number> default 1000
  --rate <number>          CALLs of charge points a second, all together (default 500)
  --seed <number>          of what happens to whom (default 1)
  --write                  write the JSON into docs/benchmarks/soak.json as well
  --no-pin                 leave it to the system on which CPU the server runs
  --help                   print this and end
`;

/** Reads what stands behind `soak`. */
export function readSoakArguments(args: readonly string[]): SoakArguments {
  try {
    return read(args);
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message };
  }
}

function read(args: readonly string[]): SoakArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      time: { type: 'string', default: '1h' },
      'charge-points': { type: 'string', default: '1000' },
      rate: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
      'no-pin': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    strict: true,
  });
  if (values.help) return { kind: 'help' };
  return {
    kind: 'soak',
    options: {
      timeMs: timeOf(values.time),
      chargePoints: numberOf('--charge-points', values['charge-points'], chargePointsMax),
      callsPerSecond: numberOf('--rate', values.rate, callsPerSecondMax),
      seed: numberOf('--seed', values.seed, 999_999_999),
    },
    write: values.write,
    pin: !values['no-pin'],
  };
}

function timeOf(text: string): number {
  const [, number, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const timeMs = Number(number) * unitsMs[(unit ?? 's') as keyof typeof unitsMs];
  if (timeMs >= unitsMs.s && timeMs <= timeMaxMs) return timeMs;
  throw new RangeError(`--time "${text}" must be from 1s to 168h`);
}

function numberOf(option: string, text: string, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 1 && number <= most) return number;
  throw new RangeError(`${option} "${text}" must be a number from 1 to ${most}`);
}
