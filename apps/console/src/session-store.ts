import { fieldsOf, text } from './fields.ts';
import { type Role, roleOf } from './role.ts';

/** Who is signed in. The token ends with the tab, since it is kept in sessionStorage alone. */
export type SignedIn = {
  readonly username: string;
  readonly token: string;
  readonly role: Role;
  /** Version of the server. */
  readonly version: string;
};

const key = 'ocpp-broker.session';

/** The session of this tab; undefined when there is none, or none that can be read. */
export function readSession(storage: Pick<Storage, 'getItem'>): SignedIn | undefined {
  try {
    const { username, token, role, version } = fieldsOf(JSON.parse(storage.getItem(key) ?? 'null'));
    if (text(token) === '') return undefined;
    return { username: text(username), token: text(token), role: roleOf(text(role)), version: text(version) };
  } catch {
    // Storage may be forbidden, and what lies in it may be anybody's: then there is no session.
    return undefined;
  }
}

/** Keeps the session for a reload of the page; undefined ends it. */
export function writeSession(storage: Pick<Storage, 'setItem' | 'removeItem'>, session: SignedIn | undefined): void {
  try {
    if (session === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(session));
  } catch {
    // Without storage the session lasts until the page is reloaded, which is better than no console at all.
  }
}
