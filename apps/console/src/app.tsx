import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { ConsoleContext } from './context.tsx';
import { mayAct, mayChange } from './role.ts';
import { createSessionClient } from './session-client.ts';
import { readSession, type SignedIn, writeSession } from './session-store.ts';
import { Shell } from './shell.tsx';
import { SignInAgain, SignInPage } from './sign-in.tsx';

// Long enough to be read, and what it says can be seen on the page as well.
const toastMs = 8_000;

/**
 * The console: the sign-in, or the pages of whoever is signed in. A session that ends by itself leaves its page standing behind the
 * sign-in, so that nothing is lost that was typed there; one that is ended on purpose does not.
 */
export function App(): JSX.Element {
  const [user, setUser] = useState<SignedIn | undefined>(() => readSession(sessionStorage));
  const [isSignedIn, setSignedIn] = useState(user !== undefined);
  const [kept, setKept] = useState(() => new Map<string, unknown>());
  const [toast, setToast] = useState('');
  const token = useRef(user?.token ?? null);
  const toastTimer = useRef(0);

  const api = useMemo(
    () =>
      createSessionClient({
        origin: location.origin,
        fetch: (url, init) => fetch(url, init),
        token: () => token.current,
        tokenRefused: (refused) => {
          // The answer to a request of the session before this one says nothing about this one.
          if (token.current !== refused) return;
          token.current = null;
          writeSession(sessionStorage, undefined);
          setSignedIn(false);
        },
      }),
    [],
  );

  const signIn = async (username: string, password: string): Promise<void> => {
    const { role, version, ...login } = await api.post('/api/v5/login', { body: { username, password } });
    const next = { username, token: login.token, role, version };
    token.current = next.token;
    writeSession(sessionStorage, next);
    if (user?.username !== username) setKept(new Map());
    setUser(next);
    setSignedIn(true);
  };

  const signOut = (): void => {
    // The token ends on the server too; when that fails, it ends by its age.
    api.post('/api/v5/logout').catch(() => undefined);
    token.current = null;
    writeSession(sessionStorage, undefined);
    setKept(new Map());
    setUser(undefined);
    setSignedIn(false);
  };

  const notify = (sentence: string): void => {
    clearTimeout(toastTimer.current);
    setToast(sentence);
    toastTimer.current = window.setTimeout(() => setToast(''), toastMs);
  };

  if (user === undefined) return <SignInPage signIn={signIn} />;
  const rights = { mayAct: mayAct(user.role), mayChange: mayChange(user.role) };
  return (
    <ConsoleContext value={{ api, user, isSignedIn, ...rights, signIn, notify, kept }}>
      <Shell key={user.username} onSignOut={signOut} />
      <div class="toast-place" role="status">
        {toast === '' ? null : <p class="toast">{toast}</p>}
      </div>
      {isSignedIn ? null : <SignInAgain username={user.username} signIn={signIn} onSignOut={signOut} />}
    </ConsoleContext>
  );
}
