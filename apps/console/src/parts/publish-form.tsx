import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { callPayload, newUniqueId, payloadProblem, type TopicSettings, topicsOf } from '../downstream-call.ts';
import { exampleCalls } from '../example-calls.ts';
import { useAction } from '../hooks/use-action.tsx';
import { useKept } from '../hooks/use-kept.tsx';
import { Button } from './button.tsx';
import { CheckField, Field, SelectField, TextField } from './field.tsx';
import { Notice, ProblemNotice } from './notice.tsx';

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

/** Publishes one message to the broker. */
export function PublishForm(props: {
  readonly settings: TopicSettings;
  readonly chargePoints: readonly Schemas['GatewayClient'][];
  readonly wanted: string | null;
}): JSX.Element {
  const { settings, chargePoints, wanted } = props;
  const { api, mayAct } = useConsole();
  const named = (clientId: string) => chargePoints.find((one) => one.clientid === clientId);
  const topicsFor = (clientId: string) => topicsOf(settings, clientId, named(clientId)?.username ?? null);
  const first = wanted ?? chargePoints[0]?.clientid ?? 'CP1';
  const [draft, setDraft] = useKept<Draft>('publish', firstDraft(first, topicsFor));
  const examples = exampleCalls(named(draft.clientId)?.proto_ver ?? null);
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
    const qos = Number(draft.qos) as 0 | 1 | 2;
    const published = await api.post('/api/v5/publish', { body: { topic, payload, retain, qos } });
    // The other answer says that nobody is subscribed to the topic.
    setOutcome({ topic, matched: 'id' in published, isDownstream });
    const uniqueId = freshId();
    change({ uniqueId, payload: payload.replaceAll(draft.uniqueId, uniqueId) });
  };

  const fillIn = (action: string): void => {
    const example = examples.find((one) => one.action === action);
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
          options={examples.map(({ action }) => [action, action] as const)}
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
      {mayAct ? (
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
  const example = exampleCalls(null)[0] ?? { action: '', payload: {} };
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
