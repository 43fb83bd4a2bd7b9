// What the HTTP API needs to send CALLs to charge points, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** A CALL for one charge point. */
export type CallRequest = {
  readonly clientId: string;
  readonly action: string;
  /** A JSON object. */
  readonly payload: unknown;
  /** How long its sender waits in all, for its turn and for the answer. Left out: as long as any other CALL of that action. */
  readonly timeoutMs?: number;
  /** At most 36 characters. */
  readonly uniqueId?: string;
  /** Nobody waits: it is `accepted` at once, what becomes of it is kept for `find`, and an offline queue may hold it until the charge point comes. */
  readonly async?: boolean;
};

/**
 * What became of a CALL. One that timed out or was lost may have been carried out when it `wasSent`: `timed-out`, it was not answered in
 * time; `lost`, the connection ended before the answer came.
 */
export type CallOutcome =
  | {
      readonly kind: 'result';
      readonly uniqueId: string;
      /** The JSON text of an object, as the charge point wrote it. */
      readonly payloadText: string;
      /** From when it was sent. */
      readonly latencyMs: number;
    }
  | {
      readonly kind: 'error';
      readonly uniqueId: string;
      readonly errorCode: string;
      readonly errorDescription: string;
      readonly errorDetails: unknown;
    }
  /** Never sent: it breaks its schema, or the version has no such action. `path` is a JSON pointer into the payload, or empty. */
  | {
      readonly kind: 'invalid';
      readonly problem: { readonly path: string; readonly message: string; readonly errorCode: string };
    }
  | { readonly kind: 'queue-full' }
  | { readonly kind: 'not-connected' }
  /** Too many CALLs of this process wait already. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'timed-out' | 'lost'; readonly uniqueId: string; readonly wasSent: boolean }
  | { readonly kind: 'duplicate-id'; readonly uniqueId: string }
  /** Of an `async` CALL: it is on its way, or waits. */
  | { readonly kind: 'accepted'; readonly uniqueId: string };

/** What is known of a CALL: on its way, or how it ended. */
export type CallState = { readonly kind: 'pending'; readonly uniqueId: string } | CallOutcome;

/** CALLs to charge points, and what became of them. */
export interface ChargePointCalls {
  /**
   * Settles when it is known what became of the CALL, at once when it is refused. The signal says that nobody waits any more: the CALL is
   * left to its fate, and the promise may reject. It rejects else only when something is broken. How many `async` ones there may be is
   * bounded there (`busy`).
   */
  send(call: CallRequest, signal: AbortSignal): Promise<CallOutcome>;
  /** A CALL that was sent with `async`, on its way or of the last minutes; undefined when nothing is known of it. */
  find(clientId: string, uniqueId: string): MaybePromise<CallState | undefined>;
}
