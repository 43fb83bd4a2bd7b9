import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { type Role, roleOptions } from '../role.ts';
import { Button } from './button.tsx';
import { CopyField } from './copy-field.tsx';
import { Dialog, FormDialog } from './dialog.tsx';
import { Field, SelectField, TextField } from './field.tsx';
import { Notice } from './notice.tsx';

/** Makes an API key. */
export function AddApiKeyDialog(props: {
  readonly onCreated: (apiKey: Schemas['NewApiKey']) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { api } = useConsole();
  const [name, setName] = useState('');
  const [desc, setDesc] = useState('');
  const [role, setRole] = useState<Role>('administrator');
  const [expiry, setExpiry] = useState<'never' | 'at'>('never');
  const [expiresAt, setExpiresAt] = useState('');
  return (
    <FormDialog
      title="Create an API key"
      submitLabel="Create"
      busyLabel="Creating…"
      failure="The key was not created"
      action={async () => {
        const expired_at = expiry === 'never' ? 'infinity' : new Date(expiresAt).toISOString();
        props.onCreated(await api.post('/api/v5/api_key', { body: { name, desc, role, expired_at } }));
      }}
      onClose={props.onClose}
    >
      <TextField
        label="Name"
        value={name}
        onInput={setName}
        hint="Letters, digits, _ and -, a letter first."
        pattern="[A-Za-z][A-Za-z0-9_\-]*"
        maxLength={256}
        isRequired
        isCode
      />
      <TextField label="Description" value={desc} onInput={setDesc} maxLength={1024} />
      <SelectField label="Role" value={role} onChange={setRole} options={roleOptions} />
      <SelectField
        label="Expires"
        value={expiry}
        onChange={setExpiry}
        options={[
          ['never', 'Never'],
          ['at', 'At a time'],
        ]}
      />
      {expiry === 'never' ? null : (
        <Field label="Time of expiry" hint="In the time zone of this browser.">
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              required
              value={expiresAt}
              onInput={(event) => setExpiresAt(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
    </FormDialog>
  );
}

/** Shows the secret of a new key, this once. */
export function NewApiKeyDialog(props: {
  readonly apiKey: Schemas['NewApiKey'];
  readonly onClose: () => void;
}): JSX.Element {
  const { apiKey, onClose } = props;
  return (
    <Dialog title={`The key ${apiKey.name}`} onClose={onClose}>
      <Notice kind="warning">
        <p>Copy the secret now: it is not stored and cannot be shown again.</p>
      </Notice>
      <CopyField label="API key" value={apiKey.api_key} />
      <CopyField label="Secret" value={apiKey.api_secret} />
      <div class="dialog-buttons">
        <Button kind="primary" onClick={onClose}>
          I have the secret
        </Button>
      </div>
    </Dialog>
  );
}
