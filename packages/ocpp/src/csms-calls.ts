// The half of a session in which the CSMS asks and the charge point answers: one CALL in flight, the others wait in a
// bounded queue, and each ends in exactly one of result, error, refusal, time-out or loss, told to its publisher.

import type { Call, CallError, CallResult } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import { PendingCalls } from './pending-calls.ts';
import { type RefusalReason, refusal } from './refusal.ts';
import { heartbeatIntervalAskedFor, isAccepted } from './registration.ts';
import type { Rules } from './session-options.ts';
import type { Violation } from './validation.ts';

/** What an answer of the charge point led to; `heartbeatIntervalMs` is there when it accepted a change of it. */
export type AnswerReceived = { readonly outputs: Output[]; readonly heartbeatIntervalMs?: number | null | undefined };

/** CALLs of the CSMS in flight at once when they need not keep their order; the others wait in the queue. */
export const inFlightMax = 100;

/** A CALL of the CSMS that waits for its answer; `sentAt` is in milliseconds. */
export type CallInFlight = { readonly uniqueId: string; readonly action: string; readonly sentAt: number };

/** CALLs of the CSMS. */
export class CsmsCalls {
  readonly #inFlight = new PendingCalls();
  #queue: Call[] = [];
  #refused = 0;

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** CALLs refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** The CALL that has been in flight longest. */
  get pending(): CallInFlight | null {
    const oldest = this.#inFlight.oldest();
    if (oldest === undefined) return null;
    const [uniqueId, { action, sentAt }] = oldest;
    return { uniqueId, action, sentAt };
  }

  nextDeadlineAt(): number {
    return this.#inFlight.nextDeadlineAt();
  }

  /** Takes a CALL of the CSMS: sends it, lets it wait, or refuses it. */
  send(call: Call, rules: Rules, now: number): readonly Output[] {
    const { uniqueId, action } = call;
    if (this.#inFlight.has(uniqueId) || this.#queue.some((queued) => queued.uniqueId === uniqueId)) {
      const description = 'a CALL with this UniqueId is already on its way';
      return this.#refuse(call, 'duplicate_unique_id', { errorCode: 'RpcFrameworkError', description }, rules);
    }
    const violation = rules.options.downstreamChecked
      ? rules.validator.checkCall('csms', action, call.payload)
      : undefined;
    if (violation !== undefined) {
      const isOfPayload = violation.errorCode !== 'NotImplemented' && violation.errorCode !== 'NotSupported';
      return this.#refuse(call, isOfPayload ? 'invalid_payload' : 'not_allowed', violation, rules);
    }
    if (!this.#mustWait(rules)) return [this.#transmit(call, rules, now)];
    if (this.#queue.length >= rules.options.callQueueMax) {
      const description = `${this.#queue.length} CALLs already wait for this charge point`;
      const refused = this.#refuse(call, 'queue_full', { errorCode: 'GenericError', description }, rules);
      return [...refused, note('queue_full', 'downstream', description, action)];
    }
    this.#queue.push(call);
    return [];
  }

  /** Takes an answer of the charge point and sends what waited for it. */
  receiveAnswer(answer: CallResult | CallError, rules: Rules, now: number): AnswerReceived {
    const { uniqueId } = answer;
    const pending = this.#inFlight.get(uniqueId);
    if (pending === undefined) {
      const late = this.#inFlight.isExpired(uniqueId);
      const detail = late ? 'an answer came after its CALL had timed out' : 'an answer has an id that no CALL has';
      return { outputs: [note(late ? 'late_answer' : 'unknown_unique_id', 'upstream', detail)] };
    }
    this.#inFlight.settle(uniqueId);
    const { action, askedIntervalMs } = pending;
    const violation =
      answer.kind === 'CallResult' && rules.options.upstreamChecked
        ? rules.validator.checkPayload(action, 'Response', answer.payload)
        : undefined;
    const outputs: Output[] =
      violation === undefined
        ? [{ kind: 'publish', channel: answer.kind === 'CallResult' ? 'reply' : 'error', message: answer, action }]
        : // A bad CALLRESULT is never answered to its sender (OCPP-J §4.2.2); its CALL has failed.
          [
            failed(uniqueId, action, 'invalid_answer', violation, rules),
            note('answer_refused', 'upstream', violation.description, action),
          ];
    this.#sendQueued(rules, now, outputs);
    const accepted = violation === undefined && answer.kind === 'CallResult' && isAccepted(answer.payload);
    return { outputs, heartbeatIntervalMs: accepted ? askedIntervalMs : undefined };
  }

  /** Takes an answer that is no message: its sender gets none (OCPP-J §4.2.2), but its CALL has failed. */
  receiveBrokenAnswer(uniqueId: string, description: string, rules: Rules, now: number): readonly Output[] {
    const pending = this.#inFlight.get(uniqueId);
    if (pending === undefined) return [];
    this.#inFlight.settle(uniqueId);
    const violation: Violation = { errorCode: 'FormatViolation', description };
    const outputs = [failed(uniqueId, pending.action, 'invalid_answer', violation, rules)];
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Fails the CALLs whose time is up and sends what waited for them, or what may go out since the options changed. */
  advance(rules: Rules, now: number): readonly Output[] {
    const outputs: Output[] = [];
    for (const [uniqueId, { action }] of this.#inFlight.expire(now)) {
      const description = `${action} was not answered in time`;
      outputs.push(
        failed(uniqueId, action, 'timed_out', { errorCode: 'GenericError', description }, rules),
        note('call_timed_out', 'downstream', description, action),
      );
    }
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Takes the CALLs that were never sent. */
  takeQueued(): readonly Call[] {
    const queued = this.#queue;
    this.#queue = [];
    return queued;
  }

  /** Fails everything in flight and queued because the connection is gone. */
  end(reason: 'connection_lost' | 'superseded', rules: Rules): readonly Output[] {
    const lost = (uniqueId: string, action: string, description: string): readonly Output[] => [
      failed(uniqueId, action, reason, { errorCode: 'GenericError', description }, rules),
      note('call_lost', 'downstream', description, action),
    ];
    const inFlight = this.#inFlight.drain().flatMap(([uniqueId, { action }]) => {
      const description = `the connection was lost before ${action} was answered; whether it was carried out is unknown`;
      return lost(uniqueId, action, description);
    });
    const queued = this.takeQueued().flatMap(({ uniqueId, action }) =>
      lost(uniqueId, action, `the connection was lost before ${action} was sent`),
    );
    return [...inFlight, ...queued];
  }

  #mustWait({ options }: Rules): boolean {
    return this.#inFlight.size >= (options.strictCallOrder ? 1 : inFlightMax);
  }

  #transmit(call: Call, { options }: Rules, now: number): Output {
    const deadlineAt = now + options.callTimeoutMs;
    const askedIntervalMs = heartbeatIntervalAskedFor(call);
    this.#inFlight.add(call.uniqueId, { action: call.action, sentAt: now, deadlineAt, askedIntervalMs });
    return transmit(call);
  }

  #sendQueued(rules: Rules, now: number, outputs: Output[]): void {
    while (this.#queue.length > 0 && !this.#mustWait(rules)) {
      const call = this.#queue.shift();
      if (call !== undefined) outputs.push(this.#transmit(call, rules, now));
    }
  }

  #refuse(call: Call, reason: RefusalReason, violation: Violation, rules: Rules): readonly Output[] {
    this.#refused += 1;
    return [
      failed(call.uniqueId, call.action, reason, violation, rules),
      note('call_refused', 'downstream', violation.description, call.action),
    ];
  }
}

function failed(uniqueId: string, action: string, reason: RefusalReason, violation: Violation, rules: Rules): Output {
  const message = refusal(uniqueId, reason, violation.errorCode, violation.description, rules.version);
  return { kind: 'publish', channel: 'error', message, action };
}
