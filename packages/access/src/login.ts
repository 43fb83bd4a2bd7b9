// What is asked when somebody logs in, and what is answered: by one source of authentication, and in the end.

import type { AccessList } from './access-list.ts';

/** What a client or charge point showed. */
export type Login = {
  /** The MQTT client id, or the charge point's identity; undefined where it is not known yet. */
  readonly clientId: string | undefined;
  readonly username: string | undefined;
  /** Byte by byte as received. */
  readonly password: Buffer | undefined;
  readonly remoteAddress: string;
  /** Id of the listener that it came in by. */
  readonly listenerId?: string | undefined;
};

/** What one source says about a login. Reasons are for the log: they hold no secret. */
export type SourceVerdict =
  | {
      readonly outcome: 'accepted';
      readonly superuser: boolean;
      /** Client ids that this user may use, see client-id-binding.ts; null or left out: any. */
      readonly clientIds?: readonly string[] | null | undefined;
      readonly acl?: AccessList | undefined;
      /** Milliseconds since 1970 at which the connection is to be ended. */
      readonly expiresAt?: number | undefined;
    }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The next source decides. `hasFailed`: it should have had a say, but could not. */
  | { readonly outcome: 'ignored'; readonly reason?: string; readonly hasFailed?: boolean }
  /** Not tried: too many wait already. */
  | { readonly outcome: 'busy' };

/** One place where it is known who may log in. */
export interface AuthenticationSource {
  /** For the log. */
  readonly name: string;
  /** The user name is a token, which is not to be logged. */
  readonly isUsernameSecret?: boolean;
  authenticate(login: Login): Promise<SourceVerdict>;
  /**
   * Does the work of a refusal when no source knew the user, so that the time it takes does not tell which users there are.
   */
  pretend?(login: Login): Promise<void>;
}

/** The answer to a login. */
export type AccessDecision =
  | {
      readonly outcome: 'accepted';
      /** Name of the source that said so. */
      readonly source: string;
      readonly superuser: boolean;
      /** As the source has them; they have been checked where the login told its client id. */
      readonly clientIds: readonly string[] | null;
      /** To be handed to `TopicRules` with the client. */
      readonly rights: AccessList | undefined;
      /** Milliseconds since 1970 at which the connection is to be ended; undefined: never. */
      readonly expiresAt: number | undefined;
    }
  /** `unavailable`: nobody knew the user, but a source could not be asked. */
  | { readonly outcome: 'refused'; readonly reason: 'credentials' | 'unavailable' }
  /** Who it is was proven; the client id is not one of this user's. */
  | { readonly outcome: 'client-id' }
  | { readonly outcome: 'banned' }
  /** Not tried; `retryAfterMs` when it is known after which time it will be. */
  | { readonly outcome: 'busy'; readonly retryAfterMs?: number };

/** Structured logging, as pino has it. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
