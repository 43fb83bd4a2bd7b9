// Drives sessions with random and damaged frames, faster than the model can follow. What must hold here is little, and must hold
// always: nothing throws, nothing grows, what goes out is a frame, and no answer is answered.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  AnsweredCalls,
  decodeFrame,
  encodeFrame,
  inFlightMax,
  type OcppVersion,
  type Output,
  type Registration,
  Session,
  unansweredMax,
  unregistered,
} from '../../src/index.ts';
import { call, checking, defaultOptions, error, result, validators } from '../opened-session.ts';
import { bootAnswer, time } from '../samples.ts';
import { FrameSource } from './frame-source.ts';
import { Random } from './random.ts';

/** What is to be done: the same numbers give the same run. */
export type FuzzPlan = { readonly version: OcppVersion; readonly frames: number; readonly seed: number };

/** What came of it: outputs by kind and reports by code, and by how many bytes the heap grew after the first tenth. */
export type FuzzReport = { readonly counts: Readonly<Record<string, number>>; readonly heapGrowthBytes: number };

/** More than this a run may not grow: what a session holds is bounded by its options, whatever it has been through. */
export const heapGrowthMaxBytes = 16 * 1_048_576;

const modes = [checking('reject'), checking('reject'), checking('warn'), checking('off')] as const;

class Fuzz {
  readonly #plan: FuzzPlan;
  readonly #random: Random;
  readonly #answered = new AnsweredCalls();
  readonly #counts = new Map<string, number>();
  #registration: Registration = unregistered;
  #now = 0;
  #lastAsked = 'a';
  #lastSent = 'a';
  #session: Session;

  constructor(plan: FuzzPlan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#session = this.#connect();
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  receive(text: string): void {
    const decoded = decodeFrame(text, this.#plan.version);
    if (decoded.kind === 'message' && !decoded.numericId) {
      assert.deepEqual(
        decodeFrame(encodeFrame(decoded.message), this.#plan.version),
        decoded,
        'the codec is its own inverse',
      );
    }
    const outputs = this.#session.receiveFrame(text, this.#now);
    const isAnswer = decoded.kind === 'message' && decoded.message.kind !== 'Call';
    this.#take(outputs, isAnswer);
  }

  /** Now and then: something of the other side, or of the clock. */
  disturb(): void {
    const random = this.#random;
    if (random.once(3)) this.#send();
    if (random.once(20)) this.#tick(random.below(5_000));
    if (random.once(2_000)) this.#tick(100_000);
    if (random.once(500)) this.#session.reconfigure(this.#options(), validators[this.#plan.version]);
    if (random.once(5_000)) this.#reconnect();
  }

  #send(): void {
    const random = this.#random;
    const id = random.once(5) ? random.pick(['a', 'b', '__proto__'] as const) : this.#lastAsked;
    const origin = random.once(3) ? { expiresAt: this.#now + random.below(2_000) } : {};
    const message = random.pick([
      call(`d${random.below(300)}`, 'ClearCache'),
      call(random.pick(['a', 'b', 'c'] as const), 'Reset', { type: 'Soft' }),
      result(id),
      result(id, { currentTime: time }),
      result(id, bootAnswer(random.pick(['Accepted', 'Pending'] as const), 60)),
      result(this.#lastSent),
      error(id, 'FormationViolation', 'why'),
    ] as const);
    this.#take(this.#session.receiveDownstream(message, this.#now, origin), false);
  }

  #tick(ms: number): void {
    this.#now += ms;
    const outputs = this.#session.advance(this.#now);
    this.#take(outputs, false);
    if (outputs.some(({ kind }) => kind === 'close')) this.#reconnect();
    else assert(this.#session.nextTimeout() > this.#now, 'what was due is done');
  }

  #options() {
    const random = this.#random;
    const responder = { afterMs: random.below(3_000), heartbeatIntervalS: 60, idTags: undefined };
    return {
      ...defaultOptions,
      checking: random.pick(modes),
      strictCallOrder: !random.once(4),
      bootGate: random.once(4),
      retryWindowMs: random.pick([0, 60_000] as const),
      idleTimeoutMs: 60_000,
      responder: random.once(4) ? responder : undefined,
    };
  }

  #connect(): Session {
    const { version } = this.#plan;
    const parts = {
      version,
      options: this.#options(),
      validator: validators[version],
      registration: this.#registration,
    };
    return new Session({ ...parts, answered: this.#answered }, this.#now);
  }

  #reconnect(): void {
    this.#count('reconnect');
    const unsent = this.#session.takeQueued();
    this.#take(this.#session.end('connection_lost'), false);
    this.#session = this.#connect();
    for (const each of unsent) this.#take(this.#session.receiveDownstream(each.call, this.#now, each.origin), false);
  }

  #take(outputs: readonly Output[], isAnswer: boolean): void {
    for (const output of outputs) {
      this.#count(output.kind === 'report' ? output.report.code : output.kind);
      if (output.kind === 'transmit') this.#checkTransmit(output.text, isAnswer);
      if (output.kind === 'publish' && output.channel === 'call') this.#lastAsked = output.message.uniqueId;
      if (output.kind === 'remember') this.#registration = output.registration;
    }
    const { inFlight, queued, unanswered } = this.#session.snapshot();
    assert(inFlight <= inFlightMax && unanswered <= unansweredMax && queued <= defaultOptions.callQueueMax, 'a bound');
  }

  #checkTransmit(text: string, isAnswer: boolean): void {
    const [type, id] = JSON.parse(text) as unknown[];
    assert(typeof type === 'number' && typeof id === 'string', 'what goes out is a frame');
    assert(!isAnswer || type === 2 || (type === 5 && this.#plan.version === '2.1'), 'no answer to an answer');
    if (type === 2) this.#lastSent = id;
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

/** Runs a plan; throws at the first promise that is broken, with the frame that broke it. */
export function runFuzz(plan: FuzzPlan): FuzzReport {
  const random = new Random(plan.seed);
  const source = new FrameSource(plan.version, random);
  const fuzz = new Fuzz(plan, random);
  const warmUp = Math.floor(plan.frames / 10);
  let heapBefore = 0;
  for (let at = 0; at < plan.frames; at += 1) {
    if (at === warmUp) heapBefore = heapBytes();
    const text = source.next();
    try {
      fuzz.receive(text);
      fuzz.disturb();
    } catch (cause) {
      const { version, seed } = plan;
      throw new Error(`frame ${at} of seed ${seed} in ${version}: ${JSON.stringify(text.slice(0, 300))}`, { cause });
    }
  }
  const heapGrowthBytes = heapBytes() - heapBefore;
  assert(heapGrowthBytes < heapGrowthMaxBytes, `the heap grew by ${heapGrowthBytes} bytes`);
  return { counts: fuzz.counts, heapGrowthBytes };
}

/** What is in use once the garbage is gone; the collector is asked for here, so that no run depends on how Node was started. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
