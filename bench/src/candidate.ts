// What a benchmark asks of a thing that it measures: that it can be started, and where to reach it.

import type { Pinning } from './pinning.ts';

/** A name and password, as a charge point or an MQTT client shows it. */
export type Login = { readonly username: string; readonly password: string };

/** A charge point that the load generator plays; without a login it shows none. */
export type ChargePointAccount = { readonly identity: string; readonly login?: Login };

/** What a candidate has to be ready for. */
export type StartOptions = {
  /** The charge points that will connect; accounts are made for them where the candidate has such. */
  readonly identities: readonly string[];
  /** The QoS that the CSMS will subscribe and publish with. */
  readonly qos: 0 | 1;
  readonly pinning: Pinning | undefined;
  /** Options for the candidate's own Node processes, such as those of the profiler. */
  readonly nodeArguments: readonly string[];
  readonly signal: AbortSignal;
};

/** A candidate that runs. Topics and payloads are those of docs/topics.md for all of them, so that one load fits all. */
export type RunningCandidate = {
  /** Every process whose CPU time and memory count. */
  readonly pids: readonly number[];
  /** The WebSocket URL to which `/<identity>` is appended. */
  readonly chargePointUrl: string;
  readonly mqttPort: number;
  /** Left out by a candidate that has no MQTT over WebSocket. */
  readonly mqttWebSocketUrl?: string;
  /** The HTTP API and an administrator of it; left out by a candidate that has none. */
  readonly api?: { readonly url: string; readonly login: Login };
  readonly chargePoints: readonly ChargePointAccount[];
  readonly csmsLogin: Login | undefined;
  /** From the start of its process until it listened. */
  readonly startMs?: number;
  /** Ends its processes and starts them anew with the data that they have; left out by a candidate that keeps none. */
  restart?(): Promise<RunningCandidate>;
  /** Ends its processes and removes its files. */
  close(): Promise<void>;
};

/** Something that carries charge points' messages to MQTT and back. */
export interface Candidate {
  /** As the command line and the tables call it. */
  readonly name: string;
  readonly description: string;
  /** Why it cannot be started on this machine; undefined, or left out, when it can. */
  unavailable?(): string | undefined;
  start(options: StartOptions): Promise<RunningCandidate>;
}
