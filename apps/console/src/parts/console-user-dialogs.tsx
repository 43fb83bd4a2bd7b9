import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { type Role, roleOptions } from '../role.ts';
import { FormDialog } from './dialog.tsx';
import { SelectField, TextField } from './field.tsx';
import { PasswordField } from './password-field.tsx';

/** The least that the server takes for a user of the console. */
const passwordLengthMin = 8;

/** Adds a user of the console, or changes one; the password only when one is given. */
export function ConsoleUserDialog(props: {
  readonly user: Schemas['AdminUser'] | null;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { user } = props;
  const { api, notify } = useConsole();
  const [username, setUsername] = useState(user?.username ?? '');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer');
  const [description, setDescription] = useState(user?.description ?? '');
  const save = async (): Promise<void> => {
    if (user === null) {
      await api.post('/api/v5/users', { body: { username, password, role, description } });
    } else {
      const body = { role, description, ...(password === '' ? {} : { password }) };
      await api.put('/api/v5/users/{username}', { path: { username }, body });
    }
    notify(`The user ${username} was ${user === null ? 'added' : 'changed'}.`);
    props.onSaved();
  };
  return (
    <FormDialog
      title={user === null ? 'Add a user of the console' : `Edit the user ${user.username}`}
      submitLabel={user === null ? 'Add' : 'Save'}
      busyLabel={user === null ? 'Adding…' : 'Saving…'}
      failure={user === null ? 'The user was not added' : 'The user was not changed'}
      action={save}
      onClose={props.onClose}
    >
      {user === null ? (
        <TextField label="User name" value={username} onInput={setUsername} maxLength={256} isRequired isCode />
      ) : null}
      <SelectField
        label="Role"
        value={role}
        onChange={setRole}
        options={roleOptions}
        hint={user === null ? undefined : 'A new role or password ends the sessions of this user.'}
      />
      <PasswordField
        label={user === null ? 'Password' : 'New password'}
        value={password}
        onInput={setPassword}
        autoComplete="new-password"
        minLength={passwordLengthMin}
        hint={user === null ? `At least ${passwordLengthMin} characters.` : 'Leave it empty to keep the present one.'}
        isRequired={user === null}
      />
      <TextField label="Description" value={description} onInput={setDescription} maxLength={1024} />
    </FormDialog>
  );
}
