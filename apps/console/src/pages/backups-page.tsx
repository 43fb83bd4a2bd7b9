import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { Button } from '../parts/button.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { saveAnswer } from '../save-file.ts';
import { formatTime } from '../time-format.ts';

type Copy = Schemas['DatabaseCopy'];

// A copy of a large database takes its time.
const copyMs = 600_000;

/** Copies of the databases, and the export of what is stored. */
export function BackupsPage(): JSX.Element {
  const { mayChange } = useConsole();
  if (mayChange) return <Backups />;
  return (
    <>
      <PageHead title="Backups" />
      <Notice kind="info">
        <p>Only administrators see backups, since they hold the hashes of passwords.</p>
      </Notice>
    </>
  );
}

function Backups(): JSX.Element {
  const { api, notify } = useConsole();
  const [deleting, setDeleting] = useState<string | null>(null);
  const polled = usePolled((signal) => api.get('/api/v5/data/backups', { signal }), [], null);
  const working = useAction();
  const [failure, setFailure] = useState('');
  const act = (what: string, work: () => Promise<void>): void => {
    setFailure(what);
    void working.run(work);
  };
  const copy = async (): Promise<void> => {
    const { name } = await api.post('/api/v5/data/backup', { timeoutMs: copyMs });
    notify(`The copy ${name} was made.`);
    polled.refresh();
  };
  const exportData = async (): Promise<void> =>
    saveAnswer(await api.open('/api/v5/data/export', { timeoutMs: copyMs }), 'ocpp-broker-export.json');
  const fetchFile = async (name: string, file: string): Promise<void> => {
    const path = { name, file };
    await saveAnswer(await api.open('/api/v5/data/backups/{name}/{file}', { path }), `${name}-${file}`);
  };
  return (
    <>
      <PageHead
        title="Backups"
        lead="A copy holds the whole databases and lies on the server’s own disk. The export is one document of settings, users, rules and keys, to be taken in by this server or another."
      >
        <Button onClick={() => act('The export was not made', exportData)} isBusy={working.isBusy}>
          Download export
        </Button>
        <Button kind="primary" onClick={() => act('The copy was not made', copy)} isBusy={working.isBusy}>
          Copy databases now
        </Button>
      </PageHead>
      <ProblemNotice problem={working.problem} what={failure} />
      <Loaded polled={polled} what="The list">
        {(copies) =>
          copies.length === 0 ? (
            <Empty title="There is no copy yet." />
          ) : (
            <Table
              label="Copies of the databases"
              columns={columnsWith(
                (name, file) => act('The file was not fetched', () => fetchFile(name, file)),
                setDeleting,
              )}
              rows={copies}
              keyOf={({ name }) => name}
            />
          )
        }
      </Loaded>
      {deleting === null ? null : (
        <FormDialog
          title={`Delete the copy ${deleting}?`}
          submitLabel="Delete"
          busyLabel="Deleting…"
          failure="The copy was not deleted"
          isDangerous
          action={async () => {
            await api.delete('/api/v5/data/backups/{name}', { path: { name: deleting } });
            notify(`The copy ${deleting} was deleted.`);
            polled.refresh();
          }}
          onClose={() => setDeleting(null)}
        >
          <p>It cannot be brought back.</p>
        </FormDialog>
      )}
    </>
  );
}

function columnsWith(
  onFetch: (name: string, file: string) => void,
  onDelete: (name: string) => void,
): readonly Column<Copy>[] {
  return [
    { title: 'Copy', isHeader: true, cell: ({ name }) => <span class="code">{name}</span> },
    { title: 'Made', kind: 'tight', cell: ({ created_at }) => formatTime(created_at) },
    { title: 'Size', kind: 'number', cell: ({ size }) => formatBytes(size) },
    {
      title: 'Files',
      cell: ({ name, files }) => (
        <span class="badges">
          {files.map((file) => (
            <Button
              key={file.name}
              kind="quiet"
              label={`Download ${file.name} of ${name}`}
              onClick={() => onFetch(name, file.name)}
            >
              {file.name}, {formatBytes(file.size)}
            </Button>
          ))}
        </span>
      ),
    },
    {
      title: 'Actions',
      kind: 'actions',
      cell: ({ name }) => (
        <Button kind="quiet" label={`Delete ${name}`} onClick={() => onDelete(name)}>
          Delete
        </Button>
      ),
    },
  ];
}
