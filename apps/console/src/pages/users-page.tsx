import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { replaceRoute } from '../hooks/use-route.tsx';
import { pageLimit, pageNumber } from '../paging.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { SearchField } from '../parts/client-filters.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Pager } from '../parts/pager.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { AddUserDialog, EditUserDialog } from '../parts/user-dialogs.tsx';
import type { ListQuery } from '../route.ts';
import { type Realm, usersOf } from '../users-of.ts';

type User = Schemas['User'];

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly user: User }
  | { readonly kind: 'delete'; readonly user: User };

const leads: Readonly<Record<Realm, string>> = {
  ocpp: 'With these a charge point opens its connection (HTTP Basic).',
  mqtt: 'With these an MQTT client connects: a CSMS, a monitor, a script.',
};

/** The users of charge points or of MQTT clients. */
export function UsersPage({ realm, query }: { readonly realm: Realm; readonly query: ListQuery }): JSX.Element {
  const { api, mayAct } = useConsole();
  const [open, setOpen] = useState<Open | null>(null);
  const search = query.search ?? '';
  const asked = { page: pageNumber(query.page), limit: pageLimit, search };
  const polled = usePolled((signal) => usersOf(api, realm).list(asked, signal), [JSON.stringify(asked)], null);
  const setQuery = (next: ListQuery): void => replaceRoute({ kind: 'users', realm, query: next });
  const close = (): void => setOpen(null);
  const columns = realm === 'ocpp' ? [nameColumn, identitiesColumn] : [nameColumn, superuserColumn];
  return (
    <>
      <PageHead title="Users" lead={leads[realm]}>
        {mayAct ? (
          <Button kind="primary" onClick={() => setOpen({ kind: 'add' })}>
            Add user
          </Button>
        ) : null}
      </PageHead>
      <Tabs
        label="Kind of user"
        tabs={[
          {
            title: 'Charge points (OCPP)',
            to: { kind: 'users', realm: 'ocpp', query: {} },
            isCurrent: realm === 'ocpp',
          },
          { title: 'MQTT clients', to: { kind: 'users', realm: 'mqtt', query: {} }, isCurrent: realm === 'mqtt' },
        ]}
      />
      <search class="filters">
        <SearchField label="Search" value={search} onSearch={(text) => setQuery({ search: text })} />
      </search>
      <Loaded polled={polled} what="The list">
        {({ data, meta }) => (
          <>
            {data.length === 0 ? (
              <Empty title={search === '' ? 'There is no user yet.' : 'No user matches.'} />
            ) : (
              <Table
                label={realm === 'ocpp' ? 'Users of charge points' : 'Users of MQTT clients'}
                columns={mayAct ? [...columns, actionColumn(setOpen)] : columns}
                rows={data}
                keyOf={({ user_id }) => user_id}
              />
            )}
            <Pager meta={meta} onPage={(page) => setQuery({ search, page: page === 1 ? '' : String(page) })} />
          </>
        )}
      </Loaded>
      {open?.kind === 'add' ? <AddUserDialog realm={realm} onSaved={polled.refresh} onClose={close} /> : null}
      {open?.kind === 'edit' ? (
        <EditUserDialog realm={realm} user={open.user} onSaved={polled.refresh} onClose={close} />
      ) : null}
      {open?.kind === 'delete' ? (
        <DeleteUserDialog realm={realm} user={open.user} onDeleted={polled.refresh} onClose={close} />
      ) : null}
    </>
  );
}

const nameColumn: Column<User> = {
  title: 'User name',
  isHeader: true,
  cell: ({ user_id }) => <span class="code">{user_id}</span>,
};

// More than these would make a row of a page.
const identitiesShown = 5;

const identitiesColumn: Column<User> = {
  title: 'May be the identities',
  cell: ({ identities = [] }) => {
    if (identities.length === 0) return <span class="quiet">any</span>;
    const rest = identities.length - identitiesShown;
    return (
      <span class="code">
        {identities.slice(0, identitiesShown).join(', ')}
        {rest > 0 ? ` and ${rest} more` : ''}
      </span>
    );
  },
};

const superuserColumn: Column<User> = {
  title: 'Rights',
  cell: ({ is_superuser }) =>
    is_superuser ? <Badge tone="waiting">superuser</Badge> : <span class="quiet">by the topic rules</span>,
};

function actionColumn(onOpen: (open: Open) => void): Column<User> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: (user) => (
      <>
        <Button kind="quiet" label={`Edit ${user.user_id}`} onClick={() => onOpen({ kind: 'edit', user })}>
          Edit
        </Button>
        <Button kind="quiet" label={`Delete ${user.user_id}`} onClick={() => onOpen({ kind: 'delete', user })}>
          Delete
        </Button>
      </>
    ),
  };
}

function DeleteUserDialog(props: {
  readonly realm: Realm;
  readonly user: User;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { api, notify } = useConsole();
  const { user_id } = props.user;
  return (
    <FormDialog
      title={`Delete the user ${user_id}?`}
      submitLabel="Delete"
      busyLabel="Deleting…"
      failure="The user was not deleted"
      isDangerous
      action={async () => {
        await usersOf(api, props.realm).remove(user_id);
        notify(`The user ${user_id} was deleted.`);
        props.onDeleted();
      }}
      onClose={props.onClose}
    >
      <p>Connections that are open stay open; nobody can open a new one with this user.</p>
    </FormDialog>
  );
}
