import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** What ties a control to its label, its hint and what is wrong with it. */
export type ControlIds = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
};

/** A labelled control with a hint below, and what is wrong below that. */
export function Field(props: {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly problem?: string | null;
  readonly children: (ids: ControlIds) => ComponentChildren;
}): JSX.Element {
  const id = useId();
  const { label, hint, problem = null } = props;
  const describedBy = [hint === undefined ? '' : `${id}-hint`, problem === null ? '' : `${id}-problem`];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {props.children({
        id,
        'aria-describedby': describedBy.filter((part) => part !== '').join(' ') || undefined,
        'aria-invalid': problem === null ? undefined : 'true',
      })}
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem === null ? null : (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

/** A labelled line of text. */
export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly problem?: string | null;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Tells the browser's password store what this is; `off` for what is not the person's own. */
  readonly autoComplete?: string;
  readonly isCode?: boolean;
  readonly list?: string;
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem ?? null}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          class={props.isCode ? 'code' : undefined}
          value={props.value}
          required={props.isRequired}
          maxLength={props.maxLength}
          pattern={props.pattern}
          autocomplete={props.autoComplete ?? 'off'}
          autocapitalize="none"
          spellcheck={false}
          list={props.list}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A labelled choice among a few. */
export function SelectField<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onChange: (value: Value) => void;
  readonly hint?: ComponentChildren;
}): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <select {...ids} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value as Value)}>
          {props.options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A box to tick, its label behind it. */
export function CheckField(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: string;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field field-check">
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
