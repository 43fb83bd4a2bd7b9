// CALLs of callers inside the process. They go the way of those that come by MQTT: one queue, one order, the same schemas and time-outs;
// but what becomes of them is told to their callers, and is not published.

import {
  type Call,
  type CallOrigin,
  frameDepthMax,
  objectSlices,
  readPayload,
  uniqueIdLengthMax,
} from '@ocpp-broker/ocpp';
import { type CallOutcome, type CallRequest, outcomeOf, type SettledCall } from './call-outcome.ts';
import { CallRecords, type CallState, callRecordsMax } from './call-records.ts';
import { isIdentity } from './identity.ts';
import type { Clock } from './ports.ts';

/** What callers may ask for. Times are milliseconds. */
export type CallOptions = {
  /** Callers that wait at once. */
  readonly waitingMax: number;
  /** Longest wait, whatever a caller asks for; also the wait of one that asks for none. */
  readonly timeoutMsMax: number;
};

/** What it is made of. */
export type CallsParts = {
  readonly clock: Clock;
  readonly options: CallOptions;
  /** Hands a CALL to its charge point. Whatever becomes of it is told with `settle` and its caller's id, perhaps at once. */
  readonly send: (identity: string, call: Call, origin: CallOrigin) => void;
};

type Pending = {
  readonly identity: string;
  readonly uniqueId: string;
  readonly isAsync: boolean;
  /** Its caller was told that it is on its way, and asks later. */
  readonly isAccepted: boolean;
  readonly resolve: (outcome: CallOutcome) => void;
  /** Lets go of the caller's signal. */
  readonly release: () => void;
};

/** The callers of one gateway. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #pending = new Map<number, Pending>();
  readonly #records = new CallRecords();
  #options: CallOptions;
  #waiting = 0;
  #lastId = 0;

  constructor(parts: CallsParts) {
    this.#parts = parts;
    this.#options = parts.options;
  }

  /** Callers that wait, and CALLs whose callers ask later. */
  get pending(): number {
    return this.#pending.size;
  }

  reconfigure(options: CallOptions): void {
    this.#options = options;
  }

  /**
   * Sends a CALL and resolves with what became of it; rejects with the signal's reason when the caller gives up: the CALL may be out
   * already, and is left to its fate.
   */
  call(request: CallRequest, signal?: AbortSignal): Promise<CallOutcome> {
    const isAsync = request.async === true;
    const { waitingMax } = this.#options;
    const isBusy = isAsync ? this.#records.pending >= callRecordsMax : this.#waiting >= waitingMax;
    const read = callOf(request);
    if (typeof read === 'string') return Promise.resolve(invalid(read));
    if (!isIdentity(request.clientId)) return Promise.resolve({ kind: 'not-connected' });
    if (isBusy) return Promise.resolve({ kind: 'busy' });
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => this.#send(request, read, signal, resolve, reject));
  }

  /** What became of a CALL that nobody waits for; undefined: it is not known, or was forgotten. */
  find(identity: string, uniqueId: string): CallState | undefined {
    return this.#records.find(identity, uniqueId, this.#parts.clock.now());
  }

  /** Takes what became of a caller's CALL. That of a caller that has gone, or was told already, is of no account. */
  settle(caller: number, settled: SettledCall): void {
    const pending = this.#pending.get(caller);
    if (pending === undefined) return;
    this.#forget(caller, pending);
    const { identity, uniqueId, isAccepted, resolve } = pending;
    const now = this.#parts.clock.now();
    const outcome = outcomeOf(settled, now);
    if (isAccepted) this.#records.finish(identity, uniqueId, outcome, now);
    else resolve(outcome);
  }

  #send(
    { clientId: identity, timeoutMs, async: isAsync = false }: CallRequest,
    call: Call,
    signal: AbortSignal | undefined,
    resolve: (outcome: CallOutcome) => void,
    reject: (reason: unknown) => void,
  ): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const giveUp = () => {
      this.#forget(id, pending);
      reject(signal?.reason);
    };
    const release = () => signal?.removeEventListener('abort', giveUp);
    const { uniqueId } = call;
    const pending: Pending = { identity, uniqueId, isAsync, isAccepted: false, resolve, release };
    this.#pending.set(id, pending);
    if (!isAsync) this.#waiting += 1;
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#parts.send(identity, call, this.#originOf(id, timeoutMs, isAsync));
    if (!isAsync || !this.#pending.has(id)) return;
    release();
    this.#pending.set(id, { ...pending, isAccepted: true });
    this.#records.open(identity, uniqueId);
    resolve({ kind: 'accepted', uniqueId });
  }

  #originOf(id: number, timeoutMs: number | undefined, isAsync: boolean): CallOrigin {
    const { timeoutMsMax } = this.#options;
    const until = this.#parts.clock.now() + Math.min(timeoutMs ?? timeoutMsMax, timeoutMsMax);
    // A time that nobody asked for does not make that of the charge point longer.
    const answerBy = timeoutMs === undefined ? undefined : until;
    if (!isAsync) return { answerBy, caller: { id, waitsUntil: until } };
    return { answerBy, expiresAt: timeoutMs === undefined ? undefined : until, caller: { id } };
  }

  #forget(caller: number, { isAsync, release }: Pending): void {
    this.#pending.delete(caller);
    if (!isAsync) this.#waiting -= 1;
    release();
  }
}

function invalid(problem: string): CallOutcome {
  const isOfPayload = problem.startsWith('the payload');
  return { kind: 'invalid', problem: { path: isOfPayload ? '/' : '', message: problem, errorCode: 'GenericError' } };
}

/** The CALL that is asked for, or a sentence that says why it is none. */
function callOf({ action, payload, uniqueId = crypto.randomUUID() }: CallRequest): Call | string {
  if (action === '') return 'the action must not be empty';
  if (uniqueId === '' || uniqueId.length > uniqueIdLengthMax) {
    return `the unique id must have 1 to ${uniqueIdLengthMax} characters`;
  }
  const read = payload === null ? undefined : readPayload(payload);
  const payloadText = read === undefined ? undefined : textOf(read);
  if (read === undefined || payloadText === undefined) {
    return `the payload must be a JSON object of at most ${payloadDepthMax} levels`;
  }
  return { kind: 'Call', uniqueId, action, payload: read, payloadText };
}

/** A payload is one level below its frame. */
const payloadDepthMax = frameDepthMax - 1;

function textOf(payload: unknown): string | undefined {
  try {
    const text = JSON.stringify(payload);
    return objectSlices(text, { depthMax: payloadDepthMax, elementsMax: Number.POSITIVE_INFINITY }).ok
      ? text
      : undefined;
  } catch {
    // Deeper than the stack, or around in a circle.
    return undefined;
  }
}
