import { type Finding, finding, type Rule } from './rule.ts';
import { durationMs } from './units.ts';
import type { WebhookSettings } from './webhook-settings.ts';

/** A hook has somewhere to send to, and its waits grow. */
export const webhookRules: Rule = ({ webhooks }) =>
  Object.entries(webhooks).flatMap(([name, hook]) => findings(`webhooks.${name}`, hook));

const findings = (path: string, { url, retry }: WebhookSettings): readonly Finding[] => [
  ...(url === '' ? [finding(`${path}.url`, 'is needed: it says where events go', [path])] : []),
  ...(durationMs(retry.first) > durationMs(retry.max)
    ? [finding(`${path}.retry.first`, `must not be longer than ${path}.retry.max`, [`${path}.retry.max`])]
    : []),
];
