import { StoreError } from './store-error.ts';
import type { Role } from './user.ts';

/** A stored API key, without its secret. Times in ms since 1970; `expiresAt` null: never. */
export type ApiKey = {
  readonly name: string;
  readonly apiKey: string;
  readonly role: Role;
  readonly description: string;
  readonly enable: boolean;
  readonly expiresAt: number | null;
  readonly createdAt: number;
};

/** What is left out is: administrator, no description, enabled, never expiring. */
export type NewApiKey = {
  readonly name: string;
  readonly role?: Role;
  readonly description?: string;
  readonly enable?: boolean;
  readonly expiresAt?: number | null;
};

/** What to change; what is left out stays. */
export type ApiKeyChange = {
  readonly role?: Role;
  readonly description?: string;
  readonly enable?: boolean;
  readonly expiresAt?: number | null;
};

/** A key that the operator chose, as a bootstrap file gives it. */
export type BootstrapApiKey = { readonly key: string; readonly secret: string; readonly role: Role };

/** `apiSecret` is shown here and never again; `full`: there are as many keys as may be. */
export type ApiKeyCreation =
  | { readonly outcome: 'created'; readonly apiKey: ApiKey; readonly apiSecret: string }
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'full' };

export type ApiKeyVerification =
  | { readonly outcome: 'accepted'; readonly apiKey: ApiKey }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'busy' };

/** The keys of the HTTP API, named. Rejects with the StoreError `store_invalid_value` on values that cannot be stored. */
export interface ApiKeyRepository {
  create(key: NewApiKey): Promise<ApiKeyCreation>;
  /**
   * Makes sure that `key` opens with `secret` and has `role`; whether it is enabled and when it expires stay as they are. Call it at each start,
   * for each line of the file.
   */
  addBootstrap(key: BootstrapApiKey): Promise<'added' | 'updated' | 'unchanged' | 'full'>;
  /** All of them, ordered by name. */
  list(): Promise<readonly ApiKey[]>;
  find(name: string): Promise<ApiKey | null>;
  /** Resolves to the changed key, or to null when there is none. */
  update(name: string, change: ApiKeyChange): Promise<ApiKey | null>;
  /** Resolves to whether there was such a key. */
  remove(name: string): Promise<boolean>;
  /** Refused as well when the key is disabled or has expired. `busy`: not tried, try again later. */
  verify(key: string, secret: string): Promise<ApiKeyVerification>;
}

const NAME_LENGTH_MAX = 256;
const DESCRIPTION_LENGTH_MAX = 1_024;
const KEY_LENGTH_MAX = 256;

/** Throws a StoreError when `name` cannot be the name of a key. */
export function checkApiKeyName(name: string): void {
  if (name === '' || name.length > NAME_LENGTH_MAX || /\p{Cc}/u.test(name)) {
    throw new StoreError(
      'store_invalid_value',
      `the name of an API key has 1 to ${NAME_LENGTH_MAX} characters and no control characters`,
    );
  }
}

/** Throws a StoreError when a description is too long or an expiry is no time. */
export function checkApiKeyChange(change: ApiKeyChange): void {
  if ((change.description ?? '').length > DESCRIPTION_LENGTH_MAX) {
    throw new StoreError('store_invalid_value', `a description has at most ${DESCRIPTION_LENGTH_MAX} characters`);
  }
  if (!Number.isSafeInteger(change.expiresAt ?? 0)) {
    throw new StoreError('store_invalid_value', 'expiresAt is not a time in whole ms since 1970');
  }
}

/** Throws a StoreError when `key` cannot be the user part of HTTP Basic, which ends at the first colon. */
export function checkApiKeyText(key: string): void {
  if (key === '' || key.length > KEY_LENGTH_MAX || /[:\p{Cc}]/u.test(key)) {
    throw new StoreError(
      'store_invalid_value',
      `an API key has 1 to ${KEY_LENGTH_MAX} characters, no colon and no control characters`,
    );
  }
}
