import {
  type Call,
  type CallError,
  type CallResult,
  encodeFrame,
  type Registration,
  type Send,
  spellErrorCode,
  translateErrorCode,
  unansweredMax,
} from '../../src/index.ts';
import { responderAnswer } from '../../src/responder.ts';
import { result, validators } from '../opened-session.ts';
import { type Event, modeOf, refused, type Setting, sent } from './events.ts';

type Asked = { readonly call: Call; readonly request: string; readonly dueAt: number; respondAt: number };
type Answered = { readonly id: string; readonly request: string; readonly text: string; readonly at: number };

/** CALLs of the charge point, its registration, and what it was answered lately: these two outlive a connection. */
export class ChargePointModel {
  readonly #setting: Setting;
  readonly #asked = new Map<string, Asked>();
  readonly #askedFor = new Set<string>();
  readonly #answered: Answered[] = [];
  #status: Registration['status'] = null;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** The status of its registration. */
  get status(): Registration['status'] {
    return this.#status;
  }

  nextDueAt(): number {
    return Math.min(...[...this.#asked.values()].map(({ dueAt, respondAt }) => Math.min(dueAt, respondAt)));
  }

  receive(call: Call): readonly Event[] {
    const { version, options, now } = this.#setting;
    const { uniqueId, action, payloadText } = call;
    const request = `${version} ${action} ${payloadText}`;
    const before = this.#answered.find(({ id }) => id === uniqueId);
    const isInTime = before !== undefined && now - before.at < options.retryWindowMs;
    if (isInTime && before.request === request) return [sent(before.text)];
    const refusal = this.#whyNot(call);
    if (refusal !== undefined) return [`→ 4 ${uniqueId} ${refusal}`];
    const events: Event[] = [];
    const [oldest] = this.#asked.keys();
    if (this.#asked.size >= unansweredMax && oldest !== undefined) {
      this.#asked.delete(oldest);
      events.push(`→ 4 ${oldest} InternalError`);
    }
    this.#forget(uniqueId);
    const { responder, replyTimeoutMs, retryWindowMs } = options;
    const canRespond = responder !== undefined && responderAnswer(action, call.payload, responder, now) !== undefined;
    this.#asked.set(uniqueId, {
      call,
      request: retryWindowMs > 0 ? request : '',
      dueAt: replyTimeoutMs > 0 ? now + replyTimeoutMs : Number.POSITIVE_INFINITY,
      respondAt: canRespond ? now + responder.afterMs : Number.POSITIVE_INFINITY,
    });
    return [...events, `call ${uniqueId}`];
  }

  receiveSend({ uniqueId, action, payload }: Send): readonly Event[] {
    const { version, options } = this.#setting;
    if (!this.#isGateOpen(action)) return [];
    const isBad = validators[version].checkSend('chargePoint', action, payload) !== undefined;
    return isBad && modeOf('upstream', action, options) === 'reject' ? [] : [`send ${uniqueId}`];
  }

  answer(answer: CallResult | CallError): readonly Event[] {
    const { version, options } = this.#setting;
    const asked = this.#asked.get(answer.uniqueId);
    if (asked === undefined) return [refused(answer.uniqueId, 'unknown_unique_id')];
    const { action } = asked.call;
    const isLookedAt = answer.kind === 'CallResult' && modeOf('downstream', action, options) === 'reject';
    if (isLookedAt && validators[version].checkPayload(action, 'Response', answer.payload) !== undefined) {
      return [refused(answer.uniqueId, 'invalid_payload')];
    }
    return [this.#settle(asked, answer)];
  }

  noteAskedFor({ action, payload }: Call): void {
    if (this.#status !== 'Pending' || action !== 'TriggerMessage') return;
    if (typeof payload.requestedMessage === 'string') this.#askedFor.add(payload.requestedMessage);
  }

  tick(): readonly Event[] {
    const { options, now } = this.#setting;
    const events: Event[] = [];
    for (const asked of [...this.#asked.values()].filter(({ respondAt }) => respondAt <= now)) {
      const { uniqueId, action, payload } = asked.call;
      asked.respondAt = Number.POSITIVE_INFINITY;
      if (options.responder === undefined) continue;
      events.push(this.#settle(asked, result(uniqueId, responderAnswer(action, payload, options.responder, now))));
    }
    for (const [uniqueId, { dueAt }] of [...this.#asked]) {
      if (dueAt > now) continue;
      this.#asked.delete(uniqueId);
      events.push(`→ 4 ${uniqueId} InternalError`);
    }
    return events;
  }

  /** The connection is gone: nobody waits for an answer any more. */
  end(): void {
    this.#asked.clear();
    this.#askedFor.clear();
  }

  #whyNot({ uniqueId, action, payload }: Call): string | undefined {
    const { version, options } = this.#setting;
    if (this.#asked.has(uniqueId)) return version === '1.6' ? 'ProtocolError' : 'RpcFrameworkError';
    if (!this.#isGateOpen(action)) return 'SecurityError';
    const violation = validators[version].checkCall('chargePoint', action, payload);
    if (violation === undefined || modeOf('upstream', action, options) !== 'reject') return undefined;
    return spellErrorCode(violation.errorCode, version);
  }

  #isGateOpen(action: string): boolean {
    if (!this.#setting.options.bootGate || action === 'BootNotification' || this.#status === 'Accepted') return true;
    return this.#status === 'Pending' && this.#askedFor.has(action);
  }

  #settle({ call, request }: Asked, answer: CallResult | CallError): Event {
    const { version, options, now } = this.#setting;
    const isError = answer.kind === 'CallError';
    const said = isError ? { ...answer, errorCode: translateErrorCode(answer.errorCode, version) } : answer;
    const text = encodeFrame(said);
    this.#asked.delete(call.uniqueId);
    if (options.retryWindowMs > 0) this.#keep({ id: call.uniqueId, request, text, at: now });
    const status = isError ? undefined : answer.payload.status;
    const isStatus = status === 'Accepted' || status === 'Pending' || status === 'Rejected';
    if (call.action === 'BootNotification' && isStatus) this.#status = status;
    return sent(text);
  }

  #keep(answered: Answered): void {
    this.#forget(answered.id);
    this.#answered.push(answered);
    if (this.#answered.length > 16) this.#answered.shift();
  }

  #forget(uniqueId: string): void {
    const at = this.#answered.findIndex(({ id }) => id === uniqueId);
    if (at >= 0) this.#answered.splice(at, 1);
  }
}
