// The CALLs of one charge point. At most one is in flight (OCPP-J 1.6 §4.1.1); the others wait in order. A durable CALL (one that
// belongs to a transaction, OCPP 1.6 §3.7) outlives the connection: it waits until the charge point is registered again, and one
// that was in flight is sent anew under its old uniqueId. Any other CALL fails with its connection.

import type { Call, CallError, CallResult, Payload } from '@ocpp-broker/ocpp';
import { type Clock, Timers } from './clock.ts';
import {
  CallErrorReceived,
  CallQueueFull,
  CallTimedOut,
  ChargePointClosed,
  ConnectionClosed,
  NotConnected,
} from './errors.ts';

/** What a queue needs: where CALLs go, its bound, and how long an answer may take. */
export type CallQueueOptions = {
  readonly clock: Clock;
  readonly transmit: (call: Call) => void;
  readonly newUniqueId: () => string;
  readonly callTimeoutMs: number;
  /** CALLs that may wait, the one in flight not counted. */
  readonly callsMax: number;
  /** How often a durable CALL is sent before its silence counts as failure (OCPP 1.6 §9.1, TransactionMessageAttempts). */
  readonly durableAttemptsMax: () => number;
};

/** How one CALL is to be treated. */
export type CallOptions = {
  readonly uniqueId?: string;
  readonly timeoutMs?: number;
  /** Kept over a loss of the connection; sent only while registered. */
  readonly durable?: boolean;
  /** Refused when half of the places are taken, so that what matters more still finds one. */
  readonly expendable?: boolean;
};

/** Which CALLs may go out: none, all but the durable ones, all. */
export type QueueGate = 'shut' | 'open' | 'registered';

type Job = {
  readonly call: Call;
  readonly timeoutMs: number;
  readonly durable: boolean;
  attempts: number;
  readonly resolve: (payload: Payload) => void;
  readonly reject: (error: Error) => void;
};

/** Sends CALLs one after the other and hands each its answer. */
export class CallQueue {
  readonly #options: CallQueueOptions;
  readonly #timers: Timers;
  readonly #waiting: Job[] = [];
  #inFlight: Job | undefined;
  #gate: QueueGate = 'shut';
  #idle: (() => void)[] = [];

  constructor(options: CallQueueOptions) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
  }

  /** The CALL that waits for its answer. */
  get inFlight(): Call | undefined {
    return this.#inFlight?.call;
  }

  /** Resolves with the payload of the CALLRESULT; rejects with CallErrorReceived, CallTimedOut, CallQueueFull, NotConnected, ConnectionClosed or ChargePointClosed. */
  call(action: string, payload: Payload, options: CallOptions = {}): Promise<Payload> {
    const durable = options.durable ?? false;
    if (this.#gate === 'shut' && !durable) return Promise.reject(new NotConnected());
    const callsMax = options.expendable ? Math.ceil(this.#options.callsMax / 2) : this.#options.callsMax;
    if (this.#waiting.length >= callsMax) return Promise.reject(new CallQueueFull(action, callsMax));
    const uniqueId = options.uniqueId ?? this.#options.newUniqueId();
    const call: Call = { kind: 'Call', uniqueId, action, payload, payloadText: JSON.stringify(payload) };
    const timeoutMs = options.timeoutMs ?? this.#options.callTimeoutMs;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, timeoutMs, durable, attempts: 0, resolve, reject });
      this.#next();
    });
  }

  /** Settles the CALL that `answer` belongs to and returns it; undefined when no CALL in flight has its uniqueId. */
  receive(answer: CallResult | CallError): Call | undefined {
    const job = this.#inFlight;
    if (job === undefined || job.call.uniqueId !== answer.uniqueId) return undefined;
    this.#land();
    if (answer.kind === 'CallResult') job.resolve(answer.payload);
    else job.reject(callErrorReceived(job.call.action, answer));
    this.#next();
    return job.call;
  }

  /** Resolves when no CALL is in flight and none can go out. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#next();
    });
  }

  /** Says which CALLs may go out from now on. */
  pass(gate: Exclude<QueueGate, 'shut'>): void {
    this.#gate = gate;
    this.#next();
  }

  /** The connection is gone: durable CALLs wait for the next one, the others fail. */
  lose(code: number, reason: string): void {
    this.#gate = 'shut';
    this.#requeueInFlight();
    this.#rejectWaiting((job) => !job.durable, new ConnectionClosed(code, reason));
    this.#next();
  }

  /** Fails everything that waits. */
  dispose(): void {
    this.#gate = 'shut';
    this.#requeueInFlight();
    this.#rejectWaiting(() => true, new ChargePointClosed());
    this.#next();
  }

  #next(): void {
    if (this.#inFlight !== undefined) return;
    const at = this.#waiting.findIndex((job) => this.#gate === 'registered' || (this.#gate === 'open' && !job.durable));
    const [job] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (job === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    job.attempts += 1;
    this.#inFlight = job;
    this.#timers.set('answer', job.timeoutMs, () => this.#timeOut(job));
    this.#options.transmit(job.call);
  }

  #timeOut(job: Job): void {
    this.#land();
    if (job.durable && job.attempts < this.#options.durableAttemptsMax()) this.#waiting.unshift(job);
    else job.reject(new CallTimedOut(job.call.action, job.timeoutMs));
    this.#next();
  }

  #land(): void {
    this.#timers.clear('answer');
    this.#inFlight = undefined;
  }

  #requeueInFlight(): void {
    const job = this.#inFlight;
    if (job === undefined) return;
    this.#land();
    this.#waiting.unshift(job);
  }

  #rejectWaiting(which: (job: Job) => boolean, error: Error): void {
    const all = this.#waiting.splice(0);
    this.#waiting.push(...all.filter((job) => !which(job)));
    for (const job of all.filter(which)) job.reject(error);
  }
}

function callErrorReceived(action: string, answer: CallError): CallErrorReceived {
  const details = JSON.parse(answer.errorDetailsText) as Payload;
  return new CallErrorReceived(action, answer.errorCode, answer.errorDescription, details);
}
