// The load of the benchmark "flood": round trips as fast as they go, of which every CALL is handed out to several subscribers.

import { setTimeout as wait } from 'node:timers/promises';
import { type ChargePointLink, openChargePointLinks } from './charge-point-link.ts';
import { ClosedLoop } from './closed-loop.ts';
import type { FloodJob, FloodResult } from './load-job.ts';
import { MqttLink } from './mqtt-link.ts';
import { type ReceivedPublish, text } from './mqtt-wire.ts';
import { quantilesOf } from './statistics.ts';
import { Traveller, tripOf } from './traveller.ts';

const filter = 'ocpp/cp/+';

/**
 * What the frozen subscriber is sent before anything is measured, so that it is frozen from the first CALL on: more than the kernel
 * holds for it.
 */
const fillTopic = 'bench/frozen';
const fillPayload = 'x'.repeat(16_384);
const fillMessages = 512;
const fillTimeMaxMs = 1_000;
const settleMs = 5;
const names = { frozen: 'bench-frozen', filler: 'bench-filler' };

/** Runs the load to its end; rejects when it stands still, takes too long, or a connection that reads is lost. */
export async function loadFlood(job: FloodJob): Promise<FloodResult> {
  const flood = new Flood(job);
  try {
    return await flood.run();
  } finally {
    await flood.close();
  }
}

class Flood {
  readonly #job: FloodJob;
  readonly #loop: ClosedLoop;
  readonly #travellers: readonly Traveller[];
  readonly #byTopic: ReadonlyMap<string, Traveller>;
  readonly #sentAt: Float64Array;
  /** Of each measured CALL for each subscriber; NaN until it has come. */
  readonly #deliveries: Float64Array;
  readonly #subscribers: MqttLink[] = [];
  #chargePoints: readonly ChargePointLink[] = [];
  readonly #others: MqttLink[] = [];
  #delivered = 0;

  constructor(job: FloodJob) {
    this.#job = job;
    this.#loop = new ClosedLoop(job.chargePoints.length, job.pids, job);
    this.#travellers = job.chargePoints.map((account) => new Traveller(account, job));
    this.#byTopic = new Map(this.#travellers.map((traveller) => [traveller.topic, traveller]));
    this.#sentAt = new Float64Array(this.#loop.total);
    this.#deliveries = new Float64Array(job.measured * job.subscribers).fill(Number.NaN);
  }

  async run(): Promise<FloodResult> {
    const { chargePointUrl: url, chargePoints, qos, subscribers, withFrozen } = this.#job;
    for (let at = 0; at < subscribers; at += 1) {
      const subscriber = await this.#open(`bench-reader-${at}`, (publish) => this.#take(at, publish));
      this.#subscribers.push(subscriber);
      await subscriber.subscribe(filter, qos);
    }
    if (withFrozen) await this.#freezeOne();
    this.#chargePoints = await openChargePointLinks(
      this.#travellers.map((traveller, lane) => ({
        ...{ url, account: chargePoints[lane] ?? { identity: traveller.identity } },
        onFailed: (error) => this.#loop.fail(error),
        onText: (bytes, start, end) => {
          if (traveller.takeAnswer(bytes, start, end)) this.#loop.finished(lane);
          else this.#loop.strange();
        },
      })),
    );
    const result = await this.#loop.run((lane, sequence) => this.#begin(lane, sequence));
    const expected = this.#loop.total * subscribers;
    await this.#settle(expected);
    const came = this.#deliveries.filter((ms) => !Number.isNaN(ms));
    if (came.length === 0) throw new Error('none of the CALLs that were measured came to a subscriber');
    return { kind: 'flood', ...result, expected, delivered: this.#delivered, deliveryMs: quantilesOf(came) };
  }

  async close(): Promise<void> {
    for (const link of this.#chargePoints) link.close();
    for (const other of this.#others) other.abandon();
    await Promise.all(this.#subscribers.map((subscriber) => subscriber.close()));
  }

  #begin(lane: number, sequence: number): void {
    const traveller = this.#travellers[lane];
    if (traveller === undefined) return;
    traveller.begin(sequence);
    this.#sentAt[sequence] = performance.now();
    this.#chargePoints[lane]?.send(traveller.frame);
  }

  /** The first subscriber answers; to the others the CALL may come when that is over already. */
  #take(subscriber: number, { topic, payload }: ReceivedPublish): void {
    const sequence = tripOf(payload);
    const { warmUp, measured } = this.#job;
    this.#delivered += 1;
    if (sequence >= warmUp && sequence < warmUp + measured) {
      const at = subscriber * measured + sequence - warmUp;
      if (!Number.isNaN(this.#deliveries[at])) this.#loop.strange();
      this.#deliveries[at] = performance.now() - (this.#sentAt[sequence] ?? 0);
    }
    if (subscriber > 0) return;
    const traveller = this.#byTopic.get(topic);
    if (traveller?.isCall(payload) === true) this.#subscribers[0]?.send(traveller.answer);
    else this.#loop.strange();
  }

  async #freezeOne(): Promise<void> {
    const [frozen, filler] = [await this.#open(names.frozen, () => {}), await this.#open(names.filler, () => {})];
    this.#others.push(frozen, filler);
    await frozen.subscribe(filter, this.#job.qos);
    await frozen.subscribe(fillTopic, 0);
    frozen.freeze();
    for (let sent = 0; sent < fillMessages; sent += 1) filler.publish(text(fillTopic), fillPayload, 0);
    // What is answered behind the publishes says that the broker has taken them; one that holds a publisher back for the sake of a
    // subscriber never comes to it.
    const isFilled = filler.subscribe('bench/filled', 0).catch(() => {});
    await Promise.race([isFilled, wait(fillTimeMaxMs)]);
  }

  async #settle(expected: number): Promise<void> {
    const deadline = performance.now() + this.#job.patienceMs;
    while (this.#delivered < expected && performance.now() < deadline) await wait(settleMs);
  }

  #open(clientId: string, onPublish: (publish: ReceivedPublish) => void): Promise<MqttLink> {
    const { mqttPort: port, mqttVersion: version, csmsLogin: login } = this.#job;
    return MqttLink.open({
      ...{ port, version, clientId, login, onPublish },
      onFailed: (error) => this.#failed(clientId, error),
    });
  }

  /** A broker may cut the one that is frozen, and the one that pours. */
  #failed(clientId: string, error: Error): void {
    if (clientId !== names.frozen && clientId !== names.filler) this.#loop.fail(error);
  }
}
