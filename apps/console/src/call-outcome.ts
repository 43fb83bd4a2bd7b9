// What became of a CALL, in words for the person who sent it. Whether it was sent is the first thing that anybody wants to know.
import type { ApiError, Schemas } from '@ocpp-broker/api-client';
import { fieldsOf, text } from './fields.ts';

/** What became of a CALL. */
export type CallOutcome = {
  readonly kind: 'success' | 'warning' | 'danger';
  /** A sentence. */
  readonly title: string;
  readonly detail: string;
  /** What the charge point answered, to be shown as it is; null when it did not. */
  readonly answer: unknown;
  /** The outcome was not heard of: the same CALL may be sent once more without being carried out twice. */
  readonly isUnheard: boolean;
};

/** The outcome that an answer of the charge point is. */
export function outcomeOfReply(reply: Schemas['CallReply']): CallOutcome {
  const after = reply.latency_ms === undefined ? '' : ` It took ${reply.latency_ms} ms.`;
  if (reply.status === 'error') {
    const { error_code = 'an error', error_description = '', error_details } = reply;
    return {
      kind: 'danger',
      title: `The charge point answered with the error ${error_code}.`,
      detail: `${error_description}${after}`.trim(),
      answer: Object.keys(fieldsOf(error_details)).length === 0 ? null : error_details,
      isUnheard: false,
    };
  }
  const status = text(fieldsOf(reply.payload).status);
  // A CALLRESULT may well say no; which words do is the affair of each action.
  const isYes = status === '' || ['Accepted', 'Scheduled', 'Unlocked', 'RebootRequired'].includes(status);
  return {
    kind: isYes ? 'success' : 'warning',
    title: status === '' ? 'The charge point answered.' : `The charge point answered: ${status}.`,
    detail: after.trim(),
    answer: reply.payload ?? {},
    isUnheard: false,
  };
}

const failures: Readonly<Record<string, Pick<CallOutcome, 'kind' | 'title'>>> = {
  CALL_INVALID: { kind: 'danger', title: 'Not sent: the payload breaks the schema of its action.' },
  BAD_REQUEST: { kind: 'danger', title: 'Not sent: the request is not right.' },
  RESOURCE_NOT_FOUND: { kind: 'warning', title: 'Not sent: the charge point is not connected.' },
  QUEUE_FULL: { kind: 'warning', title: 'Not sent: too many CALLs wait for this charge point already.' },
  DUPLICATE_UNIQUE_ID: { kind: 'danger', title: 'Not sent: a CALL of the same id is on its way.' },
  SERVICE_UNAVAILABLE: { kind: 'warning', title: 'Not sent: the server waits for as many answers as it may.' },
  CALL_NOT_SENT: { kind: 'warning', title: 'Not sent.' },
  CALL_TIMED_OUT: { kind: 'warning', title: 'Sent, but no answer came in time. It may have been carried out.' },
  CALL_LOST: {
    kind: 'warning',
    title: 'Sent, but the connection ended before the answer. It may have been carried out.',
  },
  UNAUTHORIZED_ROLE: { kind: 'danger', title: 'Not sent: your role may not send CALLs.' },
};

const unheard = ['UNREACHABLE', 'TIMED_OUT', 'UNREADABLE'];

/** The outcome that a failed request is. */
export function outcomeOfError(error: ApiError): CallOutcome {
  if (unheard.includes(error.code)) {
    return {
      kind: 'warning',
      title: 'It is not known whether it was sent: the server did not say.',
      detail: `${error.message}. If you send it again unchanged, it is carried out once at most.`,
      answer: null,
      isUnheard: true,
    };
  }
  const known = failures[error.code] ?? { kind: 'danger', title: 'The CALL failed.' };
  return { ...known, detail: error.message, answer: null, isUnheard: false };
}

/** The outcome when the person stopped waiting. */
export const stoppedWaiting: CallOutcome = {
  kind: 'warning',
  title: 'You stopped waiting.',
  detail:
    'A CALL that was sent is carried out all the same. Send it again unchanged to wait for the answer of the same CALL.',
  answer: null,
  isUnheard: true,
};
