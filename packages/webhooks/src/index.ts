export type { Synchronous } from './database.ts';
export type { DeadLetter, Page, Paging } from './dead-letters.ts';
export type { HookStatus } from './hook-status.ts';
export type { HookTest } from './hook-test.ts';
export type { Clock, Logger } from './ports.ts';
export { WebhookError, type WebhookErrorCode, type WebhookProblem } from './webhook-error.ts';
export { type EventKind, eventBytesMax, messageKinds, presenceKinds, type WebhookEvent } from './webhook-event.ts';
export { type EventBounds, hooksMax, type WebhookOptions, webhookDefaults } from './webhook-options.ts';
export { openWebhooks, Webhooks, type WebhooksOptions } from './webhooks.ts';
