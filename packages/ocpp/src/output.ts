import type { Message } from './message.ts';
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

/** What a session wants done, in order. A `transmit` without a message is an answer that was sent before. */
export type Output =
  | { readonly kind: 'transmit'; readonly text: string; readonly message: Message | undefined }
  | {
      readonly kind: 'publish';
      readonly channel: UpstreamChannel;
      readonly message: Message;
      /** The action that the message belongs to, where it is known. */
      readonly action: string | undefined;
      /** Where the outcome of a CALL is published as well. */
      readonly replyTo?: ReplyTo | undefined;
    }
  | { readonly kind: 'remember'; readonly registration: Registration }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'report'; readonly report: Report };
