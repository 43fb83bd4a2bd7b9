/** How the HTTP API is run; everything has a default. Times in milliseconds, sizes in bytes. */
export type AdminApiOptions = {
  /** Folder of the built console, served at `/`. Left out, or not there: no console. */
  readonly consoleDirectory?: string | undefined;
  /** Origins that browsers may call from. None by default: CORS is off. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Addresses or networks (`10.0.0.0/8`) whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly bodyBytesMax?: number | undefined;
  /** The largest file of users, and the largest document of a backup. */
  readonly importBytesMax?: number | undefined;
  readonly connectionsMax?: number | undefined;
  /** How long one request may take to arrive. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long an answer may take, but for routes that are made to wait; then it is 503. */
  readonly answerTimeoutMs?: number | undefined;
  /** How long `close` waits for requests under way before it cuts them. */
  readonly closeGraceMs?: number | undefined;
  /** A token is good for so long after its last use … */
  readonly tokenTtlMs?: number | undefined;
  /** … but ends after so long in any case (or after `tokenTtlMs`, when that is longer). */
  readonly tokenLifetimeMs?: number | undefined;
  readonly tokensMax?: number | undefined;
  readonly tokensPerUserMax?: number | undefined;
  /** Failed logins of one address in one window; the next answers 429. */
  readonly loginFailuresMax?: number | undefined;
  /** Requests of one address with a wrong API key in one window; the next answers 429. */
  readonly apiKeyFailuresMax?: number | undefined;
  readonly failureWindowMs?: number | undefined;
  /** Addresses remembered for the two bounds above. */
  readonly failureAddressesMax?: number | undefined;
  /** The longest that a request for a CALL waits, and the longest `timeout` that it may ask for. */
  readonly callWaitMaxMs?: number | undefined;
  /** Requests that wait for the answer to a CALL at once; the next answers 503. */
  readonly callsWaitingMax?: number | undefined;
  /** How long the answer to a request with an idempotency key is kept. */
  readonly idempotencyTtlMs?: number | undefined;
  readonly idempotencyKeysMax?: number | undefined;
  /** Of all answers that are kept together. */
  readonly idempotencyBytesMax?: number | undefined;
  /** Readers of live frames at once; the next answers 503. */
  readonly frameStreamsMax?: number | undefined;
  /** What waits for one slow reader; more is dropped, and told. */
  readonly frameStreamEventsMax?: number | undefined;
  readonly frameStreamBytesMax?: number | undefined;
  readonly frameHeartbeatMs?: number | undefined;
  /** How long a ticket is good for. */
  readonly ticketTtlMs?: number | undefined;
  readonly ticketsMax?: number | undefined;
  readonly ticketsPerCallerMax?: number | undefined;
  /** Who reads `/prometheus/stats` without credentials; nobody by default. */
  readonly prometheusReaders?: Addresses | undefined;
};

/** A set of addresses; `has` takes IPv4 ones also as they look on a socket of IPv6 (`::ffff:10.0.0.1`). */
export interface Addresses {
  readonly isEmpty: boolean;
  has(address: string): boolean;
}

/** The options with nothing left open. */
export type ResolvedOptions = { readonly [Name in keyof AdminApiOptions]-?: Exclude<AdminApiOptions[Name], undefined> };

const MINUTE_MS = 60_000;

const DEFAULTS: ResolvedOptions = {
  consoleDirectory: '',
  corsOrigins: [],
  trustedProxies: [],
  // MQTT messages come in by POST /publish; 1 MB is the packet size that EMQX allows by default.
  bodyBytesMax: 1_048_576,
  connectionsMax: 1_024,
  // A backup of some ten thousand users.
  importBytesMax: 16_777_216,
  requestTimeoutMs: 30_000,
  answerTimeoutMs: 30_000,
  // The whole process has 5 s to stop; the charge points and MQTT clients need some of it.
  closeGraceMs: 2_000,
  tokenTtlMs: 60 * MINUTE_MS,
  tokenLifetimeMs: 12 * 60 * MINUTE_MS,
  tokensMax: 10_000,
  tokensPerUserMax: 100,
  loginFailuresMax: 10,
  // Scripts in a loop share an address with people; a wrong key in one of them should not lock all out at once.
  apiKeyFailuresMax: 100,
  failureWindowMs: MINUTE_MS,
  failureAddressesMax: 10_000,
  callWaitMaxMs: 5 * MINUTE_MS,
  // Each holds a connection too, of which there are `connectionsMax`; some have to be left for everybody else.
  callsWaitingMax: 500,
  idempotencyTtlMs: 60 * MINUTE_MS,
  idempotencyKeysMax: 10_000,
  idempotencyBytesMax: 16 * 1_048_576,
  frameStreamsMax: 20,
  frameStreamEventsMax: 1_000,
  frameStreamBytesMax: 1_048_576,
  // Proxies give up on a silent answer after 30 or 60 s.
  frameHeartbeatMs: 15_000,
  ticketTtlMs: 30_000,
  ticketsMax: 1_000,
  ticketsPerCallerMax: 20,
  prometheusReaders: { isEmpty: true, has: () => false },
};

/** Fills in the defaults. */
export function resolveOptions(options: AdminApiOptions): ResolvedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
