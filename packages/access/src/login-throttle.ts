// Guessing passwords is made slow, in a way that cannot be turned against those who know theirs:
// - What counts is a guess: an address (IPv6: its /64), a user and what they showed. Showing the same wrong password again and again, as a
//   wrongly configured charge point does, is one guess; it makes this guess wait, and nobody else.
// - Different guesses at one user from one address make this user wait at this address. There is no count per user over all addresses: it
//   would let anybody lock anybody out.
// - Different guesses from one address, at whatever users, make the address wait, after far more of them: a fleet may be behind it.
// - What was accepted from an address is known there and never waits, whatever others do behind the same address.
// - An attempt that began before a wait did is judged by it when it ends, so that guessing in parallel gains nothing.

import { addressGroup } from '@ocpp-broker/net';
import { FailureCounts } from './failure-counts.ts';
import { forgetOldest } from './forget-oldest.ts';

export type ThrottleOptions = {
  /** Different guesses at one user from one address, or repetitions of the same; 0 = no limit. */
  readonly failures: number;
  /** Different guesses from one address; 0 = no limit. */
  readonly addressFailures: number;
  /** The first wait; each further failure doubles it. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** Addresses, users at addresses, guesses, and known logins that are remembered, of each. */
  readonly entriesMax: number;
};

export const DEFAULT_THROTTLE_OPTIONS: ThrottleOptions = {
  failures: 5,
  addressFailures: 100,
  firstWaitMs: 1_000,
  maxWaitMs: 300_000,
  entriesMax: 50_000,
};

/** Who tries what. */
export type Attempt = {
  readonly remoteAddress: string;
  readonly user: string;
  /** Stands for what was shown; equal if that is equal. Not the password. */
  readonly guess: string;
};

/** Whether to try, or after how long. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly retryAfterMs: number };

/** Slows down who fails. Times are milliseconds; all state is in bounded maps. */
export class LoginThrottle {
  readonly #byGuess: FailureCounts;
  readonly #byUser: FailureCounts;
  readonly #byAddress: FailureCounts;
  /** Guesses that were right; the least recently used comes first. */
  readonly #known = new Set<string>();
  #entriesMax: number;

  constructor(options: Partial<ThrottleOptions> = {}) {
    const { users, addresses, entriesMax } = limitsOf(options);
    this.#byGuess = new FailureCounts(users);
    this.#byUser = new FailureCounts(users);
    this.#byAddress = new FailureCounts(addresses);
    this.#entriesMax = entriesMax;
  }

  /** For the failures to come; waits that have begun, and what is known, stay. */
  reconfigure(options: Partial<ThrottleOptions>): void {
    const { users, addresses, entriesMax } = limitsOf(options);
    this.#byGuess.reconfigure(users);
    this.#byUser.reconfigure(users);
    this.#byAddress.reconfigure(addresses);
    this.#entriesMax = entriesMax;
    forgetOldest(this.#known, entriesMax);
  }

  /** Entries in all maps. */
  get size(): number {
    return this.#byGuess.size + this.#byUser.size + this.#byAddress.size + this.#known.size;
  }

  /** Whether the attempt may be tried now. */
  admit(attempt: Attempt, now: number): Admission {
    const { address, user, guess } = keysOf(attempt);
    if (this.#known.has(guess)) return { admitted: true };
    const retryAfterMs = Math.max(
      this.#byGuess.waitMs(guess, now),
      this.#byUser.waitMs(user, now),
      this.#byAddress.waitMs(address, now),
    );
    return retryAfterMs === 0 ? { admitted: true } : { admitted: false, retryAfterMs };
  }

  /** Says that an admitted attempt was wrong; returns for how long the next like it has to wait. */
  fail(attempt: Attempt, now: number): number {
    const { address, user, guess } = keysOf(attempt);
    // It was right once: the password has been changed.
    this.#known.delete(guess);
    const isNew = !this.#byGuess.has(guess);
    const guessWaitMs = this.#byGuess.add(guess, now);
    if (!isNew) return guessWaitMs;
    return Math.max(guessWaitMs, this.#byUser.add(user, now), this.#byAddress.add(address, now));
  }

  /**
   * Says that an admitted attempt was right. Unless it is still admitted then, it must not be accepted: others like it have failed while it
   * was under way.
   */
  succeed(attempt: Attempt, now: number): Admission {
    const { user, guess } = keysOf(attempt);
    const admission = this.admit(attempt, now);
    if (!admission.admitted) return admission;
    // A login that is known clears nothing: where many share a user, it would wipe away the guesses of whoever is among them.
    if (!this.#known.delete(guess)) this.#byUser.delete(user);
    this.#byGuess.delete(guess);
    this.#known.add(guess);
    forgetOldest(this.#known, this.#entriesMax);
    return admission;
  }
}

function limitsOf(options: Partial<ThrottleOptions>) {
  const { failures, addressFailures, firstWaitMs, maxWaitMs, entriesMax } = { ...DEFAULT_THROTTLE_OPTIONS, ...options };
  const limits = { firstWaitMs, waitMaxMs: maxWaitMs, entriesMax };
  return {
    users: { ...limits, failuresMax: failures },
    addresses: { ...limits, failuresMax: addressFailures },
    entriesMax,
  };
}

type Keys = { readonly address: string; readonly user: string; readonly guess: string };

function keysOf({ remoteAddress, user, guess }: Attempt): Keys {
  const address = addressGroup(remoteAddress);
  // The length keeps a user and a guess apart whatever is in them.
  const userKey = `${address} ${user.length} ${user}`;
  return { address, user: userKey, guess: `${userKey} ${guess}` };
}
