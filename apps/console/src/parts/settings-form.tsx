import { ApiError, type Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import type { Fields } from '../fields.ts';
import { useAction } from '../hooks/use-action.tsx';
import { useKept } from '../hooks/use-kept.tsx';
import { type Drafts, draftOf, patchOf, withDraft } from '../settings-draft.ts';
import type { Field, FieldGroup } from '../settings-fields.ts';
import { type Problems, problemsOf } from '../settings-problems.ts';
import { Button } from './button.tsx';
import { FormDialog } from './dialog.tsx';
import { Notice, ProblemNotice } from './notice.tsx';
import { Prose } from './prose.tsx';
import { SettingRow } from './setting-row.tsx';

const noDrafts: Drafts = new Map();
const noProblems: Problems = { ofFields: new Map(), others: [] };

/** Edits a document; only what was changed is sent, and it stays in the form until the server has taken it. */
export function SettingsForm(props: {
  readonly groups: readonly FieldGroup[];
  readonly document: Fields;
  readonly onSaved: () => void;
}): JSX.Element {
  const { groups, document: stored, onSaved } = props;
  const { api, mayChange, notify } = useConsole();
  const [drafts, setDrafts] = useKept<Drafts>('gateway-settings', noDrafts);
  const [problems, setProblems] = useState<Problems>(noProblems);
  const [isAsking, setAsking] = useState(false);
  const saving = useAction();
  const form = useRef<HTMLFormElement>(null);
  const fields = groups.flatMap((group) => group.fields);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);

  const isDirty = drafts.size > 0;
  useEffect(() => {
    if (!isDirty) return undefined;
    // Another page of the console keeps the changes; a reload, or the end of the tab, would lose them.
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);

  const save = async (): Promise<void> => {
    const { patch } = patchOf(fields, stored, drafts);
    try {
      // The form follows from the schema that the type was made from, and knows it only at run time.
      await api.put('/api/v5/gateways/ocpp', { body: patch as Schemas['GatewaySettings'] });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 400) throw error;
      const found = problemsOf(
        error.message,
        fields.map(({ key }) => key),
      );
      setProblems(found);
      if (found.ofFields.size === 0) throw error;
      return;
    }
    notify(savedSentence(fields.filter(({ key }) => drafts.has(key))));
    setDrafts(noDrafts);
    onSaved();
  };

  const submit = (): void => {
    const { patch, problems: slips } = patchOf(fields, stored, drafts);
    setProblems({ ofFields: slips, others: [] });
    saving.clear();
    if (slips.size > 0 || drafts.size === 0) return;
    if (patch.enable === false) setAsking(true);
    else void saving.run(save);
  };

  return (
    <form
      ref={form}
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {/* A viewer sees the same form, and cannot touch it. */}
      <fieldset disabled={!mayChange}>
        <legend class="unseen">Settings of the OCPP gateway</legend>
        {groups.map((group) => (
          <section key={group.key} class="panel" aria-label={group.key || 'General'}>
            <h2>{group.key === '' ? 'General' : <span class="code">{group.key}</span>}</h2>
            {group.key === '' ? null : (
              <p class="quiet">
                <Prose text={group.description} />
              </p>
            )}
            {group.fields.map((field) => (
              <SettingRow
                key={field.key}
                setting={field}
                draft={draftOf(field, stored, drafts)}
                isChanged={drafts.has(field.key)}
                problem={problems.ofFields.get(field.key) ?? null}
                onDraft={(draft) => setDrafts(withDraft(field, draft, stored, drafts))}
              />
            ))}
          </section>
        ))}
      </fieldset>
      {mayChange ? (
        <SaveBar
          changes={drafts.size}
          problems={problems}
          saving={saving}
          onDiscard={() => {
            setDrafts(noDrafts);
            setProblems(noProblems);
            saving.clear();
          }}
        />
      ) : null}
      {isAsking ? <SwitchOffDialog save={save} onClose={() => setAsking(false)} /> : null}
    </form>
  );
}

function SaveBar(props: {
  readonly changes: number;
  readonly problems: Problems;
  readonly saving: ReturnType<typeof useAction>;
  readonly onDiscard: () => void;
}): JSX.Element {
  const { changes, problems, saving } = props;
  const count = problems.ofFields.size;
  return (
    <div class="save-bar">
      {count === 0 ? null : (
        <Notice kind="danger">
          <p>
            <strong>Nothing was saved.</strong> {count === 1 ? 'One setting is' : `${count} settings are`} not right;
            what is wrong stands at {count === 1 ? 'its field' : 'their fields'}.
          </p>
          {problems.others.map((other) => (
            <p key={other}>{other}</p>
          ))}
        </Notice>
      )}
      <ProblemNotice problem={saving.problem} what="The settings were not saved" />
      <div class="save-buttons">
        <span class="quiet" role="status">
          {changes === 0 ? 'No changes' : changes === 1 ? '1 change, not saved' : `${changes} changes, not saved`}
        </span>
        <Button isDisabled={changes === 0} onClick={props.onDiscard}>
          Discard
        </Button>
        <Button type="submit" kind="primary" isDisabled={changes === 0} isBusy={saving.isBusy}>
          {saving.isBusy ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </div>
  );
}

function SwitchOffDialog({
  save,
  onClose,
}: {
  readonly save: () => Promise<void>;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <FormDialog
      title="Switch the gateway off?"
      submitLabel="Switch off"
      busyLabel="Switching off…"
      failure="The settings were not saved"
      isDangerous
      action={save}
      onClose={onClose}
    >
      <p>All charge points are disconnected, and refused until the gateway is switched on again.</p>
    </FormDialog>
  );
}

function savedSentence(saved: readonly Field[]): string {
  const names = (apply: Field['apply']): string =>
    saved
      .filter((field) => field.apply === apply)
      .map(({ key }) => key)
      .join(', ');
  const reconnect = names('reconnect');
  const restart = names('restart');
  return [
    saved.length === 1 ? `${saved[0]?.key} was saved.` : `${saved.length} settings were saved.`,
    reconnect === '' ? '' : `For charge points that connect from now on: ${reconnect}.`,
    restart === '' ? '' : `After a restart of the server: ${restart}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
