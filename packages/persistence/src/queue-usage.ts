import type { Bodies } from './bodies.ts';
import type { StoreDropReason } from './options.ts';
import type { Session, SessionTable } from './session-table.ts';
import type { StoreContext } from './store-context.ts';

/** How much is queued, for each session and in all, and whether more fits. */
export class QueueUsage {
  readonly #context: StoreContext;
  readonly #bodies: Bodies;
  #messages = 0;
  // Without the payloads that are shared.
  #ownBytes = 0;

  constructor(context: StoreContext, bodies: Bodies) {
    this.#context = context;
    this.#bodies = bodies;
  }

  /** Messages in all queues. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes of all of them; a payload that several share counts once. */
  get bytes(): number {
    return this.#ownBytes + this.#bodies.bytes;
  }

  /** Counts what the file holds; returns the ids of sessions that have ended and of which there are still messages. */
  load(sessions: SessionTable): readonly number[] {
    const ended: number[] = [];
    const { usage, bodies } = prepare(this.#context);
    for (const { session_id, messages, bytes } of usage.all()) {
      const session = sessions.byId(session_id);
      if (session === undefined) ended.push(session_id);
      else this.#add(session, messages, bytes, 0);
    }
    for (const { session_id, body_id } of bodies.iterate()) {
      this.#bodies.count(body_id);
      const session = sessions.byId(session_id);
      if (session !== undefined) this.#add(session, 0, 0, this.#bodies.bytesOf(body_id));
    }
    return ended;
  }

  /** Counts what comes, or goes when negative; `shared` is the part of `bytes` that is kept elsewhere. */
  count(session: Session, messages: number, bytes: number, shared: number): void {
    this.#add(session, messages, bytes, shared);
    this.#context.commits.onUndo(() => this.#add(session, -messages, -bytes, -shared));
  }

  /** Why another message of so many bytes does not fit; `added` are those that the file grows by. */
  refusal(session: Session, bytes: number, added: number): StoreDropReason | undefined {
    const { limits } = this.#context;
    if (session.queuedMessages + 1 > limits.queuedMessagesPerSessionMax) return 'queued_messages';
    if (session.queuedBytes + bytes > limits.queuedBytesPerSessionMax) return 'queued_bytes';
    if (this.bytes + added > limits.queuedBytesMax) return 'queued_bytes_total';
    return undefined;
  }

  #add(session: Session, messages: number, bytes: number, shared: number): void {
    session.queuedMessages += messages;
    session.queuedBytes += bytes;
    session.sharedBytes += shared;
    this.#messages += messages;
    this.#ownBytes += bytes - shared;
  }
}

// Both read an index alone, which is a twentieth of the file.
function prepare({ database }: StoreContext) {
  return {
    usage: database.prepare<[], { session_id: number; messages: number; bytes: number }>(
      `SELECT session_id, count(*) AS messages, sum(bytes) AS bytes FROM queued INDEXED BY queued_in_order
       GROUP BY session_id`,
    ),
    bodies: database.prepare<[], { session_id: number; body_id: number }>(
      'SELECT session_id, body_id FROM queued INDEXED BY queued_by_body WHERE body_id IS NOT NULL',
    ),
  };
}
