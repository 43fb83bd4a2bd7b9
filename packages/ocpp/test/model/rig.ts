// Puts a session through steps, beside the model that foretells each and the ledger that keeps account of all.

import assert from 'node:assert/strict';
import {
  AnsweredCalls,
  type CallOrigin,
  type DownstreamMessage,
  type OcppVersion,
  type Output,
  type Registration,
  Session,
  type SessionOptions,
  type SignOfLife,
  type UnsentCall,
  unregistered,
} from '../../src/index.ts';
import { validators } from '../opened-session.ts';
import { type Event, eventsOf, type Setting } from './events.ts';
import { Ledger, type Tally } from './ledger.ts';
import { SessionModel } from './session-model.ts';

/** What may be done to a session. */
export type Step =
  | { readonly kind: 'frame'; readonly text: string }
  | {
      readonly kind: 'downstream';
      readonly message: DownstreamMessage;
      readonly hasReplyTopic: boolean;
      readonly expiresInMs: number | undefined;
      /** Whether somebody inside the process asks: not at all, to hear of it later, or to wait for so many milliseconds. */
      readonly caller?: 'none' | 'later' | number;
    }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'sign'; readonly sign: SignOfLife }
  | { readonly kind: 'reconfigure'; readonly change: Partial<SessionOptions> }
  | {
      readonly kind: 'reconnect';
      readonly version: OcppVersion;
      readonly isHandedOver: boolean;
      readonly reason: 'connection_lost' | 'superseded';
    };

/** One identity over its connections. */
export class Rig {
  readonly #setting: Setting;
  readonly #model: SessionModel;
  readonly #ledger: Ledger;
  readonly #answered = new AnsweredCalls();
  #registration: Registration = unregistered;
  #session: Session;
  #topics = 0;

  constructor(version: OcppVersion, options: SessionOptions, tally: Tally) {
    this.#setting = { version, options, now: 0 };
    this.#model = new SessionModel(this.#setting);
    this.#ledger = new Ledger(this.#setting, tally);
    this.#session = this.#connect();
  }

  run(step: Step): void {
    switch (step.kind) {
      case 'frame': {
        const outputs = this.#session.receiveFrame(step.text, this.#now);
        this.#compare(outputs, this.#model.receiveFrame(step.text), step.text);
        break;
      }
      case 'downstream':
        this.#send(step.message, this.#originOf(step));
        break;
      case 'tick':
        this.#tick(step.ms);
        break;
      case 'sign':
        this.#session.sign(step.sign, this.#now);
        break;
      case 'reconfigure':
        this.#setting.options = { ...this.#setting.options, ...step.change };
        this.#session.reconfigure(this.#setting.options, validators[this.#setting.version]);
        break;
      case 'reconnect':
        this.#reconnect(step);
        break;
    }
  }

  /** Ends the last connection: every publisher has been told by then. */
  finish(): void {
    this.#end('connection_lost', false);
    this.#ledger.finish();
  }

  get #now(): number {
    return this.#setting.now;
  }

  #connect(): Session {
    const { version, options, now } = this.#setting;
    const parts = { version, options, validator: validators[version], registration: this.#registration };
    return new Session({ ...parts, answered: this.#answered }, now);
  }

  #originOf({
    message,
    hasReplyTopic,
    expiresInMs,
    caller = 'none',
  }: Extract<Step, { kind: 'downstream' }>): CallOrigin {
    if (message.kind !== 'Call') return {};
    this.#topics += 1;
    const expiresAt = expiresInMs === undefined ? undefined : this.#now + expiresInMs;
    if (caller !== 'none') {
      this.#ledger.expect(`caller ${this.#topics}`);
      const waitsUntil = caller === 'later' ? undefined : this.#now + caller;
      return { expiresAt, answerBy: waitsUntil, caller: { id: this.#topics, waitsUntil } };
    }
    const topic = `answers/${this.#topics}`;
    if (hasReplyTopic) this.#ledger.expect(topic);
    return { replyTo: hasReplyTopic ? { topic } : undefined, expiresAt };
  }

  #send(message: DownstreamMessage, origin: CallOrigin): void {
    const outputs = this.#session.receiveDownstream(message, this.#now, origin);
    this.#compare(outputs, this.#model.receiveDownstream(message, origin));
  }

  #tick(ms: number): void {
    this.#setting.now += ms;
    assert(this.#session.nextTimeout() <= this.#model.nextDueAt(), 'it wakes in time');
    const outputs = this.#session.advance(this.#now);
    if (outputs.some(({ kind }) => kind === 'close')) {
      // The model knows nothing of silence: whether it is told at the right moment is tested in session-silence.test.ts.
      this.#ledger.take(outputs, this.#session.snapshot());
      this.#reconnect({ version: this.#setting.version, isHandedOver: true, reason: 'connection_lost' });
    } else {
      this.#compare(outputs, this.#model.tick());
      assert(this.#session.nextTimeout() > this.#now, 'what was due is done');
    }
  }

  #reconnect({ version, isHandedOver, reason }: Omit<Extract<Step, { kind: 'reconnect' }>, 'kind'>): void {
    const unsent = this.#end(reason, isHandedOver);
    this.#setting.version = version;
    this.#session = this.#connect();
    for (const { call, origin } of unsent) this.#send(call, origin);
  }

  #end(reason: 'connection_lost' | 'superseded', isHandedOver: boolean): readonly UnsentCall[] {
    const unsent = isHandedOver ? this.#session.takeQueued() : [];
    this.#compare(this.#session.end(reason), this.#model.end(reason, isHandedOver));
    assert.deepEqual(this.#session.end(reason), [], 'it ends once');
    this.#ledger.close();
    return unsent;
  }

  #compare(outputs: readonly Output[], foretold: readonly Event[], frame?: string): void {
    assert.deepEqual(eventsOf(outputs), foretold);
    for (const output of outputs) if (output.kind === 'remember') this.#registration = output.registration;
    const snapshot = this.#session.snapshot();
    assert.equal(snapshot.registration.status, this.#model.status);
    assert.deepEqual(snapshot.registration, this.#registration, 'what is remembered is what holds');
    this.#ledger.take(outputs, snapshot, frame);
  }
}
