import type { ExitCode } from './exit-code.ts';
import type { Given } from './given.ts';
import type { Surroundings } from './surroundings.ts';

/** One option. An option with `value` takes a value, the others are switches. */
export type Option = {
  /** What `--help` calls its value: `<url>`. */
  readonly value?: string;
  readonly about: string;
  /** It may come several times. */
  readonly isList?: boolean;
  /** The only values that there are. */
  readonly choices?: readonly string[];
};

/** One argument without a name. */
export type Argument = {
  readonly name: string;
  readonly about: string;
  readonly isOptional?: boolean;
  readonly choices?: readonly string[];
};

/** One command: how it is called, what its help says, what it does. */
export type Command = {
  /** One word or two: `users add`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly Argument[];
  readonly options?: Readonly<Record<string, Option>>;
  /** Whether it takes the options that say which server is asked, and as whom. */
  readonly isRemote?: boolean;
  /** Whole sentences, below the options. */
  readonly notes?: readonly string[];
  readonly examples?: readonly string[];
  readonly run: (given: Given, surroundings: Surroundings) => Promise<ExitCode>;
};

/** The options of every command. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { about: 'print JSON, in a shape that stays' },
  help: { about: 'print this and end' },
};

/** The options of commands that ask the server. */
export const remoteOptions: Readonly<Record<string, Option>> = {
  url: { value: '<url>', about: 'the server (OCPP_BROKER_URL, or that of the login, or http://127.0.0.1:18083)' },
  key: { value: '<key:secret>', about: 'an API key (OCPP_BROKER_API_KEY does not show in the list of processes)' },
  token: { value: '<token>', about: 'the token of a login' },
};

/** All options of a command. */
export function optionsOf(command: Command): Readonly<Record<string, Option>> {
  return { ...command.options, ...(command.isRemote === true ? remoteOptions : {}), ...commonOptions };
}
