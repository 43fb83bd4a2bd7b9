import type { JSX } from 'preact';
import { formatCount } from '../amount-format.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Empty } from './loaded.tsx';
import { type Column, Table } from './table.tsx';

/** A listener of either kind, as far as it is shown. */
export type ListenerRow = {
  readonly id: string;
  readonly bind: string;
  readonly path: string | null;
  readonly isEnabled: boolean;
  readonly isRunning: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
  /** What a client must bring along: words for people. */
  readonly security: string;
};

/** The listeners of one kind; `onSwitch` is absent for who may not switch them. */
export function ListenerTable(props: {
  readonly label: string;
  readonly listeners: readonly ListenerRow[];
  readonly onSwitch: ((listener: ListenerRow) => void) | null;
}): JSX.Element {
  const { label, listeners, onSwitch } = props;
  if (listeners.length === 0) return <Empty title="There is no such listener." />;
  return (
    <Table
      label={label}
      columns={onSwitch === null ? columns : [...columns, switchColumn(onSwitch)]}
      rows={listeners}
      keyOf={({ id }) => id}
    />
  );
}

const columns: readonly Column<ListenerRow>[] = [
  { title: 'Listener', isHeader: true, cell: ({ id }) => <span class="code">{id}</span> },
  { title: 'State', cell: (listener) => <State listener={listener} /> },
  {
    title: 'Bound to',
    cell: ({ bind, path }) => (
      <span class="code">
        {bind}
        {path === null ? '' : ` ${path}`}
      </span>
    ),
  },
  { title: 'Security', cell: ({ security }) => security },
  {
    title: 'Connections',
    kind: 'number',
    cell: ({ connections, connectionsMax }) => `${formatCount(connections)} of ${formatCount(connectionsMax)}`,
  },
];

function State({ listener }: { readonly listener: ListenerRow }): JSX.Element {
  if (listener.isRunning) return <Badge tone="good">running</Badge>;
  return listener.isEnabled ? <Badge tone="bad">stopped</Badge> : <Badge tone="neutral">disabled</Badge>;
}

function switchColumn(onSwitch: (listener: ListenerRow) => void): Column<ListenerRow> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: (listener) => {
      const verb = listener.isEnabled ? 'Disable' : 'Enable';
      return (
        <Button kind="quiet" label={`${verb} ${listener.id}`} onClick={() => onSwitch(listener)}>
          {verb}
        </Button>
      );
    },
  };
}
