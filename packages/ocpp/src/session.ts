// The protocol state of one connected charge point. Frames, downstream messages and the time go in; what should happen
// comes out. It calls nobody and reads no clock.
//
// CALLs of the charge point and CALLs of the CSMS are two halves that do not know each other: an answer is never held back
// by the other half (OCPP-J §4.1.1). What both touch, the registration and the watch on silence, is kept here.

import { ChargePointCalls } from './charge-point-calls.ts';
import { type CallInFlight, CsmsCalls } from './csms-calls.ts';
import { answerToMalformed, decodeFrame, type MalformedFrame } from './frame.ts';
import type { Call, CallError, CallResult, Message } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import { type Registration, registrationAfterBoot } from './registration.ts';
import type { DownstreamMessage, Rules, SessionOptions, SessionParts } from './session-options.ts';
import { type SignOfLife, SilenceCheck } from './silence.ts';
import type { PayloadValidator } from './validation.ts';

/** What can be seen of a session. */
export type SessionSnapshot = {
  readonly inFlight: number;
  readonly queued: number;
  /** CALLs of the CSMS that were refused so far. */
  readonly refused: number;
  readonly unanswered: number;
  readonly heartbeatIntervalMs: number;
  readonly registration: Registration;
  readonly pendingCall: CallInFlight | null;
};

/** The session of one connection. Times are milliseconds. */
export class Session {
  #rules: Rules;
  #registration: Registration;
  readonly #silence: SilenceCheck;
  readonly #chargePointCalls = new ChargePointCalls();
  readonly #csmsCalls = new CsmsCalls();

  constructor(parts: SessionParts, now: number) {
    const { version, options, validator, registration } = parts;
    this.#rules = { version, options, validator };
    this.#registration = registration;
    this.#silence = new SilenceCheck(options, registration.heartbeatIntervalMs, now);
  }

  /** Takes one WebSocket text of the charge point. */
  receiveFrame(text: string, now: number): readonly Output[] {
    this.#silence.sign('frame', now);
    const decoded = decodeFrame(text, this.#rules.version);
    if (decoded.kind === 'empty') return [];
    if (decoded.kind === 'malformed') return this.#receiveMalformed(decoded, now);
    const outputs = this.#receive(decoded.message, now);
    if (!decoded.numericId) return outputs;
    return [note('numeric_unique_id', 'upstream', 'the unique id of an answer is a number'), ...outputs];
  }

  /** A binary message is a violation of the protocol (OCPP-J §3.1: text only). */
  receiveBinary(): readonly Output[] {
    const closing: Output = { kind: 'close', code: 1003, reason: 'binary messages are not OCPP' };
    return [note('binary_frame', 'upstream', 'a binary message arrived'), closing];
  }

  /** Takes one message of the MQTT side. */
  receiveDownstream(message: DownstreamMessage, now: number): readonly Output[] {
    if (message.kind === 'Call') return this.#csmsCalls.send(message, this.#rules, now);
    const sent = this.#chargePointCalls.answer(message, this.#rules);
    if (!sent.ok || sent.action !== 'BootNotification' || message.kind !== 'CallResult') return sent.outputs;
    return [...sent.outputs, this.#remember(registrationAfterBoot(this.#registration, message), now)];
  }

  /** Notes that the charge point's socket lives. */
  sign(kind: SignOfLife, now: number): void {
    this.#silence.sign(kind, now);
  }

  /** Does what is due by now: time-outs and silence. */
  advance(now: number): readonly Output[] {
    const silence = this.#silence.verdict(now);
    if (silence !== undefined) {
      return [note('silent', 'upstream', silence), { kind: 'close', code: 1008, reason: silence }];
    }
    return [...this.#chargePointCalls.expire(now), ...this.#csmsCalls.advance(this.#rules, now)];
  }

  /** When `advance` is due next; Infinity when nothing is awaited. */
  nextTimeout(): number {
    const callsAt = Math.min(this.#chargePointCalls.nextDeadlineAt(), this.#csmsCalls.nextDeadlineAt());
    return Math.min(callsAt, this.#silence.nextDeadlineAt());
  }

  /** Takes the CALLs that were never sent, so that they can wait for the next connection. */
  takeQueued(): readonly Call[] {
    return this.#csmsCalls.takeQueued();
  }

  /** Ends the session: the publisher of every CALL in flight or queued is told that the connection is gone. */
  end(reason: 'connection_lost' | 'superseded'): readonly Output[] {
    return this.#csmsCalls.end(reason, this.#rules);
  }

  /** Puts new options, or new schemas, in force; running time-outs keep their end. */
  reconfigure(options: SessionOptions, validator: PayloadValidator): void {
    this.#rules = { version: this.#rules.version, options, validator };
    this.#silence.reconfigure(options);
  }

  snapshot(): SessionSnapshot {
    return {
      inFlight: this.#csmsCalls.inFlight,
      queued: this.#csmsCalls.queued,
      refused: this.#csmsCalls.refused,
      unanswered: this.#chargePointCalls.unanswered,
      heartbeatIntervalMs: this.#silence.intervalMs,
      registration: this.#registration,
      pendingCall: this.#csmsCalls.pending,
    };
  }

  #receiveMalformed(frame: MalformedFrame, now: number): readonly Output[] {
    const { messageTypeId, uniqueId, description } = frame;
    const noted = note('malformed_frame', 'upstream', description);
    if ((messageTypeId === 3 || messageTypeId === 4) && uniqueId !== undefined) {
      return [noted, ...this.#csmsCalls.receiveBrokenAnswer(uniqueId, description, this.#rules, now)];
    }
    const answer = answerToMalformed(frame, this.#rules.version);
    return answer === undefined ? [noted] : [transmit(answer), noted];
  }

  #receive(message: Message, now: number): readonly Output[] {
    switch (message.kind) {
      case 'Call': {
        const bootGateShut = this.#rules.options.bootGate && this.#registration.status !== 'Accepted';
        return this.#chargePointCalls.receive(message, this.#rules, bootGateShut, now);
      }
      case 'CallResult':
      case 'CallError':
        return this.#receiveAnswer(message, now);
      case 'CallResultError':
      case 'Send':
        return [note('malformed_frame', 'upstream', `${message.kind} is not spoken by this release`)];
    }
  }

  #receiveAnswer(answer: CallResult | CallError, now: number): readonly Output[] {
    const { outputs, heartbeatIntervalMs } = this.#csmsCalls.receiveAnswer(answer, this.#rules, now);
    if (heartbeatIntervalMs === undefined) return outputs;
    return [...outputs, this.#remember({ ...this.#registration, heartbeatIntervalMs }, now)];
  }

  #remember(registration: Registration, now: number): Output {
    this.#registration = registration;
    this.#silence.tell(registration.heartbeatIntervalMs, now);
    return { kind: 'remember', registration };
  }
}
