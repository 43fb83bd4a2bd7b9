import type { CallError, CallResult, Message } from './message.ts';
import type { RefusalReason } from './refusal.ts';
import type { Registration } from './registration.ts';
import type { ReplyTo } from './session-options.ts';

/** Where a publish goes: CALLs, answers, and errors (the charge point's own CALLERRORs and what could not be delivered). */
export type UpstreamChannel = 'call' | 'reply' | 'error';

/** What became noteworthy; becomes a log line and a metric. */
export type Report = {
  readonly code:
    | 'malformed_frame'
    | 'binary_frame'
    | 'call_refused'
    | 'violation_tolerated'
    | 'call_repeated'
    | 'responder_answered'
    | 'send_refused'
    | 'call_expired'
    | 'answer_refused'
    | 'unknown_unique_id'
    | 'late_answer'
    | 'numeric_unique_id'
    | 'overlapping_calls'
    | 'unanswered_overflow'
    | 'call_timed_out'
    | 'reply_timed_out'
    | 'queue_full'
    | 'call_lost'
    | 'silent';
  readonly direction: 'upstream' | 'downstream';
  readonly action?: string;
  readonly detail: string;
};

/**
 * How a CALL ended: it was answered (`result`, `error`), or came to nothing. Of a CALL of the charge point: `responded` is the default
 * responder's answer, `refused` one of ours because the CALL breaks a rule, `overflow` one because too many waited. Of a CALL of the
 * CSMS: `given_up` is no end, but its caller has waited long enough.
 */
export type CallEnd = {
  readonly action: string;
  readonly outcome: 'result' | 'error' | 'responded' | 'refused' | 'overflow' | 'given_up' | RefusalReason;
  /** When it was sent or, from a charge point, came, in milliseconds; null: it was never sent. */
  readonly sentAt: number | null;
  /** JSON pointer to what breaks the schema of its payload, where that is why. */
  readonly path?: string | undefined;
};

/** What a session wants done, in order. A `transmit` without a message is an answer that was sent before. */
export type Output =
  | {
      readonly kind: 'transmit';
      readonly text: string;
      readonly message: Message | undefined;
      /** There when the message ends a CALL of the charge point. */
      readonly end?: CallEnd;
    }
  | {
      readonly kind: 'publish';
      readonly channel: UpstreamChannel;
      readonly message: Message;
      /** The action that the message belongs to, where it is known. */
      readonly action: string | undefined;
      /** Where the outcome of a CALL is published as well. */
      readonly replyTo?: ReplyTo | undefined;
      /** There when the message ends a CALL of the CSMS. */
      readonly end?: CallEnd;
    }
  | {
      /** A CALL of a caller inside the process has ended, or is not waited for any more: it is told, and nothing is published. */
      readonly kind: 'settle';
      readonly caller: number;
      readonly message: CallResult | CallError;
      readonly action: string;
      readonly end: CallEnd;
    }
  | { readonly kind: 'remember'; readonly registration: Registration }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'report'; readonly report: Report };
