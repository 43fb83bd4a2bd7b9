// What passes through one connection, for those who look on: the frame log and the observer. Where nobody does, nothing is made.

import {
  type CallEnd,
  type DecodedFrame,
  decodeFrame,
  type Message,
  messageTypeIds,
  type Output,
  type PayloadValidator,
  type Report,
  type Session,
} from '@ocpp-broker/ocpp';
import type { ConnectionParts } from './connection-parts.ts';
import type { FrameLog } from './frame-log.ts';
import type { FrameDirection } from './frame-view.ts';
import type { Line } from './kept-frames.ts';
import type { CallMaker, GatewayObserver } from './observer.ts';

/** What stands in figures for an action that no schema knows. */
const otherAction = 'other';

/** An action as figures have it: one that a charge point made up would be one more label of each. */
export function actionInFigures(validator: Pick<PayloadValidator, 'senderOf'>, action: string): string {
  return validator.senderOf(action) === 'nobody' ? otherAction : action;
}

type Transmit = Extract<Output, { kind: 'transmit' }>;

/** A frame of either direction as it is told of. */
type Passing = {
  readonly direction: FrameDirection;
  readonly message: Message | undefined;
  readonly action: string | undefined;
  readonly text: string;
  readonly bytes: number;
};

/** Tells of one connection. */
export class ConnectionWatch {
  readonly #peer: ConnectionParts['peer'];
  readonly #frames: FrameLog;
  readonly #observer: GatewayObserver | undefined;
  readonly #session: Pick<Session, 'actionOf'>;
  readonly #validator: () => Pick<PayloadValidator, 'senderOf'>;
  /** Where this charge point's frames are kept. */
  #line: Line | undefined;

  constructor(
    { peer, frames, observer }: Pick<ConnectionParts, 'peer' | 'frames' | 'observer'>,
    session: Pick<Session, 'actionOf'>,
    validator: () => Pick<PayloadValidator, 'senderOf'>,
  ) {
    this.#peer = peer;
    this.#frames = frames;
    this.#observer = observer;
    this.#session = session;
    this.#validator = validator;
  }

  /** A text of the charge point, before anything becomes of it. */
  received(decoded: DecodedFrame, text: string, bytes: number, now: number): void {
    if (decoded.kind === 'empty' || !this.#isLookedAt) return;
    const message = decoded.kind === 'message' ? decoded.message : undefined;
    const action = message === undefined ? undefined : (actionIn(message) ?? this.#session.actionOf(message.uniqueId));
    this.#pass({ direction: 'upstream', message, action, text, bytes }, now);
  }

  receivedBinary(bytes: number, now: number): void {
    if (!this.#isLookedAt) return;
    this.#pass({ direction: 'upstream', message: undefined, action: undefined, text: '', bytes }, now);
  }

  /** A frame that goes to the charge point. */
  sent({ text, message: sent, end }: Transmit, bytes: number, now: number): void {
    if (!this.#isLookedAt) return;
    // An answer that was given before is kept as its text only.
    const message = sent ?? messageOf(decodeFrame(text, this.#peer.version));
    const action = end?.action ?? (message === undefined ? undefined : actionIn(message));
    this.#pass({ direction: 'downstream', message, action, text, bytes }, now);
    if (message !== undefined) this.#tell('downstream', message, action, now);
  }

  /** What the session wants done. */
  carriesOut(output: Output, now: number): void {
    if (this.#observer === undefined) return;
    if (output.kind === 'transmit') this.#ended('charge-point', output.end, now);
    if (output.kind === 'publish') {
      this.#ended('csms', output.end, now);
      this.#tell('upstream', output.message, output.action, now);
    }
    // A caller that gives up is no end of its CALL: that is told when it comes.
    if (output.kind === 'settle' && output.end.outcome !== 'given_up') {
      this.#ended('api', output.end, now);
      this.#tell('upstream', output.message, output.action, now);
    }
  }

  reported({ code, direction, action }: Report): void {
    this.#observer?.reported(code, direction, action === undefined ? null : this.#known(action));
  }

  get #isLookedAt(): boolean {
    return this.#frames.isWatched || this.#observer !== undefined;
  }

  #pass({ direction, message, action, text, bytes }: Passing, at: number): void {
    const type = message === undefined ? null : messageTypeIds[message.kind];
    this.#observer?.frame(direction, type, action === undefined ? null : this.#known(action), bytes);
    if (!this.#frames.isWatched) return;
    const { identity } = this.#peer;
    const uniqueId = message?.uniqueId ?? null;
    const errorCode = message !== undefined && 'errorCode' in message ? message.errorCode : null;
    const frame = { at, identity, direction, type, uniqueId, action: action ?? null, errorCode, text, bytes };
    this.#line = this.#frames.add(frame, this.#line);
  }

  #ended(by: CallMaker, end: CallEnd | undefined, now: number): void {
    if (end === undefined) return;
    const latencyMs = end.sentAt === null ? null : now - end.sentAt;
    this.#observer?.callEnded(by, this.#known(end.action), end.outcome, latencyMs);
  }

  #tell(direction: FrameDirection, message: Message, action: string | undefined, at: number): void {
    const { identity, version } = this.#peer;
    this.#observer?.message({ at, identity, version, direction, message, action: action ?? null });
  }

  #known(action: string): string {
    return actionInFigures(this.#validator(), action);
  }
}

function messageOf(decoded: DecodedFrame): Message | undefined {
  return decoded.kind === 'message' ? decoded.message : undefined;
}

function actionIn(message: Message): string | undefined {
  return 'action' in message ? message.action : undefined;
}
