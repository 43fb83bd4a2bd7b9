// A session under watch: whatever is done to it, the invariants are asserted from its outputs alone.
//
// - It never throws.
// - CALLs of ours in flight: never two with strict order, never more than the bound without.
// - A CALL of the CSMS is sent, queued or refused; one that was not refused ends exactly once: result, error, refusal, time-out or loss.
// - A CALL of the charge point is published or refused; one that was published is answered at most once.
// - An answer is never answered, and neither is a SEND.
// - What goes out is well formed, with what is bounded within its bounds; so is the state.

import assert from 'node:assert/strict';
import {
  type Call,
  type DownstreamMessage,
  decodeFrame,
  errorDescriptionLengthMax,
  inFlightMax,
  type OcppVersion,
  type Output,
  type Session,
  type SessionOptions,
  type SignOfLife,
  unansweredMax,
} from '../src/index.ts';
import { published, transmitted, validator16 } from './opened-session.ts';

/** What a watched session has been through, to see that a fuzz reached what it should. */
export type Tally = Record<'sent' | 'queued' | 'refused' | 'ended' | 'asked' | 'answered' | 'silent', number>;

/** Drives a session and asserts the invariants after each step. */
export class SessionModel {
  readonly #session: Session;
  readonly #version: OcppVersion;
  readonly #tally: Tally;
  #options: SessionOptions;
  #callQueueMax: number;
  #now = 0;
  #isOver = false;
  /** CALLs of the CSMS that have not ended, and which of them went out. */
  readonly #open = new Set<string>();
  readonly #inFlight = new Set<string>();
  /** CALLs of the charge point that were published and are not answered. */
  readonly #asked = new Set<string>();

  constructor(session: Session, version: OcppVersion, options: SessionOptions, tally: Tally) {
    this.#session = session;
    this.#version = version;
    this.#options = options;
    this.#callQueueMax = options.callQueueMax;
    this.#tally = tally;
  }

  receiveFrame(text: string): void {
    const outputs = this.#step(() => this.#session.receiveFrame(text, this.#now));
    this.#settle(outputs);
    const answers = this.#answersIn(outputs);
    if (isAnswerOrSend(text, this.#version)) assert.equal(answers.length, 0, 'no answer to an answer');
    const [asked, ...more] = published(outputs).filter(({ channel }) => channel === 'call');
    assert.equal(more.length, 0);
    if (asked === undefined) {
      assert(answers.length <= 1, 'a CALL is refused once');
      return;
    }
    assert(asked.message.kind === 'Call');
    assert.deepEqual(JSON.parse(asked.message.payloadText), asked.message.payload);
    assert(!this.#asked.has(asked.message.uniqueId), 'a duplicate is not published');
    for (const id of answers) assert(this.#asked.delete(id), 'only a CALL that is given up is answered here');
    this.#asked.add(asked.message.uniqueId);
    this.#tally.asked += 1;
  }

  receiveDownstream(message: DownstreamMessage): void {
    const outputs = this.#step(() => this.#session.receiveDownstream(message, this.#now));
    if (message.kind === 'Call') this.#receiveCall(message, outputs);
    else this.#receiveAnswer(message.uniqueId, outputs);
  }

  sign(kind: SignOfLife): void {
    this.#session.sign(kind, this.#now);
  }

  tick(ms: number): void {
    this.#now += ms;
    const outputs = this.#step(() => this.#session.advance(this.#now));
    this.#settle(outputs);
    for (const id of this.#answersIn(outputs)) assert(this.#asked.delete(id), 'a CALL is answered once');
    if (!this.#isOver) assert(this.#session.nextTimeout() > this.#now, 'what was due is done');
  }

  reconfigure(options: Partial<SessionOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.#callQueueMax = Math.max(this.#callQueueMax, this.#options.callQueueMax);
    this.#session.reconfigure(this.#options, validator16);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the session; `handOver`: what was queued goes to another one first. */
  end(handOver: boolean): void {
    if (handOver) {
      for (const { uniqueId } of this.#session.takeQueued()) {
        assert(!this.#inFlight.has(uniqueId), 'what was sent is not handed over');
        assert(this.#open.delete(uniqueId));
      }
    }
    const outputs = this.#step(() => this.#session.end('connection_lost'));
    assert.deepEqual(transmitted(outputs), []);
    this.#settle(outputs);
    assert.deepEqual([...this.#open], [], 'every CALL has ended');
  }

  #receiveCall(message: Call, outputs: readonly Output[]): void {
    const refused = published(outputs).length;
    const sent = transmitted(outputs).length;
    assert(refused + sent <= 1, 'sent, queued or refused');
    if (refused === 1) {
      this.#tally.refused += 1;
      return;
    }
    assert(!this.#open.has(message.uniqueId), 'a duplicate is refused');
    this.#open.add(message.uniqueId);
    this.#tally[sent === 1 ? 'sent' : 'queued'] += 1;
    this.#settle(outputs);
  }

  #receiveAnswer(uniqueId: string, outputs: readonly Output[]): void {
    const sent = this.#answersIn(outputs);
    const refused = published(outputs);
    assert.equal(sent.length + refused.length, 1, 'sent or refused');
    for (const id of sent) {
      assert.equal(id, uniqueId);
      assert(this.#asked.delete(id), 'a CALL is answered once');
      this.#tally.answered += 1;
    }
  }

  /** Follows the CALLs of the CSMS through the outputs of a step. */
  #settle(outputs: readonly Output[]): void {
    for (const output of outputs) {
      if (output.kind === 'publish' && output.channel !== 'call') {
        assert(this.#open.delete(output.message.uniqueId), 'a CALL ends once');
        this.#inFlight.delete(output.message.uniqueId);
        this.#tally.ended += 1;
      }
      if (output.kind === 'transmit' && output.message.kind === 'Call') {
        assert(this.#open.has(output.message.uniqueId), 'what goes out was asked for');
        this.#inFlight.add(output.message.uniqueId);
        assert(this.#inFlight.size <= (this.#options.strictCallOrder ? 1 : inFlightMax), 'CALLs in flight');
      }
    }
  }

  #answersIn(outputs: readonly Output[]): readonly string[] {
    return outputs.flatMap((output) =>
      output.kind === 'transmit' && output.message.kind !== 'Call' ? [output.message.uniqueId] : [],
    );
  }

  #step(run: () => readonly Output[]): readonly Output[] {
    const outputs = run();
    for (const output of outputs) {
      if (output.kind === 'close') this.#isOver = true;
      if (output.kind === 'close' && output.code === 1008) this.#tally.silent += 1;
      if (output.kind === 'transmit') this.#checkFrame(output.text);
      if (output.kind === 'publish')
        assert(output.message.kind !== 'CallError' || JSON.parse(output.message.errorDetailsText));
    }
    const { inFlight, queued, unanswered } = this.#session.snapshot();
    assert(inFlight <= inFlightMax);
    assert(queued <= this.#callQueueMax, 'the queue');
    assert(unanswered <= unansweredMax, 'the unanswered');
    return outputs;
  }

  #checkFrame(text: string): void {
    const elements = JSON.parse(text) as unknown[];
    if (elements[0] === 4) {
      assert.equal(elements.length, 5);
      assert(String(elements[3]).length <= errorDescriptionLengthMax);
      return;
    }
    const decoded = decodeFrame(text, this.#version);
    assert(decoded.kind === 'message' && !decoded.numericId, text);
  }
}

/** Judged without the code under test: a JSON array that opens with 3 or 4, in 2.1 also 5 or 6. */
function isAnswerOrSend(text: string, version: OcppVersion): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    const type: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
    return type === 3 || type === 4 || (version === '2.1' && (type === 5 || type === 6));
  } catch {
    return false;
  }
}
