// The protocol state of one connected charge point. Frames, downstream messages and the time go in; what should happen
// comes out. It calls nobody and reads no clock.
//
// CALLs of the charge point and CALLs of the CSMS are two halves that do not know each other: an answer is never held back
// by the other half (OCPP-J §4.1.1). What both touch, the registration and the watch on silence, is kept here.

import { BootGate } from './boot-gate.ts';
import { ChargePointCalls } from './charge-point-calls.ts';
import { checkModeOf } from './checking.ts';
import { type CallInFlight, CsmsCalls } from './csms-calls.ts';
import { translateErrorCode } from './error-code.ts';
import { answerToMalformed, type DecodedFrame, decodeFrame, type MalformedFrame } from './frame.ts';
import type { Call, CallError, CallResult, CallResultError, Message, Send } from './message.ts';
import type { Output } from './output.ts';
import { note, transmit } from './output-of.ts';
import { type RefusalReason, reasonOf, refusal } from './refusal.ts';
import { type Registration, registrationAfterBoot } from './registration.ts';
import type {
  CallOrigin,
  DownstreamMessage,
  Rules,
  SessionOptions,
  SessionParts,
  UnsentCall,
} from './session-options.ts';
import { type SignOfLife, SilenceCheck } from './silence.ts';
import type { PayloadValidator, Violation } from './validation.ts';

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
  readonly #chargePointCalls: ChargePointCalls;
  readonly #csmsCalls = new CsmsCalls();
  readonly #bootGate = new BootGate();

  constructor(parts: SessionParts, now: number) {
    const { version, options, validator, registration, answered } = parts;
    this.#chargePointCalls = new ChargePointCalls(answered);
    this.#rules = { version, options, validator };
    this.#registration = registration;
    this.#silence = new SilenceCheck(options, registration.heartbeatIntervalMs, now);
  }

  /** Takes one WebSocket text of the charge point. */
  receiveFrame(text: string, now: number): readonly Output[] {
    return this.receive(decodeFrame(text, this.#rules.version), now);
  }

  /** `receiveFrame` for whoever has decoded the text already. */
  receive(decoded: DecodedFrame, now: number): readonly Output[] {
    this.#silence.sign('frame', now);
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

  /** Takes one message of the MQTT side; `origin` matters to a CALL only. */
  receiveDownstream(message: DownstreamMessage, now: number, origin: CallOrigin = {}): readonly Output[] {
    switch (message.kind) {
      case 'Call':
        return this.#sendCall(message, origin, now);
      case 'CallResult':
      case 'CallError':
        return this.#sendAnswer(message, now);
      case 'Send':
      case 'CallResultError':
        return this.#sendUnanswered(message);
    }
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
    const { outputs, answered } = this.#chargePointCalls.advance(this.#rules, now);
    const boots = answered.filter(({ action }) => action === 'BootNotification');
    const remembered = boots.map(({ answer }) =>
      this.#remember(registrationAfterBoot(this.#registration, answer), now),
    );
    return [...outputs, ...remembered, ...this.#csmsCalls.advance(this.#rules, now)];
  }

  /** When `advance` is due next; Infinity when nothing is awaited. */
  nextTimeout(): number {
    const callsAt = Math.min(this.#chargePointCalls.nextDeadlineAt(), this.#csmsCalls.nextDeadlineAt());
    return Math.min(callsAt, this.#silence.nextDeadlineAt());
  }

  /** Takes the CALLs that were never sent, so that they can wait for the next connection; those with a caller that waits stay. */
  takeQueued(): readonly UnsentCall[] {
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

  /** The action of a CALL of the CSMS in flight: what an answer with that id answers. */
  actionOf(uniqueId: string): string | undefined {
    return this.#csmsCalls.actionOf(uniqueId);
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
      const kind = messageTypeId === 3 ? 'CallResult' : 'CallError';
      return [noted, ...this.#csmsCalls.receiveBrokenAnswer(kind, uniqueId, description, this.#rules, now)];
    }
    const answer = answerToMalformed(frame, this.#rules.version);
    return answer === undefined ? [noted] : [transmit(answer), noted];
  }

  #receive(message: Message, now: number): readonly Output[] {
    switch (message.kind) {
      case 'Call': {
        const isGateOpen = !this.#rules.options.bootGate || this.#bootGate.allows(message.action, this.#registration);
        return this.#chargePointCalls.receive(message, this.#rules, isGateOpen, now);
      }
      case 'CallResult':
      case 'CallError':
        return this.#receiveAnswer(message, now);
      case 'CallResultError':
        return [{ kind: 'publish', channel: 'error', message, action: undefined }];
      case 'Send':
        return this.#receiveSend(message);
    }
  }

  /** A SEND is never answered, not even with an error (OCPP 2.1 Part 4 §4.2.5). */
  #receiveSend(message: Send): readonly Output[] {
    const { action, payload } = message;
    const { validator, options } = this.#rules;
    const mode = checkModeOf('upstream', action, this.#rules);
    const violation = mode === 'off' ? undefined : validator.checkSend('chargePoint', action, payload);
    const isGateShut = options.bootGate && !this.#bootGate.allows(action, this.#registration);
    if (isGateShut) return [note('send_refused', 'upstream', 'no BootNotification has been accepted yet', action)];
    if (violation === undefined) return [{ kind: 'publish', channel: 'call', message, action }];
    if (mode === 'reject') return [note('send_refused', 'upstream', violation.description, action)];
    return [
      note('violation_tolerated', 'upstream', violation.description, action),
      { kind: 'publish', channel: 'call', message, action },
    ];
  }

  #sendCall(message: Call, origin: CallOrigin, now: number): readonly Output[] {
    const outputs = this.#csmsCalls.send(message, origin, this.#rules, now);
    // A CALL is told of at once only when it came to nothing: the charge point was not asked.
    const isTaken = !outputs.some(({ kind }) => kind === 'publish' || kind === 'settle');
    if (isTaken && this.#registration.status === 'Pending') this.#bootGate.noteAskedFor(message);
    return outputs;
  }

  #sendAnswer(message: CallResult | CallError, now: number): readonly Output[] {
    const sent = this.#chargePointCalls.answer(message, this.#rules, now);
    if (!sent.ok || sent.action !== 'BootNotification' || message.kind !== 'CallResult') return sent.outputs;
    return [...sent.outputs, this.#remember(registrationAfterBoot(this.#registration, message), now)];
  }

  /** SEND and CALLRESULTERROR exist in 2.1 only; nothing waits for either. */
  #sendUnanswered(message: Send | CallResultError): readonly Output[] {
    const { version, validator } = this.#rules;
    if (version !== '2.1') {
      const description = `OCPP ${version} has no message of this type`;
      return this.#refuse(message, 'not_allowed', { errorCode: 'MessageTypeNotSupported', description });
    }
    if (message.kind === 'CallResultError') {
      return [transmit({ ...message, errorCode: translateErrorCode(message.errorCode, version) })];
    }
    const { action, payload } = message;
    const mode = checkModeOf('downstream', action, this.#rules);
    const violation = mode === 'off' ? undefined : validator.checkSend('csms', action, payload);
    if (violation === undefined) return [transmit(message)];
    if (mode === 'reject') return this.#refuse(message, reasonOf(violation), violation);
    return [note('violation_tolerated', 'downstream', violation.description, action), transmit(message)];
  }

  #refuse(message: Send | CallResultError, reason: RefusalReason, violation: Violation): readonly Output[] {
    const { uniqueId } = message;
    const { errorCode, description } = violation;
    const action = message.kind === 'Send' ? message.action : undefined;
    const told = refusal(uniqueId, reason, errorCode, description, this.#rules.version);
    return [
      { kind: 'publish', channel: 'error', message: told, action },
      note('send_refused', 'downstream', description, action),
    ];
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
