import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { text } from '../fields.ts';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { replaceRoute } from '../hooks/use-route.tsx';
import { pageLimit, pageNumber } from '../paging.ts';
import type { ListQuery } from '../route.ts';
import { formatTime } from '../time-format.ts';
import { Button } from './button.tsx';
import { FormDialog } from './dialog.tsx';
import { Empty, Loaded } from './loaded.tsx';
import { ProblemNotice } from './notice.tsx';
import { Pager } from './pager.tsx';
import { type Column, Table } from './table.tsx';

type DeadLetter = Schemas['WebhookDeadLetter'];

/** The events that a webhook has given up: shown, sent again, forgotten. `count` is how many there are, for a look when it changes. */
export function DeadLetters(props: {
  readonly name: string;
  readonly query: ListQuery;
  readonly count: number;
  readonly onChanged: () => void;
}): JSX.Element {
  const { name, query, count } = props;
  const { api, mayChange, notify } = useConsole();
  const [isForgetting, setForgetting] = useState(false);
  const asked = { page: pageNumber(query.page), limit: pageLimit };
  const path = { name };
  const polled = usePolled(
    (signal) => api.get('/api/v5/webhooks/{name}/dead_letters', { path, query: asked, signal }),
    [name, JSON.stringify(asked), count],
    null,
  );
  const acting = useAction();
  const changed = (sentence: string): void => {
    notify(sentence);
    polled.refresh();
    props.onChanged();
  };
  const retry = (ids: readonly number[] | null): void => {
    void acting.run(async () => {
      const body = ids === null ? {} : { ids };
      const sent = await api.post('/api/v5/webhooks/{name}/dead_letters/retry', { path, body });
      changed(`${events(sent.count)} in the queue again.`);
    });
  };
  const forget = async (ids: readonly number[] | null): Promise<void> => {
    const forgotten = await api.delete('/api/v5/webhooks/{name}/dead_letters', {
      path,
      ...(ids === null ? {} : { query: { ids: ids.join(',') } }),
    });
    changed(`${events(forgotten.count)} forgotten.`);
  };
  return (
    <section aria-label="Events given up">
      <div class="section-head">
        <h2>Events given up</h2>
        {mayChange && count > 0 ? (
          <div class="page-actions">
            <Button isBusy={acting.isBusy} onClick={() => retry(null)}>
              Send all again
            </Button>
            <Button kind="danger" onClick={() => setForgetting(true)}>
              Forget all
            </Button>
          </div>
        ) : null}
      </div>
      <ProblemNotice problem={acting.problem} what="That was not done" />
      <Loaded polled={polled} what="The list">
        {({ data, meta }) => (
          <>
            {data.length === 0 ? (
              <Empty title="No event was given up." />
            ) : (
              <Table
                label="Events given up"
                columns={
                  mayChange
                    ? [
                        ...columns,
                        actionColumn(
                          (id) => retry([id]),
                          (id) => void acting.run(() => forget([id])),
                        ),
                      ]
                    : columns
                }
                rows={data}
                keyOf={({ id }) => id}
              />
            )}
            <Pager
              meta={meta}
              onPage={(page) =>
                replaceRoute({ kind: 'webhook', name, query: { page: page === 1 ? '' : String(page) } })
              }
            />
          </>
        )}
      </Loaded>
      {isForgetting ? (
        <FormDialog
          title="Forget all events that were given up?"
          submitLabel="Forget them"
          busyLabel="Forgetting…"
          failure="They were not forgotten"
          isDangerous
          action={() => forget(null)}
          onClose={() => setForgetting(false)}
        >
          <p>The receiver never learns of them.</p>
        </FormDialog>
      ) : null}
    </section>
  );
}

const columns: readonly Column<DeadLetter>[] = [
  { title: 'Given up', kind: 'tight', cell: ({ at }) => formatTime(at) },
  { title: 'Event', isHeader: true, cell: ({ event, id }) => text(event.kind) || `Event ${id}` },
  { title: 'Why', kind: 'name', cell: ({ reason }) => reason },
  { title: 'Tries', kind: 'number', cell: ({ attempts }) => formatCount(attempts) },
  {
    title: 'Content',
    kind: 'name',
    cell: ({ event }) => (
      <details class="frame-text">
        <summary class="code">{JSON.stringify(event)}</summary>
        <pre class="code">{JSON.stringify(event, null, 2)}</pre>
      </details>
    ),
  },
];

function actionColumn(onRetry: (id: number) => void, onForget: (id: number) => void): Column<DeadLetter> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: ({ id }) => (
      <>
        <Button kind="quiet" label={`Send event ${id} again`} onClick={() => onRetry(id)}>
          Send again
        </Button>
        <Button kind="quiet" label={`Forget event ${id}`} onClick={() => onForget(id)}>
          Forget
        </Button>
      </>
    ),
  };
}

function events(count: number): string {
  return count === 1 ? '1 event is' : `${formatCount(count)} events are`;
}
