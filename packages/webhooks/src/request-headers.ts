import { signatureHeader, signatureOf } from './signature.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** What stands above a body: the hook's own headers, and ours, which cannot be changed by them; `now` is milliseconds since 1970. */
export function requestHeaders(
  { secret, headers }: Pick<WebhookOptions, 'secret' | 'headers'>,
  body: Buffer,
  now: number,
): Readonly<Record<string, string>> {
  const signature = secret === '' ? {} : { [signatureHeader]: signatureOf(secret, body, now) };
  return { 'user-agent': 'ocpp-broker', ...headers, 'content-type': 'application/json', ...signature };
}
