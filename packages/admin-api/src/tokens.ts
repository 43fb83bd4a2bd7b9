import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Role } from './ports.ts';

/** What a bearer token turned out to be. */
export type TokenCheck =
  | { readonly kind: 'valid'; readonly username: string; readonly role: Role }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/** The bounds of the tokens. */
export type TokenOptions = {
  readonly tokenTtlMs: number;
  readonly tokenLifetimeMs: number;
  readonly tokensMax: number;
  readonly tokensPerUserMax: number;
};

/** A login whose token is good, without the token. Times in ms since 1970. */
export type Session = {
  /** Names the session to its owner; the token cannot be found from it. */
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  /** The address that logged in. */
  readonly from: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** When it ends unless it is used before. */
  readonly expiresAt: number;
};

type Entry = Omit<Session, 'id' | 'expiresAt'> & { readonly endsAt: number; readonly idleEndsAt: number };

// 256 random bits cannot be guessed, so a plain hash is enough: it only keeps a memory dump from being a bunch of keys.
const TOKEN_BYTES = 32;
const SESSION_ID_LENGTH = 16;

/** The bearer tokens that `POST /login` gave out. They live in memory only: a restart logs everybody out. */
export class TokenStore {
  #options: TokenOptions;
  readonly #clock: Clock;
  /** By hash, the least recently used first. Expired entries stay until their room is needed, so that they can be told from unknown ones. */
  readonly #entries = new Map<string, Entry>();

  #endings = 0;

  constructor(options: TokenOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The number of tokens in memory, expired ones included. */
  get size(): number {
    return this.#entries.size;
  }

  /** Grows whenever all tokens of somebody end: what was found out about a user before may not hold any more. */
  get endings(): number {
    return this.#endings;
  }

  /** New bounds: the times count from the next use of a token, the numbers from the next login. */
  reconfigure(options: TokenOptions): void {
    this.#options = options;
  }

  /** A new token for whoever logs in from that address. Over a bound, the least recently used one ends: the user's own first, then anybody's. */
  issue(username: string, role: Role, from: string): string {
    this.#makeRoom(username);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = this.#clock.now();
    const { tokenTtlMs, tokenLifetimeMs } = this.#options;
    const endsAt = now + Math.max(tokenTtlMs, tokenLifetimeMs);
    const idleEndsAt = now + tokenTtlMs;
    this.#entries.set(hash(token), { username, role, from, createdAt: now, lastUsedAt: now, endsAt, idleEndsAt });
    return token;
  }

  /** Who the token stands for; it is good for another `tokenTtlMs` from now. */
  check(token: string): TokenCheck {
    const key = hash(token);
    const entry = this.#entries.get(key);
    if (entry === undefined) return { kind: 'unknown' };
    const now = this.#clock.now();
    if (isOver(entry, now)) return { kind: 'expired' };
    this.#entries.delete(key);
    this.#entries.set(key, { ...entry, lastUsedAt: now, idleEndsAt: now + this.#options.tokenTtlMs });
    return { kind: 'valid', username: entry.username, role: entry.role };
  }

  /** Ends one token. */
  revoke(token: string): void {
    this.#entries.delete(hash(token));
  }

  /** Ends every token of a user. */
  revokeAll(username: string): void {
    this.#endings += 1;
    for (const key of this.#keysOf(username)) this.#entries.delete(key);
  }

  /** Ends every token of everybody. */
  clear(): void {
    this.#endings += 1;
    this.#entries.clear();
  }

  /** The user's logins that are good now, the one used longest ago first. */
  sessions(username: string): readonly Session[] {
    const now = this.#clock.now();
    return [...this.#entries].flatMap(([key, entry]) => {
      if (entry.username !== username || isOver(entry, now)) return [];
      const { endsAt, idleEndsAt, ...told } = entry;
      return [{ ...told, id: sessionIdOf(key), expiresAt: Math.min(endsAt, idleEndsAt) }];
    });
  }

  /** The session of a token, whether it is good or not. */
  sessionId(token: string): string {
    return sessionIdOf(hash(token));
  }

  /** Ends one session of a user; whether there was one. */
  endSession(username: string, id: string): boolean {
    const key = this.#keysOf(username).find((one) => sessionIdOf(one) === id);
    return key !== undefined && this.#entries.delete(key);
  }

  #makeRoom(username: string): void {
    const own = this.#keysOf(username);
    if (own.length >= this.#options.tokensPerUserMax) this.#drop(own[0]);
    if (this.#entries.size < this.#options.tokensMax) return;
    const now = this.#clock.now();
    for (const [key, entry] of this.#entries) if (isOver(entry, now)) this.#entries.delete(key);
    if (this.#entries.size >= this.#options.tokensMax) this.#drop(this.#entries.keys().next().value);
  }

  #drop(key: string | undefined): void {
    if (key !== undefined) this.#entries.delete(key);
  }

  #keysOf(username: string): string[] {
    return [...this.#entries].filter(([, entry]) => entry.username === username).map(([key]) => key);
  }
}

function isOver(entry: Entry, now: number): boolean {
  return now >= entry.endsAt || now >= entry.idleEndsAt;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function sessionIdOf(key: string): string {
  return key.slice(0, SESSION_ID_LENGTH);
}
