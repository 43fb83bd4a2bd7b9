import type { ComponentChildren, JSX } from 'preact';

/** A button. While it is busy or disabled it ignores clicks but keeps the focus, which would else be lost to the page. */
export function Button(props: {
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  /** Spoken instead of the text where the text alone does not say what it acts on. */
  readonly label?: string;
  readonly onClick?: () => void;
}): JSX.Element {
  const { children, kind = 'plain', type = 'button', isBusy = false, isDisabled = false, label, onClick } = props;
  const isIdle = !isBusy && !isDisabled;
  return (
    <button
      type={type}
      class={`button button-${kind}`}
      aria-disabled={isIdle ? undefined : 'true'}
      aria-pressed={props.isPressed}
      aria-label={label}
      onClick={(event) => {
        if (isIdle) onClick?.();
        else event.preventDefault();
      }}
    >
      {children}
    </button>
  );
}
