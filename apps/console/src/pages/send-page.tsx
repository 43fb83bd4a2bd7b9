import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { callPayload, exampleCalls, newUniqueId, payloadProblem, topicsOf } from '../downstream-call.ts';
import { useAction } from '../hooks/use-action.tsx';
import { useKept } from '../hooks/use-kept.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { Button } from '../parts/button.tsx';
import { CheckField, Field, SelectField, TextField } from '../parts/field.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import type { Fields } from '../reader.ts';
import type { ChargePoint } from '../wire.ts';

type Draft = {
  readonly clientId: string;
  readonly action: string;
  readonly topic: string;
  readonly payload: string;
  readonly qos: '0' | '1' | '2';
  readonly retain: boolean;
  /** The id that the example was given; a message that still has it gets a new one after it was sent. */
  readonly uniqueId: string;
};

type Outcome = { readonly topic: string; readonly matched: boolean; readonly isDownstream: boolean };

// The list only offers; any other identity can be typed.
const suggested = { page: 1, limit: 100, conn_state: 'connected' } as const;

/** Publishes a message, a CALL to a charge point to begin with. */
export function SendPage({ clientId }: { readonly clientId: string | null }): JSX.Element {
  const { api } = useConsole();
  const polled = usePolled(
    async (signal) => {
      const [settings, clients] = await Promise.all([api.gateway(signal), api.chargePoints(suggested, signal)]);
      return { settings, chargePoints: clients.data };
    },
    [],
    null,
  );
  return (
    <>
      <PageHead
        title="Send"
        lead="Publishes one message to the broker, as an MQTT client would. What a charge point answers appears on its reply topic."
      />
      <Loaded polled={polled} what="What the page needs">
        {({ settings, chargePoints }) => <SendForm settings={settings} chargePoints={chargePoints} wanted={clientId} />}
      </Loaded>
    </>
  );
}

function SendForm(props: {
  readonly settings: Fields;
  readonly chargePoints: readonly ChargePoint[];
  readonly wanted: string | null;
}): JSX.Element {
  const { settings, chargePoints, wanted } = props;
  const { api, mayChange } = useConsole();
  const usernameOf = (clientId: string): string | null =>
    chargePoints.find((one) => one.clientid === clientId)?.username ?? null;
  const topicsFor = (clientId: string) => topicsOf(settings, clientId, usernameOf(clientId));
  const [draft, setDraft] = useKept<Draft>('send', firstDraft(wanted ?? chargePoints[0]?.clientid ?? 'CP1', topicsFor));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const sending = useAction();
  const topics = topicsFor(draft.clientId);
  const isDownstream = draft.topic === topics.downstream;
  const change = (changed: Partial<Draft>): void => setDraft({ ...draft, ...changed });
  const aim = (clientId: string): void => change({ clientId, topic: topicsFor(clientId).downstream });

  useEffect(() => {
    if (wanted !== null && wanted !== draft.clientId) aim(wanted);
  }, [wanted]);

  const send = async (): Promise<void> => {
    setOutcome(null);
    const { topic, payload, retain } = draft;
    const published = await api.publish({ topic, payload, retain, qos: Number(draft.qos) });
    setOutcome({ topic, matched: published.matched, isDownstream });
    const uniqueId = freshId();
    change({ uniqueId, payload: payload.replaceAll(draft.uniqueId, uniqueId) });
  };

  const fillIn = (action: string): void => {
    const example = exampleCalls.find((one) => one.action === action);
    if (example === undefined) return;
    const uniqueId = freshId();
    change({ action, uniqueId, payload: callPayload(example, uniqueId) });
  };

  const slip = isDownstream ? payloadProblem(draft.payload) : null;
  return (
    <form
      class="panel send"
      onSubmit={(event) => {
        event.preventDefault();
        void sending.run(send);
      }}
    >
      <div class="columns">
        <TextField
          label="Charge point"
          value={draft.clientId}
          onInput={aim}
          list="charge-points"
          hint="Sets the topic below."
          isCode
        />
        <datalist id="charge-points">
          {chargePoints.map(({ clientid }) => (
            <option key={clientid} value={clientid} />
          ))}
        </datalist>
        <SelectField
          label="Example"
          value={draft.action}
          onChange={fillIn}
          options={exampleCalls.map(({ action }) => [action, action] as const)}
          hint="Replaces the payload below."
        />
      </div>
      <TextField
        label="Topic"
        value={draft.topic}
        onInput={(topic) => change({ topic })}
        hint={isDownstream ? `The charge point answers on ${answerTopics(topics.reply, topics.error)}.` : undefined}
        isRequired
        isCode
      />
      <Field label="Payload" hint={slip ?? undefined}>
        {(ids) => (
          <textarea
            {...ids}
            class="code"
            rows={12}
            value={draft.payload}
            spellcheck={false}
            autocapitalize="none"
            onInput={(event) => change({ payload: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="columns">
        <SelectField
          label="QoS"
          value={draft.qos}
          onChange={(qos) => change({ qos })}
          options={[
            ['0', '0, at most once'],
            ['1', '1, at least once'],
            ['2', '2, exactly once'],
          ]}
        />
        <CheckField
          label="Retain"
          checked={draft.retain}
          onChange={(retain) => change({ retain })}
          hint="The broker keeps the message for those who subscribe later. Never of use for a CALL."
        />
      </div>
      <ProblemNotice problem={sending.problem} what="The message was not published" />
      {outcome === null ? null : <OutcomeNotice outcome={outcome} />}
      {mayChange ? (
        <Button type="submit" kind="primary" isBusy={sending.isBusy}>
          {sending.isBusy ? 'Publishing…' : 'Publish'}
        </Button>
      ) : (
        <Notice kind="info">
          <p>Your role may only read, so you cannot publish.</p>
        </Notice>
      )}
    </form>
  );
}

function OutcomeNotice({ outcome }: { readonly outcome: Outcome }): JSX.Element {
  const { topic, matched, isDownstream } = outcome;
  if (matched) {
    return (
      <Notice kind="success">
        <p>
          Published to <span class="code">{topic}</span>.
        </p>
      </Notice>
    );
  }
  return (
    <Notice kind="warning">
      <p>
        <strong>It reached nobody.</strong> The server took the message, but nobody is subscribed to{' '}
        <span class="code">{topic}</span>
        {isDownstream ? '; the charge point is not connected.' : '.'}
      </p>
    </Notice>
  );
}

function firstDraft(clientId: string, topicsFor: (clientId: string) => { readonly downstream: string }): Draft {
  const uniqueId = freshId();
  const example = exampleCalls[0] ?? { action: '', payload: {} };
  return {
    clientId,
    action: example.action,
    topic: topicsFor(clientId).downstream,
    payload: callPayload(example, uniqueId),
    qos: '1',
    retain: false,
    uniqueId,
  };
}

function answerTopics(reply: string, error: string): string {
  return reply === error ? reply : `${reply}, or ${error} when it fails`;
}

function freshId(): string {
  return newUniqueId(crypto.getRandomValues(new Uint8Array(8)));
}
