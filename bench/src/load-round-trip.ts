// The load of the benchmark "round trip": N charge points, each with one CALL under way, and one CSMS over MQTT that answers
// all of them. What it spends on a message itself is kept low: texts are compared, not parsed.

import type { WebSocket } from 'ws';
import { openChargePoints } from './charge-point-socket.ts';
import type { RoundTripJob, RoundTripResult } from './load-job.ts';
import { meterValuesPayload } from './meter-values.ts';
import { MqttLink } from './mqtt-link.ts';
import { type ReceivedPublish, text } from './mqtt-wire.ts';
import { cpuMicrosecondsOf, residentBytesOf } from './process-figures.ts';
import { quantilesOf } from './statistics.ts';

const callTopicPrefix = 'ocpp/cp/';
const callHead = Buffer.from('{"MessageTypeId":2,"UniqueId":"');
const quote = '"'.charCodeAt(0);

/** Runs the load to its end; rejects when it stands still, takes too long, or a connection is lost. */
export async function loadRoundTrip(job: RoundTripJob): Promise<RoundTripResult> {
  const trips = new RoundTrips(job);
  const link = await MqttLink.open({
    port: job.mqttPort,
    version: job.mqttVersion,
    clientId: 'bench-csms',
    login: job.csmsLogin,
    onPublish: (publish) => trips.answer(publish),
    onFailed: (error) => trips.fail(error),
  });
  let sockets: readonly WebSocket[] = [];
  try {
    await link.subscribe(`${callTopicPrefix}+`, job.qos);
    sockets = await openChargePoints(job.chargePointUrl, job.chargePoints);
    return await trips.run(link, sockets);
  } finally {
    for (const socket of sockets) socket.terminate();
    await link.close();
  }
}

type Traveller = {
  readonly socket: WebSocket;
  readonly identity: string;
  trip: number;
  /** The CALLRESULT that is awaited, `''` when none is. */
  awaited: string;
  sentAt: number;
};

/** The state of the server at one moment. */
type Moment = { readonly at: number; readonly serverCpu: number | undefined; readonly loadCpu: NodeJS.CpuUsage };

class RoundTrips {
  readonly #job: RoundTripJob;
  readonly #latencies: Float64Array;
  readonly #answerTopics = new Map<string, Buffer>();
  readonly #done = Promise.withResolvers<void>();
  readonly #toSend: number;
  #link: MqttLink | undefined;
  #sent = 0;
  #answered = 0;
  #strange = 0;
  #begin: Moment | undefined;
  #end: Moment | undefined;

  constructor(job: RoundTripJob) {
    this.#job = job;
    this.#latencies = new Float64Array(job.measured);
    // Behind the last one that is measured the others go on, so that it is measured under the same load as the first.
    this.#toSend = job.warmUp + job.measured + job.chargePoints.length;
    for (const { identity } of job.chargePoints) {
      const level = encodeURIComponent(identity);
      this.#answerTopics.set(`${callTopicPrefix}${level}`, text(`ocpp/cs/${level}`));
    }
    // Whoever waits hears of a failure; one that comes before anybody waits must not end the process.
    this.#done.promise.catch(() => {});
  }

  async run(link: MqttLink, sockets: readonly WebSocket[]): Promise<RoundTripResult> {
    this.#link = link;
    if (this.#job.warmUp === 0) this.#begin = this.#moment();
    const timers = this.#watch();
    try {
      for (const [index, socket] of sockets.entries()) this.#send(this.#traveller(socket, index));
      await this.#done.promise;
    } finally {
      for (const timer of timers) clearInterval(timer);
    }
    return this.#result(sockets.length);
  }

  /** The CSMS: every CALL is answered with an empty CALLRESULT, which is what MeterValues has. */
  answer({ topic, payload }: ReceivedPublish): void {
    const answerTopic = this.#answerTopics.get(topic);
    const idEnd = payload.indexOf(quote, callHead.length);
    if (answerTopic === undefined || idEnd < 0 || callHead.compare(payload, 0, callHead.length) !== 0) {
      this.#strange += 1;
      return;
    }
    const id = payload.toString('latin1', callHead.length, idEnd);
    this.#link?.publish(answerTopic, `{"MessageTypeId":3,"UniqueId":"${id}","Payload":{}}`, this.#job.qos);
  }

  fail(error: Error): void {
    this.#done.reject(error);
  }

  #traveller(socket: WebSocket, index: number): Traveller {
    const identity = this.#job.chargePoints[index]?.identity ?? '';
    const traveller = { socket, identity, trip: 0, awaited: '', sentAt: 0 };
    socket.on('message', (data) => this.#receive(traveller, data.toString()));
    socket.on('close', (code) => this.fail(new Error(`the server closed ${identity} with ${code}`)));
    return traveller;
  }

  #send(traveller: Traveller): void {
    if (this.#sent >= this.#toSend) return;
    this.#sent += 1;
    traveller.trip += 1;
    const id = `${traveller.identity}-${traveller.trip}`;
    traveller.awaited = `[3,"${id}",{}]`;
    traveller.sentAt = performance.now();
    traveller.socket.send(`[2,"${id}","MeterValues",${meterValuesPayload}]`);
  }

  #receive(traveller: Traveller, frame: string): void {
    if (frame !== traveller.awaited) {
      this.#strange += 1;
      return;
    }
    traveller.awaited = '';
    const { warmUp, measured } = this.#job;
    const index = this.#answered - warmUp;
    if (index >= 0 && index < measured) this.#latencies[index] = performance.now() - traveller.sentAt;
    this.#answered += 1;
    if (this.#answered === warmUp) this.#begin = this.#moment();
    if (this.#answered === warmUp + measured) this.#end = this.#moment();
    if (this.#answered === this.#toSend) this.#done.resolve();
    else this.#send(traveller);
  }

  #moment(): Moment {
    return { at: performance.now(), serverCpu: cpuMicrosecondsOf(this.#job.pids), loadCpu: process.cpuUsage() };
  }

  #watch(): readonly NodeJS.Timeout[] {
    const { standstillMs, timeMaxMs } = this.#job;
    let before = -1;
    const told = () => `${this.#answered} of ${this.#toSend} were answered, ${this.#strange} messages were strange`;
    const standstill = setInterval(() => {
      if (this.#answered === before) this.fail(new Error(`the round trips stand still: ${told()}`));
      before = this.#answered;
    }, standstillMs);
    const deadline = setTimeout(
      () => this.fail(new Error(`the round trips took longer than ${timeMaxMs} ms: ${told()}`)),
      timeMaxMs,
    );
    return [standstill, deadline];
  }

  #result(chargePoints: number): RoundTripResult {
    const begin = this.#begin;
    const end = this.#end;
    if (begin === undefined || end === undefined) throw new Error('the round trips ended before they were measured');
    const cpuKnown = begin.serverCpu !== undefined && end.serverCpu !== undefined;
    return {
      kind: 'round-trip',
      chargePoints,
      sent: this.#sent,
      answered: this.#answered,
      strange: this.#strange,
      measured: this.#job.measured,
      measuredSeconds: (end.at - begin.at) / 1000,
      serverCpuMicroseconds: cpuKnown ? (end.serverCpu ?? 0) - (begin.serverCpu ?? 0) : undefined,
      loadCpuMicroseconds: end.loadCpu.user + end.loadCpu.system - begin.loadCpu.user - begin.loadCpu.system,
      latencyMs: quantilesOf(this.#latencies),
      serverResidentBytes: residentBytesOf(this.#job.pids),
    };
  }
}
