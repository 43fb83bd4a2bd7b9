import { webhookSettingsSchema } from '@ocpp-broker/config';
import { annotationsAsExtensions } from './annotations.ts';
import type { Schema } from './operation.ts';
import { amount, exact, flag, maybeTime, text, time } from './schema-parts.ts';

/** The settings of a hook, as the settings document has them. */
const settings = annotationsAsExtensions({ ...webhookSettingsSchema() }).properties as Readonly<Record<string, Schema>>;

/** The same as they are shown: a mask need not look like what it stands for. */
const shown = Object.fromEntries(
  Object.entries(settings).map(([name, { pattern, ...rest }]) => [
    name,
    rest['x-secret'] === true || pattern === undefined ? rest : { ...rest, pattern },
  ]),
);

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
  Webhook: exact({ name: text('Name'), ...shown, status }),
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
