import type { Readable } from 'node:stream';

/** Where the command writes. */
export interface Output {
  /** Resolves when the reader can take more. */
  write(text: string): Promise<void>;
}

/** A terminal's keyboard, or whatever stands in its place. */
export type Input = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
};

/** Everything that a command has of the process around it. */
export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Input;
  readonly output: Output;
  readonly errors: Output;
  /** Where `.config` is. */
  readonly homeFolder: string;
  /** The entry point of the server. */
  readonly serverFile: string;
  readonly version: string;
};
