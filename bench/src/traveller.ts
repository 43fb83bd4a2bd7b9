// One charge point whose CALLs go up and whose CALLRESULTs come down, as bytes that are made once: from one trip to the next only the
// digits of the id change. They may be written over, since the last trip is over when the next begins.

import type { ChargePointAccount } from './candidate.ts';
import type { CsmsTerms } from './load-job.ts';
import { meterValuesPayload } from './meter-values.ts';
import { type PreparedPublish, preparePublish, text } from './mqtt-wire.ts';
import { maskedFrame, opcodes, rewriteDigits } from './web-socket-wire.ts';

/** Digits of the number of a trip in the ids of its messages. */
export const tripDigits = 8;

/** How an object on MQTT begins, up to the id, by the number of its type. */
export function envelopeHead(type: 2 | 3): Buffer {
  return Buffer.from(`{"MessageTypeId":${type},"UniqueId":"`);
}

const callHead = envelopeHead(2);
const callResultHead = envelopeHead(3);
/** Where the id stands in a frame: behind `[3,"`. */
const idAt = 4;
const zero = '0'.charCodeAt(0);

/** The bytes of one charge point's round trips. */
export class Traveller {
  readonly identity: string;
  /** The topic of its CALLs. */
  readonly topic: string;
  /** The CALL of this trip, to be sent by the charge point. */
  readonly frame: Buffer;
  /** Its CALLRESULT, to be published by the CSMS. */
  readonly answer: PreparedPublish;
  readonly #frameBytes: number;
  readonly #awaited: Buffer;
  readonly #digitsAt: number;
  readonly #idEnd: number;
  #isAwaiting = false;

  constructor({ identity }: ChargePointAccount, { qos, mqttVersion }: CsmsTerms) {
    const level = encodeURIComponent(identity);
    const id = `${identity}-${'0'.repeat(tripDigits)}`;
    const frame = Buffer.from(`[2,"${id}","MeterValues",${meterValuesPayload}]`);
    const payload = `${callResultHead}${id}","Payload":{}}`;
    this.identity = identity;
    this.topic = `ocpp/cp/${level}`;
    this.frame = maskedFrame(opcodes.text, frame);
    this.answer = preparePublish(mqttVersion, text(`ocpp/cs/${level}`), payload, qos);
    this.#frameBytes = frame.length;
    this.#awaited = Buffer.from(`[3,"${id}",{}]`);
    this.#idEnd = idAt + Buffer.byteLength(id);
    this.#digitsAt = this.#idEnd - tripDigits;
  }

  /** Writes the number of a trip into all of its messages. */
  begin(trip: number): void {
    rewriteDigits(this.frame, this.#frameBytes, this.#digitsAt, tripDigits, trip);
    writeDigits(this.#awaited, this.#digitsAt, trip);
    writeDigits(this.answer.bytes, this.answer.payloadAt + callResultHead.length + this.#digitsAt - idAt, trip);
    this.#isAwaiting = true;
  }

  /** Whether an object on MQTT is the CALL of this trip. */
  isCall(payload: Buffer): boolean {
    const idStart = callHead.length;
    return (
      callHead.compare(payload, 0, idStart) === 0 &&
      this.#awaited.compare(payload, idStart, idStart + this.#idEnd - idAt, idAt, this.#idEnd) === 0
    );
  }

  /** Takes a frame of the server; whether it is the CALLRESULT of this trip, for the first time. */
  takeAnswer(bytes: Buffer, start: number, end: number): boolean {
    if (!this.#isAwaiting || this.#awaited.compare(bytes, start, end) !== 0) return false;
    this.#isAwaiting = false;
    return true;
  }
}

/** Reads the number of a trip out of an object on MQTT; NaN for what is no CALL of a traveller. */
export function tripOf(payload: Buffer): number {
  const idEnd = payload.indexOf(quote, callHead.length);
  const from = idEnd - tripDigits;
  if (from < callHead.length) return Number.NaN;
  let trip = 0;
  for (let at = from; at < idEnd; at += 1) {
    const digit = (payload[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    trip = trip * 10 + digit;
  }
  return trip;
}

const quote = '"'.charCodeAt(0);

function writeDigits(bytes: Buffer, at: number, value: number): void {
  let rest = value;
  for (let place = at + tripDigits - 1; place >= at; place -= 1) {
    bytes[place] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
