import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Field } from './field.tsx';

/** A text to take along. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  const copy = async (): Promise<void> => {
    setOutcome((await copyText(value, input.current)) ? 'copied' : 'failed');
  };
  return (
    <Field label={label}>
      {(ids) => (
        <>
          <div class="with-buttons">
            <input
              {...ids}
              ref={input}
              class="code"
              type="text"
              readOnly
              value={value}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button label={`Copy: ${label}`} onClick={() => void copy()}>
              Copy
            </Button>
          </div>
          <span class="copy-outcome" role="status">
            {outcome === 'copied' ? 'Copied.' : outcome === 'failed' ? 'Press Ctrl+C or ⌘C: the text is selected.' : ''}
          </span>
        </>
      )}
    </Field>
  );
}

/** Without HTTPS there is no clipboard to write to, and most brokers on a local network have none: then the old command is tried. */
async function copyText(text: string, input: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    input?.select();
    return document.execCommand('copy');
  }
}
