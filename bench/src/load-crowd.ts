// The load of the benchmark "crowd": charge points that come as fast as they are let in, and then rest, with a Heartbeat now and then
// that a CSMS answers.

import { setTimeout as wait } from 'node:timers/promises';
import type { ChargePointAccount } from './candidate.ts';
import { ChargePointLink } from './charge-point-link.ts';
import type { CrowdJob, CrowdResult } from './load-job.ts';
import { MqttLink } from './mqtt-link.ts';
import { type ReceivedPublish, text } from './mqtt-wire.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';
import { maskedFrame, opcodes } from './web-socket-wire.ts';

/** How often the memory of a server is read while its charge points rest; the least is free of most garbage. */
const memoryReadings = 10;

/** Heartbeats are spread over their interval in steps of this. */
const beatTickMs = 10;

/** An answer to a Heartbeat that has not come so long after the last was sent is lost. */
const patienceMs = 10_000;
const patienceLookMs = 10;

const callResult = '[3,';
const upstream = 'ocpp/cp/';
const callId = /"UniqueId":"([^"]{1,36})"/;

/** Runs the load to its end; rejects when it takes too long. Refused handshakes and lost charge points are counted. */
export async function loadCrowd(job: CrowdJob): Promise<CrowdResult> {
  const csms = await openCsms(job);
  const crowd = new Crowd(job);
  try {
    const result = await crowd.run();
    if (csms.failure !== undefined) throw csms.failure;
    return result;
  } finally {
    crowd.leave();
    await csms.link.close();
  }
}

type Csms = { readonly link: MqttLink; failure?: Error };

/** Answers whatever comes as a Heartbeat is answered. */
async function openCsms({ mqttPort, csmsLogin }: CrowdJob): Promise<Csms> {
  const answer = ({ topic, payload }: ReceivedPublish) => {
    const id = callId.exec(payload.toString('latin1'))?.[1];
    const answerText = `{"MessageTypeId":3,"UniqueId":"${id}","Payload":{"currentTime":"2026-03-14T15:09:26.535Z"}}`;
    if (id !== undefined) csms.link.publish(text(`ocpp/cs/${topic.slice(upstream.length)}`), answerText, 0);
  };
  const onFailed = (error: Error) => {
    csms.failure = error;
  };
  const options = { port: mqttPort, version: 5, clientId: 'bench-csms', login: csmsLogin } as const;
  const csms: Csms = { link: await MqttLink.open({ ...options, onPublish: answer, onFailed }) };
  await csms.link.subscribe(`${upstream}+`, 0);
  return csms;
}

class Crowd {
  readonly #job: CrowdJob;
  readonly #outside: ChargePointAccount[];
  readonly #inside: ChargePointLink[] = [];
  readonly #handshakeMs: number[] = [];
  readonly #failures: { count: number; first: string | undefined } = { count: 0, first: undefined };
  readonly #deadline: number;
  #lost = 0;
  #beats = 0;
  #answered = 0;

  constructor(job: CrowdJob) {
    this.#job = job;
    this.#outside = job.chargePoints.toReversed();
    this.#deadline = performance.now() + job.timeMaxMs;
  }

  async run(): Promise<CrowdResult> {
    const { pids, atOnce } = this.#job;
    const residentBytesBefore = residentBytesOf(pids);
    const cpuBefore = cpuMicrosecondsOf(pids);
    const loadCpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: Math.min(atOnce, this.#outside.length) }, () => this.#letIn()));
    const restsAt = performance.now();
    const cpuAfter = cpuMicrosecondsOf(pids);
    const loadCpu = process.cpuUsage(loadCpuBefore);
    const residentBytesResting = await this.#rest();
    const cpuRested = cpuMicrosecondsOf(pids);
    return {
      kind: 'crowd',
      connected: this.#inside.length,
      failures: this.#failures,
      lost: this.#lost,
      seconds: (restsAt - startedAt) / 1000,
      serverCpuMicroseconds: differenceOf(cpuBefore, cpuAfter),
      loadCpuMicroseconds: loadCpu.user + loadCpu.system,
      handshakeMs: quantilesOf(Float64Array.from(this.#handshakeMs.length > 0 ? this.#handshakeMs : [0])),
      residentBytesBefore,
      residentBytesResting,
      restSeconds: (performance.now() - restsAt) / 1000,
      restCpuMicroseconds: differenceOf(cpuAfter, cpuRested),
      beats: this.#beats,
      beatsAnswered: this.#answered,
    };
  }

  leave(): void {
    for (const link of this.#inside) link.close();
  }

  /** One after the other out of the common queue. */
  async #letIn(): Promise<void> {
    for (let account = this.#outside.pop(); account !== undefined; account = this.#outside.pop()) {
      const startedAt = performance.now();
      if (startedAt > this.#deadline) throw new Error(`only ${this.#inside.length} charge points came in time`);
      try {
        this.#inside.push(await this.#open(account));
        this.#handshakeMs.push(performance.now() - startedAt);
      } catch (error) {
        this.#failures.count += 1;
        this.#failures.first ??= (error as Error).message;
      }
    }
  }

  #open(account: ChargePointAccount): Promise<ChargePointLink> {
    return ChargePointLink.open({
      ...{ url: this.#job.chargePointUrl, account },
      onText: (bytes, start) => {
        if (bytes.toString('latin1', start, start + callResult.length) === callResult) this.#answered += 1;
      },
      onFailed: () => {
        this.#lost += 1;
      },
      // In a storm the last one waits for all others.
      handshakeTimeMaxMs: this.#job.timeMaxMs,
    });
  }

  async #rest(): Promise<number | undefined> {
    const { restMs, pids } = this.#job;
    const timer = this.#beat();
    let least: number | undefined;
    for (let reading = 0; reading < memoryReadings; reading += 1) {
      await wait(restMs / memoryReadings);
      const now = residentBytesOf(pids);
      if (now !== undefined && (least === undefined || now < least)) least = now;
    }
    clearInterval(timer);
    const until = performance.now() + patienceMs;
    while (this.#answered < this.#beats && performance.now() < until) await wait(patienceLookMs);
    return least;
  }

  /** One charge point after the other, so that all have sent a Heartbeat when the interval is over, and then again. */
  #beat(): NodeJS.Timeout {
    const size = this.#inside.length;
    const perMs = size / this.#job.beatMs;
    const startedAt = performance.now();
    let frame = beatFrame(0);
    return setInterval(() => {
      const due = Math.floor((performance.now() - startedAt) * perMs);
      while (this.#beats < due) {
        const index = this.#beats % size;
        // An id is new to each charge point, not among them.
        if (index === 0) frame = beatFrame(this.#beats / size);
        this.#inside[index]?.send(frame);
        this.#beats += 1;
      }
    }, beatTickMs);
  }
}

function beatFrame(turn: number): Buffer {
  return maskedFrame(opcodes.text, Buffer.from(`[2,"beat-${turn}","Heartbeat",{}]`));
}

function differenceOf(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before;
}
