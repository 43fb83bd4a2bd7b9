// Password verification that holds under a reconnect storm and tells an attacker nothing by its timing:
// - a SHA-256 hash (generated keys) is compared at once;
// - scrypt runs on the thread pool, a bounded number at once, with a bounded line behind it; past that the answer is `busy`;
// - equal verifications that meet share one run;
// - what was accepted is remembered, by an HMAC under a key that only this process has, over the password AND the stored hash: a changed
//   password is another entry, so the old one is worthless at once. Nothing of it is written down: whatever would let a restart skip
//   scrypt would let a thief of the file skip it too;
// - what was refused is remembered shortly, so that a fleet with a wrong password does not crowd out the others;
// - every refusal costs one run of scrypt wherever scrypt hashes exist, whether the user is unknown or the password wrong.
import { createHmac, randomBytes } from 'node:crypto';
import { ExpiringSet } from './expiring-set.ts';
import { matchesScrypt, matchesSha256, PASSWORD_BYTES_MAX, unmatchableScryptHash } from './password.ts';
import { type PasswordHash, parsePasswordHash, type ScryptHash, type Sha256Hash } from './phc.ts';
import { LINE_FULL, WorkLine } from './work-line.ts';

/** How a verification ended; `busy`: not tried, since too many wait already (try again later). */
export type Verdict = 'accepted' | 'refused' | 'busy';

/** Bounds of verification. */
export type VerificationLimits = {
  /** Runs of scrypt at once; each takes a thread of libuv's pool (4 by default, shared with DNS and files) and 16 MiB. */
  readonly runningMax: number;
  /** Runs that may wait. At two times 45 ms a run the last of 256 waits 6 s, which is less than charge points wait for an answer. */
  readonly waitingMax: number;
  /** Callers that may wait, those who share a run included. */
  readonly callersMax: number;
  /** Accepted verifications remembered. */
  readonly acceptedMax: number;
  /** Since the last use. Long, because a charge point may hold its socket for weeks before it comes back. */
  readonly acceptedTtlMs: number;
  /** Refused verifications remembered. */
  readonly refusedMax: number;
  readonly refusedTtlMs: number;
};

export const DEFAULT_VERIFICATION_LIMITS: VerificationLimits = {
  runningMax: 2,
  waitingMax: 256,
  callersMax: 2_048,
  acceptedMax: 50_000,
  acceptedTtlMs: 30 * 24 * 60 * 60 * 1000,
  refusedMax: 10_000,
  refusedTtlMs: 30_000,
};

/** One verification: who claims what. */
export type Claim = {
  /** Tells users of equal name in different realms apart. */
  readonly scope: string;
  readonly userId: string;
  /** The stored PHC string, or null when there is no such user. */
  readonly passwordHash: string | null;
  /** The password as received, byte by byte. */
  readonly password: Buffer;
  /** Apply the rule of hex-key.ts. */
  readonly hexKeys: boolean;
  /** Whether any user of the scope has a scrypt hash; asked only before a refusal. */
  readonly hasScrypt: () => boolean;
};

export class PasswordVerifier {
  readonly #limits: VerificationLimits;
  readonly #line: WorkLine;
  readonly #accepted: ExpiringSet;
  readonly #refused: ExpiringSet;
  readonly #shared = new Map<string, Promise<Verdict>>();
  readonly #secret = randomBytes(32);
  readonly #unmatchable = unmatchableScryptHash();
  #callers = 0;
  #closed = false;

  constructor(parts: { readonly now: () => number; readonly limits?: Partial<VerificationLimits> | undefined }) {
    const limits = { ...DEFAULT_VERIFICATION_LIMITS, ...parts.limits };
    this.#limits = limits;
    this.#line = new WorkLine(limits);
    this.#accepted = new ExpiringSet({ entriesMax: limits.acceptedMax, ttlMs: limits.acceptedTtlMs, now: parts.now });
    this.#refused = new ExpiringSet({ entriesMax: limits.refusedMax, ttlMs: limits.refusedTtlMs, now: parts.now });
  }

  /**
   * Whether the claim is true. Where the verdict comes as a promise, the caller has to look again whether the stored hash is still the
   * same before acting on `accepted`.
   */
  verify(claim: Claim): Verdict | Promise<Verdict> {
    if (this.#closed) return 'busy';
    const stored = claim.passwordHash === null ? null : parsePasswordHash(claim.passwordHash);
    // No longer password can have been stored; an empty one in its place costs the same and matches nothing.
    const password = claim.password.length <= PASSWORD_BYTES_MAX ? claim.password : Buffer.alloc(0);
    if (stored?.algorithm !== 'scrypt') {
      const matches = matchesSha256(stored ?? sha256StandIn, password, claim.hexKeys);
      if (stored !== null && matches) return 'accepted';
      if (!claim.hasScrypt()) return 'refused';
    }
    return this.#verifySlowly(claim, scryptOf(stored) ?? this.#unmatchable, password);
  }

  /** Answers `busy` to whoever waits and to whoever comes. */
  close(): void {
    this.#closed = true;
    this.#line.close();
    this.#accepted.clear();
    this.#refused.clear();
  }

  async #verifySlowly(claim: Claim, stored: ScryptHash, password: Buffer): Promise<Verdict> {
    const key = this.#keyOf(claim, password);
    if (this.#accepted.has(key)) return 'accepted';
    // Its age is that of the first refusal: a peer that never stops asking is tried again every now and then.
    if (this.#refused.has(key, false)) return 'refused';
    if (this.#callers >= this.#limits.callersMax) return 'busy';
    this.#callers++;
    try {
      return await (this.#shared.get(key) ?? this.#start(key, stored, password));
    } finally {
      this.#callers--;
    }
  }

  #start(key: string, stored: ScryptHash, password: Buffer): Promise<Verdict> {
    const run = this.#run(key, stored, password).finally(() => this.#shared.delete(key));
    this.#shared.set(key, run);
    return run;
  }

  async #run(key: string, stored: ScryptHash, password: Buffer): Promise<Verdict> {
    const matches = await this.#line.run(() => matchesScrypt(stored, password));
    if (matches === LINE_FULL || this.#closed) return 'busy';
    const remembered = matches ? this.#accepted : this.#refused;
    remembered.add(key);
    return matches ? 'accepted' : 'refused';
  }

  #keyOf(claim: Claim, password: Buffer): string {
    const hmac = createHmac('sha256', this.#secret);
    // Each part behind its length, so that no two claims read the same.
    for (const part of [claim.scope, claim.userId, claim.passwordHash ?? '']) hmac.update(`${part.length}:${part}`);
    return hmac.update(password).digest('base64');
  }
}

function scryptOf(stored: PasswordHash | null): ScryptHash | null {
  return stored?.algorithm === 'scrypt' ? stored : null;
}

/** Compared with when there is no user, so that "no such user" takes as long as "wrong key"; its match is never counted. */
const sha256StandIn: Sha256Hash = {
  algorithm: 'sha256',
  saltPosition: 'prefix',
  isHexKey: false,
  salt: Buffer.alloc(16),
  hash: randomBytes(32),
};
