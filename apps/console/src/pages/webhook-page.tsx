import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { goTo } from '../hooks/use-route.tsx';
import { Button } from '../parts/button.tsx';
import { DeadLetters } from '../parts/dead-letters.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { ago, code, Facts } from '../parts/facts.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { WebhookDialog } from '../parts/webhook-dialog.tsx';
import { WebhookState } from '../parts/webhook-state.tsx';
import { type ListQuery, printRoute } from '../route.ts';
import { formatTime } from '../time-format.ts';
import { testWords } from '../webhook-words.ts';

type Webhook = Schemas['Webhook'];

/** One webhook: how it fares, what it was set to, and the events that it has given up. */
export function WebhookPage({ name, query }: { readonly name: string; readonly query: ListQuery }): JSX.Element {
  const { api, mayChange, notify } = useConsole();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const [test, setTest] = useState<Schemas['WebhookTest'] | null>(null);
  const path = { name };
  const polled = usePolled((signal) => api.get('/api/v5/webhooks/{name}', { path, signal }), [name]);
  const testing = useAction();
  const switching = useAction();
  const tryOut = async (): Promise<void> => {
    setTest(null);
    setTest(await api.post('/api/v5/webhooks/{name}/test', { path, timeoutMs: testMs }));
  };
  const enable = async (isOn: boolean): Promise<void> => {
    await api.put('/api/v5/webhooks/{name}', { path, body: { enable: isOn } });
    notify(`The webhook ${name} was ${isOn ? 'enabled' : 'disabled'}.`);
    polled.refresh();
  };
  const webhook = polled.data;
  return (
    <>
      <p class="back">
        <a href={printRoute({ kind: 'webhooks' })}>← Webhooks</a>
      </p>
      <PageHead title={name} lead={webhook === null ? undefined : <WebhookState state={webhook.status.state} />}>
        {mayChange && webhook !== null ? (
          <>
            <Button isBusy={testing.isBusy} onClick={() => void testing.run(tryOut)}>
              {testing.isBusy ? 'Testing…' : 'Send a test event'}
            </Button>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button isBusy={switching.isBusy} onClick={() => void switching.run(() => enable(!webhook.enable))}>
              {webhook.enable ? 'Disable' : 'Enable'}
            </Button>
            <Button kind="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        ) : null}
        <Freshness polled={polled} />
      </PageHead>
      <ProblemNotice problem={testing.problem} what="The test was not made" />
      <ProblemNotice problem={switching.problem} what="The webhook was not changed" />
      {test === null ? null : (
        <Notice kind={test.delivered ? 'success' : 'danger'}>
          <p>{testWords(test)}</p>
        </Notice>
      )}
      <Loaded polled={polled} what={`The webhook ${name}`}>
        {(shown) => <Details webhook={shown} />}
      </Loaded>
      <DeadLetters name={name} query={query} count={webhook?.status.dead_letters ?? 0} onChanged={polled.refresh} />
      {open === 'edit' && webhook !== null ? (
        <WebhookDialog webhook={webhook} onSaved={polled.refresh} onClose={() => setOpen(null)} />
      ) : null}
      {open === 'delete' ? (
        <FormDialog
          title={`Delete the webhook ${name}?`}
          submitLabel="Delete"
          busyLabel="Deleting…"
          failure="The webhook was not deleted"
          isDangerous
          action={async () => {
            await api.delete('/api/v5/webhooks/{name}', { path });
            notify(`The webhook ${name} was deleted.`);
            goTo({ kind: 'webhooks' });
          }}
          onClose={() => setOpen(null)}
        >
          <p>Events that wait for it, and those that were given up, are lost.</p>
        </FormDialog>
      ) : null}
    </>
  );
}

// The server ends it by the webhook's own timeout, which is a setting.
const testMs = 120_000;

function Details({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { status } = webhook;
  return (
    <>
      {status.last_error === null ? null : (
        <Notice kind="warning">
          <p>
            <strong>Last error.</strong> {status.last_error}
          </p>
        </Notice>
      )}
      <div class="facts">
        <Facts
          title="State"
          facts={[
            ['Events waiting', `${formatCount(status.queued)} (${formatBytes(status.queued_bytes)})`],
            ['Delivered', formatCount(status.delivered)],
            ['Requests that failed', formatCount(status.failed)],
            ['Events not taken', formatCount(status.dropped)],
            ['Events given up', formatCount(status.dead_letters)],
            ['Last delivered', ago(status.last_delivered_at)],
            ['Tried again at', status.next_attempt_at === null ? null : formatTime(status.next_attempt_at)],
          ]}
        />
        <Facts
          title="Settings"
          facts={[
            ['Events', code(webhook.events.join(', '))],
            ['Of whom', webhook.identities.length === 0 ? 'all' : code(webhook.identities.join(', '))],
            ['Direction', webhook.direction],
            ['Signed', webhook.secret === '' ? 'no' : 'yes'],
            ['Timeout', webhook.timeout],
            ['Requests at once', String(webhook.concurrency)],
            ['Batches up to', `${webhook.batch.max_events ?? 1} events`],
            ['Given up after', webhook.max_age],
          ]}
        />
      </div>
    </>
  );
}
