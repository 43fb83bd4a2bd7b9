import { AnsweredCalls } from '@ocpp-broker/ocpp';

/** Identities whose answers are remembered over reconnects. */
export const identitiesRememberedMax = 10_000;

/** The answers that each identity got lately; the identity that came longest ago is forgotten first. */
export class RecentAnswers {
  readonly #answers = new Map<string, AnsweredCalls>();

  /** What an identity was answered, by this connection of it or an earlier one. */
  of(identity: string): AnsweredCalls {
    const known = this.#answers.get(identity) ?? new AnsweredCalls();
    this.#answers.delete(identity);
    this.#answers.set(identity, known);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > identitiesRememberedMax && oldest !== undefined) this.#answers.delete(oldest);
    return known;
  }
}
