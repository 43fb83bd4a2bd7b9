// The load of the benchmark "connect": a crowd that comes as fast as it is let in, and then rests.

import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { ChargePointAccount } from './candidate.ts';
import { openChargePoint } from './charge-point-socket.ts';
import type { ConnectJob, ConnectResult } from './load-job.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';

/** How often the memory of a server is read while its charge points rest; the least is free of most garbage. */
const memoryReadings = 10;

/** Runs the load to its end; rejects when it takes too long. Refused handshakes are counted. */
export async function loadConnect(job: ConnectJob): Promise<ConnectResult> {
  const crowd = new Crowd(job);
  try {
    return await crowd.run();
  } finally {
    crowd.leave();
  }
}

class Crowd {
  readonly #job: ConnectJob;
  readonly #outside: ChargePointAccount[];
  readonly #inside: WebSocket[] = [];
  readonly #handshakeMs: number[] = [];
  readonly #deadline: number;
  #failed = 0;

  constructor(job: ConnectJob) {
    this.#job = job;
    this.#outside = job.chargePoints.toReversed();
    this.#deadline = performance.now() + job.timeMaxMs;
  }

  async run(): Promise<ConnectResult> {
    const { pids, atOnce } = this.#job;
    const residentBytesBefore = residentBytesOf(pids);
    const cpuBefore = cpuMicrosecondsOf(pids);
    const loadCpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: atOnce }, () => this.#letIn()));
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuAfter = cpuMicrosecondsOf(pids);
    const loadCpu = process.cpuUsage(loadCpuBefore);
    return {
      kind: 'connect',
      connected: this.#inside.length,
      failed: this.#failed,
      seconds,
      serverCpuMicroseconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
      loadCpuMicroseconds: loadCpu.user + loadCpu.system,
      handshakeMs: quantilesOf(Float64Array.from(this.#handshakeMs.length > 0 ? this.#handshakeMs : [0])),
      residentBytesBefore,
      residentBytesResting: await this.#rest(),
    };
  }

  leave(): void {
    for (const socket of this.#inside) socket.terminate();
  }

  /** One after the other out of the common queue. */
  async #letIn(): Promise<void> {
    for (let account = this.#outside.pop(); account !== undefined; account = this.#outside.pop()) {
      const startedAt = performance.now();
      if (startedAt > this.#deadline) throw new Error(`only ${this.#inside.length} charge points came in time`);
      try {
        this.#inside.push(await openChargePoint(this.#job.chargePointUrl, account));
        this.#handshakeMs.push(performance.now() - startedAt);
      } catch {
        this.#failed += 1;
      }
    }
  }

  async #rest(): Promise<number | undefined> {
    let least: number | undefined;
    for (let reading = 0; reading < memoryReadings; reading += 1) {
      await wait(this.#job.restMs / memoryReadings);
      const now = residentBytesOf(this.#job.pids);
      if (now !== undefined && (least === undefined || now < least)) least = now;
    }
    return least;
  }
}
