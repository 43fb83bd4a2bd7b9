// Answers the CALLs of the server: with what a test has put in its place, or with what the charge point does by itself.

import { type Call, type CallError, type CallResult, errorDescriptionLengthMax, type Payload } from '@ocpp-broker/ocpp';
import { type Answer, answers } from './answers.ts';
import { CallRefused } from './errors.ts';
import type { Station } from './station.ts';

/** Returned by an override that leaves the CALL unanswered. */
export const noAnswer: unique symbol = Symbol('no answer');

/**
 * Answers a CALL in the charge point's place: with a payload, never (`noAnswer`), late (a promise), or with a CALLERROR (throw CallRefused).
 * `usual` makes the answer that the charge point would have given, and lets what follows from it happen.
 */
export type Override = (
  call: Call,
  usual: () => Payload,
) => Payload | typeof noAnswer | Promise<Payload | typeof noAnswer>;

/** Where answers go. */
export type AnswererOptions = {
  readonly station: Station;
  readonly transmit: (answer: CallResult | CallError) => void;
};

/** Answers CALLs one by one, each as soon as its answer is there. */
export class Answerer {
  readonly #options: AnswererOptions;
  readonly #overrides = new Map<string, Override>();

  constructor(options: AnswererOptions) {
    this.#options = options;
  }

  /** Puts an override in place of the usual answer to an action; `undefined` takes it away. */
  override(action: string, override: Override | undefined): void {
    if (override === undefined) this.#overrides.delete(action);
    else this.#overrides.set(action, override);
  }

  /** Answers a CALL and does what follows from the answer; rejects with what went wrong after it. */
  async answer(call: Call): Promise<void> {
    let answer: Answer | typeof noAnswer;
    try {
      const override = this.#overrides.get(call.action);
      answer = override === undefined ? this.#usual(call) : await this.#overridden(call, override);
    } catch (error) {
      this.#options.transmit(callError(call, error));
      if (!(error instanceof CallRefused)) throw error;
      return;
    }
    if (answer === noAnswer) return;
    const payloadText = JSON.stringify(answer.payload);
    this.#options.transmit({ kind: 'CallResult', uniqueId: call.uniqueId, payload: answer.payload, payloadText });
    await answer.afterwards?.();
  }

  #usual(call: Call): Answer {
    const answer = answers.get(call.action);
    if (answer === undefined) throw new CallRefused('NotImplemented', `${call.action} is unknown here`);
    return answer(call.payload, this.#options.station);
  }

  async #overridden(call: Call, override: Override): Promise<Answer | typeof noAnswer> {
    let usual: Answer | undefined;
    const payload = await override(call, () => {
      usual = this.#usual(call);
      return usual.payload;
    });
    if (payload === noAnswer) return noAnswer;
    return usual?.afterwards === undefined ? { payload } : { payload, afterwards: usual.afterwards };
  }
}

function callError(call: Call, error: unknown): CallError {
  const refused = error instanceof CallRefused ? error : new CallRefused('InternalError', 'the charge point failed');
  return {
    kind: 'CallError',
    uniqueId: call.uniqueId,
    errorCode: refused.errorCode,
    errorDescription: refused.message.slice(0, errorDescriptionLengthMax),
    errorDetailsText: JSON.stringify(refused.errorDetails),
  };
}
