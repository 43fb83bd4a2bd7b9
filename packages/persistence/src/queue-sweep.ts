import type { Bodies } from './bodies.ts';
import { type Size, sizeColumns } from './queue-row.ts';
import type { StoreContext } from './store-context.ts';

// About two milliseconds of work. All at once, the ten thousand messages of one session would hold everybody up for forty.
const ROWS_PER_TURN = 500;

/** Removes the messages of ended sessions, a few in each turn. Session ids are not used again, so nobody can meet them meanwhile. */
export class QueueSweep {
  readonly #context: StoreContext;
  readonly #statements;
  readonly #bodies: Bodies;
  #sessionIds: number[] = [];
  #isRunning = false;

  constructor(context: StoreContext, bodies: Bodies) {
    this.#context = context;
    this.#statements = prepare(context);
    this.#bodies = bodies;
  }

  /** Begins to remove the messages of a session that ends in this turn, or that a process before this one has left. */
  add(sessionId: number): void {
    this.#sessionIds.push(sessionId);
    this.#context.commits.onUndo(() => this.#leave(sessionId));
    this.#run();
  }

  #run(): void {
    if (this.#isRunning || this.#sessionIds.length === 0) return;
    this.#isRunning = true;
    setImmediate(() => this.#step());
  }

  #step(): void {
    const { database, commits } = this.#context;
    const [sessionId] = this.#sessionIds;
    this.#isRunning = false;
    if (sessionId === undefined || !database.open) return;
    // After a failure, a full disk perhaps, the rest waits for the next ended session or the next start.
    commits
      .durably(() => this.#sweep(sessionId))
      .then(
        () => this.#run(),
        () => {},
      );
  }

  #sweep(sessionId: number): void {
    this.#context.commits.open();
    const rows = this.#statements.some.all(sessionId);
    for (const [seq, , , bodyId] of rows) {
      this.#statements.remove.run(seq);
      if (bodyId !== null) this.#bodies.release(bodyId);
    }
    if (rows.length === ROWS_PER_TURN) return;
    this.#leave(sessionId);
    this.#context.commits.onUndo(() => this.#sessionIds.push(sessionId));
  }

  #leave(sessionId: number): void {
    this.#sessionIds = this.#sessionIds.filter((id) => id !== sessionId);
  }
}

function prepare({ database }: StoreContext) {
  return {
    some: database
      .prepare<[sessionId: number], Size>(
        `SELECT ${sizeColumns} FROM queued INDEXED BY queued_in_order WHERE session_id = ? + 0 LIMIT ${ROWS_PER_TURN}`,
      )
      .raw(),
    remove: database.prepare('DELETE FROM queued WHERE seq = ?'),
  };
}
