import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from './access.ts';
import type { Clock } from './ports.ts';

/** The bounds of the tickets. */
export type TicketOptions = {
  readonly ticketTtlMs: number;
  readonly ticketsMax: number;
  readonly ticketsPerCallerMax: number;
};

type Entry = { readonly caller: Caller; readonly endsAt: number };

const TICKET_BYTES = 32;

/**
 * Tickets for event streams: a browser's EventSource sends no Authorization header, and a token in a URL would end up in logs.
 * Each lets its caller in once, and soon.
 */
export class Tickets {
  readonly #options: TicketOptions;
  readonly #clock: Clock;
  /** By hash, the oldest first. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: TicketOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The number of tickets in memory. */
  get size(): number {
    return this.#entries.size;
  }

  /** A new ticket. Over a bound the oldest one ends: the caller's own first, then anybody's. */
  issue(caller: Caller): { readonly ticket: string; readonly expiresAt: number } {
    this.#makeRoom(caller);
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const expiresAt = this.#clock.now() + this.#options.ticketTtlMs;
    this.#entries.set(hash(ticket), { caller, endsAt: expiresAt });
    return { ticket, expiresAt };
  }

  /** Whose ticket it is, if it is still good; it is good no more. */
  take(ticket: string): Caller | undefined {
    const key = hash(ticket);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry !== undefined && entry.endsAt > this.#clock.now() ? entry.caller : undefined;
  }

  #makeRoom(caller: Caller): void {
    const now = this.#clock.now();
    for (const [key, { endsAt }] of this.#entries) {
      if (endsAt > now) break;
      this.#entries.delete(key);
    }
    const own = [...this.#entries].filter(([, entry]) => isSame(entry.caller, caller));
    const oldest = own.length >= this.#options.ticketsPerCallerMax ? own[0]?.[0] : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    else if (this.#entries.size >= this.#options.ticketsMax) {
      const [first] = this.#entries.keys();
      if (first !== undefined) this.#entries.delete(first);
    }
  }
}

function isSame(one: Caller, other: Caller): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function hash(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64');
}
