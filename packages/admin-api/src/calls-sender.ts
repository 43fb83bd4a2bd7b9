import type { CallOutcome, CallRequest, ChargePointCalls } from './calls-ports.ts';

/** How much may wait, and how long. */
export type CallSenderOptions = {
  /** Requests that wait for an answer. */
  readonly callsWaitingMax: number;
  /** The longest that a request waits. */
  readonly callWaitMaxMs: number;
  /** By how much the gateway may be late with its own account of it; a second when it is left out. */
  readonly callGraceMs?: number;
};

const GRACE_MS = 1_000;

/** A CALL whose id is known before it is sent, so that an answer that does not come can be asked for by it. */
export type NamedCall = CallRequest & { readonly uniqueId: string };

/** Sends CALLs for requests, as many at once as there are places. */
export class CallSender {
  readonly #calls: ChargePointCalls;
  #options: CallSenderOptions;
  #waiting = 0;

  constructor(calls: ChargePointCalls, options: CallSenderOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  /** The longest that a request waits now. */
  get waitMaxMs(): number {
    return this.#options.callWaitMaxMs;
  }

  /** New bounds; who waits already goes on as before. */
  reconfigure(options: CallSenderOptions): void {
    this.#options = options;
  }

  /** Requests that wait now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Waits for what becomes of the CALL; undefined when the caller has hung up, which gives the place back at once. */
  async send(call: NamedCall, hungUp?: AbortSignal): Promise<CallOutcome | undefined> {
    if (isAborted(hungUp)) return undefined;
    if (this.#waiting >= this.#options.callsWaitingMax) return { kind: 'busy' };
    this.#waiting += 1;
    const { callWaitMaxMs, callGraceMs = GRACE_MS } = this.#options;
    const waitMs = Math.min(call.timeoutMs ?? callWaitMaxMs, callWaitMaxMs) + callGraceMs;
    const abort = new AbortController();
    const giveUp = (): void => abort.abort();
    const timer = setTimeout(giveUp, waitMs);
    hungUp?.addEventListener('abort', giveUp);
    try {
      // The gateway keeps the time itself, and knows more; this holds if it should not.
      const outcome = await Promise.race([this.#calls.send(call, abort.signal), whenAborted(abort.signal)]);
      return outcome ?? this.#unanswered(call, hungUp);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      return this.#unanswered(call, hungUp);
    } finally {
      clearTimeout(timer);
      hungUp?.removeEventListener('abort', giveUp);
      this.#waiting -= 1;
    }
  }

  /** Sends without waiting: `accepted`, or why not. */
  start(call: NamedCall): Promise<CallOutcome> {
    return this.#calls.send({ ...call, async: true }, new AbortController().signal);
  }

  #unanswered({ uniqueId }: NamedCall, hungUp: AbortSignal | undefined): CallOutcome | undefined {
    return isAborted(hungUp) ? undefined : { kind: 'timed-out', uniqueId, wasSent: true };
  }
}

/** A function, since TypeScript takes it that what was false once stays so. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}
