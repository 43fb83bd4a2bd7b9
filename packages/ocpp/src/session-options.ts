import type { AnsweredCalls } from './answered-calls.ts';
import type { Call, CallError, CallResult, CallResultError, Send } from './message.ts';
import type { Registration } from './registration.ts';
import type { ResponderOptions } from './responder.ts';
import type { SilenceOptions } from './silence.ts';
import type { PayloadValidator } from './validation.ts';
import type { OcppVersion } from './version.ts';

/** What becomes of a message that breaks its schema: refused, let through with a report, or not looked at. */
export type CheckMode = 'reject' | 'warn' | 'off';

/** Which messages are checked; what is said of an action goes before what is said of its direction. */
export type Checking = {
  readonly upstream: CheckMode;
  readonly downstream: CheckMode;
  readonly actions: ReadonlyMap<string, CheckMode>;
};

/** What may be set while a session lives. Times are milliseconds. */
export type SessionOptions = SilenceOptions & {
  readonly checking: Checking;
  /** One CALL of the CSMS in flight at a time. */
  readonly strictCallOrder: boolean;
  readonly callTimeoutMs: number;
  /** Time-outs of single actions instead of `callTimeoutMs`. */
  readonly callTimeoutsMs: ReadonlyMap<string, number>;
  /** How long the CSMS may take to answer; 0: for ever. */
  readonly replyTimeoutMs: number;
  /** How long a CALL that is repeated with its id gets the answer that it got before; 0: never. */
  readonly retryWindowMs: number;
  /** CALLs of the CSMS that wait behind the one in flight. */
  readonly callQueueMax: number;
  /** Refuse CALLs other than BootNotification until a boot was accepted. */
  readonly bootGate: boolean;
  /** Answers in the CSMS's place; undefined: nobody does. */
  readonly responder: ResponderOptions | undefined;
};

/** What the rules of one connection depend on. */
export type Rules = {
  readonly version: OcppVersion;
  readonly options: SessionOptions;
  readonly validator: PayloadValidator;
};

/** What a session is made of; `answered` may be handed on from the identity's last session. */
export type SessionParts = Rules & { readonly registration: Registration; readonly answered?: AnsweredCalls };

/** A message that may go to a charge point. */
export type DownstreamMessage = Call | CallResult | CallError | CallResultError | Send;

/** Where the publisher of a CALL wants to hear of it, besides the topics of the gateway (MQTT 5 §4.10). */
export type ReplyTo = { readonly topic: string; readonly correlationData?: Uint8Array };

/** Who inside the process made a CALL: it is told what becomes of it, and nobody else is. */
export type Caller = {
  readonly id: number;
  /** The moment at which it stops to wait, whatever becomes of the CALL then; undefined: it does not wait, and asks later. */
  readonly waitsUntil?: number | undefined;
};

/** How a CALL of the CSMS came. Times are milliseconds. */
export type CallOrigin = {
  readonly replyTo?: ReplyTo | undefined;
  /** The moment after which it is not to be sent any more. */
  readonly expiresAt?: number | undefined;
  /** Until when it may be answered, where its time-out would end sooner. */
  readonly answerBy?: number | undefined;
  readonly caller?: Caller | undefined;
};

/** A CALL of the CSMS that was never sent. */
export type UnsentCall = { readonly call: Call; readonly origin: CallOrigin };
