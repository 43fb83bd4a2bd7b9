import type { ComponentChildren, JSX } from 'preact';
import { useConsole } from '../context.tsx';
import { FormDialog } from './dialog.tsx';

/** Asks before a client is closed. */
export function KickDialog(props: {
  readonly clientId: string;
  readonly kick: (clientId: string) => Promise<unknown>;
  readonly onKicked: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { notify } = useConsole();
  const { clientId } = props;
  return (
    <FormDialog
      title={`Kick ${clientId}?`}
      submitLabel="Kick"
      busyLabel="Kicking…"
      failure="The client was not kicked"
      isDangerous
      action={async () => {
        await props.kick(clientId);
        notify(`${clientId} was kicked.`);
        props.onKicked();
      }}
      onClose={props.onClose}
    >
      {props.children}
    </FormDialog>
  );
}
