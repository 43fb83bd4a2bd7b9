// The users of one realm, wherever they are kept: `users` works over the API, and on the database of a server that is off.

/** Whose users: charge points, MQTT clients, people at the console. */
export const realms = ['ocpp', 'mqtt', 'admin'] as const;
/** One of the realms. */
export type Realm = (typeof realms)[number];

/** The roles of people at the console. */
export const roles = ['administrator', 'operator', 'viewer'] as const;
/** One of the roles. */
export type Role = (typeof roles)[number];

/** A user, spelled as in the API; what a realm does not have is left out. */
export type ListedUser = {
  readonly user_id: string;
  readonly is_superuser?: boolean;
  readonly role?: string;
  readonly identities?: readonly string[];
  readonly client_ids?: readonly string[];
};

/** A user to add. */
export type NewUser = {
  readonly userId: string;
  readonly password: string;
  readonly isSuperuser: boolean;
  readonly role: Role;
  readonly identities: readonly string[] | undefined;
  readonly clientIds: readonly string[] | undefined;
};

/** The users of one realm. Throws Problem or ApiError. */
export interface UserDirectory {
  /** Those whose names hold `like`, by name. */
  list(like: string | undefined): AsyncIterable<ListedUser>;
  /** Throws a Problem `ALREADY_EXISTS` (or the API's error of that code) when the name is taken. */
  add(user: NewUser): Promise<void>;
  /** Throws when there is none. */
  remove(userId: string): Promise<void>;
  close(): void;
}
