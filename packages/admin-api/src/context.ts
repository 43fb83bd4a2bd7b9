import type { CallSender } from './calls-sender.ts';
import type { Tickets } from './event-stream-tickets.ts';
import type { FailureThrottle } from './failure-throttle.ts';
import type { ResolvedOptions } from './options.ts';
import type { AdminApiPorts } from './ports.ts';
import type { TokenStore } from './tokens.ts';

/** What the routes share. */
export type ApiContext = {
  readonly options: ResolvedOptions;
  readonly ports: AdminApiPorts;
  readonly tokens: TokenStore;
  readonly callSender: CallSender;
  /** What lets in where no header can be sent. */
  readonly tickets: Tickets;
  /** Failed passwords, by address. */
  readonly loginFailures: FailureThrottle;
  /** Wrong API keys, by address. */
  readonly apiKeyFailures: FailureThrottle;
};
