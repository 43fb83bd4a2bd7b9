// What is told of a CALL of the CSMS, and to whom: its caller inside the process alone, or whoever listens on the MQTT side.

import { spellErrorCode } from './error-code.ts';
import type { Call, CallError, CallResult } from './message.ts';
import type { CallEnd, Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import type { PendingCall } from './pending-calls.ts';
import { type RefusalReason, refusal } from './refusal.ts';
import type { CallOrigin, Rules } from './session-options.ts';
import type { Violation } from './validation.ts';

/** A CALL of the CSMS as far as its end goes; `sentAt` is null when it was never sent. */
export type EndingCall = {
  readonly uniqueId: string;
  readonly action: string;
  readonly sentAt: number | null;
  readonly origin: CallOrigin;
};

/** A CALL that was sent. */
export function sentCall(uniqueId: string, { action, sentAt, origin = {} }: PendingCall): EndingCall {
  return { uniqueId, action, sentAt, origin };
}

/** A CALL that was not sent. */
export function unsentCall({ uniqueId, action }: Call, origin: CallOrigin): EndingCall {
  return { uniqueId, action, sentAt: null, origin };
}

/** Tells of the charge point's own answer. */
export function answered({ action, sentAt, origin }: EndingCall, answer: CallResult | CallError): Output {
  const isResult = answer.kind === 'CallResult';
  const end: CallEnd = { action, outcome: isResult ? 'result' : 'error', sentAt };
  return told(origin, isResult ? 'reply' : 'error', answer, end);
}

/** Tells that a CALL came to nothing. */
export function failed(
  { uniqueId, action, sentAt, origin }: EndingCall,
  reason: RefusalReason,
  { errorCode, description, path }: Violation,
  { version }: Rules,
): Output {
  const message = refusal(uniqueId, reason, errorCode, description, version);
  const end: CallEnd = { action, outcome: reason, sentAt, ...(path === undefined ? {} : { path }) };
  return told(origin, 'error', message, end);
}

function told(
  { caller, replyTo }: CallOrigin,
  channel: 'reply' | 'error',
  message: CallResult | CallError,
  end: CallEnd,
): Output {
  const { action } = end;
  if (caller !== undefined) return { kind: 'settle', caller: caller.id, message, action, end };
  return { kind: 'publish', channel, message, action, replyTo, end };
}

/** Tells that a CALL waited too long to be sent. */
export function expired(call: EndingCall, rules: Rules): readonly Output[] {
  const description = `${call.action} expired before it could be sent`;
  return [
    failed(call, 'expired', { errorCode: 'GenericError', description }, rules),
    note('call_expired', 'downstream', description, call.action),
  ];
}

/** Tells that a CALL was not answered in time. */
export function timedOut(call: EndingCall, rules: Rules): readonly Output[] {
  const description = `${call.action} was not answered in time`;
  return [
    failed(call, 'timed_out', { errorCode: 'GenericError', description }, rules),
    note('call_timed_out', 'downstream', description, call.action),
  ];
}

/** Tells a caller that the time is up for which it wanted to wait; the CALL itself may still be answered. */
export function givenUp({ uniqueId, action, sentAt }: EndingCall, caller: number, { version }: Rules): Output {
  const description = `${action} was not answered in the time that its caller gave`;
  const message = refusal(uniqueId, 'timed_out', 'GenericError', description, version);
  return { kind: 'settle', caller, message, action, end: { action, outcome: 'given_up', sentAt } };
}

/** Tells that the connection of a CALL is gone. */
export function lost(call: EndingCall, reason: 'connection_lost' | 'superseded', rules: Rules): readonly Output[] {
  const { action, sentAt } = call;
  const description =
    sentAt === null
      ? `the connection was lost before ${action} was sent`
      : `the connection was lost before ${action} was answered; whether it was carried out is unknown`;
  return [
    failed(call, reason, { errorCode: 'GenericError', description }, rules),
    note('call_lost', 'downstream', description, action),
  ];
}

/** A bad CALLRESULT is never answered to its sender (OCPP-J §4.2.2), but in 2.1 by a CALLRESULTERROR; its CALL has failed. */
export function invalidAnswer(
  kind: 'CallResult' | 'CallError',
  call: EndingCall,
  violation: Violation,
  rules: Rules,
): Output[] {
  const { uniqueId } = call;
  const { description: errorDescription } = violation;
  const errorCode = spellErrorCode(violation.errorCode, rules.version);
  const outputs = [failed(call, 'invalid_answer', violation, rules)];
  if (rules.version === '2.1' && kind === 'CallResult') {
    outputs.unshift(
      transmit({ kind: 'CallResultError', uniqueId, errorCode, errorDescription, errorDetailsText: '{}' }),
    );
  }
  return outputs;
}
