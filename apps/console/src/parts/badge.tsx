import type { ComponentChildren, JSX } from 'preact';

/** How a state is to be taken. */
export type Tone = 'good' | 'active' | 'waiting' | 'bad' | 'neutral';

/** A short state in a colour; the words alone say it too. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }): JSX.Element {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

/** Whether a client is here. */
export function Presence({ isConnected }: { readonly isConnected: boolean }): JSX.Element {
  const words = isConnected ? 'Connected' : 'Disconnected';
  return (
    <span class={`presence ${isConnected ? 'presence-on' : 'presence-off'}`} title={words}>
      <span class="unseen">{words}: </span>
    </span>
  );
}

/** The state of a registration: what the last BootNotification was answered with. */
export function BootBadge({ status }: { readonly status: string | null }): JSX.Element {
  if (status === null || status === '') return <Badge tone="neutral">not booted</Badge>;
  const tones: ReadonlyMap<string, Tone> = new Map([
    ['Accepted', 'good'],
    ['Pending', 'waiting'],
    ['Rejected', 'bad'],
  ]);
  return <Badge tone={tones.get(status) ?? 'neutral'}>{status}</Badge>;
}

/** How a connector's status is to be taken; OCPP 1.6 and 2.x. */
export function connectorTone(status: string): Tone {
  if (status === 'Available') return 'good';
  if (status === 'Faulted') return 'bad';
  if (['Charging', 'Occupied', 'Preparing', 'Finishing'].includes(status)) return 'active';
  return ['SuspendedEV', 'SuspendedEVSE', 'Reserved'].includes(status) ? 'waiting' : 'neutral';
}
