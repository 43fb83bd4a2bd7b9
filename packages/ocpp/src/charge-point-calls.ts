// The half of a session in which the charge point asks and the CSMS answers.

import { spellErrorCode, translateErrorCode } from './error-code.ts';
import type { Call, CallError, CallResult } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit, transmitError } from './output-of.ts';
import { PendingCalls } from './pending-calls.ts';
import { type RefusalReason, refusal } from './refusal.ts';
import type { Rules } from './session-options.ts';
import type { Violation } from './validation.ts';

/** CALLs of a charge point that may wait for the CSMS. A correct one has one; beyond this the oldest is given up. */
export const unansweredMax = 100;

/** What became of an answer of the CSMS; `action` is that of the CALL which it settles. */
export type AnswerSent =
  | { readonly ok: true; readonly action: string; readonly outputs: readonly Output[] }
  | { readonly ok: false; readonly outputs: readonly Output[] };

/** CALLs of the charge point. */
export class ChargePointCalls {
  readonly #pending = new PendingCalls();

  get unanswered(): number {
    return this.#pending.size;
  }

  nextDeadlineAt(): number {
    return this.#pending.nextDeadlineAt();
  }

  /** Takes a CALL of the charge point; `bootGateShut` refuses all but BootNotification. */
  receive(call: Call, rules: Rules, bootGateShut: boolean, now: number): readonly Output[] {
    const { uniqueId, action } = call;
    const violation = this.#violationOf(call, rules, bootGateShut);
    if (violation !== undefined) {
      const errorCode = spellErrorCode(violation.errorCode, rules.version);
      return [
        transmitError(uniqueId, errorCode, violation.description),
        note('call_refused', 'upstream', `${errorCode}: ${violation.description}`, action),
      ];
    }
    const outputs: Output[] = this.#pending.size > 0 ? this.#tolerateOverlap(action) : [];
    const { replyTimeoutMs } = rules.options;
    const deadlineAt = replyTimeoutMs > 0 ? now + replyTimeoutMs : Number.POSITIVE_INFINITY;
    this.#pending.add(uniqueId, { action, sentAt: now, deadlineAt });
    outputs.push({ kind: 'publish', channel: 'call', message: call, action });
    return outputs;
  }

  #violationOf({ uniqueId, action, payload }: Call, rules: Rules, bootGateShut: boolean): Violation | undefined {
    if (this.#pending.has(uniqueId)) {
      const description = 'a CALL with this unique id is still being processed';
      return { errorCode: rules.version === '1.6' ? 'ProtocolError' : 'RpcFrameworkError', description };
    }
    if (bootGateShut && action !== 'BootNotification') {
      return { errorCode: 'SecurityError', description: 'no BootNotification has been accepted yet' };
    }
    return rules.options.upstreamChecked ? rules.validator.checkCall('chargePoint', action, payload) : undefined;
  }

  /** A second CALL before the first is answered breaks OCPP-J §4.1.1; some firmwares do it, so it is let through and counted. */
  #tolerateOverlap(action: string): Output[] {
    const outputs = [note('overlapping_calls', 'upstream', 'a CALL came before the answer to an earlier one', action)];
    const oldest = this.#pending.size >= unansweredMax ? this.#pending.oldest() : undefined;
    if (oldest !== undefined) {
      const [uniqueId, { action: oldestAction }] = oldest;
      this.#pending.drop(uniqueId);
      const text = `more than ${unansweredMax} CALLs wait for an answer; the oldest is given up`;
      outputs.push(note('unanswered_overflow', 'upstream', text, oldestAction));
      outputs.push(transmitError(uniqueId, 'InternalError', text));
    }
    return outputs;
  }

  /** Takes an answer of the CSMS. One that breaks its schema is refused, and the charge point goes on waiting: a corrected one may follow. */
  answer(answer: CallResult | CallError, rules: Rules): AnswerSent {
    const { uniqueId } = answer;
    const pending = this.#pending.get(uniqueId);
    if (pending === undefined) {
      const late = this.#pending.isExpired(uniqueId) ? ' any more' : '';
      const description = `no CALL of the charge point with this UniqueId waits for an answer${late}`;
      return refuse(answer, 'unknown_unique_id', { errorCode: 'GenericError', description }, rules);
    }
    const { action } = pending;
    const violation =
      answer.kind === 'CallResult' && rules.options.downstreamChecked
        ? rules.validator.checkPayload(action, 'Response', answer.payload)
        : undefined;
    if (violation !== undefined) return refuse(answer, 'invalid_payload', violation, rules, action);
    this.#pending.settle(uniqueId);
    const sent =
      answer.kind === 'CallResult'
        ? answer
        : { ...answer, errorCode: translateErrorCode(answer.errorCode, rules.version) };
    return { ok: true, action, outputs: [transmit(sent)] };
  }

  /** Nobody answered in time: the charge point is told, and may try again (OCPP-J §4.2.3, InternalError). */
  expire(now: number): readonly Output[] {
    return this.#pending
      .expire(now)
      .flatMap(([uniqueId, { action }]) => [
        transmitError(uniqueId, 'InternalError', 'no answer in time'),
        note('reply_timed_out', 'upstream', 'the CSMS did not answer in time', action),
      ]);
  }
}

function refuse(
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
