import { ApiError } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Attempt, attemptOf, type CallDraft, callBody, draftOf, payloadSlip } from '../call-draft.ts';
import { type CallOutcome, outcomeOfError, outcomeOfReply, stoppedWaiting } from '../call-outcome.ts';
import { useConsole } from '../context.tsx';
import { exampleCalls } from '../example-calls.ts';
import { useAction } from '../hooks/use-action.tsx';
import { useKept } from '../hooks/use-kept.tsx';
import { isAbort } from '../problem.ts';
import { Button } from './button.tsx';
import { Field, SelectField, TextField } from './field.tsx';
import { Notice, ProblemNotice, sentence } from './notice.tsx';

// The server ends the wait itself, after an hour at the most that can be set; this is for one that does not.
const waitMs = 3_660_000;

/** Sends a CALL to a charge point and waits for what becomes of it. `version` is that of its OCPP, for the examples. */
export function CallForm(props: { readonly clientId: string; readonly version: string | null }): JSX.Element {
  const { clientId, version } = props;
  const { api, mayAct } = useConsole();
  const examples = exampleCalls(version);
  const [draft, setDraft] = useKept<CallDraft>('call', draftOf(examples[0] ?? { action: '', payload: {} }, ''));
  const [outcome, setOutcome] = useState<CallOutcome | null>(null);
  const [hasTried, setTried] = useState(false);
  const attempt = useRef<Attempt | null>(null);
  const waiting = useRef<AbortController | null>(null);
  const sending = useAction();
  useEffect(() => () => waiting.current?.abort(), []);
  const slip = payloadSlip(draft.payload);
  const change = (changed: Partial<CallDraft>): void => setDraft({ ...draft, ...changed });

  const send = async (): Promise<void> => {
    setOutcome(null);
    const body = callBody(draft);
    attempt.current = attemptOf(attempt.current, clientId, body, randomKey);
    waiting.current = new AbortController();
    const became = await outcomeOf(
      api.post('/api/v5/gateways/ocpp/clients/{clientid}/calls', {
        path: { clientid: clientId },
        header: { 'idempotency-key': attempt.current.key },
        body,
        timeoutMs: waitMs,
        signal: waiting.current.signal,
      }),
    );
    if (!became.isUnheard) attempt.current = null;
    setOutcome(became);
  };

  return (
    <form
      class="panel send"
      aria-label="Send a CALL"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (slip === null && mayAct) void sending.run(send);
      }}
    >
      <div class="columns">
        <SelectField
          label="Example"
          value={examples.some(({ action }) => action === draft.action) ? draft.action : ''}
          onChange={(wanted) => {
            const example = examples.find(({ action }) => action === wanted);
            if (example !== undefined) setDraft(draftOf(example, draft.timeout));
          }}
          options={[['', 'None'], ...examples.map(({ action }) => [action, action] as const)]}
          hint="Replaces action and payload."
        />
        <TextField label="Action" value={draft.action} onInput={(action) => change({ action })} isRequired isCode />
        <TextField
          label="Wait at most"
          value={draft.timeout}
          onInput={(timeout) => change({ timeout })}
          pattern="\s*\d{1,8}(ms|s|m|h|d)\s*"
          hint="Such as 30s; empty: as long as the server allows."
          isCode
        />
      </div>
      <Field label="Payload" problem={hasTried ? slip : null}>
        {(ids) => (
          <textarea
            {...ids}
            class="code"
            rows={8}
            value={draft.payload}
            spellcheck={false}
            autocapitalize="none"
            onInput={(event) => change({ payload: event.currentTarget.value })}
          />
        )}
      </Field>
      <ProblemNotice problem={sending.problem} what="The CALL was not sent" />
      {outcome === null ? null : <OutcomeNotice outcome={outcome} />}
      {mayAct ? (
        <div class="buttons">
          <Button type="submit" kind="primary" isBusy={sending.isBusy} isDisabled={clientId === ''}>
            {sending.isBusy ? 'Waiting for the answer…' : 'Send the CALL'}
          </Button>
          {sending.isBusy ? <Button onClick={() => waiting.current?.abort()}>Stop waiting</Button> : null}
        </div>
      ) : (
        <Notice kind="info">
          <p>Your role may only read, so you cannot send.</p>
        </Notice>
      )}
    </form>
  );
}

function OutcomeNotice({ outcome }: { readonly outcome: CallOutcome }): JSX.Element {
  const { kind, title, detail, answer } = outcome;
  return (
    <Notice kind={kind}>
      <p>
        <strong>{title}</strong> {detail === '' ? '' : sentence(detail)}
      </p>
      {answer === null ? null : <pre class="code">{JSON.stringify(answer, null, 2)}</pre>}
    </Notice>
  );
}

async function outcomeOf(request: Promise<{ readonly unique_id: string }>): Promise<CallOutcome> {
  try {
    const reply = await request;
    // Without `async` there is no other answer than the one that was awaited.
    return outcomeOfReply(reply as Parameters<typeof outcomeOfReply>[0]);
  } catch (error) {
    if (isAbort(error)) return stoppedWaiting;
    if (error instanceof ApiError) return outcomeOfError(error);
    throw error;
  }
}

function randomKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
