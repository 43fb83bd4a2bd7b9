import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ConsoleUserDialog } from '../parts/console-user-dialogs.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Notice } from '../parts/notice.tsx';
import { OwnSessions } from '../parts/own-sessions.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { nothing } from '../time-format.ts';

type ConsoleUser = Schemas['AdminUser'];
type Open = { readonly kind: 'edit' | 'delete'; readonly user: ConsoleUser } | { readonly kind: 'add' };

const title = 'Console users';
const lead = 'People who sign in to this console and the HTTP API, and what they may do.';

/** Who may sign in to this console and the HTTP API, with which role, and where one is signed in oneself. */
export function ConsoleUsersPage(): JSX.Element {
  const { mayChange } = useConsole();
  return (
    <>
      {mayChange ? (
        <UserList />
      ) : (
        <>
          <PageHead title={title} lead={lead} />
          <Notice kind="info">
            <p>Only administrators see and change the users of the console. Your own sessions are below.</p>
          </Notice>
        </>
      )}
      <OwnSessions />
    </>
  );
}

function UserList(): JSX.Element {
  const { api, notify, user: self } = useConsole();
  const [open, setOpen] = useState<Open | null>(null);
  const polled = usePolled((signal) => api.get('/api/v5/users', { signal }), [], null);
  const close = (): void => setOpen(null);
  return (
    <>
      <PageHead title={title} lead={lead}>
        <Button kind="primary" onClick={() => setOpen({ kind: 'add' })}>
          Add user
        </Button>
      </PageHead>
      <Loaded polled={polled} what="The list">
        {(users) => (
          <Table
            label="Users of the console"
            columns={[...columns, actionColumn(self.username, setOpen)]}
            rows={users}
            keyOf={({ username }) => username}
          />
        )}
      </Loaded>
      {open === null || open.kind === 'delete' ? null : (
        <ConsoleUserDialog user={open.kind === 'edit' ? open.user : null} onSaved={polled.refresh} onClose={close} />
      )}
      {open?.kind === 'delete' ? (
        <FormDialog
          title={`Delete the user ${open.user.username}?`}
          submitLabel="Delete"
          busyLabel="Deleting…"
          failure="The user was not deleted"
          isDangerous
          action={async () => {
            const { username } = open.user;
            await api.delete('/api/v5/users/{username}', { path: { username } });
            notify(`The user ${username} was deleted.`);
            polled.refresh();
          }}
          onClose={close}
        >
          <p>All sessions of this user end at once.</p>
        </FormDialog>
      ) : null}
    </>
  );
}

const columns: readonly Column<ConsoleUser>[] = [
  { title: 'User name', isHeader: true, cell: ({ username }) => <span class="code">{username}</span> },
  {
    title: 'Role',
    cell: ({ role }) => <Badge tone={role === 'administrator' ? 'waiting' : 'neutral'}>{role}</Badge>,
  },
  { title: 'Description', kind: 'name', cell: ({ description }) => description || nothing },
];

function actionColumn(self: string, onOpen: (open: Open) => void): Column<ConsoleUser> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: (user) => (
      <>
        <Button kind="quiet" label={`Edit ${user.username}`} onClick={() => onOpen({ kind: 'edit', user })}>
          Edit
        </Button>
        {/* Nobody removes himself. */}
        {user.username === self ? null : (
          <Button kind="quiet" label={`Delete ${user.username}`} onClick={() => onOpen({ kind: 'delete', user })}>
            Delete
          </Button>
        )}
      </>
    ),
  };
}
