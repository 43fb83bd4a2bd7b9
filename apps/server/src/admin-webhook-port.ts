import type { Webhooks as WebhookPort, WebhookStatus } from '@ocpp-broker/admin-api';
import { type HookStatus, WebhookError, type Webhooks } from '@ocpp-broker/webhooks';

/** The API speaks of hooks that are `off`, and of receivers that are `gone`. */
const states: Readonly<Record<HookStatus['state'], WebhookStatus['state']>> = {
  idle: 'idle',
  sending: 'sending',
  waiting: 'waiting',
  suspended: 'gone',
  disabled: 'off',
};

/** The hooks as they run. */
export function webhookPort(
  webhooks: Pick<Webhooks, 'status' | 'deadLetters' | 'retryDeadLetters' | 'dropDeadLetters' | 'retryNow' | 'test'>,
): WebhookPort {
  return {
    status: (name) => {
      const status = webhooks.status().find((one) => one.name === name);
      if (status === undefined)
        throw new WebhookError('webhook_unknown', `there is no webhook ${JSON.stringify(name)}`);
      return { ...status, state: states[status.state], lastError: status.lastError?.message ?? null };
    },
    deadLetters: (name, paging) => webhooks.deadLetters(name, paging),
    retryDeadLetters: (name, ids) => {
      const count = webhooks.retryDeadLetters(name, ids);
      // Whoever asks for it has mended the receiver.
      webhooks.retryNow(name);
      return count;
    },
    dropDeadLetters: (name, ids) => webhooks.dropDeadLetters(name, ids),
    test: async (name) => webhooks.test(name),
  };
}
