import type { Schema } from './operation.ts';
import { amount, exact, flag, maybeTime, text, time } from './schema-parts.ts';

const size = (description: string): Schema => ({ type: ['string', 'integer'], description, examples: ['64MB'] });
const bounds = exact({ max_events: amount('Events'), max_bytes: size('Bytes of all together') });
const texts = (description: string, example: string): Schema => ({
  type: 'array',
  items: { type: 'string' },
  description,
  examples: [[example]],
});

/** The settings of a hook. */
const settings: Readonly<Record<string, Schema>> = {
  url: text('Where events go', { examples: ['https://example.org/events'] }),
  enable: flag('Whether it takes events and sends them'),
  events: texts('Which: `*`, `chargepoint.*`, a kind, or a kind and an action', 'call.BootNotification'),
  identities: texts('Of whom: exact, or with a `*` at the end; none is all', 'CP*'),
  direction: text('Of messages, only those of this direction', { enum: ['both', 'upstream', 'downstream'] }),
  secret: text('Signs each request; shown as a mask'),
  headers: {
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    description: 'Headers of each request; values are shown as masks, null takes one away',
  },
  cacertfile: text('PEM file of the authorities that the receiver’s certificate has to lead to'),
  batch: exact({
    max_events: amount('Events in a request'),
    max_bytes: size('Bytes of them'),
    max_wait: text('How long the first of them waits for more'),
  }),
  timeout: text('How long a request may take', { examples: ['5s'] }),
  retry: exact({
    first: text('Wait after the first failure'),
    factor: { type: 'number', description: 'By what it grows' },
    max: text('How long it grows'),
    attempts: amount('How often it is tried; 0 until the events are too old'),
  }),
  max_age: text('When an event is too old to be sent', { examples: ['1d'] }),
  queue: { ...bounds, description: 'What may wait' },
  dead_letters: { ...bounds, description: 'What is kept of what was given up' },
  concurrency: amount('Requests at once'),
};

const status = exact({
  state: text('What it does', { enum: ['off', 'idle', 'sending', 'waiting', 'gone'] }),
  queued: amount('Events that wait'),
  queued_bytes: amount('Their bytes'),
  delivered: amount('Events that the receiver has taken'),
  failed: amount('Requests that failed'),
  dropped: amount('Events that there was no room for'),
  dead_letters: amount('Events that were given up and are kept'),
  last_error: { type: ['string', 'null'], description: 'What last went wrong' },
  last_delivered_at: maybeTime('When the receiver last took something'),
  next_attempt_at: maybeTime('When it is tried again'),
});

const example = {
  url: 'https://example.org/events',
  enable: true,
  events: ['call.StartTransaction', 'call.StopTransaction'],
  secret: '******',
};

/** The schemas of webhooks. */
export const webhookSchemas: Readonly<Record<string, Schema>> = {
  Webhook: exact(
    { name: text('Name'), ...settings, status },
    Object.keys(settings).filter((key) => key !== 'url' && key !== 'enable'),
  ),
  WebhookChange: { type: 'object', properties: settings, examples: [example] },
  WebhookDeadLetter: {
    ...exact({
      id: amount('Id'),
      at: time('When it was given up'),
      reason: text('Why', { examples: ['answered 400', 'too old'] }),
      attempts: amount('Requests that it was in'),
      event: { type: 'object', description: 'The event as it would have been sent' },
    }),
    examples: [{ id: 1, at: '2026-01-01T00:00:00.000Z', reason: 'answered 400', attempts: 1, event: { kind: 'call' } }],
  },
  WebhookTest: {
    ...exact({
      delivered: flag('Whether the receiver took it: 2xx'),
      status: { type: ['integer', 'null'], description: 'Status of its answer' },
      problem: { type: ['string', 'null'], description: 'Why there is none' },
      latency_ms: amount('Milliseconds until the answer'),
    }),
    examples: [{ delivered: true, status: 200, problem: null, latency_ms: 12 }],
  },
};
