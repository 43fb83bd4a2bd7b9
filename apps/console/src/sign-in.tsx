import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from './hooks/use-action.tsx';
import { useModal } from './hooks/use-modal.tsx';
import { Button } from './parts/button.tsx';
import { TextField } from './parts/field.tsx';
import { Mark } from './parts/icon.tsx';
import { Notice, ProblemNotice } from './parts/notice.tsx';
import { PasswordField } from './parts/password-field.tsx';

type SignIn = (username: string, password: string) => Promise<void>;

/** The page of somebody who is not signed in. */
export function SignInPage({ signIn }: { readonly signIn: SignIn }): JSX.Element {
  useEffect(() => {
    document.title = 'Sign in · ocpp-broker';
  }, []);
  return (
    <main class="sign-in">
      <SignInForm title="ocpp-broker" username="" signIn={signIn} />
    </main>
  );
}

/** In front of the page whose session has ended. A dialog, since one of the page's own may be open and would keep the focus. */
export function SignInAgain(props: {
  readonly username: string;
  readonly signIn: SignIn;
  readonly onSignOut: () => void;
}): JSX.Element {
  const ref = useModal();
  return (
    <dialog
      ref={ref}
      class="sign-in sign-in-again"
      aria-label="Sign in again"
      closedby="none"
      // Browsers that do not know `closedby` close it at a second Escape, whatever is prevented at the first.
      onCancel={(event) => event.preventDefault()}
      onClose={() => ref.current?.isConnected && ref.current.showModal()}
    >
      <SignInForm title="Sign in again" username={props.username} signIn={props.signIn}>
        <Notice kind="info">
          <p>Your session has ended. The page is kept as you left it.</p>
        </Notice>
      </SignInForm>
      <Button kind="quiet" onClick={props.onSignOut}>
        Sign out instead
      </Button>
    </dialog>
  );
}

function SignInForm(props: {
  readonly title: string;
  readonly username: string;
  readonly signIn: SignIn;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const [username, setUsername] = useState(props.username);
  const [password, setPassword] = useState('');
  const { isBusy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const inputs = [...(form.current?.querySelectorAll('input') ?? [])];
    inputs.find(({ value }) => value === '')?.focus();
  }, []);
  return (
    <form
      ref={form}
      class="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => props.signIn(username, password));
      }}
    >
      <div class="sign-in-head">
        <Mark />
        <div>
          <h1>{props.title}</h1>
          <p class="quiet">{location.host}</p>
        </div>
      </div>
      {props.children}
      <TextField label="User name" value={username} onInput={setUsername} autoComplete="username" isRequired />
      <PasswordField
        label="Password"
        value={password}
        onInput={setPassword}
        autoComplete="current-password"
        isRequired
      />
      <ProblemNotice problem={problem} what="You are not signed in" />
      <Button type="submit" kind="primary" isBusy={isBusy}>
        {isBusy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
