import type { Call, CallError, CallResult } from './message.ts';
import type { Registration } from './registration.ts';
import type { SilenceOptions } from './silence.ts';
import type { PayloadValidator } from './validation.ts';
import type { OcppVersion } from './version.ts';

/** What may be set while a session lives. Times are milliseconds. */
export type SessionOptions = SilenceOptions & {
  /** Check what the charge point sends, and what the CSMS sends, against the schemas. */
  readonly upstreamChecked: boolean;
  readonly downstreamChecked: boolean;
  /** One CALL of the CSMS in flight at a time. */
  readonly strictCallOrder: boolean;
  readonly callTimeoutMs: number;
  /** How long the CSMS may take to answer; 0: for ever. */
  readonly replyTimeoutMs: number;
  /** CALLs of the CSMS that wait behind the one in flight. */
  readonly callQueueMax: number;
  /** Refuse CALLs other than BootNotification until a boot was accepted. */
  readonly bootGate: boolean;
};

/** What the rules of one connection depend on. */
export type Rules = {
  readonly version: OcppVersion;
  readonly options: SessionOptions;
  readonly validator: PayloadValidator;
};

/** What a session is made of. */
export type SessionParts = Rules & { readonly registration: Registration };

/** A message that may go to a charge point. */
export type DownstreamMessage = Call | CallResult | CallError;
