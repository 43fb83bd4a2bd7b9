import type { Page, Paging } from './paging.ts';
import type { PasswordOrigin } from './password.ts';
import { StoreError } from './store-error.ts';

/** Who logs in where: charge points, MQTT clients, people at the console. */
export type Realm = 'ocpp' | 'mqtt' | 'admin';

/** What a person or an API key may do: everything; what running the place takes, but no settings; or read. */
export type Role = 'administrator' | 'operator' | 'viewer';

/** Every role. */
export const ROLES: readonly Role[] = ['administrator', 'operator', 'viewer'];

/** A stored user, without its password. `createdAt` in ms since 1970. */
export type User = {
  readonly userId: string;
  readonly isSuperuser: boolean;
  /** Realm `admin` only, null elsewhere. */
  readonly role: Role | null;
  /** Realm `ocpp` only: the identities this user may pose as; null: any. */
  readonly identities: readonly string[] | null;
  /** Realm `mqtt` only: the client ids this user may use, whole or up to a `*` at the end; null: any. */
  readonly clientIds: readonly string[] | null;
  /** Realm `admin` only, empty elsewhere: who this is, in the operator's words. */
  readonly description: string;
  readonly createdAt: number;
};

/** A stored user with the PHC string of its password: what a backup is made of. */
export type HashedUser = User & { readonly passwordHash: string };

/** What may be said about a user besides name and password; what is left out is `false`, `administrator` (realm admin), any identity, any client id, no description. */
export type UserTraits = {
  readonly isSuperuser?: boolean;
  readonly role?: Role | null;
  readonly identities?: readonly string[] | null;
  readonly clientIds?: readonly string[] | null;
  readonly description?: string;
};

export type NewUser = UserTraits & {
  readonly userId: string;
  readonly password: string;
  /** `generated` stores a fast hash, which is right for random keys of 128 bits and more and for nothing else. Default `chosen`. */
  readonly passwordOrigin?: PasswordOrigin;
};

export type NewHashedUser = UserTraits & {
  readonly userId: string;
  /** A PHC string, see phc.ts. */
  readonly passwordHash: string;
};

/** What to change; what is left out stays. */
export type UserChange = UserTraits & {
  readonly password?: string;
  readonly passwordOrigin?: PasswordOrigin;
  readonly passwordHash?: string;
};

export type UserQuery = Paging & {
  /** A part of the user id, in the same case. */
  readonly likeUserId?: string;
  readonly isSuperuser?: boolean;
};

export type UserVerification =
  | { readonly outcome: 'accepted'; readonly user: User }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'busy' };

/**
 * The users of one realm. Rejects with a StoreError: `store_invalid_value` on values that cannot be stored, `store_unknown_algorithm` on a hash
 * nobody could verify, `store_busy` when too many passwords wait to be hashed.
 */
export interface UserRepository {
  count(): Promise<number>;
  /** Ordered by user id. */
  list(query: UserQuery): Promise<Page<User>>;
  find(userId: string): Promise<User | null>;
  /** With their hashes, ordered by user id: the first `limit` whose id comes behind `after` (null: from the first on). */
  hashed(after: string | null, limit: number): Promise<readonly HashedUser[]>;
  add(user: NewUser): Promise<'added' | 'exists'>;
  /** Adds a user whose password was hashed elsewhere. */
  addHashed(user: NewHashedUser): Promise<'added' | 'exists'>;
  /** Resolves to the changed user, or to null when there is none. */
  update(userId: string, change: UserChange): Promise<User | null>;
  /** Resolves to whether there was such a user. */
  remove(userId: string): Promise<boolean>;
  /** `password` byte by byte as received. `busy`: not tried, try again later. */
  verify(userId: string, password: Buffer): Promise<UserVerification>;
}

const USER_ID_LENGTH_MAX = 256;
/** The longest identity, see OCPP-J: 48 characters. */
const IDENTITY_LENGTH_MAX = 48;
const CLIENT_ID_LENGTH_MAX = 256;
const DESCRIPTION_LENGTH_MAX = 1_024;
/** Names that one user may be bound to. */
const BINDINGS_MAX = 1_000;

/** Throws a StoreError when `userId` cannot be the name of a user. */
export function checkUserId(userId: string): void {
  if (userId === '' || userId.length > USER_ID_LENGTH_MAX || /\p{Cc}/u.test(userId)) {
    throw new StoreError(
      'store_invalid_value',
      `a user id has 1 to ${USER_ID_LENGTH_MAX} characters and no control characters`,
    );
  }
}

/** Throws a StoreError when the traits do not belong to `realm` or are out of bounds. */
export function checkTraits(realm: Realm, traits: UserTraits): void {
  const { role = null, identities = null, clientIds = null, description = '' } = traits;
  if (description !== '' && realm !== 'admin') {
    throw new StoreError('store_invalid_value', `a description belongs to users of the console, not to ${realm} users`);
  }
  if (description.length > DESCRIPTION_LENGTH_MAX) {
    throw new StoreError('store_invalid_value', `a description has at most ${DESCRIPTION_LENGTH_MAX} characters`);
  }
  if (role !== null && realm !== 'admin') {
    throw new StoreError('store_invalid_value', `a role belongs to users of the console, not to ${realm} users`);
  }
  if (identities !== null) {
    if (realm !== 'ocpp') {
      throw new StoreError('store_invalid_value', `identities belong to OCPP users, not to ${realm} users`);
    }
    checkBindings('identities', identities, IDENTITY_LENGTH_MAX);
  }
  if (clientIds === null) return;
  if (realm !== 'mqtt') {
    throw new StoreError('store_invalid_value', `client_ids belong to MQTT users, not to ${realm} users`);
  }
  checkBindings('client_ids', clientIds, CLIENT_ID_LENGTH_MAX);
  if (clientIds.some((clientId) => clientId.slice(0, -1).includes('*'))) {
    throw new StoreError('store_invalid_value', 'each of client_ids has a * at its end or none');
  }
}

function checkBindings(what: string, names: readonly string[], lengthMax: number): void {
  if (names.length === 0 || names.length > BINDINGS_MAX) {
    throw new StoreError('store_invalid_value', `${what} has 1 to ${BINDINGS_MAX} entries, or is null for any`);
  }
  if (names.some((name) => name === '' || name.length > lengthMax)) {
    throw new StoreError('store_invalid_value', `each of ${what} has 1 to ${lengthMax} characters`);
  }
}
