// The half of a session in which the CSMS asks and the charge point answers: one CALL in flight, the others wait in a
// bounded queue, and each ends in exactly one of result, error, refusal, time-out or loss, told to its publisher or caller.

import { checkModeOf } from './checking.ts';
import {
  answered,
  expired,
  failed,
  givenUp,
  invalidAnswer,
  lost,
  sentCall,
  timedOut,
  unsentCall,
} from './csms-outcomes.ts';
import { heartbeatIntervalAskedFor, isHeartbeatIntervalAccepted } from './heartbeat-change.ts';
import type { Call, CallError, CallResult } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import { PendingCalls } from './pending-calls.ts';
import { type RefusalReason, reasonOf } from './refusal.ts';
import type { CallOrigin, Rules, UnsentCall } from './session-options.ts';
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
  #queue: UnsentCall[] = [];
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

  /** The action of a CALL in flight. */
  actionOf(uniqueId: string): string | undefined {
    return this.#inFlight.get(uniqueId)?.action;
  }

  nextDeadlineAt(): number {
    let next = this.#inFlight.nextDeadlineAt();
    for (const { origin } of this.#queue) next = Math.min(next, expiryOf(origin));
    return next;
  }

  /** Takes a CALL of the CSMS: sends it, lets it wait, or refuses it. */
  send(call: Call, origin: CallOrigin, rules: Rules, now: number): readonly Output[] {
    const { uniqueId, action, payload } = call;
    if (this.#inFlight.has(uniqueId) || this.#queue.some((queued) => queued.call.uniqueId === uniqueId)) {
      const description = 'a CALL with this UniqueId is already on its way';
      const violation: Violation = { errorCode: 'RpcFrameworkError', description };
      return this.#refuse(call, origin, 'duplicate_unique_id', violation, rules);
    }
    const mode = checkModeOf('downstream', action, rules);
    const violation = mode === 'off' ? undefined : rules.validator.checkCall('csms', action, payload);
    if (violation !== undefined && mode === 'reject') {
      return this.#refuse(call, origin, reasonOf(violation), violation, rules);
    }
    if (isExpired(origin, now)) return expired(unsentCall(call, origin), rules);
    const tolerated =
      violation === undefined ? [] : [note('violation_tolerated', 'downstream', violation.description, action)];
    if (!this.#mustWait(rules)) return [...tolerated, this.#transmit({ call, origin }, rules, now)];
    if (this.#queue.length >= rules.options.callQueueMax) {
      const description = `${this.#queue.length} CALLs already wait for this charge point`;
      const refused = this.#refuse(call, origin, 'queue_full', { errorCode: 'GenericError', description }, rules);
      return [...refused, note('queue_full', 'downstream', description, action)];
    }
    this.#queue.push({ call, origin });
    return tolerated;
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
    const call = sentCall(uniqueId, pending);
    const mode = checkModeOf('upstream', action, rules);
    const isChecked = mode !== 'off' && answer.kind === 'CallResult';
    const violation = isChecked ? rules.validator.checkPayload(action, 'Response', answer.payload) : undefined;
    const isRefused = violation !== undefined && mode === 'reject';
    const outputs: Output[] = [];
    if (isRefused) {
      outputs.push(...invalidAnswer(answer.kind, call, violation, rules));
      outputs.push(note('answer_refused', 'upstream', violation.description, action));
    } else {
      if (violation !== undefined) outputs.push(note('violation_tolerated', 'upstream', violation.description, action));
      outputs.push(answered(call, answer));
    }
    this.#sendQueued(rules, now, outputs);
    const isAccepted =
      !isRefused && answer.kind === 'CallResult' && isHeartbeatIntervalAccepted(action, answer.payload);
    return { outputs, heartbeatIntervalMs: isAccepted ? askedIntervalMs : undefined };
  }

  /** Takes an answer that is no message: its CALL has failed. */
  receiveBrokenAnswer(
    kind: 'CallResult' | 'CallError',
    uniqueId: string,
    description: string,
    rules: Rules,
    now: number,
  ): readonly Output[] {
    const pending = this.#inFlight.get(uniqueId);
    if (pending === undefined) return [];
    this.#inFlight.settle(uniqueId);
    const violation: Violation = { errorCode: 'FormatViolation', description };
    const outputs = invalidAnswer(kind, sentCall(uniqueId, pending), violation, rules);
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Fails the CALLs whose time is up and sends what waited for them, or what may go out since the options changed. */
  advance(rules: Rules, now: number): readonly Output[] {
    const outputs: Output[] = [];
    for (const [uniqueId, pending] of this.#inFlight.expire(now)) {
      outputs.push(...timedOut(sentCall(uniqueId, pending), rules));
    }
    // A caller that has waited enough is told; its CALL keeps its place, or the next would go out before it is answered (§4.1.1).
    for (const [uniqueId, pending] of this.#inFlight.giveUp(now)) {
      const { caller } = pending.origin ?? {};
      if (caller !== undefined) outputs.push(givenUp(sentCall(uniqueId, pending), caller.id, rules));
    }
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Takes the CALLs that were never sent and can wait for another connection: whoever waits for an answer cannot. */
  takeQueued(): readonly UnsentCall[] {
    const taken = this.#queue.filter(({ origin }) => origin.caller?.waitsUntil === undefined);
    this.#queue = this.#queue.filter(({ origin }) => origin.caller?.waitsUntil !== undefined);
    return taken;
  }

  /** Fails everything in flight and queued because the connection is gone. */
  end(reason: 'connection_lost' | 'superseded', rules: Rules): readonly Output[] {
    const inFlight = this.#inFlight.drain().map(([uniqueId, pending]) => sentCall(uniqueId, pending));
    const queued = this.#queue.map(({ call, origin }) => unsentCall(call, origin));
    this.#queue = [];
    return [...inFlight, ...queued].flatMap((call) => lost(call, reason, rules));
  }

  #mustWait({ options }: Rules): boolean {
    return this.#inFlight.size >= (options.strictCallOrder ? 1 : inFlightMax);
  }

  #transmit({ call, origin }: UnsentCall, { options }: Rules, now: number): Output {
    const { uniqueId, action } = call;
    const timeoutMs = options.callTimeoutsMs.get(action) ?? options.callTimeoutMs;
    const deadlineAt = Math.max(now + timeoutMs, origin.answerBy ?? 0);
    const askedIntervalMs = heartbeatIntervalAskedFor(call);
    const givenUpAt = origin.caller?.waitsUntil;
    this.#inFlight.add(uniqueId, { action, sentAt: now, deadlineAt, askedIntervalMs, origin, givenUpAt });
    return transmit(call);
  }

  #sendQueued(rules: Rules, now: number, outputs: Output[]): void {
    this.#expireQueued(rules, now, outputs);
    while (this.#queue.length > 0 && !this.#mustWait(rules)) {
      const unsent = this.#queue.shift();
      if (unsent !== undefined) outputs.push(this.#transmit(unsent, rules, now));
    }
  }

  #expireQueued(rules: Rules, now: number, outputs: Output[]): void {
    const due = this.#queue.filter(({ origin }) => isExpired(origin, now));
    if (due.length === 0) return;
    for (const { call, origin } of due) outputs.push(...expired(unsentCall(call, origin), rules));
    this.#queue = this.#queue.filter(({ origin }) => !isExpired(origin, now));
  }

  #refuse(
    call: Call,
    origin: CallOrigin,
    reason: RefusalReason,
    violation: Violation,
    rules: Rules,
  ): readonly Output[] {
    this.#refused += 1;
    return [
      failed(unsentCall(call, origin), reason, violation, rules),
      note('call_refused', 'downstream', violation.description, call.action),
    ];
  }
}

function isExpired(origin: CallOrigin, now: number): boolean {
  return expiryOf(origin) <= now;
}

/** When a CALL is not to be sent any more: its time is over, or nobody would wait for the answer. */
function expiryOf({ expiresAt = Number.POSITIVE_INFINITY, caller }: CallOrigin): number {
  return Math.min(expiresAt, caller?.waitsUntil ?? Number.POSITIVE_INFINITY);
}
