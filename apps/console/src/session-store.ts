import { fieldsOf, record, text } from './reader.ts';

/** Who is signed in. The token ends with the tab, since it is kept in sessionStorage alone. */
export type SignedIn = {
  readonly username: string;
  readonly token: string;
  readonly role: string;
  /** Version of the server. */
  readonly version: string;
};

const key = 'ocpp-broker.session';
const signedIn = record({ username: text, token: text, role: text, version: text });

/** The session of this tab; undefined when there is none, or none that can be read. */
export function readSession(storage: Pick<Storage, 'getItem'>): SignedIn | undefined {
  try {
    const session = signedIn(fieldsOf(JSON.parse(storage.getItem(key) ?? 'null')));
    return session.token === '' ? undefined : session;
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
