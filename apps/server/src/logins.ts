import { type AccessDecision, AuthenticatorChain, type Bans, type Login, LoginThrottle } from '@ocpp-broker/access';
import type { AuthenticationSettings } from '@ocpp-broker/config';
import type { Logger } from 'pino';
import { authenticationSources, type SourceParts, throttleOptions } from './authentication-sources.ts';
import { watchFiles } from './file-watch.ts';
import { StartError } from './start-error.ts';

/** How often a key set is looked at, in milliseconds. */
const keySetIntervalMsUsual = 60_000;

/** The source of a login while the settings have nobody asked. */
export const nobodyAsked = 'nobody was asked';

/** What the logins of one root of the settings are made of. */
export type LoginsParts = SourceParts & {
  readonly bans: Bans;
  readonly log: Logger;
  /** Left out: a minute. */
  readonly keySetIntervalMs?: number;
};

type Setup = { readonly settings: AuthenticationSettings; readonly isAnonymousAllowed: boolean };

/** The logins of one root of the settings: its sources, which follow the settings, and its throttle, which remembers across their changes. */
export class Logins {
  readonly #parts: LoginsParts;
  readonly #throttle = new LoginThrottle();
  #setup: Setup;
  #chain: AuthenticatorChain;
  #stopWatching: () => void;

  /** Throws a StartError that names each setting at fault. */
  constructor(parts: LoginsParts, settings: AuthenticationSettings, isAnonymousAllowed: boolean) {
    this.#parts = parts;
    this.#setup = { settings, isAnonymousAllowed };
    this.#chain = this.#chainOf(this.#setup);
    this.#stopWatching = this.#watch(settings);
    this.#throttle.reconfigure(throttleOptions(settings) ?? {});
  }

  /** Decides about a login; while nobody is asked, everybody but the banned is let in. */
  async authenticate(login: Login): Promise<AccessDecision> {
    const isAsked = this.#setup.settings.enable;
    const decision = isAsked ? await this.#chain.authenticate(login) : unasked;
    // Who was banned while the login was under way is not among those whose connections the ban has ended.
    return decision.outcome === 'accepted' && this.#parts.bans.find(login) !== undefined
      ? { outcome: 'banned' }
      : decision;
  }

  /** Makes what other settings want, and changes nothing yet; the returned function puts it in force. Throws a StartError. */
  prepare(settings: AuthenticationSettings, isAnonymousAllowed: boolean): () => void {
    const next = { settings, isAnonymousAllowed };
    if (JSON.stringify(next) === JSON.stringify(this.#setup)) return () => {};
    const chain = this.#chainOf(next);
    return () => {
      this.#setup = next;
      this.#chain = chain;
      this.#throttle.reconfigure(throttleOptions(settings) ?? {});
      this.#stopWatching();
      this.#stopWatching = this.#watch(settings);
    };
  }

  /** Looks at no file any more. */
  close(): void {
    this.#stopWatching();
  }

  #chainOf({ settings, isAnonymousAllowed }: Setup): AuthenticatorChain {
    const { bans, now, log } = this.#parts;
    return new AuthenticatorChain({
      sources: authenticationSources(settings, this.#parts),
      bans,
      throttle: settings.throttle.enable ? this.#throttle : undefined,
      isAnonymousAllowed,
      now,
      log,
    });
  }

  #watch({ jwt }: AuthenticationSettings): () => void {
    const { log, path, keySetIntervalMs: intervalMs = keySetIntervalMsUsual } = this.#parts;
    if (!jwt.enable || !jwt.use_jwks) return () => {};
    const setting = `${path}.jwt.jwks_file`;
    return watchFiles({
      files: [jwt.jwks_file],
      intervalMs,
      reload: () => {
        this.#chain = this.#chainOf(this.#setup);
      },
      onReloaded: () => log.info({ setting }, 'another key set is in force'),
      onRefused: (error) => {
        const why = error instanceof StartError ? { problems: error.problems } : { err: error };
        log.error({ setting, ...why }, 'the key set is no good; the old one stays');
      },
    });
  }
}

const unasked: AccessDecision = {
  outcome: 'accepted',
  source: nobodyAsked,
  superuser: false,
  clientIds: null,
  rights: undefined,
  expiresAt: undefined,
};
