/** How the HTTP API is run; everything has a default. Times in milliseconds, sizes in bytes. */
export type AdminApiOptions = {
  /** Folder of the built console, served at `/`. Left out, or not there: no console. */
  readonly consoleDirectory?: string | undefined;
  /** Origins that browsers may call from. None by default: CORS is off. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Addresses or networks (`10.0.0.0/8`) whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly bodyBytesMax?: number | undefined;
  readonly connectionsMax?: number | undefined;
  /** How long one request may take to arrive. */
  readonly requestTimeoutMs?: number | undefined;
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
};

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
  requestTimeoutMs: 30_000,
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
};

/** Fills in the defaults. */
export function resolveOptions(options: AdminApiOptions): ResolvedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
