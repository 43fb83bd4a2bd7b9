// The promises of a session, kept account of from its outputs alone:
//
// - CALLs of ours in flight: never two with strict order, never more than the bound without.
// - A CALL of the CSMS is told of once, with the reply topic of its publisher or to its caller, whatever becomes of it; a caller that
//   has waited long enough is told that too.
// - A CALL of the charge point is published once and answered once; a repetition gets the very same answer.
// - An answer is never answered, but a bad CALLRESULT by a CALLRESULTERROR in 2.1; a SEND is never answered.
// - What goes out is well formed, with what is bounded within its bounds.

import assert from 'node:assert/strict';
import {
  decodeFrame,
  errorDescriptionLengthMax,
  inFlightMax,
  type Message,
  type Output,
  type ReplyTo,
  type SessionSnapshot,
  unansweredMax,
} from '../../src/index.ts';
import type { Setting } from './events.ts';

type Transmit = Extract<Output, { kind: 'transmit' }>;
type Settle = Extract<Output, { kind: 'settle' }>;
type Publish = Extract<Output, { kind: 'publish' }>;

/** What the steps of a run came to, to see that a fuzz reached what it should. */
export type Tally = Map<string, number>;

/** Watches one identity over its connections. */
export class Ledger {
  readonly #setting: Setting;
  readonly #tally: Tally;
  /** Reply topics and callers of CALLs of the CSMS that have not been told. */
  readonly #untold = new Set<string>();
  /** Callers that were told that they have waited long enough: what becomes of the CALL is told as well. */
  readonly #givenUp = new Set<string>();
  readonly #inFlight = new Set<string>();
  /** CALLs of the charge point that were published and not answered. */
  readonly #asked = new Set<string>();
  /** The last answer that each id got. */
  readonly #answers = new Map<string, string>();
  #queueMax = 0;

  constructor(setting: Setting, tally: Tally) {
    this.#setting = setting;
    this.#tally = tally;
  }

  /** A CALL of the CSMS is about to be handed in. */
  expect(topic: string): void {
    this.#untold.add(topic);
  }

  /** Takes the outputs of a step; `frame` is what the charge point sent, if it did. */
  take(outputs: readonly Output[], snapshot: SessionSnapshot, frame?: string): void {
    this.#checkAnswers(outputs, frame);
    const { callQueueMax, idleTimeoutMs } = this.#setting.options;
    const isWatched = idleTimeoutMs > 0 || snapshot.heartbeatIntervalMs > 0;
    // An error that answers a frame at once refuses that very frame, unless a CALL was given up for it.
    const codes = outputs.flatMap((output) => (output.kind === 'report' ? [output.report.code] : []));
    const settles = frame === undefined || codes.includes('unanswered_overflow');
    for (const output of outputs) {
      if (output.kind === 'transmit') this.#transmit(output, settles);
      else if (output.kind === 'publish') this.#publish(output);
      else if (output.kind === 'settle') this.#settle(output);
      else if (output.kind === 'report') this.#count(output.report.code);
      else if (output.kind === 'close') assert(output.code === 1008 && isWatched, 'a close has its reason');
    }
    this.#queueMax = Math.max(this.#queueMax, callQueueMax);
    assert.equal(snapshot.inFlight, this.#inFlight.size, 'in flight is what went out and was not told of');
    assert(snapshot.queued <= this.#queueMax, 'the queue');
    assert.equal(snapshot.unanswered, this.#asked.size, 'unanswered is what was published and not answered');
    assert(snapshot.unanswered <= unansweredMax, 'the unanswered');
  }

  /** The connection is gone, and nothing was handed over. */
  close(): void {
    assert.equal(this.#inFlight.size, 0, 'nothing is in flight over a connection that is gone');
    this.#asked.clear();
  }

  /** Nothing is on its way any more. */
  finish(): void {
    assert.deepEqual([...this.#untold, ...this.#givenUp], [], 'every publisher and caller is told');
  }

  #checkAnswers(outputs: readonly Output[], frame: string | undefined): void {
    if (frame === undefined) return;
    const published = outputs.filter((output) => output.kind === 'publish');
    assert(published.filter(({ channel }) => channel === 'call').length <= 1, 'a frame is published once');
    const type = typeOfAnswer(frame, this.#setting.version);
    if (type === undefined) return;
    const answers = outputs.flatMap((output) => (output.kind === 'transmit' ? [typeOf(output)] : [])).filter(isAnswer);
    assert.deepEqual(
      answers,
      type === 3 && answers.length > 0 && this.#setting.version === '2.1' ? [5] : [],
      'no answer',
    );
  }

  #transmit(output: Transmit, settles: boolean): void {
    const { text, message } = output;
    const [type, id, , description] = JSON.parse(text) as unknown[];
    assert(text.isWellFormed());
    if (type === 4 || type === 5) assert(String(description).length <= errorDescriptionLengthMax);
    else assert(decodeFrame(text, this.#setting.version).kind === 'message', text);
    this.#count(`sent ${type}`);
    const uniqueId = String(id);
    if (type === 2) {
      assert(!this.#inFlight.has(uniqueId), 'a CALL goes out once');
      this.#inFlight.add(uniqueId);
      const bound = this.#setting.options.strictCallOrder ? 1 : inFlightMax;
      assert(this.#inFlight.size <= bound, 'CALLs in flight');
    } else if (message === undefined) {
      assert.equal(text, this.#answers.get(uniqueId), 'a repetition gets the same answer');
      assert(!this.#asked.has(uniqueId), 'what is being processed is no repetition');
    } else if (settles && (type === 3 || type === 4)) {
      assert(this.#asked.delete(uniqueId), 'a CALL is answered once');
      this.#answers.set(uniqueId, text);
    }
  }

  #publish({ channel, message, replyTo }: Publish): void {
    this.#count(`published ${message.kind}`);
    if (channel !== 'call') this.#publishOutcome(message, replyTo);
    else if (message.kind === 'Call') {
      assert.deepEqual(JSON.parse(message.payloadText), message.payload);
      assert(!this.#asked.has(message.uniqueId), 'a CALL is published once');
      this.#asked.add(message.uniqueId);
    } else assert.equal(message.kind, 'Send');
  }

  #publishOutcome(message: Message, replyTo: ReplyTo | undefined): void {
    const reason = message.kind === 'CallError' ? reasonIn(message.errorDetailsText) : undefined;
    if (replyTo !== undefined) {
      assert(this.#untold.delete(replyTo.topic), 'a publisher is told once');
      this.#count(`told ${reason ?? message.kind}`);
    }
    this.#land(message, reason);
  }

  #settle({ caller, message, end }: Settle): void {
    const who = `caller ${caller}`;
    assert(this.#givenUp.delete(who) || this.#untold.delete(who), 'a caller is told once');
    this.#count(`settled ${end.outcome}`);
    if (end.outcome === 'given_up') this.#givenUp.add(who);
    else this.#land(message, message.kind === 'CallError' ? reasonIn(message.errorDetailsText) : undefined);
  }

  #land(message: Message, reason: string | undefined): void {
    const isOfCall = message.kind !== 'CallResultError' && !neverSent.has(String(reason));
    if (isOfCall) this.#inFlight.delete(message.uniqueId);
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }
}

// Reasons of messages that did not go out: a CALL of the same id that is in flight is not meant.
const neverSent = new Set([
  ...['duplicate_unique_id', 'not_allowed', 'invalid_payload', 'queue_full', 'expired', 'unknown_unique_id'],
]);

function reasonIn(errorDetailsText: string): string | undefined {
  const { Reason } = JSON.parse(errorDetailsText) as { readonly Reason?: unknown };
  return typeof Reason === 'string' ? Reason : undefined;
}

function typeOf({ text }: Transmit): number {
  return Number((JSON.parse(text) as unknown[])[0]);
}

function isAnswer(type: number): boolean {
  return type !== 2 && type !== 6;
}

/** Judged without the code under test: the type of a frame that is an answer or a SEND; undefined for any other. */
function typeOfAnswer(text: string, version: Setting['version']): number | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const type: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
    const isOne = type === 3 || type === 4 || (version === '2.1' && (type === 5 || type === 6));
    return isOne ? Number(type) : undefined;
  } catch {
    return undefined;
  }
}
