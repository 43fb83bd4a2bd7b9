import { parseArgs } from 'node:util';
import { connectorsMax } from './charge-point-options.ts';

/** What the command line asks for; `durationMs` undefined runs until it is interrupted. */
export type SimulateOptions = {
  readonly url: string;
  readonly identity: string;
  readonly count: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly vendor: string | undefined;
  readonly model: string | undefined;
  readonly connectors: number;
  readonly idTag: string;
  /** Seconds between meter values. */
  readonly intervalS: number;
  readonly idle: boolean;
  readonly durationMs: number | undefined;
  readonly quiet: boolean;
};

/** A command line, understood or not. */
export type Command =
  | { readonly kind: 'run'; readonly options: SimulateOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** Most charge points of one process: a socket each, and the usual limit of open files is above it. */
export const countMax = 10_000;

/** What `--help` prints. */
export const helpText = `Simulated OCPP 1.6 charge points.

  npm run simulate -- [options]

  --url <url>          listener without the identity (ws://127.0.0.1:33033/ocpp)
  --identity <name>    name of the charge point (CP1)
  --count <n>          number of charge points: CP1, CP2 …; CP008, CP009 …; station1, station2 … (1)
  --username <name>    Basic user of all of them (the identity, if there is a password)
  --password <text>    Basic password
  --vendor <name>      vendor in BootNotification
  --model <name>       model in BootNotification
  --connectors <n>     connectors of each (1)
  --id-tag <tag>       idTag that charges (SIMULATOR)
  --interval <time>    between meter values: 10s, 1m (10s)
  --transactions       somebody charges all the time (default)
  --idle               nobody charges
  --duration <time>    stop after this time: 90s, 5m, 1h (until interrupted)
  --quiet              print problems only
  --help               print this
`;

const optionTypes = {
  url: { type: 'string', default: 'ws://127.0.0.1:33033/ocpp' },
  identity: { type: 'string', default: 'CP1' },
  count: { type: 'string', default: '1' },
  username: { type: 'string' },
  password: { type: 'string' },
  vendor: { type: 'string' },
  model: { type: 'string' },
  connectors: { type: 'string', default: '1' },
  'id-tag': { type: 'string', default: 'SIMULATOR' },
  interval: { type: 'string', default: '10s' },
  transactions: { type: 'boolean', default: false },
  idle: { type: 'boolean', default: false },
  duration: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

class WrongOption extends Error {}

/** Reads the arguments after the command's name. */
export function parseCommand(commandArguments: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...commandArguments], options: optionTypes, strict: true });
    if (values.help) return { kind: 'help' };
    if (values.transactions && values.idle) throw new WrongOption('--transactions and --idle exclude each other');
    const intervalMs = duration('--interval', values.interval);
    if (intervalMs < 1_000) throw new WrongOption('--interval must be at least 1s');
    return {
      kind: 'run',
      options: {
        url: webSocketUrl(values.url),
        identity: text('--identity', values.identity, 255),
        count: wholeNumber('--count', values.count, countMax),
        username: values.username,
        password: values.password,
        vendor: values.vendor === undefined ? undefined : text('--vendor', values.vendor, 20),
        model: values.model === undefined ? undefined : text('--model', values.model, 20),
        connectors: wholeNumber('--connectors', values.connectors, connectorsMax),
        idTag: text('--id-tag', values['id-tag'], 20),
        intervalS: Math.round(intervalMs / 1000),
        idle: values.idle,
        durationMs: values.duration === undefined ? undefined : duration('--duration', values.duration),
        quiet: values.quiet,
      },
    };
  } catch (error) {
    if (error instanceof WrongOption) return { kind: 'wrong', problem: error.message };
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) {
      // Node's first sentence says what is wrong; the others explain positional arguments, of which we take none.
      return { kind: 'wrong', problem: error.message.split(/\.\s/)[0] ?? error.message };
    }
    throw error;
  }
}

function webSocketUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') {
    throw new WrongOption(`--url must be a ws: or wss: URL, not "${value}"`);
  }
  return value;
}

function text(option: string, value: string, lengthMax: number): string {
  if (value === '' || value.length > lengthMax)
    throw new WrongOption(`${option} must have 1 to ${lengthMax} characters`);
  return value;
}

function wholeNumber(option: string, value: string, max: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > max) throw new WrongOption(`${option} must be a whole number from 1 to ${max}`);
  return number;
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

function duration(option: string, value: string): number {
  const [, digits, unit] = /^(\d{1,6})(ms|s|m|h)$/.exec(value) ?? [];
  const factor = unitMs.get(unit ?? '');
  if (digits === undefined || factor === undefined) {
    throw new WrongOption(`${option} must be a time with a unit, as 500ms, 10s, 5m or 1h`);
  }
  return Number(digits) * factor;
}
