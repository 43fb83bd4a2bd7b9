import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useAction } from '../hooks/use-action.tsx';
import { useModal } from '../hooks/use-modal.tsx';
import { Button } from './button.tsx';
import { ProblemNotice } from './notice.tsx';

/** A modal dialog. The browser keeps the focus inside and gives it back; Escape asks to close. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const ref = useModal();
  const id = useId();
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        // Removed by whoever renders it, rather than closed behind his back.
        event.preventDefault();
        props.onClose();
      }}
    >
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** A form in a dialog. What was typed stays when the action fails; when it went well, the dialog closes. */
export function FormDialog(props: {
  readonly title: string;
  readonly submitLabel: string;
  readonly busyLabel: string;
  /** The beginning of the sentence for a failure. */
  readonly failure: string;
  readonly isDangerous?: boolean;
  readonly action: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { isBusy, problem, run } = useAction();
  const submit = async (): Promise<void> => {
    if (await run(props.action)) props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {props.children}
        <ProblemNotice problem={problem} what={props.failure} />
        <div class="dialog-buttons">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" kind={props.isDangerous ? 'danger' : 'primary'} isBusy={isBusy}>
            {isBusy ? props.busyLabel : props.submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
