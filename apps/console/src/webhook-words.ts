import type { Schemas } from '@ocpp-broker/api-client';

/** How a test went, in a sentence. */
export function testWords({ delivered, status, problem, latency_ms }: Schemas['WebhookTest']): string {
  if (delivered) return `The receiver took the test event: it answered ${status} after ${latency_ms} ms.`;
  if (status !== null) return `The receiver did not take the test event: it answered ${status} after ${latency_ms} ms.`;
  return `The test event did not arrive: ${problem ?? 'no answer came'} (${latency_ms} ms).`;
}
