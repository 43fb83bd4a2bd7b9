import { randomUUID } from 'node:crypto';
import { bodyOf, newBatch } from './batch.ts';
import type { Clock } from './ports.ts';
import { requestHeaders } from './request-headers.ts';
import { Transport } from './transport.ts';
import type { WebhookOptions } from './webhook-options.ts';

/** How a receiver took a test event; `problem` is a few words without anything of the request. */
export type HookTest =
  | { readonly kind: 'answered'; readonly status: number; readonly latencyMs: number }
  | { readonly kind: 'unanswered'; readonly problem: string; readonly latencyMs: number };

/**
 * Sends one event of the kind `test`, signed like the others, past queue and filters and on a connection of its own, and waits for the answer
 * within the hook's time-out. Of options that have been checked; it never rejects.
 */
export async function testHook(options: WebhookOptions, clock: Clock): Promise<HookTest> {
  const startedAt = clock.now();
  const text = JSON.stringify({ id: randomUUID(), at: new Date(startedAt).toISOString(), kind: 'test' });
  const event = { seq: 0, queuedAt: startedAt, bytes: Buffer.byteLength(text), body: text };
  const body = bodyOf(newBatch([event]), options.name);
  const transport = new Transport(options, clock);
  const answer = await transport.post(body, requestHeaders(options, body, startedAt));
  transport.destroy();
  const latencyMs = clock.now() - startedAt;
  return answer.outcome === 'answered'
    ? { kind: 'answered', status: answer.status, latencyMs }
    : { kind: 'unanswered', problem: answer.problem, latencyMs };
}
