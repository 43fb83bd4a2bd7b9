import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { generatePassword } from '../password.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';

/** A password: hidden until asked for, and made up on request when it is for somebody else. */
export function PasswordField(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly isRequired?: boolean;
  readonly minLength?: number;
  readonly hint?: string;
}): JSX.Element {
  const [isShown, setShown] = useState(false);
  const generate = (): void => {
    props.onInput(generatePassword((bytes) => void crypto.getRandomValues(bytes)));
    setShown(true);
  };
  return (
    <Field label={props.label} hint={props.hint}>
      {(ids) => (
        <div class="with-buttons">
          <input
            {...ids}
            // Preact's types are for an input that stays what it is.
            type={(isShown ? 'text' : 'password') as 'password'}
            class={isShown ? 'code' : undefined}
            value={props.value}
            required={props.isRequired}
            minLength={props.minLength}
            maxLength={1024}
            autocomplete={props.autoComplete}
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => props.onInput(event.currentTarget.value)}
          />
          <Button isPressed={isShown} label={`Show: ${props.label}`} onClick={() => setShown(!isShown)}>
            {isShown ? 'Hide' : 'Show'}
          </Button>
          {props.autoComplete === 'new-password' ? <Button onClick={generate}>Generate</Button> : null}
        </div>
      )}
    </Field>
  );
}
