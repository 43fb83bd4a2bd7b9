import type { OcppVersion } from './version.ts';

/** Answers of one identity that are kept, and the longest of them, in characters. */
export const answersKeptMax = 16;
export const answerLengthMax = 16_384;

/** What a repetition must be equal to, beside its id. */
export type AnsweredRequest = { readonly version: OcppVersion; readonly action: string; readonly payloadText: string };

type Answered = {
  readonly uniqueId: string;
  readonly request: AnsweredRequest;
  readonly answer: string;
  readonly answeredAt: number;
};

/**
 * Answers that a charge point got lately. One that missed its answer repeats the CALL with the same id (OCPP-J §4.1.4), often
 * over a new connection: it gets the same answer, and nothing happens twice.
 */
export class AnsweredCalls {
  /** A ring. Ids are compared where their marks are the same: to look at sixteen texts for each CALL took longer than all else (measured). */
  readonly #answers: (Answered | undefined)[] = [];
  #marks: Int32Array | undefined;
  #next = 0;

  /** Keeps an answer's frame; `request` is what a repetition must be equal to. */
  keep(uniqueId: string, request: AnsweredRequest, answer: string, now: number): void {
    this.forget(uniqueId);
    if (answer.length > answerLengthMax || request.payloadText.length > answerLengthMax) return;
    this.#answers[this.#next] = { uniqueId, request, answer, answeredAt: now };
    this.#marks ??= new Int32Array(answersKeptMax);
    this.#marks[this.#next] = markOf(uniqueId);
    this.#next = (this.#next + 1) % answersKeptMax;
  }

  /** Forgets an answer because its id is now that of another CALL. */
  forget(uniqueId: string): void {
    const index = this.#indexOf(uniqueId);
    if (index >= 0) this.#answers[index] = undefined;
  }

  /** The frame that answered the same CALL less than `windowMs` ago. */
  find(uniqueId: string, request: AnsweredRequest, windowMs: number, now: number): string | undefined {
    const answered = this.#answers[this.#indexOf(uniqueId)];
    if (answered === undefined || !isSame(answered.request, request)) return undefined;
    return now - answered.answeredAt < windowMs ? answered.answer : undefined;
  }

  #indexOf(uniqueId: string): number {
    if (this.#marks === undefined) return -1;
    const mark = markOf(uniqueId);
    for (let index = 0; index < answersKeptMax; index += 1) {
      if (this.#marks[index] === mark && this.#answers[index]?.uniqueId === uniqueId) return index;
    }
    return -1;
  }
}

/** A number that two ids seldom share. */
function markOf(uniqueId: string): number {
  let mark = uniqueId.length;
  for (let at = 0; at < uniqueId.length; at += 1) mark = (Math.imul(mark, 31) + uniqueId.charCodeAt(at)) | 0;
  return mark;
}

function isSame(one: AnsweredRequest, other: AnsweredRequest): boolean {
  return one.version === other.version && one.action === other.action && one.payloadText === other.payloadText;
}
