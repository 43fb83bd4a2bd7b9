// The load of the benchmarks "durable" and "start-up": one client publishes with QoS 1 to sessions that outlive their connections. On
// line, a new message is published as an old one has come to all of them; off line, as one is acknowledged.

import type { DurableHalf, DurableJob, DurableResult } from './load-job.ts';
import { meterValuesPayload } from './meter-values.ts';
import { MqttLink, type MqttLinkOptions } from './mqtt-link.ts';
import { type PreparedPublish, preparePublish, type ReceivedPublish, text } from './mqtt-wire.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';

const topic = 'bench/durable';

/** Messages under way: what a broker lets a client have unacknowledged, and not so many that they wait for each other alone. */
const windowSize = 500;

/** The number of a message stands in front of its text. */
const digits = 8;
const padding = `-{"MessageTypeId":2,"UniqueId":"durable","Action":"MeterValues","Payload":${meterValuesPayload}}`;

/** Runs the load to its end; rejects when it stands still or a connection is lost. What did not come is counted. */
export async function loadDurable(job: DurableJob): Promise<DurableResult> {
  const load = new DurableLoad(job);
  try {
    return await load.run();
  } finally {
    await load.close();
  }
}

class DurableLoad {
  readonly #job: DurableJob;
  readonly #sessions: MqttLink[] = [];
  readonly #next: number[];
  readonly #came: Uint16Array;
  readonly #sentAt: Float64Array;
  readonly #latencies: Float64Array;
  #publisher: MqttLink | undefined;
  #published = 0;
  #acknowledged = 0;
  #complete = 0;
  #delivered = 0;
  #strange = 0;
  #waiting: { readonly isOver: () => boolean; readonly resolve: () => void } | undefined;
  #reject: (error: Error) => void = () => {};
  #failure: Error | undefined;

  constructor(job: DurableJob) {
    this.#job = job;
    this.#next = Array.from({ length: job.sessions }, () => 0);
    this.#came = new Uint16Array(job.messages);
    this.#sentAt = new Float64Array(job.messages);
    this.#latencies = new Float64Array(job.messages);
  }

  async run(): Promise<DurableResult> {
    const { phase, messages, sessions, pids } = this.#job;
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    if (phase !== 'drain') await this.#openSessions();
    if (phase === 'queue' || phase === 'off-line') await this.#closeSessions();
    const published = phase === 'drain' ? undefined : await this.#publish();
    const isLeft = phase === 'drain' || phase === 'off-line';
    const drained = isLeft
      ? await this.#half(
          () => this.#openSessions(),
          () => this.#complete === messages,
        )
      : undefined;
    const { user, system } = process.cpuUsage(cpuBefore);
    const residentBytes = residentBytesOf(pids);
    if (phase !== 'queue') await this.#endSessions();
    return {
      kind: 'durable',
      expected: phase === 'queue' ? 0 : messages * sessions,
      delivered: this.#delivered,
      strange: this.#strange,
      published,
      drained,
      latencyMs: phase === 'on-line' ? quantilesOf(this.#latencies) : undefined,
      loadBusyPercent: (user + system) / (performance.now() - startedAt) / 10,
      serverResidentBytes: residentBytes,
    };
  }

  async close(): Promise<void> {
    for (const link of [this.#publisher, ...this.#sessions]) await link?.close();
  }

  async #publish(): Promise<DurableHalf> {
    const { phase, messages } = this.#job;
    this.#publisher = await this.#open('bench-publisher', { onAcknowledged: () => this.#acknowledge() });
    const isOver = phase === 'on-line' ? () => this.#complete === messages : () => this.#acknowledged === messages;
    return this.#half(async () => {
      for (let count = 0; count < windowSize; count += 1) this.#send();
    }, isOver);
  }

  #send(): void {
    if (this.#published === this.#job.messages) return;
    this.#sentAt[this.#published] = performance.now();
    this.#publisher?.send(messageOf(this.#published, this.#job));
    this.#published += 1;
  }

  #acknowledge(): void {
    this.#acknowledged += 1;
    if (this.#job.phase !== 'on-line') this.#send();
    this.#look();
  }

  #receive(session: number, { payload }: ReceivedPublish): void {
    const number = Number(payload.toString('latin1', 0, digits));
    this.#delivered += 1;
    if (number !== this.#next[session]) {
      this.#strange += 1;
      return;
    }
    this.#next[session] = number + 1;
    const came = (this.#came[number] ?? 0) + 1;
    this.#came[number] = came;
    if (came < this.#job.sessions) return;
    this.#complete += 1;
    this.#latencies[number] = performance.now() - (this.#sentAt[number] ?? 0);
    if (this.#job.phase === 'on-line') this.#send();
    this.#look();
  }

  /** Waits until something is over that begins with `begin`, and tells what it took. */
  async #half(begin: () => Promise<void>, isOver: () => boolean): Promise<DurableHalf> {
    const { pids, standstillMs } = this.#job;
    const cpuBefore = cpuMicrosecondsOf(pids);
    const startedAt = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting = { isOver, resolve };
    this.#reject = reject;
    if (this.#failure !== undefined) reject(this.#failure);
    let seen = -1;
    const watch = setInterval(() => {
      const now = this.#acknowledged + this.#delivered;
      if (now === seen)
        reject(new Error(`${this.#acknowledged} were acknowledged, ${this.#delivered} came, and then none`));
      seen = now;
    }, standstillMs);
    try {
      await Promise.all([begin().then(() => this.#look()), promise]);
    } finally {
      clearInterval(watch);
    }
    const cpuAfter = cpuMicrosecondsOf(pids);
    return {
      seconds: (performance.now() - startedAt) / 1000,
      serverCpuMicroseconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    };
  }

  #look(): void {
    if (this.#waiting?.isOver() === true) this.#waiting.resolve();
  }

  async #openSessions(): Promise<void> {
    for (let session = 0; session < this.#job.sessions; session += 1) {
      const onPublish = (publish: ReceivedPublish) => this.#receive(session, publish);
      const link = await this.#open(`bench-session-${session}`, { onPublish, isPersistent: true });
      this.#sessions.push(link);
      if (this.#job.phase !== 'drain') await link.subscribe(topic, 1);
    }
  }

  async #closeSessions(): Promise<void> {
    for (const link of this.#sessions.splice(0)) await link.close();
  }

  /** Whoever comes with a clean session ends the one that there was. */
  async #endSessions(): Promise<void> {
    await this.#closeSessions();
    for (let session = 0; session < this.#job.sessions; session += 1) {
      await (await this.#open(`bench-session-${session}`, {})).close();
    }
  }

  #open(clientId: string, more: Partial<MqttLinkOptions>): Promise<MqttLink> {
    const { mqttPort: port, mqttVersion: version, csmsLogin: login } = this.#job;
    const onFailed = (error: Error) => {
      this.#failure = error;
      this.#reject(error);
    };
    return MqttLink.open({ port, version, clientId, login, onPublish: () => {}, onFailed, ...more });
  }
}

const topicBytes = text(topic);

function messageOf(number: number, { mqttVersion }: DurableJob): PreparedPublish {
  return preparePublish(mqttVersion, topicBytes, `${String(number).padStart(digits, '0')}${padding}`, 1);
}
