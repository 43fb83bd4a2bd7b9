import { crc32 } from 'node:zlib';
import type { OcppVersion } from './version.ts';

/** Answers of one identity that are kept, and the longest of them, in characters. */
export const answersKeptMax = 16;
export const answerLengthMax = 16_384;

/** A CALL without its id, as a number: two that are equal have the same, and two that are not do not by any likelihood. */
export type CallMark = number;

/**
 * Answers that a charge point got lately. One that missed its answer repeats the CALL with the same id (OCPP-J §4.1.4), often
 * over a new connection: it gets the same answer, and nothing happens twice.
 *
 * A ring, of which each place is a text and three numbers side by side: nothing but the answer itself stays in memory, and to look for
 * an id touches none of the sixteen texts, which took longer than all else (measured).
 */
export class AnsweredCalls {
  readonly #answers: (string | undefined)[] = [];
  readonly #idHashes: number[] = [];
  readonly #marks: number[] = [];
  readonly #answeredAt: number[] = [];
  #next = 0;

  /** Keeps the frame that answered a CALL with this id and this mark. */
  keep(uniqueId: string, mark: CallMark, answer: string, now: number): void {
    const idHash = hashOf(uniqueId);
    this.#forgetAt(this.#indexOf(uniqueId, idHash));
    if (answer.length > answerLengthMax) return;
    this.#answers[this.#next] = answer;
    this.#idHashes[this.#next] = idHash;
    this.#marks[this.#next] = mark;
    this.#answeredAt[this.#next] = now;
    this.#next = (this.#next + 1) % answersKeptMax;
  }

  /** Forgets an answer because its id is now that of another CALL. */
  forget(uniqueId: string): void {
    this.#forgetAt(this.#indexOf(uniqueId, hashOf(uniqueId)));
  }

  /** The frame that answered the same CALL less than `windowMs` ago. */
  find(uniqueId: string, mark: CallMark, windowMs: number, now: number): string | undefined {
    const index = this.#indexOf(uniqueId, hashOf(uniqueId));
    if (index < 0 || this.#marks[index] !== mark) return undefined;
    return now - (this.#answeredAt[index] ?? 0) < windowMs ? this.#answers[index] : undefined;
  }

  #forgetAt(index: number): void {
    if (index >= 0) this.#answers[index] = undefined;
  }

  #indexOf(uniqueId: string, hash: number): number {
    for (let index = 0; index < this.#idHashes.length; index += 1) {
      if (this.#idHashes[index] === hash && isAnswerTo(uniqueId, this.#answers[index])) return index;
    }
    return -1;
  }
}

/** An answer's frame is `[3,"id",` or `[4,"id",` and so on. */
function isAnswerTo(uniqueId: string, answer: string | undefined): boolean {
  return answer?.startsWith(`${JSON.stringify(uniqueId)},`, idAt) === true;
}

const idAt = '[3,'.length;

/**
 * What makes two CALLs with one id the same CALL; an answer in another version's spelling is none to it. The CRC-32 and the length of what
 * was said, since the texts themselves would live for sixteen CALLs of every charge point, and be moved about by each collection.
 */
export function markOfCall(version: OcppVersion, action: string, payloadText: string): CallMark {
  const seed = hashOf(action, hashOf(version)) >>> 0;
  return payloadText.length * 2 ** 32 + crc32(payloadText, seed);
}

/** A number that two texts seldom share. */
function hashOf(text: string, seed = 0): number {
  let hash = (seed + text.length) | 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
