import type { CallOutcome } from './call-outcome.ts';

/** CALLs without a waiting caller that are remembered at once, and the bytes of their answers. */
export const callRecordsMax = 10_000;
export const callRecordBytesMax = 16_777_216;

/** How long an outcome can be asked for, in milliseconds. */
export const callRecordTtlMs = 300_000;

/** What is known of a CALL that nobody waits for. */
export type CallState = CallOutcome | { readonly kind: 'pending'; readonly uniqueId: string };

type Finished = { readonly outcome: CallOutcome; readonly bytes: number; readonly until: number };

/** Remembers CALLs by charge point and id: those on their way, and for a while those that have ended. */
export class CallRecords {
  readonly #pending = new Set<string>();
  /** In the order in which they ended. */
  readonly #finished = new Map<string, Finished>();
  #bytes = 0;

  /** CALLs on their way. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Remembers a CALL that is on its way; one of the same id that has ended is forgotten. */
  open(identity: string, uniqueId: string): void {
    const key = keyOf(identity, uniqueId);
    this.#forget(key);
    this.#pending.add(key);
  }

  /** Takes the outcome of a CALL. */
  finish(identity: string, uniqueId: string, outcome: CallOutcome, now: number): void {
    const key = keyOf(identity, uniqueId);
    this.#pending.delete(key);
    this.#forget(key);
    const bytes = outcome.kind === 'result' ? outcome.payloadText.length * 2 : 0;
    this.#finished.set(key, { outcome, bytes, until: now + callRecordTtlMs });
    this.#bytes += bytes;
    for (const [oldest, { until }] of this.#finished) {
      const isTooMuch = this.#finished.size > callRecordsMax || this.#bytes > callRecordBytesMax;
      if (until > now && !isTooMuch) break;
      this.#forget(oldest);
    }
  }

  /** What is known of a CALL; undefined: nothing, or nothing any more. */
  find(identity: string, uniqueId: string, now: number): CallState | undefined {
    const key = keyOf(identity, uniqueId);
    if (this.#pending.has(key)) return { kind: 'pending', uniqueId };
    const finished = this.#finished.get(key);
    return finished !== undefined && finished.until > now ? finished.outcome : undefined;
  }

  #forget(key: string): void {
    this.#bytes -= this.#finished.get(key)?.bytes ?? 0;
    this.#finished.delete(key);
  }
}

/** No identity has a line feed in it. */
function keyOf(identity: string, uniqueId: string): string {
  return `${identity}\n${uniqueId}`;
}
