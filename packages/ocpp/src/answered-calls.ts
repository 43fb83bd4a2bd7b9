/** Answers of one identity that are kept, and the longest of them, in characters. */
export const answersKeptMax = 16;
export const answerLengthMax = 16_384;

type Answered = { readonly request: string; readonly answer: string; readonly answeredAt: number };

/**
 * Answers that a charge point got lately. One that missed its answer repeats the CALL with the same id (OCPP-J §4.1.4), often
 * over a new connection: it gets the same answer, and nothing happens twice.
 */
export class AnsweredCalls {
  readonly #answers = new Map<string, Answered>();

  /** Keeps an answer's frame; `request` is what a repetition must be equal to. */
  keep(uniqueId: string, request: string, answer: string, now: number): void {
    if (answer.length > answerLengthMax || request.length > answerLengthMax) return;
    this.#answers.delete(uniqueId);
    this.#answers.set(uniqueId, { request, answer, answeredAt: now });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > answersKeptMax && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** Forgets an answer because its id is now that of another CALL. */
  forget(uniqueId: string): void {
    this.#answers.delete(uniqueId);
  }

  /** The frame that answered the same CALL less than `windowMs` ago. */
  find(uniqueId: string, request: string, windowMs: number, now: number): string | undefined {
    const answered = this.#answers.get(uniqueId);
    if (answered === undefined || answered.request !== request) return undefined;
    return now - answered.answeredAt < windowMs ? answered.answer : undefined;
  }
}
