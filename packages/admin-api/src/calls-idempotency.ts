// A request that bears a key is carried out once, however often it comes: the first one's answer is given to all, also to those that
// come while it is still awaited. An answer that says that nothing was sent is not kept: the retry is to try.

import type { Clock } from './ports.ts';

/** What is kept of answers. */
export type IdempotencyOptions = {
  readonly keysMax: number;
  /** Of all bodies together; the newest one is kept in any case. */
  readonly bytesMax: number;
  /** How long an answer is kept. */
  readonly ttlMs: number;
};

/** An answer, and whether it stands for the retries too. */
export type KeptAnswer = { readonly text: string; readonly isFinal: boolean };

type Entry<Answer> = {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  /** Undefined while it is awaited. */
  settled?: { readonly at: number; readonly bytes: number };
};

/** The answers by key, in memory: a restart forgets them. */
export class IdempotencyKeys<Answer extends KeptAnswer> {
  readonly #options: IdempotencyOptions;
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #entries = new Map<string, Entry<Answer>>();
  #bytes = 0;

  constructor(options: IdempotencyOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Keys in memory, and the bytes of their answers. */
  get size(): { readonly keys: number; readonly bytes: number } {
    return { keys: this.#entries.size, bytes: this.#bytes };
  }

  /** The answer for the key, by `work` when there is none yet. `reused`: the key stands for another request. `full`: no key has room. */
  answer(key: string, fingerprint: string, work: () => Promise<Answer>): Promise<Answer> | 'reused' | 'full' {
    this.#forgetPast();
    const known = this.#entries.get(key);
    if (known !== undefined) return known.fingerprint === fingerprint ? known.answer : 'reused';
    if (this.#entries.size >= this.#options.keysMax && !this.#forgetOldestSettled()) return 'full';
    const entry: Entry<Answer> = { fingerprint, answer: work() };
    this.#entries.set(key, entry);
    entry.answer.then(
      (answer) => this.#settle(key, entry, answer),
      () => this.#entries.delete(key),
    );
    return entry.answer;
  }

  #settle(key: string, entry: Entry<Answer>, answer: Answer): void {
    if (!answer.isFinal) {
      this.#entries.delete(key);
      return;
    }
    const bytes = Buffer.byteLength(answer.text);
    while (this.#bytes + bytes > this.#options.bytesMax && this.#forgetOldestSettled());
    entry.settled = { at: this.#clock.now(), bytes };
    this.#bytes += bytes;
  }

  #forgetPast(): void {
    const past = this.#clock.now() - this.#options.ttlMs;
    for (const [key, { settled }] of this.#entries) {
      if (settled === undefined) continue;
      if (settled.at > past) return;
      this.#forget(key, settled.bytes);
    }
  }

  #forgetOldestSettled(): boolean {
    for (const [key, { settled }] of this.#entries) {
      if (settled === undefined) continue;
      this.#forget(key, settled.bytes);
      return true;
    }
    return false;
  }

  #forget(key: string, bytes: number): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }
}
