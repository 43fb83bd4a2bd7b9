import type { Call, CallOrigin } from '@ocpp-broker/ocpp';
import t from 'tap';
import { callRecordsMax } from '../src/call-records.ts';
import { type CallOptions, Calls } from '../src/calls.ts';
import { ManualClock } from './fixtures/manual-clock.ts';

type Sent = { readonly identity: string; readonly call: Call; readonly origin: CallOrigin };

function rigged(options: Partial<CallOptions> = {}) {
  const clock = new ManualClock();
  const sent: Sent[] = [];
  const calls = new Calls({
    clock,
    options: { waitingMax: 10, timeoutMsMax: 60_000, ...options },
    send: (identity, call, origin) => sent.push({ identity, call, origin }),
  });
  /** Tells the caller of the CALL that was sent at this place that its queue is full. */
  const refuse = (at: number) => {
    const message = {
      kind: 'CallError',
      uniqueId: 'u',
      errorCode: '',
      errorDescription: '',
      errorDetailsText: '{}',
    } as const;
    calls.settle(sent[at]?.origin.caller?.id ?? 0, {
      message,
      end: { action: 'A', outcome: 'queue_full', sentAt: null },
    });
  };
  return { calls, clock, sent, refuse };
}

const request = { clientId: 'CP1', action: 'Reset', payload: { type: 'Soft' } };

t.test(
  'a caller has an id of its own and waits for the time that it asks for, within that of the operator',
  async (t) => {
    const { calls, clock, sent } = rigged();
    const now = clock.now();
    for (const timeoutMs of [undefined, 1_000, 90_000]) void calls.call({ ...request, timeoutMs });
    t.strictSame(
      sent.map(({ origin }) => origin),
      [
        { answerBy: undefined, caller: { id: 1, waitsUntil: now + 60_000 } },
        { answerBy: now + 1_000, caller: { id: 2, waitsUntil: now + 1_000 } },
        { answerBy: now + 60_000, caller: { id: 3, waitsUntil: now + 60_000 } },
      ],
    );
    t.match(sent[0], { identity: 'CP1', call: { kind: 'Call', action: 'Reset', payloadText: '{"type":"Soft"}' } });
    t.not(sent[0]?.call.uniqueId, sent[1]?.call.uniqueId);
  },
);

t.test('nobody waits for an async CALL, so its time is that in which it may be sent', async (t) => {
  const { calls, clock, sent } = rigged();
  for (const timeoutMs of [undefined, 1_000]) await calls.call({ ...request, timeoutMs, async: true });
  t.strictSame(
    sent.map(({ origin }) => origin),
    [
      { answerBy: undefined, expiresAt: undefined, caller: { id: 1 } },
      { answerBy: clock.now() + 1_000, expiresAt: clock.now() + 1_000, caller: { id: 2 } },
    ],
  );
});

t.test('what is no CALL is not sent', async (t) => {
  const { calls, sent } = rigged();
  const circle: Record<string, unknown> = {};
  circle.a = circle;
  const deep = JSON.parse(`${'{"a":'.repeat(64)}1${'}'.repeat(64)}`) as unknown;
  const stack = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
  for (const payload of [null, [], 'x', 7, undefined, circle, deep, { a: stack }]) {
    const outcome = await calls.call({ ...request, payload });
    t.match(outcome, { kind: 'invalid', problem: { path: '/', message: /^the payload must be a JSON object/ } });
  }
  for (const wrong of [{ action: '' }, { uniqueId: '' }, { uniqueId: 'x'.repeat(37) }]) {
    t.match(await calls.call({ ...request, ...wrong }), { kind: 'invalid', problem: { path: '' } });
  }
  t.strictSame(sent, []);
  void calls.call({
    ...request,
    payload: JSON.parse(`${'{"a":'.repeat(62)}{}${'}'.repeat(62)}`),
    uniqueId: 'x'.repeat(36),
  });
  t.equal(sent.length, 1, 'as deep and as long as it may be');
});

t.test('what is told twice, or to nobody, is of no account', async (t) => {
  const { calls, sent, refuse } = rigged();
  const outcome = calls.call(request);
  refuse(0);
  t.strictSame(await outcome, { kind: 'queue-full' });
  refuse(0);
  refuse(7);
  t.strictSame([calls.pending, sent.length], [0, 1]);
});

t.test('a refusal that comes at once is the outcome, of an async CALL as well', async (t) => {
  const clock = new ManualClock();
  const calls: Calls = new Calls({
    clock,
    options: { waitingMax: 10, timeoutMsMax: 60_000 },
    send: (_identity, { uniqueId }, { caller }) => {
      const message = {
        kind: 'CallError',
        uniqueId,
        errorCode: '',
        errorDescription: '',
        errorDetailsText: '{}',
      } as const;
      calls.settle(caller?.id ?? 0, { message, end: { action: 'A', outcome: 'duplicate_unique_id', sentAt: null } });
    },
  });
  for (const async of [true, false]) {
    t.strictSame(await calls.call({ ...request, uniqueId: 'u1', async }), { kind: 'duplicate-id', uniqueId: 'u1' });
  }
  t.equal(calls.find('CP1', 'u1'), undefined);
  t.equal(calls.pending, 0);
});

t.test('a signal is let go of when its CALL has ended', async (t) => {
  const { calls, refuse } = rigged();
  const signal = new AbortController().signal;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  const outcome = calls.call(request, signal);
  t.equal(listeners, 1);
  refuse(0);
  await outcome;
  t.equal(listeners, 0);
});

t.test(
  'fewer callers wait as soon as the operator says so; there is an end to CALLs that nobody waits for',
  async (t) => {
    const { calls, refuse } = rigged();
    void calls.call(request);
    calls.reconfigure({ waitingMax: 1, timeoutMsMax: 1_000 });
    t.strictSame(await calls.call(request), { kind: 'busy' });
    for (let at = 0; at < callRecordsMax; at += 1) await calls.call({ ...request, async: true });
    t.strictSame(await calls.call({ ...request, async: true }), { kind: 'busy' });
    refuse(1);
    t.match(await calls.call({ ...request, async: true }), { kind: 'accepted' });
  },
);
