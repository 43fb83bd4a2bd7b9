// The half of a session in which the charge point asks and the CSMS answers.

import { AnsweredCalls, type CallMark, markOfCall } from './answered-calls.ts';
import { checkModeOf } from './checking.ts';
import { spellErrorCode, translateErrorCode } from './error-code.ts';
import { encodeFrame } from './frame.ts';
import type { Call, CallError, CallResult } from './message.ts';
import type { CallEnd, Output } from './output.ts';
import { note, transmitError } from './output-of.ts';
import { type PendingCall, PendingCalls } from './pending-calls.ts';
import { type RefusalReason, refusal } from './refusal.ts';
import { responderAnswer } from './responder.ts';
import type { Rules } from './session-options.ts';
import type { Violation } from './validation.ts';

/** CALLs of a charge point that may wait for the CSMS. A correct one has one; beyond this the oldest is given up. */
export const unansweredMax = 100;

/** What became of an answer of the CSMS; `action` is that of the CALL which it settles. */
export type AnswerSent =
  | { readonly ok: true; readonly action: string; readonly outputs: readonly Output[] }
  | { readonly ok: false; readonly outputs: readonly Output[] };

/** What is due: what to do, and the answers that the responder gave. */
export type Due = { readonly outputs: readonly Output[]; readonly answered: readonly RespondedCall[] };

/** A CALL that the responder answered. */
export type RespondedCall = { readonly action: string; readonly answer: CallResult };

/** CALLs of the charge point. */
export class ChargePointCalls {
  readonly #pending = new PendingCalls();
  readonly #answered: AnsweredCalls;

  constructor(answered: AnsweredCalls = new AnsweredCalls()) {
    this.#answered = answered;
  }

  get unanswered(): number {
    return this.#pending.size;
  }

  nextDeadlineAt(): number {
    return this.#pending.nextDeadlineAt();
  }

  /** Takes a CALL of the charge point; a closed `isGateOpen` refuses it. */
  receive(call: Call, rules: Rules, isGateOpen: boolean, now: number): readonly Output[] {
    const { uniqueId, action } = call;
    const mark = markOf(call, rules);
    const repeated = this.#repeated(uniqueId, mark, rules, now);
    if (repeated !== undefined) {
      const message = note(
        'call_repeated',
        'upstream',
        'a CALL was repeated and got the answer that it got before',
        action,
      );
      return [{ kind: 'transmit', text: repeated, message: undefined }, message];
    }
    const refused = this.#whyNot(call, rules, isGateOpen);
    if (refused !== undefined) return refuseCall(uniqueId, action, refused, rules, now);
    const mode = checkModeOf('upstream', action, rules);
    const violation = mode === 'off' ? undefined : rules.validator.checkCall('chargePoint', action, call.payload);
    if (violation !== undefined && mode === 'reject') return refuseCall(uniqueId, action, violation, rules, now);
    const outputs: Output[] = this.#pending.size > 0 ? this.#tolerateOverlap(action) : [];
    if (violation !== undefined) outputs.push(note('violation_tolerated', 'upstream', violation.description, action));
    this.#answered.forget(uniqueId);
    this.#pending.add(uniqueId, pendingOf(call, mark, rules, now));
    outputs.push({ kind: 'publish', channel: 'call', message: call, action });
    return outputs;
  }

  #repeated(uniqueId: string, mark: CallMark | undefined, { options }: Rules, now: number): string | undefined {
    return mark === undefined ? undefined : this.#answered.find(uniqueId, mark, options.retryWindowMs, now);
  }

  #whyNot({ uniqueId }: Call, rules: Rules, isGateOpen: boolean): Violation | undefined {
    if (this.#pending.has(uniqueId)) {
      const description = 'a CALL with this unique id is still being processed';
      return { errorCode: rules.version === '1.6' ? 'ProtocolError' : 'RpcFrameworkError', description };
    }
    if (isGateOpen) return undefined;
    return { errorCode: 'SecurityError', description: 'no BootNotification has been accepted yet' };
  }

  /** A second CALL before the first is answered breaks OCPP-J §4.1.1; some firmwares do it, so it is let through and counted. */
  #tolerateOverlap(action: string): Output[] {
    const outputs = [note('overlapping_calls', 'upstream', 'a CALL came before the answer to an earlier one', action)];
    const oldest = this.#pending.size >= unansweredMax ? this.#pending.oldest() : undefined;
    if (oldest !== undefined) {
      const [uniqueId, { action: oldestAction, sentAt }] = oldest;
      this.#pending.drop(uniqueId);
      const text = `more than ${unansweredMax} CALLs wait for an answer; the oldest is given up`;
      outputs.push(note('unanswered_overflow', 'upstream', text, oldestAction));
      const end: CallEnd = { action: oldestAction, outcome: 'overflow', sentAt };
      outputs.push(transmitError(uniqueId, 'InternalError', text, end));
    }
    return outputs;
  }

  /** Takes an answer of the CSMS. One that breaks its schema is refused, and the charge point goes on waiting: a corrected one may follow. */
  answer(answer: CallResult | CallError, rules: Rules, now: number): AnswerSent {
    const { uniqueId } = answer;
    const pending = this.#pending.get(uniqueId);
    if (pending === undefined) {
      const late = this.#pending.isExpired(uniqueId) ? ' any more' : '';
      const description = `no CALL of the charge point with this UniqueId waits for an answer${late}`;
      return refuseAnswer(answer, 'unknown_unique_id', { errorCode: 'GenericError', description }, rules);
    }
    const { action } = pending;
    const mode = checkModeOf('downstream', action, rules);
    const isChecked = mode !== 'off' && answer.kind === 'CallResult';
    const violation = isChecked ? rules.validator.checkPayload(action, 'Response', answer.payload) : undefined;
    if (violation !== undefined && mode === 'reject') {
      return refuseAnswer(answer, 'invalid_payload', violation, rules, action);
    }
    const outcome = answer.kind === 'CallResult' ? 'result' : 'error';
    const outputs = [this.#settle(answer, pending, outcome, rules, now)];
    if (violation !== undefined) outputs.push(note('violation_tolerated', 'downstream', violation.description, action));
    return { ok: true, action, outputs };
  }

  #settle(
    answer: CallResult | CallError,
    { action, mark, sentAt }: PendingCall,
    outcome: CallEnd['outcome'],
    rules: Rules,
    now: number,
  ): Output {
    const { uniqueId } = answer;
    const sent =
      answer.kind === 'CallResult'
        ? answer
        : { ...answer, errorCode: translateErrorCode(answer.errorCode, rules.version) };
    this.#pending.settle(uniqueId);
    const text = encodeFrame(sent);
    if (mark !== undefined && rules.options.retryWindowMs > 0) this.#answered.keep(uniqueId, mark, text, now);
    return { kind: 'transmit', text, message: sent, end: { action, outcome, sentAt } };
  }

  /** Answers in the CSMS's place what it left unanswered; whatever nobody answered in time fails, so that the charge point may try again (OCPP-J §4.2.3). */
  advance(rules: Rules, now: number): Due {
    const outputs: Output[] = [];
    const answered = this.#respond(rules, now, outputs);
    for (const [uniqueId, { action, sentAt }] of this.#pending.expire(now)) {
      outputs.push(
        transmitError(uniqueId, 'InternalError', 'no answer in time', { action, outcome: 'timed_out', sentAt }),
        note('reply_timed_out', 'upstream', 'the CSMS did not answer in time', action),
      );
    }
    return { outputs, answered };
  }

  #respond(rules: Rules, now: number, outputs: Output[]): readonly RespondedCall[] {
    const answered: RespondedCall[] = [];
    const { responder } = rules.options;
    for (const [uniqueId, pending] of this.#pending.toRespond(now)) {
      const { action, payload = {} } = pending;
      const said = responder === undefined ? undefined : responderAnswer(action, payload, responder, now);
      if (said === undefined) {
        // The responder was turned off meanwhile: from here on the CALL waits for the CSMS alone.
        this.#pending.add(uniqueId, { ...pending, respondAt: undefined });
        continue;
      }
      const answer: CallResult = { kind: 'CallResult', uniqueId, payload: said, payloadText: JSON.stringify(said) };
      outputs.push(
        this.#settle(answer, pending, 'responded', rules, now),
        note('responder_answered', 'downstream', 'no CSMS answered; the default responder did', action),
      );
      answered.push({ action, answer });
    }
    return answered;
  }
}

/** Undefined: answers are not kept. */
function markOf({ action, payloadText }: Call, { version, options }: Rules): CallMark | undefined {
  return options.retryWindowMs > 0 ? markOfCall(version, action, payloadText) : undefined;
}

function pendingOf(
  { action, payload }: Call,
  mark: CallMark | undefined,
  { options }: Rules,
  now: number,
): PendingCall {
  const { replyTimeoutMs, responder } = options;
  const deadlineAt = replyTimeoutMs > 0 ? now + replyTimeoutMs : Number.POSITIVE_INFINITY;
  const canRespond = responder !== undefined && responderAnswer(action, payload, responder, now) !== undefined;
  return {
    action,
    sentAt: now,
    deadlineAt,
    mark,
    payload: canRespond ? payload : undefined,
    respondAt: canRespond ? now + responder.afterMs : undefined,
  };
}

function refuseCall(
  uniqueId: string,
  action: string,
  violation: Violation,
  { version }: Rules,
  now: number,
): readonly Output[] {
  const errorCode = spellErrorCode(violation.errorCode, version);
  return [
    transmitError(uniqueId, errorCode, violation.description, { action, outcome: 'refused', sentAt: now }),
    note('call_refused', 'upstream', `${errorCode}: ${violation.description}`, action),
  ];
}

function refuseAnswer(
  answer: CallResult | CallError,
  reason: RefusalReason,
  violation: Violation,
  rules: Rules,
  action?: string,
): AnswerSent {
  const message = refusal(answer.uniqueId, reason, violation.errorCode, violation.description, rules.version);
  return {
    ok: false,
    outputs: [
      { kind: 'publish', channel: 'error', message, action },
      note('answer_refused', 'downstream', violation.description, action),
    ],
  };
}
