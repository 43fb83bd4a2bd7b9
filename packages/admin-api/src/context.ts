import type { FailureThrottle } from './failure-throttle.ts';
import type { ResolvedOptions } from './options.ts';
import type { AdminApiPorts } from './ports.ts';
import type { TokenStore } from './tokens.ts';

/** What the routes share. */
export type ApiContext = {
  readonly options: ResolvedOptions;
  readonly ports: AdminApiPorts;
  readonly tokens: TokenStore;
  /** Failed passwords, by address. */
  readonly loginFailures: FailureThrottle;
  /** Wrong API keys, by address. */
  readonly apiKeyFailures: FailureThrottle;
};
