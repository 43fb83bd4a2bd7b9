import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { parseIdentities } from '../lines.ts';
import { type Realm, usersOf } from '../users-of.ts';
import { FormDialog } from './dialog.tsx';
import { CheckField, Field, TextField } from './field.tsx';
import { PasswordField } from './password-field.tsx';

type Rights = { readonly identities: string; readonly isSuperuser: boolean };

/** Adds a user. */
export function AddUserDialog(props: {
  readonly realm: Realm;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { realm } = props;
  const { api, notify } = useConsole();
  const [userId, setUserId] = useState('');
  const [password, setPassword] = useState('');
  const [rights, setRights] = useState<Rights>({ identities: '', isSuperuser: false });
  return (
    <FormDialog
      title={realm === 'ocpp' ? 'Add a user for charge points' : 'Add a user for MQTT clients'}
      submitLabel="Add"
      busyLabel="Adding…"
      failure="The user was not added"
      action={async () => {
        await usersOf(api, realm).add(userId, { password, ...rightsOf(realm, rights) });
        notify(`The user ${userId} was added.`);
        props.onSaved();
      }}
      onClose={props.onClose}
    >
      <TextField
        label="User name"
        value={userId}
        onInput={setUserId}
        hint={realm === 'ocpp' ? 'Often the identity of the charge point itself.' : undefined}
        maxLength={256}
        isRequired
        isCode
      />
      <PasswordField
        label="Password"
        value={password}
        onInput={setPassword}
        autoComplete="new-password"
        hint="It is stored as a hash and cannot be shown again."
        isRequired
      />
      <RightsFields realm={realm} rights={rights} onChange={setRights} />
    </FormDialog>
  );
}

/** Changes a user; the password only when one is given. */
export function EditUserDialog(props: {
  readonly realm: Realm;
  readonly user: Schemas['User'];
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { realm, user } = props;
  const { api, notify } = useConsole();
  const [password, setPassword] = useState('');
  const [rights, setRights] = useState<Rights>({
    identities: (user.identities ?? []).join('\n'),
    isSuperuser: user.is_superuser,
  });
  return (
    <FormDialog
      title={`Edit the user ${user.user_id}`}
      submitLabel="Save"
      busyLabel="Saving…"
      failure="The user was not changed"
      action={async () => {
        const changedPassword = password === '' ? {} : { password };
        await usersOf(api, realm).change(user.user_id, { ...changedPassword, ...rightsOf(realm, rights) });
        notify(`The user ${user.user_id} was changed.`);
        props.onSaved();
      }}
      onClose={props.onClose}
    >
      <PasswordField
        label="New password"
        value={password}
        onInput={setPassword}
        autoComplete="new-password"
        hint="Leave it empty to keep the present one."
      />
      <RightsFields realm={realm} rights={rights} onChange={setRights} />
    </FormDialog>
  );
}

function RightsFields(props: {
  readonly realm: Realm;
  readonly rights: Rights;
  readonly onChange: (rights: Rights) => void;
}): JSX.Element {
  const { rights, onChange } = props;
  if (props.realm === 'mqtt') {
    return (
      <CheckField
        label="Superuser"
        checked={rights.isSuperuser}
        onChange={(isSuperuser) => onChange({ ...rights, isSuperuser })}
        hint="The topic rules do not hold for this user."
      />
    );
  }
  return (
    <Field label="Identities" hint="One on each line: the charge points that this user may be. Empty: any.">
      {(ids) => (
        <textarea
          {...ids}
          class="code"
          rows={4}
          value={rights.identities}
          spellcheck={false}
          autocapitalize="none"
          onInput={(event) => onChange({ ...rights, identities: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

function rightsOf(realm: Realm, { identities, isSuperuser }: Rights) {
  return realm === 'ocpp' ? { identities: parseIdentities(identities) } : { is_superuser: isSuperuser };
}
