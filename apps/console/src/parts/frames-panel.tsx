import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import type { FollowState } from '../frame-follower.ts';
import { type FrameRow, frameRows, framesMax, frameText, frameTitle } from '../frame-rows.ts';
import { useAction } from '../hooks/use-action.tsx';
import { type FrameFilter, useFrames } from '../hooks/use-frames.tsx';
import { saveAnswer } from '../save-file.ts';
import { formatInstant, formatTime } from '../time-format.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { SearchField } from './client-filters.tsx';
import { CheckField, SelectField } from './field.tsx';
import { Empty, Loaded } from './loaded.tsx';
import { ProblemNotice } from './notice.tsx';
import { type Column, Table } from './table.tsx';

type Direction = 'upstream' | 'downstream' | '';
type Held = { readonly rows: readonly FrameRow[]; readonly total: number };

const path = '/api/v5/gateways/ocpp/clients/{clientid}/frames';

/** The last frames of a charge point, and a live view of the next ones. */
export function FramesPanel({ clientId }: { readonly clientId: string }): JSX.Element {
  const { api } = useConsole();
  const [action, setAction] = useState('');
  const [direction, setDirection] = useState<Direction>('');
  const [errors, setErrors] = useState(false);
  const [isLive, setLive] = useState(false);
  const [held, setHeld] = useState<Held | null>(null);
  const saving = useAction();
  const filter: FrameFilter = {
    ...(action.trim() === '' ? {} : { action: action.trim() }),
    ...(direction === '' ? {} : { direction }),
    ...(errors ? { errors } : {}),
  };
  const { loaded, followed } = useFrames(clientId, filter, isLive);
  const rowsOf = (frames: typeof loaded.data): readonly FrameRow[] => frameRows(frames ?? [], followed?.frames ?? []);
  const change = (apply: () => void): void => {
    setHeld(null);
    apply();
  };
  const save = async (): Promise<void> => {
    const query = { ...filter, format: 'ndjson', limit: 10_000 } as const;
    await saveAnswer(await api.open(path, { path: { clientid: clientId }, query }), 'frames.ndjson');
  };
  return (
    <section class="frames" aria-label="Frames">
      <div class="section-head">
        <h2>Frames</h2>
        <span class="quiet" role="status">
          {statusWords(followed, held)}
        </span>
        <div class="page-actions">
          <Button isPressed={isLive} onClick={() => change(() => setLive(!isLive))}>
            Follow live
          </Button>
          {isLive ? (
            <Button
              isPressed={held !== null}
              onClick={() => setHeld(held === null ? { rows: rowsOf(loaded.data), total: followed?.total ?? 0 } : null)}
            >
              Pause
            </Button>
          ) : (
            <Button onClick={loaded.refresh}>Reload frames</Button>
          )}
          <Button isBusy={saving.isBusy} onClick={() => void saving.run(save)}>
            Save as NDJSON
          </Button>
        </div>
      </div>
      <search class="filters">
        <SearchField label="Action" value={action} onSearch={(value) => change(() => setAction(value))} />
        <SelectField<Direction>
          label="Direction"
          value={direction}
          onChange={(value) => change(() => setDirection(value))}
          options={[
            ['', 'Both'],
            ['upstream', 'From the charge point'],
            ['downstream', 'To the charge point'],
          ]}
        />
        <CheckField label="Errors only" checked={errors} onChange={(isOn) => change(() => setErrors(isOn))} />
      </search>
      <ProblemNotice problem={saving.problem} what="The frames were not saved" />
      <ProblemNotice problem={followed?.problem ?? null} what="The live view broke off, and is begun again soon" />
      {loaded.problem?.status === 404 && !isLive ? (
        <Empty title="No frame of this charge point is kept." />
      ) : (
        <Loaded
          polled={loaded.problem?.status === 404 ? { ...loaded, data: [], problem: null } : loaded}
          what="The frames"
        >
          {(frames) => <FrameTable rows={held?.rows ?? rowsOf(frames)} />}
        </Loaded>
      )}
    </section>
  );
}

function FrameTable({ rows }: { readonly rows: readonly FrameRow[] }): JSX.Element {
  if (rows.length === 0) {
    return (
      <Empty title="No such frame is kept.">
        <p>Frames are kept in memory only, as many as the setting frames.keep says.</p>
      </Empty>
    );
  }
  return (
    <>
      <Table label="Frames, the newest first" columns={columns} rows={rows} keyOf={({ key }) => key} />
      {rows.length < framesMax ? null : <p class="quiet below">The newest {framesMax} are shown.</p>}
    </>
  );
}

const columns: readonly Column<FrameRow>[] = [
  {
    title: 'Time',
    kind: 'tight',
    cell: ({ frame }) => <span title={formatTime(frame.at)}>{formatInstant(frame.at)}</span>,
  },
  {
    title: 'Direction',
    kind: 'tight',
    cell: ({ frame }) => (frame.direction === 'upstream' ? '↑ from it' : '↓ to it'),
  },
  {
    title: 'Message',
    isHeader: true,
    cell: ({ frame }) =>
      frame.error_code === null && frame.type !== null ? (
        frameTitle(frame)
      ) : (
        <Badge tone="bad">{frameTitle(frame)}</Badge>
      ),
  },
  {
    title: 'Text',
    kind: 'name',
    cell: ({ frame }) => (
      <details class="frame-text">
        <summary class="code">{frame.text}</summary>
        <pre class="code">{frameText(frame)}</pre>
        <p class="quiet">
          {formatCount(frame.bytes)} bytes{frame.truncated ? ', of which the beginning is kept' : ''}; secrets are
          masked.
        </p>
      </details>
    ),
  },
];

function statusWords(followed: FollowState | null, held: Held | null): string {
  if (followed === null) return '';
  const { status, total, missed } = followed;
  const came = held === null ? `${formatCount(total)} came` : `held; ${formatCount(total - held.total)} came since`;
  const lost = missed === 0 ? '' : `, ${formatCount(missed)} too fast to be shown`;
  const words = { connecting: 'Connecting…', live: 'Live', waiting: 'Broken off' }[status];
  return `${words} · ${came}${lost}`;
}
