import { randomUUID } from 'node:crypto';
import type { QueuedEvent } from './event-queue.ts';

/** Events that go out in one request, and how often they did. The id stays when they go out again; after a restart it is another. */
export type Batch = { readonly id: string; readonly events: readonly QueuedEvent[]; readonly attempts: number };

/** Events that are sent for the first time. */
export function newBatch(events: readonly QueuedEvent[]): Batch {
  return { id: randomUUID(), events, attempts: 0 };
}

/** The body of its request: `{"id","hook","events":[…]}`. */
export function bodyOf({ id, events }: Batch, hook: string): Buffer {
  const texts = events.map(({ body }) => body);
  return Buffer.from(`{"id":${JSON.stringify(id)},"hook":${JSON.stringify(hook)},"events":[${texts.join(',')}]}`);
}

/**
 * Takes off the events at its beginning that wait since `since` or longer. A batch may reach over hours when a queue has grown slowly, so
 * those behind may be young; what is left is another batch.
 */
export function splitByAge(
  batch: Batch,
  since: number,
): { readonly old: readonly QueuedEvent[]; readonly young: Batch | undefined } {
  const place = batch.events.findIndex(({ queuedAt }) => queuedAt > since);
  if (place === 0) return { old: [], young: batch };
  if (place < 0) return { old: batch.events, young: undefined };
  const young = { ...newBatch(batch.events.slice(place)), attempts: batch.attempts };
  return { old: batch.events.slice(0, place), young };
}
