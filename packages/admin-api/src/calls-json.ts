// Bodies are written as text here: the answer of the charge point travels on as it was written, digit for digit.

import type { CallOutcome, CallState } from './calls-ports.ts';
import { ApiError, busy } from './errors.ts';

/** The answer to a request for a CALL. `isFinal`: the CALL went out, or may have; to send it again would do it again. */
export type CallAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly text: string;
  readonly isFinal: boolean;
};

type Failure = Exclude<CallOutcome, { readonly kind: 'result' | 'error' | 'accepted' }>;

/** What the request is answered: one that waited, or one that did not. */
export function answerOf(outcome: CallOutcome): CallAnswer {
  switch (outcome.kind) {
    case 'result':
    case 'error':
      return final(200, printCallState(outcome, outcome.uniqueId));
    case 'accepted':
      return final(202, JSON.stringify({ unique_id: outcome.uniqueId }));
    case 'timed-out':
    case 'lost':
      return { ...refusal(errorOf(outcome)), isFinal: outcome.wasSent };
    case 'invalid':
    case 'queue-full':
    case 'not-connected':
    case 'busy':
    case 'duplicate-id':
      return refusal(errorOf(outcome));
  }
}

/** What is known of the CALL of that id, as JSON. */
export function printCallState(state: CallState, uniqueId: string): string {
  const id = JSON.stringify(uniqueId);
  switch (state.kind) {
    case 'pending':
    case 'accepted':
      return `{"unique_id":${id},"status":"pending"}`;
    case 'result': {
      const latencyMs = Math.max(0, Math.round(state.latencyMs));
      return `{"unique_id":${id},"status":"result","payload":${state.payloadText},"latency_ms":${latencyMs}}`;
    }
    case 'error':
      return JSON.stringify({
        unique_id: uniqueId,
        status: 'error',
        error_code: state.errorCode,
        error_description: state.errorDescription,
        error_details: state.errorDetails ?? {},
      });
    case 'invalid':
    case 'queue-full':
    case 'not-connected':
    case 'busy':
    case 'timed-out':
    case 'lost':
    case 'duplicate-id': {
      const { code, message } = errorOf(state);
      return JSON.stringify({ unique_id: uniqueId, status: 'failed', code, message });
    }
  }
}

/** The answer that tells an error. */
export function refusal({ statusCode: status, headers, code, message }: ApiError): CallAnswer {
  return { status, headers, text: JSON.stringify({ code, message }), isFinal: false };
}

function final(status: number, text: string): CallAnswer {
  return { status, headers: {}, text, isFinal: true };
}

function errorOf(outcome: Failure): ApiError {
  switch (outcome.kind) {
    case 'invalid': {
      const { path, message, errorCode } = outcome.problem;
      return new ApiError(400, 'CALL_INVALID', `${placeOf(path)}${message} (${errorCode})`);
    }
    case 'queue-full':
      return new ApiError(409, 'QUEUE_FULL', 'Too many CALLs wait for this charge point already');
    case 'not-connected':
      return new ApiError(404, 'RESOURCE_NOT_FOUND', 'Client not found: the charge point is not connected');
    case 'busy':
      return busy('Too many CALLs wait at once');
    case 'duplicate-id':
      return new ApiError(409, 'DUPLICATE_UNIQUE_ID', `A CALL of the unique_id ${outcome.uniqueId} is on its way`);
    case 'timed-out':
      return outcome.wasSent
        ? unknown(504, 'CALL_TIMED_OUT', 'The charge point did not answer in time', outcome.uniqueId)
        : new ApiError(504, 'CALL_NOT_SENT', 'The time was up before the CALL could be sent');
    case 'lost':
      return outcome.wasSent
        ? unknown(502, 'CALL_LOST', 'The connection ended while the answer was awaited', outcome.uniqueId)
        : new ApiError(502, 'CALL_NOT_SENT', 'The connection ended before the CALL could be sent');
  }
}

function unknown(status: number, code: 'CALL_TIMED_OUT' | 'CALL_LOST', sentence: string, uniqueId: string): ApiError {
  return new ApiError(
    status,
    code,
    `${sentence}; outcome unknown: it may have been carried out (unique_id ${uniqueId})`,
  );
}

/** A JSON pointer as the API names places in bodies; nothing when the problem is not in the payload. */
function placeOf(pointer: string): string {
  if (pointer === '') return '';
  const parts = pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return `${['payload', ...parts.filter((part) => part !== '')].join('.')}: `;
}
