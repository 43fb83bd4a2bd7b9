// The shape of most loads: so many lanes, each with one thing under way, and the next begun when that one is done.

import type { LoopResult, LoopTerms } from './load-job.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';

/** Begins one thing in a lane; `sequence` counts all of them from 0. */
export type Begin = (lane: number, sequence: number) => void;

/** The state of the server at one moment. */
type Moment = { readonly at: number; readonly serverCpu: number | undefined; readonly loadCpu: NodeJS.CpuUsage };

/** Counts and times what is under way; whoever loads tells it what is finished. */
export class ClosedLoop {
  readonly #terms: LoopTerms;
  readonly #pids: readonly number[];
  readonly #lanes: number;
  readonly #latencies: Float64Array;
  readonly #sentAt: Float64Array;
  readonly #done = Promise.withResolvers<void>();
  #begin: Begin = () => {};
  #sent = 0;
  #answered = 0;
  #strange = 0;
  #first: Moment | undefined;
  #last: Moment | undefined;

  constructor(lanes: number, pids: readonly number[], terms: LoopTerms) {
    this.#terms = terms;
    this.#pids = pids;
    this.#lanes = lanes;
    this.#latencies = new Float64Array(terms.measured);
    this.#sentAt = new Float64Array(lanes);
    // Whoever waits hears of a failure; one that comes before anybody waits must not end the process.
    this.#done.promise.catch(() => {});
  }

  /** How many are begun in all. Behind the last one that is measured the others go on, so that it meets the same load as the first. */
  get total(): number {
    return this.#terms.warmUp + this.#terms.measured + this.#lanes;
  }

  /** Begins one in each lane and goes on to the end; rejects when it stands still, takes too long, or has failed. */
  async run(begin: Begin): Promise<LoopResult> {
    this.#begin = begin;
    if (this.#terms.warmUp === 0) this.#first = this.#moment();
    const timers = this.#watch();
    try {
      for (let lane = 0; lane < this.#lanes; lane += 1) this.#next(lane);
      await this.#done.promise;
    } finally {
      for (const timer of timers) clearInterval(timer);
    }
    return this.#result();
  }

  /** What was under way in a lane is done. */
  finished(lane: number): void {
    const { warmUp, measured } = this.#terms;
    const index = this.#answered - warmUp;
    if (index >= 0 && index < measured) this.#latencies[index] = performance.now() - (this.#sentAt[lane] ?? 0);
    this.#answered += 1;
    if (this.#answered === warmUp) this.#first = this.#moment();
    if (this.#answered === warmUp + measured) this.#last = this.#moment();
    if (this.#answered === this.total) this.#done.resolve();
    else this.#next(lane);
  }

  /** Something came that nobody asked for, or that is not what was asked for. */
  strange(): void {
    this.#strange += 1;
  }

  fail(error: Error): void {
    this.#done.reject(error);
  }

  #next(lane: number): void {
    if (this.#sent >= this.total) return;
    this.#sent += 1;
    this.#sentAt[lane] = performance.now();
    this.#begin(lane, this.#sent - 1);
  }

  #moment(): Moment {
    return { at: performance.now(), serverCpu: cpuMicrosecondsOf(this.#pids), loadCpu: process.cpuUsage() };
  }

  #watch(): readonly NodeJS.Timeout[] {
    const { standstillMs, timeMaxMs } = this.#terms;
    let before = -1;
    const told = () => `${this.#answered} of ${this.total} were answered, ${this.#strange} messages were strange`;
    const standstill = setInterval(() => {
      if (this.#answered === before) this.fail(new Error(`the load stands still: ${told()}`));
      before = this.#answered;
    }, standstillMs);
    const deadline = setTimeout(
      () => this.fail(new Error(`the load took longer than ${timeMaxMs} ms: ${told()}`)),
      timeMaxMs,
    );
    return [standstill, deadline];
  }

  #result(): LoopResult {
    const first = this.#first;
    const last = this.#last;
    if (first === undefined || last === undefined) throw new Error('the load ended before it was measured');
    const cpuKnown = first.serverCpu !== undefined && last.serverCpu !== undefined;
    return {
      sent: this.#sent,
      answered: this.#answered,
      strange: this.#strange,
      measured: this.#terms.measured,
      measuredSeconds: (last.at - first.at) / 1000,
      serverCpuMicroseconds: cpuKnown ? (last.serverCpu ?? 0) - (first.serverCpu ?? 0) : undefined,
      loadCpuMicroseconds: last.loadCpu.user + last.loadCpu.system - first.loadCpu.user - first.loadCpu.system,
      latencyMs: quantilesOf(this.#latencies),
      serverResidentBytes: residentBytesOf(this.#pids),
    };
  }
}
