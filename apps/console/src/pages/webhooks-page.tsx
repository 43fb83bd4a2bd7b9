import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { goTo } from '../hooks/use-route.tsx';
import { Button } from '../parts/button.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { WebhookDialog } from '../parts/webhook-dialog.tsx';
import { WebhookState } from '../parts/webhook-state.tsx';
import { printRoute } from '../route.ts';
import { formatAge, formatTime, nothing } from '../time-format.ts';

type Webhook = Schemas['Webhook'];

/** The webhooks and how they fare. */
export function WebhooksPage(): JSX.Element {
  const { api, mayChange } = useConsole();
  const [isAdding, setAdding] = useState(false);
  const polled = usePolled((signal) => api.get('/api/v5/webhooks', { signal }), []);
  return (
    <>
      <PageHead title="Webhooks" lead="Tell other servers over HTTP what happens here, as it happens.">
        {mayChange ? (
          <Button kind="primary" onClick={() => setAdding(true)}>
            Add webhook
          </Button>
        ) : null}
        <Freshness polled={polled} />
      </PageHead>
      <Loaded polled={polled} what="The list">
        {(webhooks) =>
          webhooks.length === 0 ? (
            <Empty title="There is no webhook yet." />
          ) : (
            <Table label="Webhooks" columns={columns} rows={webhooks} keyOf={({ name }) => name} />
          )
        }
      </Loaded>
      {isAdding ? (
        <WebhookDialog
          webhook={null}
          onSaved={(name) => goTo({ kind: 'webhook', name, query: {} })}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  );
}

const columns: readonly Column<Webhook>[] = [
  {
    title: 'Name',
    isHeader: true,
    cell: ({ name }) => (
      <a class="code" href={printRoute({ kind: 'webhook', name, query: {} })}>
        {name}
      </a>
    ),
  },
  { title: 'State', cell: ({ status }) => <WebhookState state={status.state} /> },
  { title: 'Events', kind: 'name', cell: ({ events }) => <span class="code">{events.join(', ')}</span> },
  { title: 'Waiting', kind: 'number', cell: ({ status }) => formatCount(status.queued) },
  { title: 'Delivered', kind: 'number', cell: ({ status }) => formatCount(status.delivered) },
  {
    title: 'Given up',
    kind: 'number',
    cell: ({ status }) => (
      <span class={status.dead_letters === 0 ? undefined : 'strong'}>{formatCount(status.dead_letters)}</span>
    ),
  },
  {
    title: 'Last delivered',
    kind: 'tight',
    cell: ({ status: { last_delivered_at } }) => (
      <span title={formatTime(last_delivered_at)}>{formatAge(last_delivered_at, Date.now())}</span>
    ),
  },
  { title: 'Last error', kind: 'name', cell: ({ status }) => status.last_error ?? nothing },
];
