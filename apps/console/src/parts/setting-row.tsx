import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { type Draft, isDefault, toDraft } from '../settings-draft.ts';
import type { Apply, Field as Setting } from '../settings-fields.ts';
import { Button } from './button.tsx';
import { Prose } from './prose.tsx';
import { SettingControl } from './setting-control.tsx';

const hints: Readonly<Record<Exclude<Apply, null>, string>> = {
  live: 'takes effect at once',
  reconnect: 'takes effect for charge points that connect from then on',
  restart: 'takes effect after a restart of the server',
};

/** One setting: its name and what it is for, its control, its default, and what a change of it needs. */
export function SettingRow(props: {
  readonly setting: Setting;
  readonly draft: Draft;
  readonly isChanged: boolean;
  readonly problem: string | null;
  readonly onDraft: (draft: Draft) => void;
}): JSX.Element {
  const { setting, draft, problem, onDraft } = props;
  const id = useId();
  const control = useControlIds(id, problem !== null);
  return (
    <div class={props.isChanged ? 'setting setting-changed' : 'setting'}>
      <div class="setting-words">
        <label for={id} class="code">
          {setting.name}
        </label>
        {props.isChanged ? <span class="changed-mark">changed</span> : null}
        <p id={`${id}-hint`}>
          <Prose text={setting.description} />
        </p>
      </div>
      <div class="setting-control">
        <SettingControl setting={setting} ids={control} draft={draft} onDraft={onDraft} />
        {problem === null ? null : (
          <p class="field-problem" id={`${id}-problem`}>
            {sentence(problem)}
          </p>
        )}
        <p class="hint">
          {defaultText(setting)}
          {setting.apply === null ? '' : ` · ${hints[setting.apply]}`}
          {isDefault(setting, draft) ? null : (
            <Button
              kind="quiet"
              label={`Set ${setting.name} to its default`}
              onClick={() => onDraft(toDraft(setting, setting.defaultValue))}
            >
              Set to default
            </Button>
          )}
        </p>
      </div>
    </div>
  );
}

function useControlIds(id: string, isInvalid: boolean) {
  return {
    id,
    'aria-describedby': isInvalid ? `${id}-problem ${id}-hint` : `${id}-hint`,
    'aria-invalid': isInvalid ? ('true' as const) : undefined,
  };
}

function defaultText({ defaultValue }: Setting): JSX.Element {
  if (defaultValue === undefined) return <>No default</>;
  if (defaultValue === '' || JSON.stringify(defaultValue) === '{}') return <>Default empty</>;
  return (
    <>
      Default <code>{typeof defaultValue === 'object' ? JSON.stringify(defaultValue) : String(defaultValue)}</code>
    </>
  );
}

function sentence(problem: string): string {
  return `It ${problem}`.replace(/[.]?$/, '.').replace(/^It (?!must |has |cannot |is )/, '');
}
