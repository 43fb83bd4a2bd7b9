import { type ErrorCode, spellErrorCode } from './error-code.ts';
import { type CallError, errorDescriptionLengthMax } from './message.ts';
import type { Violation } from './validation.ts';
import type { OcppVersion } from './version.ts';

/** Why a message on the MQTT side could not be delivered; stands in `ErrorDetails` as `Reason`. */
export type RefusalReason =
  | 'not_json'
  | 'not_a_message'
  | 'not_allowed'
  | 'invalid_payload'
  | 'duplicate_unique_id'
  | 'unknown_unique_id'
  | 'queue_full'
  | 'not_connected'
  | 'expired'
  | 'timed_out'
  | 'connection_lost'
  | 'superseded'
  | 'invalid_answer';

/** The CALLERROR that tells the MQTT side what became of its message. `uniqueId` is empty when the message had none. */
export function refusal(
  uniqueId: string,
  reason: RefusalReason,
  errorCode: ErrorCode,
  errorDescription: string,
  version: OcppVersion,
): CallError {
  return {
    kind: 'CallError',
    uniqueId,
    errorCode: spellErrorCode(errorCode, version),
    errorDescription: errorDescription.slice(0, errorDescriptionLengthMax),
    errorDetailsText: `{"Reason":"${reason}"}`,
  };
}

/** Why a message that breaks its schema is refused: what its action does not allow, or its payload. */
export function reasonOf({ errorCode }: Violation): 'not_allowed' | 'invalid_payload' {
  return errorCode === 'NotImplemented' || errorCode === 'NotSupported' ? 'not_allowed' : 'invalid_payload';
}
