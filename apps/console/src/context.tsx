import type { ApiClient } from '@ocpp-broker/api-client';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SignedIn } from './session-store.ts';

/** What every page needs. */
export type Console = {
  readonly api: ApiClient;
  readonly user: SignedIn;
  /** False while the session has ended and the sign-in stands in front of the page. */
  readonly isSignedIn: boolean;
  /** May kick, send, and keep the users of clients: operators and administrators. */
  readonly mayAct: boolean;
  /** May change the server itself: administrators. */
  readonly mayChange: boolean;
  /** Begins a new session. */
  readonly signIn: (username: string, password: string) => Promise<void>;
  /** Tells that something was done, in a sentence. */
  readonly notify: (sentence: string) => void;
  /** What pages keep while another page is shown, by their name. */
  readonly kept: Map<string, unknown>;
};

/** The console around a page. */
export const ConsoleContext = createContext<Console | null>(null);

/** The console around this component. */
export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (found === null) throw new Error('a page was rendered outside of the console');
  return found;
}
