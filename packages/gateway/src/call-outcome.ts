import type { CallEnd, CallError, CallResult, Payload } from '@ocpp-broker/ocpp';

/** A CALL that somebody inside the process wants to have sent. */
export type CallRequest = {
  /** The identity of the charge point. */
  readonly clientId: string;
  readonly action: string;
  /** What JSON says is an object. */
  readonly payload: unknown;
  /** How long the caller waits, or how long an `async` CALL may wait to be sent; bounded by `calls.timeoutMsMax`, which is the default. */
  readonly timeoutMs?: number | undefined;
  /** 1 to 36 characters; left out: one is made. */
  readonly uniqueId?: string | undefined;
  /** Nobody waits: the outcome can be asked for later, and the CALL may wait for a charge point that is away. */
  readonly async?: boolean | undefined;
};

/** What is wrong with a CALL; `path` is a JSON pointer into its payload, `/` for the whole of it and empty where it is not about that. */
export type CallProblem = { readonly path: string; readonly message: string; readonly errorCode: string };

/** What became of a CALL. */
export type CallOutcome =
  | {
      readonly kind: 'result';
      readonly uniqueId: string;
      readonly payload: Payload;
      /** The same as the charge point wrote it, digit for digit. */
      readonly payloadText: string;
      /** From when it was sent. */
      readonly latencyMs: number;
    }
  | {
      /** The charge point said so or, with the Reason `invalid_answer` in the details, its answer breaks the schema. */
      readonly kind: 'error';
      readonly uniqueId: string;
      readonly errorCode: string;
      readonly errorDescription: string;
      readonly errorDetails: Payload;
    }
  | { readonly kind: 'invalid'; readonly problem: CallProblem }
  | { readonly kind: 'queue-full' }
  | { readonly kind: 'not-connected' }
  /** Not answered in time; one that was sent may have been carried out. */
  | { readonly kind: 'timed-out'; readonly uniqueId: string; readonly wasSent: boolean }
  /** The connection was lost; whether one that was sent was carried out is unknown. */
  | { readonly kind: 'lost'; readonly uniqueId: string; readonly wasSent: boolean }
  /** A CALL with this id is on its way to the charge point, or waits for it. */
  | { readonly kind: 'duplicate-id'; readonly uniqueId: string }
  /** As many callers wait as may. */
  | { readonly kind: 'busy' }
  /** Of an `async` CALL: it is on its way, or waits. */
  | { readonly kind: 'accepted'; readonly uniqueId: string };

/** What a session, or the dispatch, tells of the CALL of a caller. */
export type SettledCall = { readonly message: CallResult | CallError; readonly end: CallEnd };

/** What is told of a CALL, as its caller wants to know it. */
export function outcomeOf({ message, end }: SettledCall, now: number): CallOutcome {
  const { uniqueId } = message;
  const wasSent = end.sentAt !== null;
  if (message.kind === 'CallResult') {
    const { payload, payloadText } = message;
    return { kind: 'result', uniqueId, payload, payloadText, latencyMs: now - (end.sentAt ?? now) };
  }
  switch (end.outcome) {
    case 'not_allowed':
    case 'invalid_payload':
    case 'not_a_message':
      return { kind: 'invalid', problem: problemOf(message, end.path) };
    case 'queue_full':
      return { kind: 'queue-full' };
    case 'not_connected':
      return { kind: 'not-connected' };
    case 'duplicate_unique_id':
      return { kind: 'duplicate-id', uniqueId };
    case 'expired':
    case 'timed_out':
    case 'given_up':
      return { kind: 'timed-out', uniqueId, wasSent };
    case 'connection_lost':
    case 'superseded':
      return { kind: 'lost', uniqueId, wasSent };
    default: {
      const { errorCode, errorDescription, errorDetailsText } = message;
      return { kind: 'error', uniqueId, errorCode, errorDescription, errorDetails: detailsOf(errorDetailsText) };
    }
  }
}

function problemOf({ errorCode, errorDescription }: CallError, path: string | undefined): CallProblem {
  if (path === undefined) return { path: '', message: errorDescription, errorCode };
  const opening = `${path}: `;
  const message = errorDescription.startsWith(opening) ? errorDescription.slice(opening.length) : errorDescription;
  return { path, message, errorCode };
}

/** The details are the JSON of an object, as whoever decoded the frame has seen to. */
function detailsOf(text: string): Payload {
  return JSON.parse(text) as Payload;
}
