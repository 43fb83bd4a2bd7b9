import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { parseLines } from '../lines.ts';
import { FormDialog } from './dialog.tsx';
import { Field, TextField } from './field.tsx';
import { PasswordField } from './password-field.tsx';
import { Prose } from './prose.tsx';

/** Makes a webhook, or changes one; address and secret are not shown, and stay unless new ones are given. */
export function WebhookDialog(props: {
  readonly webhook: Schemas['Webhook'] | null;
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { webhook } = props;
  const { api, notify } = useConsole();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState('');
  const [secret, setSecret] = useState('');
  const [events, setEvents] = useState((webhook?.events ?? ['*']).join('\n'));
  const [identities, setIdentities] = useState((webhook?.identities ?? []).join('\n'));
  const save = async (): Promise<void> => {
    const body = {
      events: parseLines(events),
      identities: parseLines(identities),
      ...(url === '' ? {} : { url }),
      ...(secret === '' ? {} : { secret }),
    };
    const path = { name };
    if (webhook === null) await api.post('/api/v5/webhooks/{name}', { path, body });
    else await api.put('/api/v5/webhooks/{name}', { path, body });
    notify(`The webhook ${name} was ${webhook === null ? 'made' : 'changed'}.`);
    props.onSaved(name);
  };
  return (
    <FormDialog
      title={webhook === null ? 'Add a webhook' : `Edit the webhook ${webhook.name}`}
      submitLabel={webhook === null ? 'Add' : 'Save'}
      busyLabel={webhook === null ? 'Adding…' : 'Saving…'}
      failure={webhook === null ? 'The webhook was not made' : 'The webhook was not changed'}
      action={save}
      onClose={props.onClose}
    >
      {webhook === null ? (
        <TextField
          label="Name"
          value={name}
          onInput={setName}
          hint="Letters, digits, _ and -."
          pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
          maxLength={64}
          isRequired
          isCode
        />
      ) : null}
      <TextField
        label={webhook === null ? 'Address' : 'New address'}
        value={url}
        onInput={setUrl}
        hint={
          webhook === null
            ? 'Where events are sent, with https:// in front.'
            : 'Leave it empty to keep the present one.'
        }
        maxLength={2048}
        isRequired={webhook === null}
        isCode
      />
      <Lines
        label="Events"
        value={events}
        onInput={setEvents}
        hint="One on each line: `*`, `chargepoint.*`, `client.connected`, `call`, `call.BootNotification`, `error`."
      />
      <Lines
        label="Of whom"
        value={identities}
        onInput={setIdentities}
        hint="Identities and client ids, one on each line, `*` at the end for all that begin so. Empty: all."
      />
      <PasswordField
        label={webhook === null ? 'Secret' : 'New secret'}
        value={secret}
        onInput={setSecret}
        autoComplete="new-password"
        hint={
          webhook === null
            ? 'Signs each request, so that the receiver can tell who sent it. Empty: they are not signed.'
            : 'Leave it empty to keep the present one.'
        }
      />
    </FormDialog>
  );
}

function Lines(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint: string;
}): JSX.Element {
  return (
    <Field label={props.label} hint={<Prose text={props.hint} />}>
      {(ids) => (
        <textarea
          {...ids}
          class="code"
          rows={3}
          value={props.value}
          spellcheck={false}
          autocapitalize="none"
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
