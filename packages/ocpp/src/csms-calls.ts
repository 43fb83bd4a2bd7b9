// The half of a session in which the CSMS asks and the charge point answers: one CALL in flight, the others wait in a
// bounded queue, and each ends in exactly one of result, error, refusal, time-out or loss, told to its publisher.

import { judge } from './checking.ts';
import { spellErrorCode } from './error-code.ts';
import { heartbeatIntervalAskedFor, isHeartbeatIntervalAccepted } from './heartbeat-change.ts';
import type { Call, CallError, CallResult } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import { type PendingCall, PendingCalls } from './pending-calls.ts';
import { type RefusalReason, reasonOf, refusal } from './refusal.ts';
import type { CallOrigin, ReplyTo, Rules, UnsentCall } from './session-options.ts';
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

  nextDeadlineAt(): number {
    let next = this.#inFlight.nextDeadlineAt();
    for (const { origin } of this.#queue) next = Math.min(next, origin.expiresAt ?? Number.POSITIVE_INFINITY);
    return next;
  }

  /** Takes a CALL of the CSMS: sends it, lets it wait, or refuses it. */
  send(call: Call, origin: CallOrigin, rules: Rules, now: number): readonly Output[] {
    const { uniqueId, action, payload } = call;
    const { replyTo } = origin;
    if (this.#inFlight.has(uniqueId) || this.#queue.some((queued) => queued.call.uniqueId === uniqueId)) {
      const description = 'a CALL with this UniqueId is already on its way';
      const violation: Violation = { errorCode: 'RpcFrameworkError', description };
      return this.#refuse(call, replyTo, 'duplicate_unique_id', violation, rules);
    }
    const { mode, violation } = judge('downstream', action, rules, () =>
      rules.validator.checkCall('csms', action, payload),
    );
    if (violation !== undefined && mode === 'reject') {
      return this.#refuse(call, replyTo, reasonOf(violation), violation, rules);
    }
    if (isExpired(origin, now)) return expired(call, replyTo, rules);
    const tolerated =
      violation === undefined ? [] : [note('violation_tolerated', 'downstream', violation.description, action)];
    if (!this.#mustWait(rules)) return [...tolerated, this.#transmit(call, replyTo, rules, now)];
    if (this.#queue.length >= rules.options.callQueueMax) {
      const description = `${this.#queue.length} CALLs already wait for this charge point`;
      const refused = this.#refuse(call, replyTo, 'queue_full', { errorCode: 'GenericError', description }, rules);
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
    const { action, askedIntervalMs, replyTo } = pending;
    const { mode, violation } = judge('upstream', action, rules, () =>
      answer.kind === 'CallResult' ? rules.validator.checkPayload(action, 'Response', answer.payload) : undefined,
    );
    const isRefused = violation !== undefined && mode === 'reject';
    const outputs: Output[] = [];
    if (isRefused) {
      outputs.push(...invalidAnswer(answer.kind, uniqueId, pending, violation, rules));
      outputs.push(note('answer_refused', 'upstream', violation.description, action));
    } else {
      if (violation !== undefined) outputs.push(note('violation_tolerated', 'upstream', violation.description, action));
      const channel = answer.kind === 'CallResult' ? 'reply' : 'error';
      outputs.push({ kind: 'publish', channel, message: answer, action, replyTo });
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
    const outputs = invalidAnswer(kind, uniqueId, pending, violation, rules);
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Fails the CALLs whose time is up and sends what waited for them, or what may go out since the options changed. */
  advance(rules: Rules, now: number): readonly Output[] {
    const outputs: Output[] = [];
    for (const [uniqueId, { action, replyTo }] of this.#inFlight.expire(now)) {
      const description = `${action} was not answered in time`;
      outputs.push(
        failed(uniqueId, action, replyTo, 'timed_out', { errorCode: 'GenericError', description }, rules),
        note('call_timed_out', 'downstream', description, action),
      );
    }
    this.#sendQueued(rules, now, outputs);
    return outputs;
  }

  /** Takes the CALLs that were never sent. */
  takeQueued(): readonly UnsentCall[] {
    const queued = this.#queue;
    this.#queue = [];
    return queued;
  }

  /** Fails everything in flight and queued because the connection is gone. */
  end(reason: 'connection_lost' | 'superseded', rules: Rules): readonly Output[] {
    const lost = (uniqueId: string, action: string, replyTo: ReplyTo | undefined, description: string) => [
      failed(uniqueId, action, replyTo, reason, { errorCode: 'GenericError', description }, rules),
      note('call_lost', 'downstream', description, action),
    ];
    const inFlight = this.#inFlight.drain().flatMap(([uniqueId, { action, replyTo }]) => {
      const description = `the connection was lost before ${action} was answered; whether it was carried out is unknown`;
      return lost(uniqueId, action, replyTo, description);
    });
    const queued = this.takeQueued().flatMap(({ call: { uniqueId, action }, origin }) =>
      lost(uniqueId, action, origin.replyTo, `the connection was lost before ${action} was sent`),
    );
    return [...inFlight, ...queued];
  }

  #mustWait({ options }: Rules): boolean {
    return this.#inFlight.size >= (options.strictCallOrder ? 1 : inFlightMax);
  }

  #transmit(call: Call, replyTo: ReplyTo | undefined, { options }: Rules, now: number): Output {
    const { uniqueId, action } = call;
    const deadlineAt = now + (options.callTimeoutsMs.get(action) ?? options.callTimeoutMs);
    const askedIntervalMs = heartbeatIntervalAskedFor(call);
    this.#inFlight.add(uniqueId, { action, sentAt: now, deadlineAt, askedIntervalMs, replyTo });
    return transmit(call);
  }

  #sendQueued(rules: Rules, now: number, outputs: Output[]): void {
    this.#expireQueued(rules, now, outputs);
    while (this.#queue.length > 0 && !this.#mustWait(rules)) {
      const unsent = this.#queue.shift();
      if (unsent !== undefined) outputs.push(this.#transmit(unsent.call, unsent.origin.replyTo, rules, now));
    }
  }

  #expireQueued(rules: Rules, now: number, outputs: Output[]): void {
    const due = this.#queue.filter(({ origin }) => isExpired(origin, now));
    if (due.length === 0) return;
    for (const { call, origin } of due) outputs.push(...expired(call, origin.replyTo, rules));
    this.#queue = this.#queue.filter(({ origin }) => !isExpired(origin, now));
  }

  #refuse(
    call: Call,
    replyTo: ReplyTo | undefined,
    reason: RefusalReason,
    violation: Violation,
    rules: Rules,
  ): readonly Output[] {
    this.#refused += 1;
    return [
      failed(call.uniqueId, call.action, replyTo, reason, violation, rules),
      note('call_refused', 'downstream', violation.description, call.action),
    ];
  }
}

function isExpired({ expiresAt = Number.POSITIVE_INFINITY }: CallOrigin, now: number): boolean {
  return expiresAt <= now;
}

function expired({ uniqueId, action }: Call, replyTo: ReplyTo | undefined, rules: Rules): readonly Output[] {
  const description = `${action} expired before it could be sent`;
  return [
    failed(uniqueId, action, replyTo, 'expired', { errorCode: 'GenericError', description }, rules),
    note('call_expired', 'downstream', description, action),
  ];
}

/** A bad CALLRESULT is never answered to its sender (OCPP-J §4.2.2), but in 2.1 by a CALLRESULTERROR; its CALL has failed. */
function invalidAnswer(
  kind: 'CallResult' | 'CallError',
  uniqueId: string,
  { action, replyTo }: PendingCall,
  violation: Violation,
  rules: Rules,
): Output[] {
  const { description: errorDescription } = violation;
  const errorCode = spellErrorCode(violation.errorCode, rules.version);
  const outputs = [failed(uniqueId, action, replyTo, 'invalid_answer', violation, rules)];
  if (rules.version === '2.1' && kind === 'CallResult') {
    outputs.unshift(
      transmit({ kind: 'CallResultError', uniqueId, errorCode, errorDescription, errorDetailsText: '{}' }),
    );
  }
  return outputs;
}

/** Tells the publisher of a CALL that it came to nothing. */
function failed(
  uniqueId: string,
  action: string,
  replyTo: ReplyTo | undefined,
  reason: RefusalReason,
  violation: Violation,
  { version }: Rules,
): Output {
  const message = refusal(uniqueId, reason, violation.errorCode, violation.description, version);
  return { kind: 'publish', channel: 'error', message, action, replyTo };
}
