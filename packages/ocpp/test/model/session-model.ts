// A second, naive account of what a session does: which frames go out and what is published. It knows no reports and no silence.
// What a single frame or payload amounts to is taken from the functions that have tests of their own.

import {
  answerToMalformed,
  type CallOrigin,
  type CallResultError,
  type DownstreamMessage,
  decodeFrame,
  encodeFrame,
  type Registration,
  type Send,
  translateErrorCode,
} from '../../src/index.ts';
import { validators } from '../opened-session.ts';
import { ChargePointModel } from './charge-point-model.ts';
import { CsmsModel } from './csms-model.ts';
import { type Event, modeOf, reasonFor, refused, type Setting, sent } from './events.ts';

/** Foretells what a peer notices of each step. It outlives the connection, as the answers and the registration do. */
export class SessionModel {
  readonly #setting: Setting;
  readonly #csms: CsmsModel;
  readonly #chargePoint: ChargePointModel;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#csms = new CsmsModel(setting);
    this.#chargePoint = new ChargePointModel(setting);
  }

  get status(): Registration['status'] {
    return this.#chargePoint.status;
  }

  nextDueAt(): number {
    return Math.min(this.#csms.nextDueAt(), this.#chargePoint.nextDueAt());
  }

  receiveFrame(text: string): readonly Event[] {
    const { version } = this.#setting;
    const decoded = decodeFrame(text, version);
    if (decoded.kind === 'empty') return [];
    if (decoded.kind === 'malformed') {
      const isAnswer = decoded.messageTypeId === 3 || decoded.messageTypeId === 4;
      if (isAnswer && decoded.uniqueId !== undefined) return this.#csms.receiveBroken(decoded);
      const answer = answerToMalformed(decoded, version);
      return answer === undefined ? [] : [sent(encodeFrame(answer))];
    }
    const { message } = decoded;
    switch (message.kind) {
      case 'Call':
        return this.#chargePoint.receive(message);
      case 'Send':
        return this.#chargePoint.receiveSend(message);
      case 'CallResultError':
        return [`error 5 ${message.uniqueId}`];
      case 'CallResult':
      case 'CallError':
        return this.#csms.receiveAnswer(message);
    }
  }

  receiveDownstream(message: DownstreamMessage, origin: CallOrigin): readonly Event[] {
    switch (message.kind) {
      case 'Call': {
        const events = this.#csms.send(message, origin);
        if (!events.some((event) => event.startsWith('error'))) this.#chargePoint.noteAskedFor(message);
        return events;
      }
      case 'CallResult':
      case 'CallError':
        return this.#chargePoint.answer(message);
      case 'Send':
      case 'CallResultError':
        return this.#sendUnanswered(message);
    }
  }

  tick(): readonly Event[] {
    return [...this.#chargePoint.tick(), ...this.#csms.tick()];
  }

  /** Ends the connection; what was never sent is handed over first, if it is to be. */
  end(reason: string, isHandedOver: boolean): readonly Event[] {
    if (isHandedOver) this.#csms.takeQueued();
    this.#chargePoint.end();
    return this.#csms.end(reason);
  }

  #sendUnanswered(message: Send | CallResultError): readonly Event[] {
    const { version, options } = this.#setting;
    if (version !== '2.1') return [refused(message.uniqueId, 'not_allowed')];
    if (message.kind === 'CallResultError') {
      return [`→ 5 ${message.uniqueId} ${translateErrorCode(message.errorCode, version)}`];
    }
    const violation = validators[version].checkSend('csms', message.action, message.payload);
    const isRefused = violation !== undefined && modeOf('downstream', message.action, options) === 'reject';
    return isRefused ? [refused(message.uniqueId, reasonFor(violation))] : [sent(encodeFrame(message))];
  }
}
