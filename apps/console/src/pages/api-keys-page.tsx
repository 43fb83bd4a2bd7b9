import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { AddApiKeyDialog, NewApiKeyDialog } from '../parts/api-key-dialogs.tsx';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { formatTime, nothing } from '../time-format.ts';

type ApiKey = Schemas['ApiKey'];

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'made'; readonly apiKey: Schemas['NewApiKey'] }
  | { readonly kind: 'delete'; readonly name: string };

/** The keys with which programs use the HTTP API. */
export function ApiKeysPage(): JSX.Element {
  const { api, mayChange, notify } = useConsole();
  const [open, setOpen] = useState<Open | null>(null);
  const polled = usePolled((signal) => api.get('/api/v5/api_key', { signal }), [], null);
  const switching = useAction();
  const close = (): void => setOpen(null);
  const enable = (name: string, isEnabled: boolean): void => {
    void switching.run(async () => {
      await api.put('/api/v5/api_key/{name}', { path: { name }, body: { enable: isEnabled } });
      notify(`The key ${name} was ${isEnabled ? 'enabled' : 'disabled'}.`);
      polled.refresh();
    });
  };
  return (
    <>
      <PageHead
        title="API keys"
        lead="For programs that use the HTTP API: the key is the user name of HTTP Basic authentication, its secret the password."
      >
        {mayChange ? (
          <Button kind="primary" onClick={() => setOpen({ kind: 'add' })}>
            Create API key
          </Button>
        ) : null}
      </PageHead>
      <ProblemNotice problem={switching.problem} what="The key was not changed" />
      <Loaded polled={polled} what="The list">
        {(apiKeys) =>
          apiKeys.length === 0 ? (
            <Empty title="There is no API key yet." />
          ) : (
            <Table
              label="API keys"
              columns={mayChange ? [...columns, actionColumn(setOpen, enable)] : columns}
              rows={apiKeys}
              keyOf={({ name }) => name}
            />
          )
        }
      </Loaded>
      {open?.kind === 'add' ? (
        <AddApiKeyDialog
          onCreated={(apiKey) => {
            polled.refresh();
            setOpen({ kind: 'made', apiKey });
          }}
          onClose={() => setOpen((now) => (now?.kind === 'add' ? null : now))}
        />
      ) : null}
      {open?.kind === 'made' ? <NewApiKeyDialog apiKey={open.apiKey} onClose={close} /> : null}
      {open?.kind === 'delete' ? (
        <DeleteApiKeyDialog name={open.name} onDeleted={polled.refresh} onClose={close} />
      ) : null}
    </>
  );
}

const columns: readonly Column<ApiKey>[] = [
  { title: 'Name', isHeader: true, cell: ({ name }) => name },
  { title: 'Key', cell: ({ api_key }) => <span class="code">{api_key}</span> },
  { title: 'State', cell: (apiKey) => <StateBadge apiKey={apiKey} /> },
  { title: 'Role', cell: ({ role }) => role },
  { title: 'Description', cell: ({ desc }) => desc || nothing },
  { title: 'Expires', cell: ({ expired_at }) => (expired_at === 'infinity' ? 'never' : formatTime(expired_at)) },
  { title: 'Created', cell: ({ created_at }) => formatTime(created_at) },
];

function StateBadge({ apiKey }: { readonly apiKey: ApiKey }): JSX.Element {
  if (apiKey.expired) return <Badge tone="bad">expired</Badge>;
  return apiKey.enable ? <Badge tone="good">enabled</Badge> : <Badge tone="neutral">disabled</Badge>;
}

function actionColumn(
  onOpen: (open: Open) => void,
  onEnable: (name: string, isEnabled: boolean) => void,
): Column<ApiKey> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: ({ name, enable }) => (
      <>
        <Button kind="quiet" label={`${enable ? 'Disable' : 'Enable'} ${name}`} onClick={() => onEnable(name, !enable)}>
          {enable ? 'Disable' : 'Enable'}
        </Button>
        <Button kind="quiet" label={`Delete ${name}`} onClick={() => onOpen({ kind: 'delete', name })}>
          Delete
        </Button>
      </>
    ),
  };
}

function DeleteApiKeyDialog(props: {
  readonly name: string;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { api, notify } = useConsole();
  const { name } = props;
  return (
    <FormDialog
      title={`Delete the key ${name}?`}
      submitLabel="Delete"
      busyLabel="Deleting…"
      failure="The key was not deleted"
      isDangerous
      action={async () => {
        await api.delete('/api/v5/api_key/{name}', { path: { name } });
        notify(`The key ${name} was deleted.`);
        props.onDeleted();
      }}
      onClose={props.onClose}
    >
      <p>Programs that use it are refused from now on. It cannot be brought back.</p>
    </FormDialog>
  );
}
