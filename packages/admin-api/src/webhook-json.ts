// A hook as the wire has it: its settings with the secrets masked, and how it fares.

import { withSecretsKept, withSecretsMasked } from '@ocpp-broker/config';
import type { SettingsDocument } from './ports.ts';
import { formatTime } from './timestamps.ts';
import type { WebhookDeadLetter, WebhookStatus, WebhookTest } from './webhook-ports.ts';

// What GET shows besides the settings: whoever sends back what he has read shall not be refused for it.
const SHOWN_BESIDES: ReadonlySet<string> = new Set(['name', 'status']);

/** A hook. */
export function printWebhook(name: string, settings: SettingsDocument, status: WebhookStatus): object {
  return { name, ...maskedWebhook(name, settings), status: printStatus(status) };
}

/** The settings of a hook as they may be shown. */
export function maskedWebhook(name: string, settings: SettingsDocument): SettingsDocument {
  return withSecretsMasked(settings, ['webhooks', name]) as SettingsDocument;
}

/** What a body sets: without what is shown besides, and with the present secret wherever the body holds the mask of it. */
export function webhookEntry(name: string, body: SettingsDocument, present: SettingsDocument): SettingsDocument {
  const entry = Object.fromEntries(Object.entries(body).filter(([key]) => !SHOWN_BESIDES.has(key)));
  return withSecretsKept(entry, present, ['webhooks', name]);
}

/** An event that was given up. */
export function printDeadLetter({ id, at, reason, attempts, eventText }: WebhookDeadLetter): object {
  return { id, at: formatTime(at), reason, attempts, event: parsed(eventText) };
}

/** How a test went. */
export function printTest(test: WebhookTest): object {
  const latency_ms = Math.max(0, Math.round(test.latencyMs));
  if (test.kind === 'unanswered') return { delivered: false, status: null, problem: test.problem, latency_ms };
  const { status } = test;
  return { delivered: status >= 200 && status < 300, status, problem: null, latency_ms };
}

function printStatus(status: WebhookStatus): object {
  return {
    state: status.state,
    queued: status.queued,
    queued_bytes: status.queuedBytes,
    delivered: status.delivered,
    failed: status.failed,
    dropped: status.dropped,
    dead_letters: status.deadLetters,
    last_error: status.lastError,
    last_delivered_at: formatTime(status.lastDeliveredAt),
    next_attempt_at: formatTime(status.nextAttemptAt),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It was stored by us and is shown to an operator, who would rather see it as it is than not at all.
    return { text };
  }
}
