import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { FormDialog } from './dialog.tsx';
import { PasswordField } from './password-field.tsx';

/** Changes the password of whoever is signed in. All of his sessions end with it, so this one is begun again. */
export function OwnPasswordDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { api, user, signIn, notify } = useConsole();
  const [oldPassword, setOldPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  return (
    <FormDialog
      title="Change your password"
      submitLabel="Change"
      busyLabel="Changing…"
      failure="The password was not changed"
      action={async () => {
        await api.post('/api/v5/users/{username}/change_pwd', {
          path: { username: user.username },
          body: { old_pwd: oldPassword, new_pwd: newPassword },
        });
        notify('Your password was changed; your other sessions have ended.');
        // If this fails, the next request asks to sign in again.
        await signIn(user.username, newPassword).catch(() => undefined);
      }}
      onClose={onClose}
    >
      <PasswordField
        label="Present password"
        value={oldPassword}
        onInput={setOldPassword}
        autoComplete="current-password"
        isRequired
      />
      <PasswordField
        label="New password"
        value={newPassword}
        onInput={setNewPassword}
        autoComplete="new-password"
        minLength={8}
        hint="At least 8 characters."
        isRequired
      />
    </FormDialog>
  );
}
