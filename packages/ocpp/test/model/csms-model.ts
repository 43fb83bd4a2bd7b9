import {
  type Call,
  type CallError,
  type CallOrigin,
  type CallResult,
  encodeFrame,
  inFlightMax,
  type MalformedFrame,
  type UnsentCall,
  type Violation,
} from '../../src/index.ts';
import { validators } from '../opened-session.ts';
import { type Event, modeOf, reasonFor, refused, type Setting, sent, told } from './events.ts';

type Flying = UnsentCall & { readonly dueAt: number; readonly givenUpAt: number };

const never = Number.POSITIVE_INFINITY;

function expiryOf({ expiresAt = never, caller }: CallOrigin): number {
  return Math.min(expiresAt, caller?.waitsUntil ?? never);
}

/** What becomes of the CALLs of the CSMS. */
export class CsmsModel {
  readonly #setting: Setting;
  #flying: Flying[] = [];
  #queue: UnsentCall[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  nextDueAt(): number {
    const expiries = this.#queue.map(({ origin }) => expiryOf(origin));
    return Math.min(...this.#flying.map(({ dueAt, givenUpAt }) => Math.min(dueAt, givenUpAt)), ...expiries);
  }

  send(call: Call, origin: CallOrigin): readonly Event[] {
    const { version, options, now } = this.#setting;
    if ([...this.#flying, ...this.#queue].some((open) => open.call.uniqueId === call.uniqueId)) {
      return [refused(call.uniqueId, 'duplicate_unique_id', origin)];
    }
    const violation = validators[version].checkCall('csms', call.action, call.payload);
    if (violation !== undefined && modeOf('downstream', call.action, options) === 'reject') {
      return [refused(call.uniqueId, reasonFor(violation), origin)];
    }
    if (expiryOf(origin) <= now) return [refused(call.uniqueId, 'expired', origin)];
    if (this.#hasRoom()) return [this.#fly({ call, origin })];
    if (this.#queue.length >= options.callQueueMax) return [refused(call.uniqueId, 'queue_full', origin)];
    this.#queue.push({ call, origin });
    return [];
  }

  receiveAnswer(answer: CallResult | CallError): readonly Event[] {
    const { version, options } = this.#setting;
    const flying = this.#land(answer.uniqueId);
    if (flying === undefined) return [];
    const { action } = flying.call;
    const isLookedAt = answer.kind === 'CallResult' && modeOf('upstream', action, options) === 'reject';
    const violation = isLookedAt ? validators[version].checkPayload(action, 'Response', answer.payload) : undefined;
    if (violation === undefined) return [told(answer, flying.origin), ...this.#sendQueued()];
    return this.#spoiled(flying, answer.kind, violation);
  }

  receiveBroken(frame: MalformedFrame): readonly Event[] {
    const flying = this.#land(frame.uniqueId);
    if (flying === undefined) return [];
    const kind = frame.messageTypeId === 3 ? 'CallResult' : 'CallError';
    return this.#spoiled(flying, kind, { errorCode: 'FormatViolation', description: '' });
  }

  tick(): readonly Event[] {
    const due = this.#flying.filter(({ dueAt }) => dueAt <= this.#setting.now);
    const events = due.map(({ call, origin }) => {
      this.#land(call.uniqueId);
      return refused(call.uniqueId, 'timed_out', origin);
    });
    const left = this.#flying.filter(({ givenUpAt }) => givenUpAt <= this.#setting.now);
    this.#flying = this.#flying.map((each) => (left.includes(each) ? { ...each, givenUpAt: never } : each));
    const givenUp = left.map(({ call, origin }) => refused(call.uniqueId, 'timed_out', origin));
    return [...events, ...givenUp, ...this.#sendQueued()];
  }

  takeQueued(): void {
    this.#queue = this.#queue.filter(({ origin }) => origin.caller?.waitsUntil !== undefined);
  }

  end(reason: string): readonly Event[] {
    const open = [...this.#flying.splice(0), ...this.#queue.splice(0)];
    return open.map(({ call, origin }) => refused(call.uniqueId, reason, origin));
  }

  #hasRoom(): boolean {
    return this.#flying.length < (this.#setting.options.strictCallOrder ? 1 : inFlightMax);
  }

  #fly({ call, origin }: UnsentCall): Event {
    const { options, now } = this.#setting;
    const { answerBy = now, caller } = origin;
    const dueAt = Math.max(answerBy, now + (options.callTimeoutsMs.get(call.action) ?? options.callTimeoutMs));
    this.#flying.push({ call, origin, dueAt, givenUpAt: caller?.waitsUntil ?? never });
    return sent(encodeFrame(call));
  }

  #land(uniqueId: string | undefined): Flying | undefined {
    const at = this.#flying.findIndex(({ call }) => call.uniqueId === uniqueId);
    return at < 0 ? undefined : this.#flying.splice(at, 1)[0];
  }

  #sendQueued(): readonly Event[] {
    const isDue = ({ origin }: UnsentCall) => expiryOf(origin) <= this.#setting.now;
    const events = this.#queue.filter(isDue).map(({ call, origin }) => refused(call.uniqueId, 'expired', origin));
    this.#queue = this.#queue.filter((waiting) => !isDue(waiting));
    while (this.#hasRoom()) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      events.push(this.#fly(next));
    }
    return events;
  }

  #spoiled({ call, origin }: Flying, kind: 'CallResult' | 'CallError', { errorCode }: Violation): readonly Event[] {
    const isTold = this.#setting.version === '2.1' && kind === 'CallResult';
    const failed = refused(call.uniqueId, 'invalid_answer', origin);
    return [...(isTold ? [`→ 5 ${call.uniqueId} ${errorCode}`] : []), failed, ...this.#sendQueued()];
  }
}
