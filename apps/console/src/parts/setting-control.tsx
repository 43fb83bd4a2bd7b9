import type { ComponentChildren, JSX } from 'preact';
import type { Draft, MapRow } from '../settings-draft.ts';
import type { Field as Setting } from '../settings-fields.ts';
import { Button } from './button.tsx';
import type { ControlIds } from './field.tsx';

type Edit = { readonly ids: ControlIds; readonly draft: Draft; readonly onDraft: (draft: Draft) => void };

/** The control that fits a setting. */
export function SettingControl({ setting, ...edit }: Edit & { readonly setting: Setting }): JSX.Element {
  const { control } = setting;
  switch (control.kind) {
    case 'flag':
      return <FlagControl {...edit} />;
    case 'choice':
      return <ChoiceControl {...edit} options={control.options} />;
    case 'map':
      return <MapControl {...edit} name={setting.name} />;
    case 'json':
      return <JsonControl {...edit} />;
    case 'number':
      return <LineControl {...edit} isNumber />;
    case 'text':
      return <LineControl {...edit} />;
  }
}

function LineControl({ ids, draft, onDraft, isNumber = false }: Edit & { readonly isNumber?: boolean }): JSX.Element {
  return (
    <input
      {...ids}
      type="text"
      inputMode={isNumber ? 'numeric' : 'text'}
      class={isNumber ? 'code short' : 'code'}
      value={String(draft)}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      onInput={(event) => onDraft(event.currentTarget.value)}
    />
  );
}

function FlagControl({ ids, draft, onDraft }: Edit): JSX.Element {
  return (
    <span class="switch">
      <input
        {...ids}
        type="checkbox"
        role="switch"
        aria-checked={draft === true}
        checked={draft === true}
        onChange={(event) => onDraft(event.currentTarget.checked)}
      />
      <span aria-hidden="true">{draft === true ? 'on' : 'off'}</span>
    </span>
  );
}

function ChoiceControl({ ids, draft, onDraft, options }: Edit & { readonly options: readonly string[] }): JSX.Element {
  return (
    <select {...ids} class="code" value={String(draft)} onChange={(event) => onDraft(event.currentTarget.value)}>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

function JsonControl({ ids, draft, onDraft }: Edit): JSX.Element {
  return (
    <textarea
      {...ids}
      class="code"
      rows={5}
      value={String(draft)}
      spellcheck={false}
      onInput={(event) => onDraft(event.currentTarget.value)}
    />
  );
}

function MapControl({ ids, draft, onDraft, name }: Edit & { readonly name: string }): JSX.Element {
  const rows = typeof draft === 'object' ? draft : [];
  const change = (place: number, row: MapRow): void => onDraft(rows.map((one, index) => (index === place ? row : one)));
  const cell = (place: number, part: keyof MapRow): ComponentChildren => (
    <input
      type="text"
      class="code"
      aria-label={part === 'name' ? `Name of entry ${place + 1}` : `Value of entry ${place + 1}`}
      value={rows[place]?.[part] ?? ''}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => change(place, { name: '', value: '', ...rows[place], [part]: event.currentTarget.value })}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend where the field has its label
    <div class="map" role="group" aria-label={name} {...ids}>
      {rows.map((_row, place) => (
        <div key={place} class="map-row">
          {cell(place, 'name')}
          <span aria-hidden="true">→</span>
          {cell(place, 'value')}
          <Button
            kind="quiet"
            label={`Remove entry ${place + 1}`}
            onClick={() => onDraft(rows.filter((_one, index) => index !== place))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button onClick={() => onDraft([...rows, { name: '', value: '' }])}>Add an entry</Button>
    </div>
  );
}
