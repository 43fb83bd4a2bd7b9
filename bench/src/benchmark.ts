// What a benchmark is to the runner and to the tables: some cases, each of which yields the same figures.

import type { BadClientKind } from './bad-client-kind.ts';
import type { Candidate } from './candidate.ts';
import type { MqttVersion } from './mqtt-wire.ts';
import type { Pinning } from './pinning.ts';

/** How much to do; a benchmark makes cases of what concerns it. */
export type Scale = {
  /** Numbers of charge points. */
  readonly sizes: readonly number[];
  readonly qos: readonly (0 | 1)[];
  readonly mqttVersions: readonly MqttVersion[];
  /** Numbers of charge points that are connected besides and do nothing. */
  readonly resting: readonly number[];
  /** Numbers of subscribers of the same messages. */
  readonly subscribers: readonly number[];
  readonly badClients: readonly BadClientKind[];
  /** Units of work before anything is measured, and then measured. */
  readonly warmUp: number;
  readonly measured: number;
  /** Numbers of charge points that come as a crowd. */
  readonly crowds: readonly number[];
  /** How long a crowd rests before its memory is told. */
  readonly restMs: number;
  /** How long after one Heartbeat a charge point of the crowd sends the next. */
  readonly beatMs: number;
  /** Numbers of messages that wait while the server starts. */
  readonly queued: readonly number[];
};

/** What a measurement is given besides the candidate. */
export type Surroundings = {
  readonly pinning: Pinning | undefined;
  readonly nodeArguments: readonly string[];
  readonly signal: AbortSignal;
};

/** The figures of one measurement, by the keys of the columns; undefined where the system does not tell. */
export type Figures = Readonly<Record<string, number | undefined>>;

/** One column of a table. */
export type Column = { readonly key: string; readonly title: string; readonly digits: number };

/** One candidate made ready for one case. */
export interface Measuring {
  /** Measures once; rejects when anything went wrong on the way. */
  measure(): Promise<Figures>;
  /** Ends what was started. */
  close(): Promise<void>;
}

/** One line of conditions under which all candidates are measured. */
export type Case = {
  readonly title: string;
  open(candidate: Candidate, surroundings: Surroundings): Promise<Measuring>;
};

/** One question about the candidates. */
export interface Benchmark {
  /** As the command line calls it. */
  readonly name: string;
  readonly description: string;
  /** The first is the figure that counts: candidates are compared by it, and less is better. */
  readonly columns: readonly [Column, ...Column[]];
  /** Its cases leave a server as they found it, so that in a smoke run one server may do for all of them. */
  readonly canShareServers?: boolean;
  /** Who is measured, where it is not the candidates of the run. */
  readonly candidates?: readonly Candidate[];
  cases(scale: Scale): readonly Case[];
}

/** One measurement. */
export type Sample = {
  readonly benchmark: string;
  readonly case: string;
  readonly candidate: string;
  /** Counted from 1. */
  readonly round: number;
  readonly figures: Figures;
};
