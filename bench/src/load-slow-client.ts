// The load of the benchmark "slow client": what clients that behave notice of one that does not.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type BadClient, startBadClient } from './bad-client.ts';
import type { SlowClientJob, SlowClientResult } from './load-job.ts';
import { MqttLink } from './mqtt-link.ts';
import { type ReceivedPublish, text } from './mqtt-wire.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';

const topic = 'bench/slow/all';
const filter = 'bench/slow/#';
const residentEveryMs = 20;
const paceMs = 4;
const lagResolutionMs = 1;

/** Runs the load to its end; rejects when a client that behaves loses its connection, or when it takes too long. */
export async function loadSlowClient(job: SlowClientJob): Promise<SlowClientResult> {
  const load = new SlowClientLoad(job);
  try {
    return await load.run();
  } finally {
    await load.close();
  }
}

class SlowClientLoad {
  readonly #job: SlowClientJob;
  readonly #sentAt: Float64Array;
  /** Of each message for each subscriber; NaN until it has come. */
  readonly #latencies: Float64Array;
  readonly #failed = Promise.withResolvers<never>();
  readonly #links: MqttLink[] = [];
  readonly #lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  #bad: BadClient | undefined;
  #delivered = 0;
  #peakResidentBytes: number | undefined;

  constructor(job: SlowClientJob) {
    this.#job = job;
    this.#sentAt = new Float64Array(job.messages);
    this.#latencies = new Float64Array(job.messages * job.subscribers).fill(Number.NaN);
    // Whoever waits hears of a failure; one that comes before anybody waits must not end the process.
    this.#failed.promise.catch(() => {});
  }

  async run(): Promise<SlowClientResult> {
    const { pids, subscribers, mqttPort, mqttWebSocketUrl, mqttVersion: version, csmsLogin: login } = this.#job;
    for (let at = 0; at < subscribers; at += 1) {
      const link = await this.#open(`bench-reader-${at}`, (publish) => this.#received(at, publish));
      await link.subscribe(filter, 1);
    }
    const publisher = await this.#open('bench-publisher', () => {});
    const timer = setInterval(() => this.#readMemory(), residentEveryMs);
    const cpuBefore = cpuMicrosecondsOf(pids);
    try {
      this.#readMemory();
      this.#bad = await startBadClient(this.#job.bad, { mqttPort, mqttWebSocketUrl, version, login, filter });
      this.#lag.enable();
      await Promise.race([this.#publish(publisher), this.#failed.promise]);
      await Promise.race([this.#settle(), this.#failed.promise]);
    } finally {
      clearInterval(timer);
      this.#lag.disable();
    }
    const cpuAfter = cpuMicrosecondsOf(pids);
    return {
      kind: 'slow-client',
      expected: this.#latencies.length,
      delivered: this.#delivered,
      latencyMs: quantilesOf(this.#finished()),
      peakResidentBytes: this.#peakResidentBytes,
      serverCpuMicroseconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
      loadLagMs: this.#lag.max / 1_000_000,
      isBadClientCut: this.#bad?.isCut ?? false,
    };
  }

  async close(): Promise<void> {
    this.#bad?.close();
    await Promise.all(this.#links.map((link) => link.close()));
  }

  async #open(clientId: string, onPublish: (publish: ReceivedPublish) => void): Promise<MqttLink> {
    const { mqttPort: port, mqttVersion: version, csmsLogin: login } = this.#job;
    const link = await MqttLink.open({
      ...{ port, version, clientId, login, onPublish },
      onFailed: (error) => this.#failed.reject(error),
    });
    this.#links.push(link);
    return link;
  }

  /** Keeps its pace whatever the broker does: a message that is late does not delay the next. */
  async #publish(publisher: MqttLink): Promise<void> {
    const { messages, perSecond, payloadBytes, timeMaxMs } = this.#job;
    const topicBytes = text(topic);
    const startedAt = performance.now();
    let sent = 0;
    while (sent < messages) {
      const elapsedMs = performance.now() - startedAt;
      if (elapsedMs > timeMaxMs) throw new Error(`only ${sent} messages were sent in time`);
      for (const due = Math.min(messages, (elapsedMs / 1000) * perSecond); sent < due; sent += 1) {
        this.#sentAt[sent] = performance.now();
        publisher.publish(topicBytes, `${sent} `.padEnd(payloadBytes, 'x'), 1);
      }
      await wait(paceMs);
    }
  }

  #received(subscriber: number, { payload }: ReceivedPublish): void {
    const message = Number.parseInt(payload.toString('latin1', 0, 10), 10);
    const at = subscriber * this.#job.messages + message;
    if (!Number.isNaN(this.#latencies[at])) return;
    this.#latencies[at] = performance.now() - (this.#sentAt[message] ?? 0);
    this.#delivered += 1;
  }

  async #settle(): Promise<void> {
    const deadline = performance.now() + this.#job.patienceMs;
    while (this.#delivered < this.#latencies.length && performance.now() < deadline) await wait(paceMs);
  }

  #finished(): Float64Array {
    const { messages } = this.#job;
    const now = performance.now();
    return this.#latencies.map((latency, at) =>
      Number.isNaN(latency) ? now - (this.#sentAt[at % messages] ?? 0) : latency,
    );
  }

  #readMemory(): void {
    const bytes = residentBytesOf(this.#job.pids);
    if (bytes !== undefined) this.#peakResidentBytes = Math.max(bytes, this.#peakResidentBytes ?? 0);
  }
}
