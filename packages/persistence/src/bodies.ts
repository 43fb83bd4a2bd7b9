import type { StoreContext } from './store-context.ts';

/**
 * From this size on a payload has a row of its own, which all sessions that wait for it share. Measured: for one session it then
 * costs 7 % more than a payload within the row of the queue, for two a quarter less, for ten a third. Below, a second row costs
 * a single session up to half as much again.
 */
export const SHARED_PAYLOAD_BYTES_MIN = 16 * 1024;

type Body = { readonly bytes: number; references: number };

/** Large payloads of queued messages, each stored once. How often each is referred to is known in memory alone. */
export class Bodies {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #bodies = new Map<number, Body>();
  #newestId = 0;
  #bytes = 0;
  #last: { readonly payload: Buffer; readonly id: number } | undefined;

  constructor(context: StoreContext) {
    this.#context = context;
    const { database } = context;
    this.#statements = {
      all: database.prepare<[], { id: number; bytes: number }>('SELECT id, bytes FROM body'),
      get: database.prepare<[number], Buffer>('SELECT payload FROM body WHERE id = ?').pluck(),
      put: database.prepare('INSERT INTO body (id, bytes, payload) VALUES (?, ?, ?)'),
      remove: database.prepare('DELETE FROM body WHERE id = ?'),
    };
    for (const { id, bytes } of this.#statements.all.iterate()) {
      this.#bodies.set(id, { bytes, references: 0 });
      this.#bytes += bytes;
      this.#newestId = Math.max(this.#newestId, id);
    }
    // What has just been enqueued comes for other sessions in the same turn, or never again.
    context.commits.beforeCommit(() => {
      this.#last = undefined;
    });
  }

  /** Bytes of all payloads that are stored here. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The stored row of this very payload, when it was put in this turn. */
  present(payload: Buffer): number | undefined {
    return this.#last?.payload === payload && this.#bodies.has(this.#last.id) ? this.#last.id : undefined;
  }

  /** Stores a payload, to which nobody refers yet, and returns its id. */
  put(payload: Buffer): number {
    const { commits } = this.#context;
    const id = ++this.#newestId;
    const bytes = payload.length;
    commits.open();
    this.#statements.put.run(id, bytes, payload);
    this.#bodies.set(id, { bytes, references: 0 });
    this.#bytes += bytes;
    this.#last = { payload, id };
    commits.onUndo(() => {
      this.#bodies.delete(id);
      this.#bytes -= bytes;
    });
    return id;
  }

  /** Counts a reference of a row that was read from the file. */
  count(id: number): void {
    const body = this.#bodies.get(id);
    if (body !== undefined) body.references++;
  }

  /** One row more refers to the payload. */
  refer(id: number): void {
    const body = this.#bodies.get(id);
    if (body === undefined) return;
    body.references++;
    this.#context.commits.onUndo(() => body.references--);
  }

  /** One row less refers to it; with the last one it is removed. */
  release(id: number): void {
    const body = this.#bodies.get(id);
    if (body === undefined) return;
    const { commits } = this.#context;
    if (body.references === 1) {
      commits.open();
      this.#statements.remove.run(id);
      this.#bodies.delete(id);
      this.#bytes -= body.bytes;
    }
    body.references--;
    commits.onUndo(() => {
      if (body.references++ > 0) return;
      this.#bodies.set(id, body);
      this.#bytes += body.bytes;
    });
  }

  /** The length of a payload; 0 when there is none of that id. */
  bytesOf(id: number): number {
    return this.#bodies.get(id)?.bytes ?? 0;
  }

  payload(id: number): Buffer {
    return this.#statements.get.get(id) ?? Buffer.alloc(0);
  }
}
